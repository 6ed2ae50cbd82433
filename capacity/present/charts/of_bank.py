"""From what a bank asks for to its charts: cash against debt service, and what must be bridged month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.charts import of_gains as pictures_gains
from capacity.present.charts.charts import Fan, Series
from capacity.present.words import reading
from capacity.present.words.reading import table
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    from capacity.intake.cluster_file.funding import Finance
    from capacity.model.results.study import Study

ALL = mark("All together")
MONTHS = 60
"""months of which what must be bridged is drawn"""
SEVERAL = ("main", "second", "third", "fourth")


def party_name(study: Study, words: Words, party: str) -> str:
    """Return what a party is called: a class by its title, the cluster's body and all together in words."""
    return words.say(ALL) if party == "consolidated" else pictures_gains.party(study, words, party)


def finance_of(study: Study) -> Finance:
    """Return the finance block of the leading scenario."""
    return study.cluster.specs[study.scenario].money


def borrowers(study: Study) -> list[str]:
    """Return the borrowers in the order of the tables, without all together."""
    return [p for p in reading.in_order(table(study, "borrowers").get("party", ())) if p != "consolidated"]


def debt_service(study: Study, words: Words, party: str) -> Fan | None:
    """Return a borrower's cash for the debt by year, with its range, against what is due and what the covenant asks."""
    rows = table(study, "covenants", party=party)
    if rows.empty:
        return None
    due = rows["service"]
    cash = {name: tuple(float(v) for v in rows[name] * due) for name in ("p10", "p50", "p90")}
    lines = (
        Series(words.say("Cash for the debt"), cash["p50"], "main", cash["p10"], cash["p90"]),
        Series(words.say("Debt service"), tuple(map(float, due)), "second"),
        Series(words.say("What the covenant asks"), tuple(map(float, due * rows["covenant"])), "floor"),
    )
    name = words.say("{party}: cash for the debt and what is due", party=party_name(study, words, party))
    return Fan(name, tuple(str(year) for year in rows["year"]), lines, study.cluster.spec.currency)


def bridging(study: Study, words: Words) -> Fan | None:
    """Return what is enough to bridge each borrower's cash inside the months (P90); None where nothing ever is."""
    lines, months = [], []
    for role, party in zip(SEVERAL, borrowers(study), strict=False):
        rows = table(study, "funding", party=party).head(MONTHS)
        if len(rows) and rows["to_bridge_p90"].max() > 0:
            months = list(rows["month"])
            lines.append(Series(party_name(study, words, party), tuple(map(float, rows["to_bridge_p90"])), role))
    if not lines:
        return None
    title = words.say("Own cash or credit line that is enough in 9 of 10 futures, month by month")
    return Fan(title, tuple(words.short_date(m) for m in months), tuple(lines), study.cluster.spec.currency)
