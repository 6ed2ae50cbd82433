"""What the members can do today: who they are, the staircase in winter and summer, supply against the plant."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from capacity.present.charts import of_study as pictures
from capacity.present.charts.of_study import STEP_NAMES
from capacity.present.parts.asked import phases_lead, sampling_exhibit, sampling_lead
from capacity.present.parts.section import (
    Exhibit,
    Section,
    Table,
    charted,
    in_percent,
    make_table,
    table_of_fields,
    tabled,
)
from capacity.present.words import reading
from capacity.present.words.names import Names
from capacity.present.words.reading import SUMMER, WINTER, table
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from capacity.model.results.study import Study

NOBODY = mark("Nobody was surveyed, so there is nothing to count.")
NOTHING_MADE = mark("No member produces anything that the chain takes, so there is no staircase.")
NO_LINKS = mark("No link of this chain has equipment whose load could be measured.")
NO_FLOOR = mark("No link states a minimum load, so no link has to stand for lack of supply.")


def members(study: Study, words: Words) -> Section:
    """Return who was surveyed and who is expected to join, by class and place."""
    title, rows = words.say("Members"), table(study, "members")
    if rows.empty:
        return Section("members", title, (words.say(NOBODY),))
    chart = pictures.members(study, words)
    return Section(
        "members",
        title,
        tuple(_members_lead(rows, study, words)),
        exhibits=(Exhibit("members-classes", _members_table(rows, study, words), chart),),
        notes=(
            words.say(
                "Expected to join: the sum of the members' chances of joining. The cluster file says what each answer "
                "counts for; a signed letter counts more than a yes."
            ),
        ),
    )


def _members_lead(rows: pd.DataFrame, study: Study, words: Words) -> Iterator[str]:
    expected, needed = rows["expected_to_join"].sum(), study.summary.get("critical_mass", {}).get("needed")
    yield words.count(
        "{n} possible member was surveyed; about {expected} are expected to join.",
        "{n} possible members were surveyed; about {expected} are expected to join.",
        rows["surveyed"].sum(),
        expected=words.number(expected, 0),
    )
    if not math.isclose(rows["surveyed"].sum(), rows["weight"].sum()):
        yield words.say("Those surveyed stand for {n} in all.", n=words.number(rows["weight"].sum(), 0))
    yield from phases_lead(study, words)
    if reading.finite(needed):
        yield words.say(
            "At least {needed} are needed; practice is 30 to 50. Service members such as banks are not counted.",
            needed=words.number(needed, 0),
        )


def _members_table(rows: pd.DataFrame, study: Study, words: Words) -> Table:
    names = Names(study.cluster.spec, words)
    columns = (
        (words.say("Class"), lambda row: names.cls(row.cls)),
        (words.say("Place"), lambda row: names.place(row.place) if row.place else "–"),
        (words.say("Surveyed"), lambda row: words.number(row.surveyed, 0)),
        (words.say("Stand for"), lambda row: words.number(row.weight, 0)),
        (words.say("Expected to join"), lambda row: words.number(row.expected_to_join, 1)),
        (words.say("Owners"), lambda row: words.number(row.owners, 0)),
    )
    return make_table(words.say("Members by class and place"), rows, columns, 2)


def staircase(study: Study, words: Words) -> Section:
    """Return what is produced, kept, sold elsewhere, offered and delivered in January and in July."""
    title = words.say("From produced to delivered: winter and summer")
    products = reading.in_order(table(study, "staircase").get("product", ()))
    if not products:
        return Section("staircase", title, (words.say(NOTHING_MADE),))
    exhibits, lead = [], []
    for product in products:
        for month in _stair_months(study, product):
            chart = pictures.staircase(study, words, product, month)
            if chart is not None:
                key = f"staircase-{product}-{month}".replace("_", "-")
                exhibits.append(Exhibit(key, _stair_table(study, words, product, month), chart))
        lead += list(_stair_lead(study, words, product))
    lead += list(sampling_lead(study, words))
    exhibits += tabled("staircase-potential", _potential_table(study, words))
    exhibits += tabled("staircase-sampling", sampling_exhibit(study, words))
    note = words.say(
        "Each bar is a month's total. Grey pieces are taken away. Pale bars: what the same members could produce with "
        "good practice, or after the planned investments; possibilities, not forecasts."
    )
    return Section("staircase", title, tuple(lead), exhibits=tuple(exhibits), notes=(note,))


def _stair_months(study: Study, product: str) -> list[int]:
    rows = table(study, "staircase", product=product, step="produced")
    return reading.months_shown(rows["month"], rows["amount"]) if len(rows) else []


def _stair_lead(study: Study, words: Words, product: str) -> Iterator[str]:
    unit = table(study, "staircase", product=product)["unit"].iloc[0]
    delivered = {}
    for month in _stair_months(study, product):
        amounts = pictures.stair(study, product, month)
        delivered[month] = amounts.get("delivered", 0.0)
        if amounts.get("produced"):
            yield words.say(
                "{product} {in_month}: {produced} are produced and {delivered} reach the cluster, {share} of it.",
                product=Names(study.cluster.spec, words).product(product),
                in_month=words.in_month(month),
                produced=words.amount(amounts["produced"], unit),
                delivered=words.amount(delivered[month], unit),
                share=words.share(delivered[month] / amounts["produced"]),
            )
    if len(delivered) > 1 and all(delivered.values()):
        ratio = words.number(delivered[SUMMER] / delivered[WINTER], 1)
        even = ratio == words.number(1, 1)
        yield (
            words.say("Deliveries in July and January are alike, because there is little season.")
            if even
            else words.say("Deliveries in July are {ratio} times those in January, because of the season.", ratio=ratio)
        )


def _stair_table(study: Study, words: Words, product: str, month: int) -> Table:
    rows = table(study, "staircase", product=product, month=month)
    names = Names(study.cluster.spec, words)
    classes = reading.in_order(rows["cls"])
    sums, unit = rows.groupby(["step", "cls"])["amount"].sum(), rows["unit"].iloc[0]
    body = []
    for step in (name for name in STEP_NAMES if name in set(rows["step"])):
        parts = [float(sums.get((step, cls), 0.0)) for cls in classes]
        numbers = [words.number(part) for part in (*parts, sum(parts))]
        body.append((words.say(STEP_NAMES[step]), *numbers))
    caption = words.say(
        "{product}, {month}, in {unit}",
        product=names.product(product),
        month=words.month_name(month),
        unit=words.unit(unit),
    )
    head = (words.say("Step"), *(names.cls(cls) for cls in classes), words.say("Together"))
    return Table(caption, head, tuple(body))


def _potential_table(study: Study, words: Words) -> Table | None:
    rows, names = table(study, "potential"), Names(study.cluster.spec, words)
    columns = (
        (words.say("Product"), lambda row: names.product(row.product)),
        (words.say("Produced"), lambda row: words.amount(row.produced, row.unit)),
        (words.say("Kept at home"), lambda row: words.amount(row.kept, row.unit)),
        (words.say("Sold elsewhere"), lambda row: words.amount(row.sold_elsewhere, row.unit)),
        (words.say("Offered to the cluster"), lambda row: words.amount(row.offered, row.unit)),
        (words.say("Of those who will join"), lambda row: words.amount(row.expected, row.unit)),
        (words.say("Sampling error (±)"), lambda row: words.amount(row.se, row.unit)),
        (words.say("Joining error (±)"), lambda row: words.amount(row.se_joining, row.unit)),
    )
    caption = words.say("Aggregate production potential of a year")
    return make_table(caption, rows, columns) if len(rows) else None


def supply(study: Study, words: Words) -> Section:
    """Return supply against minimum load and capacity, node by node and month by month."""
    title, cover = words.say("Supply against minimum load and capacity"), table(study, "cover")
    if cover.empty:
        return Section("supply", title, (words.say(NO_LINKS),))
    floors = reading.nodes_with_floor(study)
    shown = floors or [node for node in (reading.tightest_node(study),) if node]
    lead = [] if floors else [words.say(NO_FLOOR)]
    exhibits: list[Exhibit] = []
    for node in shown:
        lead += list(_supply_lead(study, words, node))
        chart = pictures.supply(study, words, node)
        key = f"supply-{node}".replace("_", "-").replace("@", "-")
        exhibits += charted(key, chart, words, words.say("Month"))
    grid = pictures.cover(study, words)
    if grid is not None:
        exhibits.append(
            Exhibit("supply-cover", table_of_fields(grid, words.say("Link"), in_percent), grid, grid.legend)
        )
    exhibits += tabled("supply-links", _links_table(study, words))
    return Section("supply", title, tuple(lead), exhibits=tuple(exhibits))


def _supply_lead(study: Study, words: Words, node: str) -> Iterator[str]:
    rows = table(study, "cover", node=node).sort_values("month", kind="stable")
    limited = rows["supply"].map(reading.finite).any()
    total = (rows["supply"] if limited else rows["activity"]) + rows["busy"].fillna(0)
    name = Names(study.cluster.spec, words).node(node)
    if total.map(reading.finite).any():
        low, high = rows.loc[total.idxmin()], rows.loc[total.idxmax()]
        message = FROM_TO if limited else WORKED
        yield words.say(
            message,
            node=name,
            low=words.amount(total.min(), low["unit"]),
            in_low=words.in_month(int(low["month"])),
            high=words.amount(total.max(), high["unit"]),
            in_high=words.in_month(int(high["month"])),
        )
    yield from _floor_and_ceiling(rows, name, words)


FROM_TO = mark("{node}: supply with purchases from others goes from {low} {in_low} to {high} {in_high}.")
WORKED = mark("{node}: put through from {low} {in_low} to {high} {in_high}; its inputs are bought without limit.")


def _floor_and_ceiling(rows: pd.DataFrame, name: str, words: Words) -> Iterator[str]:
    first = rows.iloc[0]
    if reading.finite(first["minimum_load"]) and first["minimum_load"] > 0:
        below = rows.loc[rows["below"].astype(bool), "month"].astype(int)
        floor = words.amount(first["minimum_load"], first["unit"])
        yield (
            words.say("It is below the minimum load of {floor} in: {months}.", floor=floor, months=words.months(below))
            if len(below)
            else words.say(
                "In a year like today's it is not below the minimum load of {floor}; for the futures see the four "
                "lights.",
                floor=floor,
            )
        )
        yield from _kept_from_it(rows, name, words)
    over = rows.loc[rows["supply"] > rows["capacity"], "month"].astype(int)
    if len(over):
        yield words.say("{node}: supply is more than the capacity in: {months}.", node=name, months=words.months(over))


def _kept_from_it(rows: pd.DataFrame, name: str, words: Words) -> Iterator[str]:
    """Yield in which months a link stands although enough would come to it."""
    enough = rows["supply"] + rows["busy"].fillna(0) >= rows["minimum_load"]
    kept = rows.loc[rows["below"].astype(bool) & enough, "month"].astype(int)
    if len(kept):
        yield words.say(
            "{node}: enough would come in: {months}; but others pay more for it, or a full market or another link "
            "holds it back.",
            node=name,
            months=words.months(kept),
        )


def _links_table(study: Study, words: Words) -> Table | None:
    rows, names = table(study, "links"), Names(study.cluster.spec, words)
    columns = (
        (words.say("Link"), lambda row: names.node(row.node)),
        (words.say("Capacity"), lambda row: words.amount(row.capacity, row.unit)),
        (words.say("Used today"), lambda row: words.amount(row.current, row.unit)),
        (words.say("Utilisation"), lambda row: words.share(row.utilisation)),
        (words.say("Minimum load"), lambda row: words.amount(row.minimum_load, row.unit)),
        (words.say("Members"), lambda row: words.number(row.members, 0)),
    )
    return make_table(words.say("Links with equipment"), rows, columns) if len(rows) else None
