"""npv_net: what the cluster adds after taxes, working capital and what its own body costs, in every scenario."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from capacity.intake.cluster_file.schema import Spec
from capacity.model.bank.bank import ALL, Bank, borrows
from capacity.model.bank.books import Books, consolidated, keep
from capacity.model.bank.financing import covenant, surety_of
from capacity.model.bank.measures import debt_cover, keeps_covenant, project_flows
from capacity.model.calendar.dated import real_discount_rate
from capacity.model.finance import npv
from capacity.model.future.projection import Beside, First, Outcome, Played
from capacity.model.gains.accounts import books_of
from capacity.model.gains.goods import GOODS
from capacity.model.gains.ledger import DRAWN, Ledger, Money
from capacity.model.gains.parties import parties
from capacity.model.uncertainty.draws import Draws

BESIDE = 256
"""draws in which scenarios beside the leading one keep books: the Monte-Carlo error of a chance is at most 0.031"""


def net_value(ledger: Ledger) -> np.ndarray:
    """Return npv_net in the draws of a ledger, (draw,), money of the start; the spec has a finance block.

    All parties as one, the cluster's own body among them, so that prices inside the chain and members' fees fall out.
    A month's flow is what they earn less what they spend (running costs of the finance block and subsidies among it)
    and less their taxes, less the same without the cluster after its taxes; less what receivables, stocks, payables
    and taxes owed tie up more than the month before; less what is invested, plus what replaced assets bring. In the
    last month of the last whole year come the book value of assets and all that is tied up then. Flows are brought
    into prices of the start month by month, summed by year and discounted as `npv` is (measures.present_value). Grants
    for investments, loans, partners and what owners draw are left out; interest counts as far as it lowers a tax. With
    no taxes, subsidies, delays and stocks it is `npv`.
    """
    spec = ledger.case.spec
    return _net(spec, ledger.draws, consolidated([keep(ledger, name) for name in parties(spec)], ALL))


def _net(spec: Spec, draws: Draws, books: Books) -> np.ndarray:
    rate = real_discount_rate(spec.money, draws, spec.start, len(books.level))
    found = npv(project_flows(books, "real").project, rate, spec.money.convention)
    return np.broadcast_to(found, (draws.size,))


@dataclass(frozen=True)
class Served:
    """What a meeting asks of the books first, in the draws in which they are kept: see net_value and Borrower."""

    net: np.ndarray
    """npv_net, (draw,)"""
    covenants: Mapping[str, float]
    """the chance that each borrower with debt keeps its covenant in every year"""
    surety: float
    """the share of the futures in which it has to"""


def served(money: Money) -> Served:
    """Return what is left of the leading scenario's money, and whether loans can be served; it has a finance block.

    The figures are those that the bank finds, which works out much beside them.
    """
    ledger = money.drawn
    spec, draws = ledger.case.spec, ledger.draws
    books = {name: keep(ledger, name) for name in parties(spec)}
    net = _net(spec, draws, consolidated(books.values(), ALL))
    kept = {
        name: keeps_covenant(debt_cover(one, one.by_year), covenant(spec, name))
        for name, one in books.items()
        if borrows(spec, one)
    }
    known = {name: values[np.isfinite(values)] for name, values in kept.items()}
    return Served(net, {name: float(one.mean()) for name, one in known.items() if len(one)}, surety_of(spec))


def money_beside(leading: str) -> Beside:
    """Return what to ask of every scenario beside its futures: the books of the leading one, npv_net of the others.

    Of the leading one central and in at most 1,024 draws (Money); of another that has a finance block (draw,) in 256,
    else None.
    """

    def asked(name: str, central: Played, first: First) -> Money | np.ndarray | None:
        if name == leading:
            return Money(books_of(central), books_of(first(DRAWN, GOODS)))
        return None if central.case.spec.finance is None else net_value(books_of(first(BESIDE, GOODS)))

    return asked


def net_values(futures: Mapping[str, Outcome], leading: str, bank: Bank | None) -> dict[str, np.ndarray]:
    """Return npv_net by scenario (draw,), of those that have a finance block, in the first draws of the study.

    `futures` are those beside which money_beside was asked; the leading one's the bank has judged already.
    """
    found = {name: one.beside for name, one in futures.items() if isinstance(one.beside, np.ndarray)}
    return found if bank is None else found | {leading: bank.borrowers[ALL].drawn.worth.measures["npv_net"]}
