"""Who gains, as tidy tables: accounts by party and node, gains, the split of prices, their range, storing."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from capacity.intake.cluster_file.schema import Spec
from capacity.intake.cluster_file.shown_units import quoted
from capacity.intake.survey.todays_answers import without_source
from capacity.model.calendar.timeline import month_labels
from capacity.model.gains.fair_prices import PriceRange, nobody_loses, price_ranges, prices_exist
from capacity.model.gains.gains import Gains, gains
from capacity.model.gains.ledger import LINES, Ledger, Money
from capacity.model.gains.price_split import PARTS, Split, price_splits
from capacity.model.gains.storing import Stored, stored
from capacity.model.gains.trade import Unit
from capacity.model.gains.without_table import WITHOUT, without_rows
from capacity.model.uncertainty.monte_carlo_error import standard_error
from capacity.model.uncertainty.ranges import percentile, quantiles, spread

SPREAD = ("central", "p10", "p50", "p90")
ACCOUNTS = ("party", "node", "line", "year", "currency", *SPREAD)
YEARS = ("bad", "normal", "good")
GAINS = (
    *("party", "currency", "members"),
    *(f"{line}_{year}" for line in ("with", "without", "gain") for year in YEARS),
    *("with_p50", "without_p50", "gain_p50", "central_percentile"),
    *("invested_central", *(f"net_{part}" for part in SPREAD), "net_p50_se", "probability_loses", "probability_se"),
    "without_source",
)
INCOME = (
    *("party", "month", "currency", "with_central", "without_central"),
    *(f"gain_{part}" for part in SPREAD),
    "without_source",
)
SPLIT = ("product", "party", "part", "currency", "unit", *(f"share_{part}" for part in SPREAD), "money_central")
RANGE = (
    *("product", "currency", "unit", "price_central", "lowest_central", "highest_central", "seller", "buyer"),
    *(f"{end}_{part}" for end in ("lowest", "highest") for part in SPREAD[1:]),
    *("exists_central", "probability_exists", "probability_se"),
)
AGREEMENT = ("prices", "nobody_loses_central", "probability_nobody_loses", "probability_se")
STORING = ("product", "party", "month", "stock", "unit", "currency", *(f"gain_{part}" for part in SPREAD), "loses")
WAITING = (
    *("product", "from_month", "month", "months", "currency", "unit", "needed_central", "price_central"),
    *("needed_p50", "price_p10", "price_p50", "price_p90", "probability_pays"),
)
ROUNDED = 1e-6
"""numbers nearer to 0 than this are rounding"""


NODE_LINES = ("sales", "received", "paid", "bought", "running", "left")
"""money a year; received and paid also from and to the same party's other nodes"""


COLUMNS = {
    "accounts": ACCOUNTS,
    "gains": GAINS,
    "income": INCOME,
    "price_split": SPLIT,
    "price_range": RANGE,
    "agreement": AGREEMENT,
    "storing": STORING,
    "waiting": WAITING,
    "without": WITHOUT,
}


@dataclass(frozen=True)
class _Twice:
    """What was found in the central future and in the draws."""

    spec: Spec
    money: Money
    central: Gains
    drawn: Gains


def gains_tables(spec: Spec, money: Money) -> dict[str, pd.DataFrame]:
    """Return the tables by name; one with nothing to say is empty but has its columns."""
    both = _Twice(spec, money, gains(money.central), gains(money.drawn))
    rows: dict[str, Iterable[tuple]] = {
        "accounts": _accounts(both),
        "gains": _gains(both),
        "income": _income(both),
        "price_split": _split(both),
        "price_range": _ranges(both),
        "agreement": _agreement(both),
        "storing": _storing(both),
        "waiting": _waiting(both),
        "without": without_rows(money.central),
    }
    return {name: _frame(rows[name], columns) for name, columns in COLUMNS.items()}


def gains_table(spec: Spec, money: Money) -> pd.DataFrame:
    """Return the table gains alone."""
    return _frame(_gains(_Twice(spec, money, gains(money.central), gains(money.drawn))), GAINS)


def _frame(rows: Iterable[tuple], columns: tuple[str, ...]) -> pd.DataFrame:
    """Return rows as a frame in which rounding errors are 0."""
    frame = pd.DataFrame(list(rows), columns=columns)
    numbers = frame.select_dtypes("float").columns
    frame[numbers] = frame[numbers].where(frame[numbers].abs() > ROUNDED, 0.0).where(frame[numbers].notna())
    return frame


def gains_summary(tables: Mapping[str, pd.DataFrame]) -> dict[str, list[dict]]:
    """Return the keys gains, price_split, price_range and agreement of the summary, those whose tables there are."""
    makers: dict[str, Callable[[pd.DataFrame], list[dict]]] = {
        "gains": lambda table: [_gain(row) for row in table.to_dict("records")],
        "price_split": lambda table: table.drop(columns="currency").to_dict("records"),
        "price_range": lambda table: [_ranged(row) for row in table.to_dict("records")],
        "agreement": lambda table: table.to_dict("records"),
    }
    return {name: make(tables[name]) for name, make in makers.items() if name in tables}


def _gain(row: dict) -> dict:
    found = {"party": row["party"], "members": row["members"], "currency": row["currency"]}
    for line in ("with", "without", "gain"):
        found[f"{line}_per_member"] = {year: row[f"{line}_{year}"] for year in YEARS}
    found["net"] = {part: row[f"net_{part}"] for part in SPREAD}
    return found | {name: row[name] for name in ("probability_loses", "probability_se", "without_source")}


def _ranged(row: dict) -> dict:
    found = {name: row[name] for name in ("product", "unit", "price_central", "seller", "buyer", "probability_exists")}
    for end in ("lowest", "highest"):
        found[end] = {part: row[f"{end}_{part}"] for part in SPREAD}
    return found


def _accounts(both: _Twice) -> Iterator[tuple]:
    """Yield every party's yearly lines, of the whole (node "") and of each node, money a year."""
    central, drawn = both.money.central.accounts.parties, both.money.drawn.accounts.parties
    for index, party in enumerate(both.central.names):
        for line in LINES:
            many, one = (_yearly(part[line].values[index]) for part in (drawn, central))
            if line in ("with_cluster", "without_cluster") or many.any() or one.any():
                yield from _years((party, "", line), both.spec.currency, one, many)
    ones, manies = node_accounts(both.money.central), node_accounts(both.money.drawn)
    for unit, lines in manies.items():
        for line, many in lines.items():
            one = ones[unit][line] if unit in ones else np.zeros((len(many), 1))
            if line == "left" or many.any() or one.any():
                yield from _years((*unit, line), both.spec.currency, one, many)


def _years(key: tuple, currency: str, one: np.ndarray, many: np.ndarray) -> Iterator[tuple]:
    spreads = quantiles(many)
    for year in range(len(many)):
        yield (*key, year + 1, currency, one[year, 0], *spreads[:, year])


def _yearly(money: np.ndarray) -> np.ndarray:
    months = len(money) // 12 * 12
    return money[:months].reshape(-1, 12, money.shape[-1]).sum(axis=1)


def _gains(both: _Twice) -> Iterator[tuple]:
    """Yield one row a party: income a member and year in a bad, a normal and a good year, and the party's net gain.

    Normal: the central future, mean of its years. Bad and good: one year in ten is worse, one in ten better, among all
    years of all draws. Net: a year's gain of the whole party, mean of the horizon, less its own investments.
    """
    central, drawn = both.central, both.drawn
    years = central.gain.shape[1]
    kinds = ("with_cluster", "without_cluster", "gain")
    ones = {kind: _mean_per_member(central, getattr(central, kind))[:, 0] for kind in kinds}
    means = {kind: _mean_per_member(drawn, getattr(drawn, kind)) for kind in kinds}
    manies = {kind: drawn.per_member(getattr(drawn, kind)) for kind in kinds}
    for index, party in enumerate(central.names):
        per_member = [part for kind in kinds for part in _bad_normal_good(manies[kind][index], ones[kind][index])]
        middles = [spread(means[kind][index])["p50"] for kind in kinds]
        rank = percentile(ones["with_cluster"][index], means["with_cluster"][index])
        net = drawn.net[index] / years
        loses = net < 0
        yield (
            *(party, both.spec.currency, central.members[index].mean(), *per_member, *middles, rank),
            *(central.invested[index, 0] / years, central.net[index, 0] / years, *quantiles(net)),
            *(_error(net, quantiles, 1), loses.mean(), _error(loses, _mean), _source(both, party)),
        )


def _source(both: _Twice, party: str) -> str:
    """Return where it is known from what a party has without the cluster."""
    return without_source(both.spec, both.money.central.case.members, party)


def _mean_per_member(found: Gains, money: np.ndarray) -> np.ndarray:
    """Return money a member and year, the mean of the horizon's years, (party, draw); NaN where nobody has joined."""
    member_years = found.members[:, : money.shape[1] * 12].sum(axis=1) / 12
    some = member_years > 0
    return np.where(some, money.sum(axis=1), np.nan) / np.where(some, member_years, 1.0)


def _bad_normal_good(many: np.ndarray, one: float) -> tuple[float, float, float]:
    known = many[np.isfinite(many)]
    low, _, high = quantiles(known) if len(known) else (np.nan,) * 3
    return low, one, high


def _error(values: np.ndarray, figure: Callable[[np.ndarray], np.ndarray], place: int | None = None) -> float:
    found = standard_error(values, figure)
    return float(found if place is None else found[place])


def _mean(values: np.ndarray) -> np.ndarray:
    return values.mean(axis=-1)


def _income(both: _Twice) -> Iterator[tuple]:
    """Yield what a member has in each month of the year, with and without, the mean of the horizon's years."""
    central, drawn = both.money.central.accounts.parties, both.money.drawn.accounts.parties
    names = ("with_cluster", "without_cluster")
    ones = [both.central.per_member_month(central[name].values)[..., 0] for name in names]
    many = both.drawn.per_member_month(drawn["with_cluster"].values - drawn["without_cluster"].values)
    months = [int(label[5:]) for label in month_labels(both.spec.start, 12)]
    for index, party in enumerate(both.central.names):
        for place, month in enumerate(months):
            known = many[index, place][np.isfinite(many[index, place])]
            with_it, without = (one[index, place] for one in ones)
            if len(known) and np.isfinite(with_it):
                money = (with_it, without, with_it - without, *quantiles(known))
                yield (party, month, both.spec.currency, *money, _source(both, party))


def _split(both: _Twice) -> Iterator[tuple]:
    """Yield who gets which share of what buyers pay for a product; over draws in which any of it is sold."""
    ones = {split.product: split for split in price_splits(both.money.central)}
    for split in price_splits(both.money.drawn):
        one, sold = ones.get(split.product), split.price > 0
        for key in _order(both, split):
            share = split.shares[key] + np.zeros(len(sold))
            middle = float(one.shares[key][0]) if one and key in one.shares else np.nan
            unit, times = quoted(both.spec, split.product)
            price = float(one.price[0]) * times if one else np.nan
            if np.abs(share).max() > 1e-9:
                head = (split.product, *key, both.spec.currency, unit)
                yield (*head, middle, *quantiles(share[sold]), middle * price)


def _order(both: _Twice, split: Split) -> list[tuple[str, str]]:
    """Return the split's keys along the chain: members first, the last link last, what is bought before it."""
    places = {name: index for index, name in enumerate(both.central.names)}
    return sorted(split.shares, key=lambda key: (places.get(key[0], -1), PARTS.index(key[1])))


def _ranges(both: _Twice) -> Iterator[tuple]:
    """Yield between which prices nobody loses, product by product, and the chance that there is such a price.

    The ends' quantiles are those of the draws in which the product changes hands; in the others there is no price.
    """
    ones = {found.product: found for found in price_ranges(both.money.central, both.central)}
    for many in price_ranges(both.money.drawn, both.drawn):
        one = ones.get(many.product)
        if one is None or not np.isfinite(one.highest[0]) or not many.traded.any():
            continue
        traded, (unit, times) = many.traded, quoted(both.spec, many.product)
        ends = [*quantiles(many.lowest[traded] * times), *_finite_quantiles(many.highest[traded] * times)]
        yield (
            *(many.product, both.spec.currency, unit, *_middle(both, one, times), *ends),
            *(bool(one.exists[0]), many.exists.mean(), _error(many.exists, _mean)),
        )


def _finite_quantiles(values: np.ndarray) -> list[float]:
    """Return the quantiles of values among which may be infinite ones; NaN where that is what the quantile is."""
    found = quantiles(np.minimum(values, 1e300))
    return [float(value) if value < 1e200 else np.nan for value in found]


def _middle(both: _Twice, one: PriceRange, times: float) -> tuple:
    prices = (values[0] * times for values in (one.price, one.lowest, one.highest))
    return (*prices, *(both.central.names[int(place[0])] for place in (one.seller, one.buyer)))


def _agreement(both: _Twice) -> Iterator[tuple]:
    """Yield whether no class loses at the prices as they are (now), and at the best ones for that (any)."""
    for prices, found in (("now", nobody_loses), ("any", prices_exist)):
        one, many = found(both.money.central, both.central), found(both.money.drawn, both.drawn)
        yield (prices, bool(one[0]), many.mean(), _error(many, _mean))


def _storing(both: _Twice) -> Iterator[tuple]:
    """Yield what each party's stock gains by month of the year, money, the mean of the years."""
    months = [int(label[5:]) for label in month_labels(both.spec.start, 12)]
    ones = {found.product: found for found in stored(both.money.central)}
    for many in stored(both.money.drawn):
        unit, one = _unit(both, many), ones.get(many.product)
        if one is None or not one.has_market:
            continue
        for party in (party for party in many.held if party in one.held):
            gained, middle, stock = quantiles(many.by_month(party)), one.by_month(party)[:, 0], one.stock(party)[:, 0]
            loses = (many.by_month(party) < 0).mean(axis=-1)
            for place, month in enumerate(months):
                head = (many.product, party, month, stock[place], unit, both.spec.currency)
                yield (*head, middle[place], *gained[:, place], loses[place])


def _waiting(both: _Twice) -> Iterator[tuple]:
    """Yield which price pays for waiting from the month in which stores fill, and how often it is met."""
    months = [int(label[5:]) for label in month_labels(both.spec.start, 12)]
    ones = {found.product: found for found in stored(both.money.central)}
    for many in stored(both.money.drawn):
        one = ones.get(many.product)
        if one is None or not one.has_market:
            continue
        first = one.begins
        for wait, ((needed, met), (asked, got)) in enumerate(zip(one.waiting(), _same(many, first), strict=True), 1):
            head = (many.product, months[first], months[(first + wait) % 12], wait, both.spec.currency)
            unit, times = quoted(both.spec, many.product.partition("@")[0])
            prices = (needed.mean(), met.mean(), quantiles(asked.ravel())[1], *quantiles(got.ravel()))
            yield (*head, unit, *(price * times for price in prices), (got >= asked * (1 - 1e-12)).mean())


def _same(found: Stored, begins: int) -> list[tuple[np.ndarray, np.ndarray]]:
    return Stored(**{**found.__dict__, "begins": begins}).waiting()


def _unit(both: _Twice, found: Stored) -> str:
    return both.spec.products[found.product.partition("@")[0]].unit


def node_accounts(ledger: Ledger) -> dict[Unit, Mapping[str, np.ndarray]]:
    """Return each party's yearly lines at each node that it runs, NODE_LINES: (year, draw).

    left = sales + received - paid - bought - running. The last, incomplete year of a horizon does not count.
    """
    goods, prices = ledger.accounts.goods, ledger.accounts.prices
    sizes = (ledger.flows.sizes["month"], ledger.draws.size)
    lines = [{line: np.zeros((sizes[0] // 12, sizes[1])) for line in NODE_LINES} for _ in goods.units]
    for (_, unit), money in goods.sold.items():
        lines[unit]["sales"] += _yearly(np.broadcast_to(money, sizes))
    for line, amounts in (("bought", goods.bought), ("running", goods.running)):
        for unit, money in amounts.items():
            lines[unit][line] += _yearly(np.broadcast_to(money, sizes))
    for (product, giver, taker), amount in goods.delivered.items():
        money = _yearly(np.broadcast_to(amount * prices[product], sizes))
        lines[giver]["received"] += money
        lines[taker]["paid"] += money
    for each in lines:
        each["left"] += each["sales"] + each["received"] - each["paid"] - each["bought"] - each["running"]
    return {unit: each for unit, each in zip(goods.units, lines, strict=True) if unit.node}
