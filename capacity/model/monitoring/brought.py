"""What each member of a round brings, in the parts that explain it: heads, units, yield, share, price."""

from dataclasses import replace

import numpy as np
import pandas as pd

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.facts import Cluster
from capacity.intake.waves.waves import Wave
from capacity.model.calendar.timeline import course
from capacity.model.potential.joining import joining_probability, who_joins
from capacity.model.potential.offers import member_offers, member_output
from capacity.model.potential.staircase import producer_groups, staircases
from capacity.model.potential.today import JANUARY, today_spec
from capacity.model.uncertainty.distributions import median
from capacity.model.uncertainty.draws import central_draws

COLUMNS = ("person", "cls", "product", "heads", "units", "produced", "delivered", "price")


def of_round(cluster: Cluster, wave: Wave) -> Cluster:
    """Return the cluster with a round's answers instead of the first survey's, in the base scenario alone."""
    return replace(cluster.only("base"), survey=wave.survey)


def brought(spec: Spec, wave: Wave) -> pd.DataFrame:
    """Return of every producing member of a round: person, cls, product and what explains what it brings.

    heads: sampling weight x probability of joining; units: animals, machines or hectares of one member, NaN where they
    are not known; produced and delivered: P a year of one member that joins, as the potential is estimated; price:
    money/P that it is paid, else the mean of its class, of all, or what the cluster file says the cluster pays.
    """
    today = today_spec(spec.model_copy(update={"start": JANUARY}))
    draws, members = central_draws(spec.cluster), wave.survey.members
    way = course(today, draws, 12)
    known = wave.people.set_index("member")
    frames = []
    for group, steps in staircases(producer_groups(today, members), way):
        chance = joining_probability(today, who_joins(group.members), draws)[:, 0]
        said = known.loc[group.members["member"]]
        frames.append(
            pd.DataFrame(
                {
                    "person": said["person"].to_numpy(),
                    "cls": group.cls,
                    "product": group.product,
                    "heads": group.members["weight"].to_numpy(dtype=float) * chance,
                    "units": said["units"].to_numpy(dtype=float),
                    "produced": member_output(group, way).sum(axis=1),
                    "delivered": member_offers(group, way, steps, "delivered").sum(axis=1),
                    "price": group.members["price"].to_numpy(dtype=float),
                }
            )
        )
    found = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(COLUMNS))
    return _priced(spec, found)


def _priced(spec: Spec, found: pd.DataFrame) -> pd.DataFrame:
    """Return the members with a price each; NaN where neither anybody answered nor the cluster file says one."""
    amounts = found["heads"] * found["delivered"]
    for names in (["product", "cls"], ["product"]):
        known = found.assign(
            amount=amounts.where(found["price"].notna(), 0.0), money=amounts * found["price"].fillna(0)
        )
        sums = known.groupby(names)[["amount", "money"]].transform("sum")
        mean = (sums["money"] / sums["amount"]).where(sums["amount"] > 0)
        found = found.assign(price=found["price"].fillna(mean))
    paid = {name: product.pays for name, product in spec.products.items() if product.pays is not None}
    stated = found["product"].map({name: median(pays.price) for name, pays in paid.items()})
    return found.assign(price=found["price"].fillna(stated.astype(float) if len(found) else np.nan))
