"""What a bank asks for, as tidy tables: statements, measures, loans, months, rules, covenants, budget."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from capacity.model.bank.bank import ALL, Bank, Borrower
from capacity.model.bank.financing import LATE, own_contribution, surety_of, to_finance
from capacity.model.calendar.timeline import month_labels
from capacity.model.finance import OVERDRAFT, service_cover, stubs
from capacity.model.uncertainty.distributions import median
from capacity.model.uncertainty.monte_carlo_error import standard_error
from capacity.model.uncertainty.ranges import SHARES, beside, errors, percentile, quantiles, shares, spread

QUANTILES = ("p10", "p50", "p90")
SHEETS = ("income", "cash_flow", "sources_and_uses", "balance")
UNITS = {
    **dict.fromkeys(("npv", "npv_net", "npv_after_grants", "npv_owners", "eav"), "money"),
    **dict.fromkeys(("irr", "irr_after_grants", "mirr"), "1/year"),
    **dict.fromkeys(("payback_years", "discounted_payback_years", "payback_from_production_years"), "year"),
    **dict.fromkeys(("break_even_load", "break_even_price"), "share"),
}
"""of the measures; a ratio where nothing is said"""
CHANCES = ("probability_npv_positive", "probability_npv_net_positive", "probability_covenant")
_NPV = ("npv_p10", "npv_p50", "npv_p90")
COLUMNS = {
    "statements": ("party", "statement", "line", "year", "currency", "central", *QUANTILES),
    "borrowers": ("party", "measure", "unit", "central", *QUANTILES, "p50_se", "note", *SHARES, "central_percentile"),
    "loans": ("party", "loan", "product", "month", "currency", "drawn", "interest", "principal", "fees", "balance"),
    "funding": (
        *("party", "month", "currency", "investment", "loans", "grants", "equity", "own_contribution", "debt_service"),
        *("cash_at_end", "lowest_cash", "to_bridge_p50", "to_bridge_p90"),
    ),
    "eligibility": ("party", "loan", "product", "rule", "met", "asked", "found", "unit"),
    "covenants": (
        *("party", "year", "date", "covenant", "cash", "service", "central", *QUANTILES, "probability"),
        *("stub", "surety"),
    ),
    "mixes": (
        *("party", "currency", "covenant", "surety", "cost", "grant_now", "own", "loan", "grant", "lacking"),
        *("grant_surely", "lacking_surely"),
    ),
    "late": ("party", "what", "late_months", "currency", "gap_p50", "gap_p90", "months_p50", "cost_p50", "cost_p90"),
    "budget": (
        *("item", "party", "month", "currency", "cost", "cost_p90", "reserve", "loans", "grants", "own_contribution"),
    ),
    "partners": ("party", "entry", "by", "kind", "currency", "paid_in", "gain", "risk", "npv_central", *_NPV, "irr"),
    "maturities": ("party", "term_months", "currency", "gap"),
}


def bank_tables(bank: Bank | None) -> dict[str, pd.DataFrame]:
    """Return the tables by name; empty with their columns where money is not stated."""
    makers = {
        "statements": _statements,
        "borrowers": _measures,
        "loans": _loans,
        "funding": _funding,
        "eligibility": _rules,
        "covenants": _covenants,
        "mixes": _mixes,
        "late": _late,
        "budget": _budget,
        "partners": _partners,
        "maturities": _maturities,
    }
    rows: dict[str, list[tuple]] = {name: [] for name in makers}
    if bank is not None:
        for name, make in makers.items():
            rows[name] = [row for one in bank.borrowers.values() for row in make(bank, one)]
    return {name: pd.DataFrame(rows[name], columns=COLUMNS[name]) for name in makers}


def _statements(bank: Bank, one: Borrower) -> Iterator[tuple]:
    """Yield the four statements by year, nominal: the central future and the spread over the draws; no empty lines."""
    many, central = one.drawn.books.by_year, one.central.books.by_year
    for sheet in SHEETS:
        lines = getattr(many, sheet)
        for line, values in lines.items():
            middle = getattr(central, sheet).get(line)
            if not values.any() and not np.any(middle):
                continue
            ends = quantiles(values) if values.ndim > 1 else np.repeat(values[None], 3, axis=0)
            for year in range(len(values)):
                amount = float(np.ravel(middle[year])[0]) if middle is not None else np.nan
                yield one.party, sheet, line, year + 1, bank.spec.currency, amount, *ends[:, year]


def _measures(bank: Bank, one: Borrower) -> Iterator[tuple]:
    money = bank.spec.currency
    found = one.drawn.worth.measures
    for name, values in found.items():
        told = shares(name, found).values()
        central = float(one.central.worth.measures[name][0])
        if name == "probability_covenant":
            yield one.party, name, "share", None, None, _mean(values), None, _error_of_mean(values), "", *told, None
            continue
        unit = {"money": money}.get(UNITS.get(name, "ratio"), UNITS.get(name, "ratio"))
        ends = (central if np.isfinite(central) else None, *spread(values).values(), errors(values)[1])
        yield one.party, name, unit, *ends, _note(one, name), *told, percentile(central, values)
    gains = found["npv"] > 0
    ends = (None, None, float(gains.mean()), None, _error_of_mean(gains))
    for name in ("probability_npv_positive", "probability_npv_net_positive"):
        yield one.party, name, "share", *ends, "", *[None] * 3, 1.0, None


def _mean(values: np.ndarray) -> float | None:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else None


def _error_of_mean(values: np.ndarray) -> float | None:
    if not np.isfinite(values).all():
        return None
    return float(standard_error(values.astype(float), lambda some: some.mean(axis=-1)))


def _note(one: Borrower, name: str) -> str:
    """Return all internal rates of the central future where there is not just one."""
    count = int(one.central.worth.measures["irr_count"][0])
    if name != "irr" or count == 1:
        return ""
    return "; ".join(f"{rate:.4f}" for rate in one.central.worth.rates.of(0)) or "none"


def _loans(bank: Bank, one: Borrower) -> Iterator[tuple]:
    if one.party == ALL:
        return
    labels = month_labels(bank.spec.start, len(one.central.books.level))
    for path, loan in one.central.books.monthly.loans.items():
        stated = path.rpartition(".")[2]
        product = (bank.spec.money.loans[int(stated)].product or "") if path != OVERDRAFT else ""
        lines = [getattr(loan, name)[:, 0] for name in ("drawn", "interest", "principal", "fees", "balance")]
        for month, values in enumerate(zip(*lines, strict=True)):
            if any(values):
                yield one.party, path, product, labels[month], bank.spec.currency, *map(float, values)


def _funding(bank: Bank, one: Borrower) -> Iterator[tuple]:
    books, labels = one.central.books, month_labels(bank.spec.start, len(one.central.books.level))
    cash = books.by_month.cash_flow
    own = own_contribution(books)
    need = quantiles(one.drawn.position.needed())
    lines = (
        cash["investment"],
        cash["loans drawn"],
        cash["grants"],
        cash["equity"] - own,
        own,
        cash["interest paid"] + cash["fees"] + cash["principal"],
        cash["cash at end"],
        one.central.position.lowest,
    )
    for month, label in enumerate(labels):
        values = (float(np.ravel(line[month])[0]) for line in lines)
        yield one.party, label, bank.spec.currency, *values, float(need[1, month]), float(need[2, month])


def _rules(_: Bank, one: Borrower) -> Iterator[tuple]:
    for rule in one.rules:
        yield rule.borrower, rule.loan, rule.product, rule.rule, rule.met, rule.asked, rule.found, rule.unit


def _covenants(bank: Bank, one: Borrower) -> Iterator[tuple]:
    """Yield the cover of each year with debt, the day it is looked at, and the chance that it is enough.

    stub: in the central future less than three quarters of the fullest year's service is due in it (see finance.stubs).
    """
    labels = month_labels(bank.spec.start, len(one.central.books.level))
    many, central = one.drawn.worth.cover, one.central.worth.cover
    ratios, few = service_cover(many.cash, many.service), stubs(central.service)
    for year in range(len(ratios)):
        known = ratios[year][np.isfinite(ratios[year])]
        if len(known):
            middle = float(np.ravel(service_cover(central.cash, central.service)[year])[0])
            head = (one.party, year + 1, labels[12 * year + 11], one.covenant)
            amounts = (float(np.ravel(line[year])[0]) for line in (central.cash, central.service))
            ends = (
                *quantiles(known),
                float((known >= one.covenant).mean()),
                bool(np.ravel(few[year])[0]),
                surety_of(bank.spec),
            )
            yield *head, *amounts, middle, *ends


def _mixes(bank: Bank, one: Borrower) -> Iterator[tuple]:
    """Yield the mix with the least grant: in the central future, and what is enough in the stated share of futures."""
    mix, many = one.central.mix, one.drawn.mix
    if mix is None or many is None or one.party == ALL:
        return
    surety = surety_of(bank.spec)
    now = sum(float(line[:, 0].sum()) for line in one.central.books.sources.grants.values())
    cost = float(to_finance(bank.spec, one.central.books)[0])
    amounts = (float(part[0]) for part in (mix.own, mix.loan, mix.grant, mix.lacking))
    surely = (_enough(part, surety) for part in (many.grant, many.lacking))
    yield one.party, bank.spec.currency, one.covenant, surety, cost, now, *amounts, *surely


def _enough(amounts: np.ndarray, surety: float) -> float:
    """Return the amount that is enough in a share of the draws: the smallest one that so many do not exceed."""
    return float(np.sort(amounts)[max(int(np.ceil(surety * len(amounts) - 1e-9)) - 1, 0)])


def _late(bank: Bank, one: Borrower) -> Iterator[tuple]:
    for what, late in one.late.items():
        gap, months, cost = (quantiles(np.asarray(line, dtype=float)) for line in (late.gap, late.months, late.cost))
        if gap[2] > 0:
            head = (one.party, what, LATE, bank.spec.currency)
            yield *head, float(gap[1]), float(gap[2]), float(months[1]), float(cost[1]), float(cost[2])


def _budget(bank: Bank, one: Borrower) -> Iterator[tuple]:
    """Yield what is bought in which month, with its reserve, and who pays for it in the central future."""
    if one.party == ALL:
        return
    finance, labels = bank.spec.money, month_labels(bank.spec.start, len(one.central.books.level))
    for path, assets in one.central.books.sources.assets.items():
        item = finance.items[int(path.rpartition(".")[2])]
        cost = float(assets.bought[item.month, 0])
        high = float(quantiles(one.drawn.books.sources.assets[path].bought[item.month])[2])
        reserve = cost * (median(finance.contingency) if finance.contingency else 0.0)
        shares = [
            min(1.0, sum(median(entry.share) for entry in entries if finance.pays_for(entry, item)))
            for entries in (finance.loans, finance.grants)
        ]
        own = max(0.0, 1.0 - sum(shares)) * cost
        head = (path, one.party, labels[item.month], bank.spec.currency)
        yield *head, cost, high, reserve, *(share * cost for share in shares), own


def _partners(bank: Bank, one: Borrower) -> Iterator[tuple]:
    """Yield what each partner pays in, what it is promised, and what that is worth to it."""
    if one.party == ALL:
        return
    for path, stake in one.drawn.worth.stakes.items():
        entry = bank.spec.money.equity[int(path.rpartition(".")[2])]
        promised = (median(part) if part else 0.0 for part in (entry.gain, entry.risk))
        central = one.central.worth.stakes[path]
        head = (one.party, path, entry.by, entry.kind, bank.spec.currency, median(entry.amount), *promised)
        ends = quantiles(np.broadcast_to(stake.npv, (bank.draws,)))
        rate = float(np.ravel(central.irr)[0])
        yield *head, float(np.ravel(central.npv)[0]), *ends, rate if np.isfinite(rate) else None


def _maturities(bank: Bank, one: Borrower) -> Iterator[tuple]:
    for length, gap in one.maturities.items():
        yield one.party, length if np.isfinite(length) else None, bank.spec.currency, gap


def bank_summary(tables: Mapping[str, pd.DataFrame]) -> dict[str, list[dict]]:
    """Return what summary.json says of borrowers and funding, from the tables."""
    return {"borrowers": list(_borrower_lines(tables)), "funding": list(_funding_lines(tables))}


def _borrower_lines(tables: Mapping[str, pd.DataFrame]) -> Iterator[dict]:
    for party, rows in tables["borrowers"].groupby("party", sort=False):
        known = rows.set_index("measure")
        names = (
            "npv",
            "npv_net",
            "irr",
            "payback_years",
            "dscr_min",
            "dscr_average",
            "npv_after_grants",
            "llcr_min",
            "plcr_min",
        )
        said = {name: dict(known.loc[name, [*QUANTILES, *beside(name)]]) for name in names}
        chances = {n: known.loc[n, "p50"] for n in CHANCES}
        rules = tables["eligibility"]
        rules = rules[rules["party"] == party]
        broken = [f"{row.loan}: {row.rule}" for row in rules.itertuples() if not row.met]
        covenants = tables["covenants"]
        covenants = covenants[covenants["party"] == party]
        few = covenants.loc[covenants["stub"].astype(bool), "year"]
        terms = covenants[["covenant", "surety"]].astype(float).to_dict("records")[:1] or [
            {"covenant": None, "surety": None}
        ]
        head = {"party": party, **terms[0]}
        yield head | said | chances | {"broken_rules": broken, "stub_years": [int(year) for year in few]}


def _funding_lines(tables: Mapping[str, pd.DataFrame]) -> Iterator[dict]:
    for party, rows in tables["funding"].groupby("party", sort=False):
        sums = rows[["investment", "loans", "grants", "equity", "own_contribution"]].sum()
        low = rows["lowest_cash"].min()
        mix = tables["mixes"]
        mix = mix[mix["party"] == party]
        peak = rows.loc[rows["lowest_cash"].idxmin(), "month"] if low < 0 else None
        said = {"party": party, **{name: float(value) for name, value in sums.items()}}
        said |= {"peak_need": max(float(-low), 0.0), "peak_month": peak}
        yield said | {"least_grant": float(mix["grant"].iloc[0]) if len(mix) else None}
