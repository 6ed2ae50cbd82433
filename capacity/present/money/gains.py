"""Who gains: each class's income with the cluster and without it, where prices go, and at which nobody loses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capacity.present.charts import of_money as pictures
from capacity.present.charts.of_money import BODY, party, touched
from capacity.present.money.gains_prices import price, price_exhibits, storing_exhibits
from capacity.present.parts.central import shown_income
from capacity.present.parts.section import Exhibit, Fact, Section, Table, charted, make_table
from capacity.present.parts.without import without_lines
from capacity.present.words import reading
from capacity.present.words.names import Names
from capacity.present.words.reading import convention, finite, table, unit_of
from capacity.present.words.words import Words, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from capacity.model.results.study import Study
    from capacity.present.words.reading import Line

NOT_COMPUTED = mark("Who gains was not computed for this study.")
SURE, HALF, FACTS = 0.1, 0.5, 6

NORMAL_YEAR = mark(
    "{without} without the cluster, {with_it} with it, in a normal year. The class as a whole loses in {chance} of the "
    "futures."
)
MIDDLE_YEAR = mark(
    "{without} without the cluster, {with_it} with it, in the middle of the futures. The class as a whole loses in "
    "{chance} of the futures."
)


def gains(study: Study, words: Words) -> Section:
    """Return income by class in bad, normal and good years, who may lose, price split, price range and storing."""
    title = words.say("Who gains")
    if touched(study).empty:
        return Section("gains", title, (words.say(NOT_COMPUTED),))
    exhibits = (*_income(study, words), *price_exhibits(study, words), *storing_exhibits(study, words))
    return Section(
        "gains",
        title,
        tuple(_lead(study, words)),
        facts=tuple(_facts(study, words)),
        exhibits=exhibits,
        notes=tuple(_notes(study, words)),
    )


def _lead(study: Study, words: Words) -> Iterator[str]:
    rows = touched(study)
    even = (rows[["net_p10", "net_p90"]] == 0).all(axis=1)
    gain, lose = (rows["net_p50"] > 0) & ~even, (rows["net_p50"] < 0) & ~even
    sure = rows["probability_loses"] < SURE
    yield from _named(study, words, rows[gain & sure], mark("These gain in at least 9 of 10 futures: {who}."))
    maybe = mark("These gain, but may lose; in brackets the chance to lose: {who}.")
    yield from _named(study, words, rows[gain & ~sure], maybe, chances=True)
    worse = mark("At these prices these lose; in brackets the chance to lose: {who}.")
    yield from _named(study, words, rows[lose], worse, chances=True)
    yield from _named(study, words, rows[even], mark("These are paid their costs and neither gain nor lose: {who}."))
    yield from _agreement(study, words)
    for row in table(study, "price_range").itertuples(index=False):
        yield _range_sentence(study, words, row)
    yield from _waiting(study, words)
    yield from _body(study, words)


def _named(study: Study, words: Words, rows: pd.DataFrame, sentence: str, *, chances: bool = False) -> Iterator[str]:
    names = [
        f"{party(study, words, row.party)} ({words.share(row.probability_loses)})"
        if chances
        else party(study, words, row.party)
        for row in rows.itertuples(index=False)
    ]
    if names:
        yield words.say(sentence, who=words.listed(names))


def _agreement(study: Study, words: Words) -> Iterator[str]:
    """Yield how often nobody loses at the prices as they are, and at any."""
    rows = table(study, "agreement")
    if len(rows) and len(table(study, "price_range")):
        chances = rows.set_index("prices")["probability_nobody_loses"]
        yield words.say(
            "In {now} of the futures no class loses at these prices. In {any} there are prices inside the chain at "
            "which none would.",
            **{prices: words.share(chances[prices]) for prices in ("now", "any")},
        )


def _range_sentence(study: Study, words: Words, row: Line) -> str:
    unit = f"{row.currency}/{row.unit}"
    said = {
        "product": Names(study.cluster.spec, words).product(row.product),
        "now": price(words, row.price_central, unit),
        "lowest": price(words, row.lowest_central, unit),
        "highest": price(words, row.highest_central, unit),
        "seller": party(study, words, row.seller),
        "buyer": party(study, words, row.buyer),
        "chance": words.share(row.probability_exists),
    }
    if row.exists_central:
        return words.say(
            "{product}: {now} on average inside the chain. From {lowest} to {highest} nobody whom this price touches "
            "loses; below, it no longer pays for: {seller}; above, for: {buyer}. There is such a price in {chance} of "
            "the futures.",
            **said,
        )
    return words.say(
        "{product}: {now} on average inside the chain. At no price of it nobody loses: {seller} would need at least "
        "{lowest}, and more than {highest} no longer pays for: {buyer}. There is such a price in {chance} of the "
        "futures.",
        **said,
    )


def _waiting(study: Study, words: Words) -> Iterator[str]:
    """Yield until which month waiting has paid in most futures, and when it no longer does."""
    for product in reading.in_order(table(study, "waiting").get("product", ())):
        rows = table(study, "waiting", product=product)
        late = rows[(rows["probability_pays"] < HALF) & (rows["probability_pays"].shift(fill_value=0.0) >= HALF)]
        if len(late):
            last, after = rows.loc[late.index[0] - 1], late.iloc[0]
            yield words.say(
                "{product}, in store from {first} on: sold {in_last} the waiting has paid in {chance} of the futures, "
                "sold {in_after} in {less}.",
                product=Names(study.cluster.spec, words).product(product),
                first=words.month_name(last["from_month"]),
                in_last=words.in_month(int(last["month"])),
                chance=words.share(last["probability_pays"]),
                in_after=words.in_month(int(after["month"])),
                less=words.share(after["probability_pays"]),
            )


def _body(study: Study, words: Words) -> Iterator[str]:
    """Yield what the cluster's own body costs, and what that is for each member."""
    rows = table(study, "gains", party=BODY)
    members = table(study, "gains")["members"].sum()
    if len(rows) and rows["net_central"].iloc[0] < 0 and members > 0:
        spent, unit = -rows["net_central"].iloc[0], f"{rows['currency'].iloc[0]}/year"
        yield words.say(
            "The cluster's own body spends {spent} beyond the fees it gets, which no price has paid for yet. Shared "
            "alike, that is {each} for each member.",
            spent=words.amount(spent, unit),
            each=words.about(spent / members, unit),
        )


def _facts(study: Study, words: Words) -> Iterator[Fact]:
    rows, normal = shown_income(touched(study)) if len(touched(study)) else (touched(study), True)
    rows = rows[rows["gain_normal"].map(finite) & (rows[["gain_bad", "gain_good"]] != 0).any(axis=1)]
    text = NORMAL_YEAR if normal else MIDDLE_YEAR
    for row in rows.head(FACTS).itertuples(index=False):
        unit = f"{row.currency}/year"
        because = words.say(
            text,
            without=words.amount(row.without_normal, unit),
            with_it=words.amount(row.with_normal, unit),
            chance=words.share(row.probability_loses),
        )
        label = words.say("{cls}: gain of one member", cls=party(study, words, row.party))
        yield Fact(label, words.middle_and_range(row.gain_normal, row.gain_bad, row.gain_good, unit), because)


def _income(study: Study, words: Words) -> Iterator[Exhibit]:
    chart = pictures.gains(study, words)
    if chart is not None:
        yield Exhibit("gains-classes", _gains_table(study, words), chart)
    largest = pictures.largest_class(study)
    if largest:
        months = charted("gains-months", pictures.months(study, words, largest), words, words.say("Month"))
        if months:
            yield from months
            yield Exhibit("gains-seasons", _seasons_table(study, words))


def _gains_table(study: Study, words: Words) -> Table:
    rows = table(study, "gains")
    rows, normal = shown_income(rows[rows["party"].isin(touched(study)["party"]) | (rows["party"] == BODY)])
    middle = words.say("With: a normal year") if normal else words.say("With: the middle of the futures")
    columns = (
        (words.say("Who"), lambda row: party(study, words, row.party)),
        (words.say("Members"), lambda row: words.number(row.members, 0) if row.members else "–"),
        (words.say("One member without the cluster"), lambda row: words.number(row.without_normal, 0)),
        (words.say("With: a bad year"), lambda row: words.number(row.with_bad, 0)),
        (middle, lambda row: words.number(row.with_normal, 0)),
        (words.say("With: a good year"), lambda row: words.number(row.with_good, 0)),
        (
            words.say("All together: gain a year"),
            lambda row: words.middle_and_range(row.net_p50, row.net_p10, row.net_p90),
        ),
        (words.say("Own investment"), lambda row: words.number(row.invested_central, 0)),
        (words.say("Chance to lose"), lambda row: words.share(row.probability_loses)),
    )
    caption = words.say("Income by class a year, in {unit}", unit=words.unit(unit_of(rows, "currency")))
    return make_table(caption, rows, columns)


def _seasons_table(study: Study, words: Words) -> Table:
    """Return what one member of each class has in January and in July, or in the month in which most comes in.

    Nothing is known of a month in which nobody of a class has joined in any year of the horizon.
    """
    rows = table(study, "income")
    rows = rows[rows["party"].isin(touched(study)["party"])]
    chosen = rows[rows["party"] == pictures.largest_class(study)]
    shown = reading.months_shown(chosen["month"], chosen["with_central"].abs())
    body = []
    for name in reading.in_order(rows["party"]):
        here = rows[rows["party"] == name].set_index("month").reindex(shown)
        if here[["with_central", "without_central"]].abs().max().max() > 0:
            cells = (words.number(here.loc[m, c], 0) for m in shown for c in ("without_central", "with_central"))
            body.append((party(study, words, name), *cells))
    kinds = (words.say("without"), words.say("with"))
    head = (words.say("Who"), *(f"{words.month_name(m)}, {kind}" for m in shown for kind in kinds))
    caption = words.say("What one member has in a month, in {unit}", unit=words.unit(unit_of(rows, "currency")))
    return Table(caption, head, tuple(body))


def _percentiles(study: Study, words: Words) -> Iterator[str]:
    """Yield at which percentile of the futures the central income of each class stands."""
    rows = touched(study)
    rows = rows[rows["central_percentile"].map(finite)] if len(rows) else rows
    if len(rows):
        stands = (
            f"{party(study, words, row.party)} – {words.number(row.central_percentile, 0)}" for row in rows.itertuples()
        )
        yield words.say(
            "Percentile of the central case among the futures, by a member's income with the cluster: {who}. Outside "
            "40 to 60 it is not called normal, and the middle of the futures stands in its place.",
            who=words.listed(stands),
        )


def _notes(study: Study, words: Words) -> Iterator[str]:
    yield from without_lines(study, words)
    yield words.say(
        "Normal: the central case, the mean of its years. Bad and good: one year in ten is worse, one in ten better, "
        "among all years of all futures. What is kept at home counts at today's price in both. Members' fees are paid. "
        "Gain of all together: the mean of the years, after own investments less grants, before loans."
    )
    yield from _percentiles(study, words)
    yield words.say(
        "Prices inside the chain are those that the cluster file declares. Where it declares none, members are paid "
        "what today's best outlet pays, every link in between its costs, and the last link keeps what is left; that is "
        "an assumption."
    )
    if len(table(study, "price_range")):
        yield words.say(
            "The range of a price: goods flow as they do now, only this price moves, and with it those that follow "
            "from it. Every income is linear in it, so the ends are exact."
        )
    if len(table(study, "waiting")):
        yield words.say(
            "Price that pays for waiting: the price in the month in which stores fill, plus the cost of storing, over "
            "what storing leaves, month after month."
        )
    error = table(study, "gains")["probability_se"].max()
    if finite(error):
        yield words.say(
            "Computed in {draws} futures; the Monte-Carlo error of a chance in this part is at most {error} percentage "
            "points.",
            draws=words.number(convention(study, "books_draws"), 0),
            error=words.number(100 * error, 1),
        )
