"""Signed, promised, needed: of the members, and of the goods of each link that must not run below a minimum load."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from capacity.intake.answers.column_map import is_producer
from capacity.intake.facts import Cluster
from capacity.intake.survey.promises import PROMISED, SIGNED, counted, promises
from capacity.model.diagnosis.today import cover_shown, cover_table, run_today, todays_parts
from capacity.model.engine.lasting import Keeper, anew

MEMBERS = "members"
COLUMNS = ("at", "unit", "signed", "promised", "leanest", "busy", "needed")


def counter(cluster: Cluster, scenario: str = "base", keeper: Keeper = anew) -> pd.DataFrame:
    """Return at, unit, signed, promised, leanest, busy, needed: of the members first, then of each such link.

    Of a link, a day, over the months in which it works: what reaches it of the goods of those who signed, and what more
    of those who promised; `leanest` is both together in the month with least, `busy` what it buys of others, `needed`
    its minimum load. Their goods alone are counted; equipment is there, whoever has signed.
    """
    spec, members = cluster.under(scenario), cluster.survey.members
    heads = counted(spec, members)
    rows = [(MEMBERS, "member", heads.signed, heads.promised, np.nan, np.nan, heads.needed)]
    if any(link.minimum_load for link in spec.links.values()):
        said = promises(spec, members)
        signed, both = (
            _reaching(cluster, scenario, said.isin(who), partial(keeper, f"parts of {', '.join(who)}"))
            for who in ([SIGNED], [SIGNED, PROMISED])
        )
        rows += [_link(node, signed, both) for node in dict.fromkeys(both["node"])]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _reaching(cluster: Cluster, scenario: str, chosen: pd.Series, kept: Callable) -> pd.DataFrame:
    """Return the cover of links with a minimum load if of the producers just the chosen joined."""
    spec, members = cluster.under(scenario), cluster.survey.members
    makes = members["cls"].map(lambda name: is_producer(spec, name)).astype(bool)
    there = members.assign(weight=members["weight"].where(chosen | ~makes, 0.0))
    certain = spec.survey.model_copy(update={"joins": None, "letter": None})
    specs = {**cluster.specs, scenario: spec.model_copy(update={"survey": certain})}
    survey = replace(cluster.survey, members=there)
    there_alone = replace(cluster, specs=specs, survey=survey)
    parts = kept(lambda: todays_parts(there_alone, scenario))
    found = cover_table(run_today(there_alone, scenario, parts=parts))
    return cover_shown(spec, found[found["minimum_load"].notna()])


def _link(node: str, signed: pd.DataFrame, both: pd.DataFrame) -> tuple:
    """Return the row of a node; a link that works as long as its goods last is not asked of months without any."""
    here = both[both["node"] == node].set_index("month")
    there = signed[signed["node"] == node].set_index("month").reindex(here.index)
    works = here["supply"] > 0 if (here["supply"] > 0).any() else slice(None)
    here, there = here[works], there[works]
    unit, busy, needed = here["unit"].iloc[0], here["busy"].mean(), here["minimum_load"].max()
    certain, together = there["supply"].mean(), here["supply"].mean()
    return node, unit, certain, together - certain, here["supply"].min(), busy, needed
