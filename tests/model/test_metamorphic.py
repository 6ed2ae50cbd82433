"""What must follow when a cluster is changed in one way, whatever the cluster: on random valid ones, central case."""

import re
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from small_clusters import make_cluster
from valid_clusters import write_valid
from valid_money import quantities_of

from capacity.intake.cluster import read_cluster
from capacity.intake.documents.document import parse_document
from capacity.model.bank.bank import make_bank
from capacity.model.bank.books import keep
from capacity.model.future.case import make_case
from capacity.model.gains.accounts import keep_books
from capacity.model.gains.ledger import Ledger, Money
from capacity.model.gains.parties import parties
from capacity.model.uncertainty.draws import central_draws

if TYPE_CHECKING:
    from capacity.intake.facts.cluster import Cluster

FAST, MANY = 4, 60
NUMBERS = [pytest.param(n, marks=pytest.mark.long if n >= FAST else ()) for n in range(MANY)]
AMOUNTS = re.compile(
    r"markets\.\w+\.demand|purchases\.\w+\.available|links\.\w+\.(capacity|minimum_load)|products\.\w+\.store\.room|"
    r"finance\.items\.\d+\.(cost|adds\..+)|finance\.(running|subsidies)\.\d+\.(cost|amount)|"
    r"finance\.(loans|grants|equity|fees)\.\d+\.(amount|collateral)|finance\.loan_products\.\w+\.(least|most|unsecured)|"
    r"finance\.credit_lines\.\d+\.(limit|keep)|finance\.(opening_cash\..+|budget)|"
    r"(events|risks)\.\w+\.mitigation\.(cost|once)"
)
"""all that is not said by member, by unit, as a share or in time"""
MONEY = ("with_cluster", "without_cluster", "investment", "residual", "grant", "loan", "debt_service")


@lru_cache(maxsize=MANY)
def valid(number: int) -> tuple[dict, pd.DataFrame]:
    """The data of a random cluster without its scenarios, and its members in the model's units."""
    with TemporaryDirectory() as folder:
        target = write_valid(Path(folder), number)
        data = parse_document((target / "cluster.yml").read_text("utf-8")).data
        members = read_cluster(target).survey.members
    return {name: part for name, part in data.items() if name not in ("scenarios", "targets")}, members


def books(data: dict, members: pd.DataFrame) -> Ledger:
    cluster: Cluster = make_cluster(data, members)
    return keep_books(make_case(cluster.spec, cluster.survey.members), central_draws(cluster.slug))


@lru_cache(maxsize=4)
def plain(number: int) -> Ledger:
    return books(*valid(number))


def times(value: list | dict, factor: float) -> list | dict:
    """A stated number, multiplied in whatever form it stands."""
    if isinstance(value, dict):
        return {
            key: part if key in ("unit", "source", "chances") else times(part, factor) for key, part in value.items()
        }
    if isinstance(value, list):
        return [times(part, factor) for part in value]
    return value if isinstance(value, (str, bool)) else value * factor


def put(data: dict, path: str, value: object) -> None:
    """Put a value at a dotted path."""
    *way, last = path.split(".")
    for step in way:
        data = data[int(step)] if isinstance(data, list) else data[step]
    data[last] = value


def same_money(one: Ledger, two: Ledger, factor: float = 1.0) -> None:
    """Cash of the cluster and of every party, month by month."""
    for name in MONEY:
        close(two.flows[name].values, factor * one.flows[name].values, name)
    for line in one.accounts.parties:
        close(two.accounts.parties[line].values, factor * one.accounts.parties[line].values, line)


def close(found: np.ndarray, wanted: np.ndarray, what: str, size: float = 0.0) -> None:
    found, wanted = np.broadcast_arrays(np.asarray(found, dtype=float), np.asarray(wanted, dtype=float))
    size = max(size, float(np.abs(wanted).max(initial=0.0)))
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-9 * size + 1e-9, err_msg=what)


@pytest.mark.parametrize("number", NUMBERS)
def test_twice_as_much_of_everything_is_twice_the_money(number):
    """Members, demands, fixed capacities, minimum loads, investments, costs, fees, loans and grants with their caps."""
    data, members = deepcopy(valid(number)[0]), valid(number)[1]
    for path, value in list(quantities_of(data)):
        if AMOUNTS.fullmatch(path):
            put(data, path, times(value, 2))
    one, two = plain(number), books(data, members.assign(weight=members["weight"] * 2))
    same_money(one, two, 2.0)
    if one.case.spec.finance is None:
        return
    for name in parties(one.case.spec):
        mine, other = keep(one, name).by_year, keep(two, name).by_year
        for sheet in ("income", "cash_flow", "balance"):
            size = float(np.abs(mine.balance["assets"]).max() + np.abs(mine.income["sales"]).max())
            for line, values in getattr(mine, sheet).items():
                close(getattr(other, sheet)[line], 2 * values, f"{name}: {line}", size)
    banks = [make_bank(Money(ledger, ledger)) for ledger in (one, two)]
    for name, borrower in banks[0].borrowers.items():
        mix, other = borrower.central.mix, banks[1].borrowers[name].central.mix
        for part in ("own", "loan", "grant", "lacking") if mix else ():
            close(
                getattr(other, part),
                2 * getattr(mix, part),
                f"{name}: {part}",
                float(borrower.central.books.level.max()),
            )


@pytest.mark.parametrize("number", NUMBERS)
def test_a_perfect_mitigation_is_no_risk(number):
    """Nothing is left of the effect, or of the chance: money is as if it could not happen."""
    calm, guarded = (deepcopy(valid(number)[0]) for _ in range(2))
    for register in ("events", "risks"):
        calm.pop(register, None)
        for index, event in enumerate(guarded.get(register, {}).values()):
            left = ("leaves", "leaves_chance")[index % 2]
            event["mitigation"] = {"does": "All of it", left: [0, "share"], "taken": True}
    members = valid(number)[1]
    same_money(books(calm, members), books(guarded, members))


@pytest.mark.parametrize("number", NUMBERS)
def test_a_start_a_year_later_changes_nothing_at_constant_prices(number):
    """What is dated is made the same in all years; then only the calendar's numbers have moved."""
    now = deepcopy(valid(number)[0])
    undated(now)
    later = now | {"start": f"{int(now['start'][:4]) + 1}{now['start'][4:]}"}
    members = valid(number)[1]
    same_money(books(now, members), books(later, members))


def undated(part: object) -> None:
    """Replace numbers by date by the first of them, in place."""
    for key, value in list(part.items()) if isinstance(part, dict) else ():
        if isinstance(value, dict) and value and all(str(year).isdigit() for year in value):
            part[key] = value[min(value)]
        undated(part[key])
    for one in part if isinstance(part, list) else ():
        undated(one)


@pytest.mark.parametrize("number", NUMBERS)
def test_what_buyers_pay_is_what_sellers_get_and_all_parties_are_the_cluster(number):
    """Inside the chain, at the file's markets, and over all parties with and without the cluster."""
    ledger = plain(number)
    lines, flows, spec = ledger.accounts.parties, ledger.flows, ledger.case.spec
    close(lines["received"].sum("party"), lines["paid"].sum("party"), "inside")
    for name in ("with_cluster", "without_cluster"):
        close(lines[name].sum("party").values, flows[name].values, name, float(lines["sales"].max()))
    sales = ledger.accounts.sales
    prices = ledger.accounts.pricing.terms.price
    for index, market in enumerate(ledger.case.network.markets):
        got = sales["money"].values[sales["market"].values == market.name].sum(axis=0)
        close(got, prices[index] * flows["sold"].sel(market=market.name).values, market.name)
    assert set(lines["party"].values) == set(parties(spec))


@pytest.mark.parametrize("number", NUMBERS)
def test_what_state_lenders_donors_and_sellers_get_balances_what_parties_have(number):
    """Every month: the chain's income = what parties keep and others get, less what others put in."""
    ledger = plain(number)
    if ledger.case.spec.finance is None:
        return
    kept = [keep(ledger, name) for name in parties(ledger.case.spec)]
    flow = [one.by_month.cash_flow for one in kept]
    total = {name: sum(np.broadcast_to(one[name], flow[0][name].shape) for one in flow) for name in flow[0]}
    owners = total["net cash flow"] + total["dividends"] - total["equity"]
    state = total["tax paid"]
    lenders = total["interest paid"] + total["fees"] + total["principal"] - total["loans drawn"]
    sellers = total["investment"] - total["assets sold"]
    donors = total["grants"] + sum(sum(one.monthly.subsidies.values()) for one in kept)
    waiting = total["increase in working capital"] + sum(np.asarray(_stocks(one)) for one in kept)
    income = owners + state + lenders + sellers - donors + waiting
    close(
        income, ledger.flows["with_cluster"].values * kept[0].level, "income", float(np.abs(total["cash at end"]).max())
    )
    fees = [sum(getattr(one.monthly, side).get("members' fees", 0.0) for one in kept) for side in ("costs", "sales")]
    close(*fees, "fees")


def _stocks(books: object) -> np.ndarray | float:
    """What the income of a party holds of a change in its stocks, which no buyer has paid for."""
    return books.monthly.costs.get("change in stocks", 0.0)
