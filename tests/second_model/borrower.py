"""The books of one borrower in the money of each month, and whether its cash covers its debt, year by year."""

from functools import cached_property

import numpy as np
import pandas as pd
from second_model.before import Before
from second_model.money import Trade

DAYS = 365 / 12


class Borrower:
    """One party: what it invests, owes, is owed and pays to the state."""

    def __init__(self, trade: Trade, before: Before, party: str) -> None:
        """Write its books."""
        self.trade, self.stated, self.party = trade, trade.stated, party
        self.finance, self.level, self.month = self.stated.file["finance"], self.stated.level, self.stated.month
        book = trade.lines
        fee = sum(self.stated.number(one["share"]) for one in self.finance.get("fees", ()) if one["pays"] == party)
        sold, passed = book["sales"][party], book["received"][party]
        self.sales = (sold + passed + book["kept"][party]).to_numpy() * self.level
        self.fees = (sold + passed).to_numpy() * fee * self.level
        costs = sum(book[name][party] for name in ("paid", "bought", "running", "overheads"))
        self.stock = self._stock()
        self.margin = self.sales - costs.to_numpy() * self.level - self.fees + _grown(self.stock)
        self._invest()
        self._owe()
        years = (self.margin - self.depreciation - self.interest).reshape(-1, 12).sum(axis=1)
        self.tax = self._taxed(years)
        self.tied = self._unpaid() + self.stock
        self.owed_to_state = self._value_added(book)
        alone = before.earned[party].to_numpy() * self.level
        self.lives_on = np.maximum(alone - _in_december(self._taxed(_years(alone))), 0.0)

    def _stock(self) -> np.ndarray:
        chain, worth = self.trade.chain, np.zeros(self.stated.months)
        for product, pools in chain.pools.items():
            for pool in pools if chain.keeps[product] else ():
                if self.party in self.trade.owner[pool]:
                    worth = worth + self.trade.flows["closing"][pool].to_numpy() * self.trade.inside(product)
        return worth * self.level

    def _invest(self) -> None:
        """Buy, write off in equal parts, and buy anew after a life."""
        self.bought, self.first, self.depreciation = (np.zeros(self.stated.months) for _ in range(3))
        self.left = 0.0
        for index, item in enumerate(self.finance["items"]):
            if item["owner"] != self.party:
                continue
            cost = self.stated.decided(f"finance.items.{index}.cost", item["month"])
            life = round(self.stated.number(item["life"]))
            for month in range(item["month"], self.stated.months, life):
                price = cost * self.level[month]
                self.bought[month] += price
                self.first[month] += price * (month == item["month"])
                self.depreciation[month : month + life] += price / life
                self.left += cost * max(month + life - self.stated.months, 0) / life

    def _owe(self) -> None:
        """Borrow, pay interest a month later, pay back after grace; the owners pay in what first purchases lack."""
        self.drawn, self.interest, self.principal = (np.zeros(self.stated.months) for _ in range(3))
        for loan in self.finance.get("loans", ()):
            if loan["borrower"] == self.party:
                terms = self.finance.get("loan_products", {}).get(loan.get("product"), {}) | loan
                for month, amount in self._lent(loan):
                    self._pay_back(month, amount, terms)
        self.granted = np.zeros(self.stated.months)
        for grant in self.finance.get("grants", ()):
            if grant["to"] == self.party:
                self.granted += self.first * self.stated.number(grant["share"])
        self.own = np.maximum(self.first - self.drawn - self.granted, 0.0)

    def _lent(self, loan: dict) -> list[tuple[int, float]]:
        if "amount" in loan:
            return [(loan.get("month", 0), self.stated.number(loan["amount"]))]
        share = self.stated.number(loan["share"])
        return [(int(month), self.first[month] * share) for month in np.flatnonzero(self.first)]

    def _pay_back(self, first: int, amount: float, terms: dict) -> None:
        rate = self.stated.number(terms["rate"]) / 12
        term = round(self.stated.number(terms["term"]))
        grace = round(self.stated.number(terms["grace"])) if "grace" in terms else 0
        assert terms.get("pays", "annuity") == "annuity"
        level = amount * rate / (1 - (1 + rate) ** (grace - term))
        debt = amount
        self.drawn[first] += amount
        for month in range(first + 1, min(first + term + 1, self.stated.months)):
            paid = level - debt * rate if month > first + grace else 0.0
            self.interest[month] += debt * rate
            self.principal[month] += paid
            debt -= paid

    def _taxed(self, profits: np.ndarray) -> np.ndarray:
        """The tax on each year's profit; losses are set off against later ones, the oldest first."""
        tax = self.finance.get("taxes", {}).get(self.party)
        if tax is None:
            return np.zeros(len(profits))
        rate = self.stated.dated(f"finance.taxes.{self.party}.rate")[11::12]
        keeps, losses, found = round(self.stated.number(tax["carry"]) / 12), [], []
        for year, profit in enumerate(profits):
            base = max(profit, 0.0)
            for loss in (one for one in losses if year - one[0] <= keeps):
                used = min(loss[1], base)
                loss[1], base = loss[1] - used, base - used
            found.append(base * rate[year])
            losses.append([year, max(-profit, 0.0)])
        return np.array(found)

    def _unpaid(self) -> np.ndarray:
        """What markets owe less what is owed for work, at each month's end."""
        chain, found = self.trade.chain, np.zeros(self.stated.months)
        for product, pools in chain.pools.items():
            for market, party, money in self.trade.sales(product, pools) if product not in chain.sellers else ():
                if party == self.party:
                    days = self.stated.at(f"markets.{market}.pays_after")
                    found += _outstanding(money * self.level, days)
        for node in chain.nodes:
            if self.party in self.trade.shares[node.name]:
                days = self.stated.at(f"links.{node.link}.paid_after")
                spent = self.trade.flows["activity"][node.name].to_numpy() * node.cost
                found -= _outstanding(spent * self.trade.shares[node.name][self.party] * self.level, days)
        return found

    def _value_added(self, book: dict[str, pd.DataFrame]) -> np.ndarray:
        """What is owed of value added tax at each month's end, below 0 where it has a credit; paid a month later."""
        tax = self.finance.get("taxes", {}).get(self.party)
        if tax is None or "vat" not in tax:
            return np.zeros(self.stated.months)
        rate = self.stated.dated(f"finance.taxes.{self.party}.vat")
        out = (book["sales"][self.party] + book["received"][self.party]).to_numpy() * self.level * rate
        back = (book["bought"][self.party].to_numpy() * self.level + self.bought) * rate
        credit, found = 0.0, []
        for due in out - back:
            credit, owed = max(credit - due, 0.0), max(due - credit, 0.0)
            found.append(owed - credit)
        return np.array(found)

    @cached_property
    def statements(self) -> pd.DataFrame:
        """Sums of each year, and balances at its end."""
        tied = np.diff(self.tied[11::12], prepend=0.0)
        owed = np.diff(self.owed_to_state[11::12], prepend=0.0)
        flows = {"sales": self.sales, "operating margin": self.margin, "depreciation": self.depreciation,
                 "interest": self.interest, "investment": self.bought, "loans drawn": self.drawn,
                 "principal": self.principal, "grants": self.granted, "equity": self.own,
                 "dividends": self.lives_on}  # fmt: skip
        found = pd.DataFrame({name: _years(line) for name, line in flows.items()})
        found["tax"], found["tax paid"], found["increase in working capital"] = self.tax, self.tax - owed, tied
        found["profit"] = found["operating margin"] - found["depreciation"] - found["interest"] - self.tax
        came = found["operating margin"] + found["loans drawn"] + found["grants"] + found["equity"]
        spent = found[["tax paid", "increase in working capital", "investment", "interest", "principal", "dividends"]]
        found["cash at end"] = (came - spent.sum(axis=1)).cumsum()
        return found

    @cached_property
    def cover(self) -> pd.DataFrame:
        """Cash that is there for the debt, what is due, and their ratio, by year."""
        of = self.statements
        tied = of["increase in working capital"]
        lacks = of["investment"] + tied.clip(lower=0) - of["loans drawn"] - of["grants"] - of["equity"]
        cash = of["operating margin"] - of["tax paid"] - tied.clip(upper=0) - lacks.clip(lower=0) - of["dividends"]
        service = of["interest"] + of["principal"]
        return pd.DataFrame({"cash": cash, "service": service, "cover": cash / service.where(service > 0)})


def _years(flow: np.ndarray) -> np.ndarray:
    return flow.reshape(-1, 12).sum(axis=1)


def _in_december(yearly: np.ndarray) -> np.ndarray:
    months = np.zeros(12 * len(yearly))
    months[11::12] = yearly
    return months


def _grown(stock: np.ndarray) -> np.ndarray:
    return np.diff(stock, prepend=0.0)


def _outstanding(delivered: np.ndarray, days: float) -> np.ndarray:
    """What is delivered evenly along each month and not yet paid at the end of each."""
    found = np.zeros(len(delivered))
    for ago in range(len(delivered)):
        unpaid = 1 - np.clip(ago + 1 - days / DAYS, 0, 1)
        if unpaid <= 0:
            break
        found[ago:] += delivered[: len(delivered) - ago] * unpaid
    return found
