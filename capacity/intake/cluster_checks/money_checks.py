"""Whether what a cluster file says of money fits together: names that exist, loans that can be kept, dated numbers."""

from collections.abc import Iterator

from capacity.intake.cluster_file.lending import Dated, Loan
from capacity.intake.cluster_file.schema import Finance, Spec
from capacity.intake.findings import Found, Issue, Where

BODY = "cluster"
"""the cluster's own body: a simple partnership, which is no legal person and can borrow nothing"""


def parties(spec: Spec) -> list[str]:
    """Return who may hold money: every class, the cluster's own body, and other owners of investments."""
    owners = [item.owner for item in spec.finance.items] if spec.finance else []
    return list(dict.fromkeys([*spec.classes, BODY, *owners]))


def money_references(spec: Spec) -> Iterator[tuple]:
    """Yield every name that the finance block uses: its path, the name, what it should be among, and these."""
    finance, known = spec.finance, parties(spec)
    if finance is None:
        return
    for part, field in _HOLDERS:
        for index, entry in enumerate(getattr(finance, part)):
            yield ("finance", part, index, field), getattr(entry, field), "parties", known
    for part in ("taxes", "opening_cash"):
        for name in getattr(finance, part):
            yield ("finance", part, name), name, "parties", known
    for name, product in finance.loan_products.items():
        for cls in product.borrowers:
            yield ("finance", "loan_products", name, "borrowers"), cls, "classes", spec.classes
    yield from _support_references(finance, known)
    yield from _loan_references(spec, finance)


_HOLDERS = (("credit_lines", "borrower"), ("subsidies", "to"), ("equity", "to"), ("fees", "to"), ("fees", "pays"))


def _support_references(finance: Finance, known: list[str]) -> Iterator[tuple]:
    owners = {item.owner for item in finance.items}
    for part, field in (("loans", "borrower"), ("grants", "to")):
        for index, entry in enumerate(getattr(finance, part)):
            here, owner = ("finance", part, index), getattr(entry, field)
            yield (*here, field), owner, *(("parties", known) if entry.amount else ("owners of investments", owners))
            names = {item.name for item in finance.items if item.name and item.owner == owner}
            for name in entry.items:
                yield (*here, "items"), name, "names of the owner's investments", names


def _loan_references(spec: Spec, finance: Finance) -> Iterator[tuple]:
    for index, loan in enumerate(finance.loans):
        here = ("finance", "loans", index)
        if loan.product:
            yield (*here, "product"), loan.product, "loan products", finance.loan_products
        currency = finance.terms(loan).currency
        if currency and currency != spec.currency:
            yield (*here, "currency"), currency, "exchange rates of finance.exchange", finance.exchange


def money_issues(spec: Spec, where: Where) -> list[Issue]:
    """Return what cannot be in the finance block, with its place and what to do."""
    finance = spec.finance
    if finance is None:
        return []
    found = [*_dated(spec, finance, where), *_either(finance, where), *_uses(finance, where)]
    found += nominal_discount(finance, where)
    for index, loan in enumerate(finance.loans):
        here = where(("finance", "loans", index))
        found += [Issue(problem, fix, file=here, code="Y09") for problem, fix in _loan_problems(finance.terms(loan))]
    return found


def _either(finance: Finance, where: Where) -> Iterator[Issue]:
    for part in ("loans", "grants", "fees"):
        for index, entry in enumerate(getattr(finance, part)):
            if (entry.share is None) == (entry.amount is None):
                which = "neither share nor amount" if entry.share is None else "both share and amount"
                fix = "give one: share: [0.5, share] or amount: [500, kKGS]"
                yield Issue(
                    f"finance.{part}.{index} states {which}", fix, file=where(("finance", part, index)), code="Y09"
                )
    for to in dict.fromkeys(entry.to for entry in finance.equity):
        for field in ("gain", "risk"):
            given = sum(getattr(e, field).mode for e in finance.equity if e.to == to and getattr(e, field))
            if given > 1 + 1e-9:
                problem = f"those who pay in to {to} are promised {given:.0%} of the {field} together"
                yield Issue(problem, "let the shares sum to 1 at most", file=where(("finance", "equity")), code="Y09")


def _uses(finance: Finance, where: Where) -> Iterator[Issue]:
    for index, item in enumerate(finance.items):
        if item.in_use is not None and item.in_use < item.month:
            problem = f"{item.buy} is used from month {item.in_use} on, and ordered in month {item.month}"
            yield Issue(problem, "let in_use be month or later", file=where(("finance", "items", index)), code="Y09")


def _loan_problems(loan: Loan) -> Iterator[tuple[str, str]]:
    if (loan.rate is None) == (loan.markup is None):
        stated = "neither a rate nor a mark-up" if loan.rate is None else "both a rate and a mark-up"
        fix = "give rate: [0.10, 1/year] or markup: [0.15, share], or a product"
        yield f"a loan of {loan.borrower} states {stated}", fix
    if loan.term is None:
        yield f"a loan of {loan.borrower} has no term", "give term: [36, month], or a product"
        return
    term, grace = round(loan.term.mode), round(loan.grace.mode) if loan.grace else 0
    if term < 1 or grace >= term:
        yield f"a loan of {term} months has {grace} months of grace", "let the grace be shorter than the term"
    wanted = term - min(grace, term - 1)
    weights = loan.profile
    if loan.pays == "profile" and (len(weights) != wanted or min(weights) < 0 or not weights[-1]):
        yield (
            f"a loan of {wanted} payments after grace has a profile of {len(weights)} weights",
            "give one weight for each payment, none below 0, the last above 0",
        )
    if loan.markup and (loan.pays not in ("equal", "annuity") or len(loan.tranches) > 1):
        yield "goods sold on at a mark-up are paid in equal parts, after one purchase", "leave out pays and tranches"
    if loan.tranches and (loan.amount is None or min(loan.tranches) < 0 or abs(sum(loan.tranches) - 1) > 1e-6):
        yield "tranches are shares of an amount that sum to 1", "write e.g. amount: [9, MKGS], tranches: [0.5, 0, 0.5]"
    if len(loan.tranches) > term:
        yield "the last tranche comes after the last payment", "lengthen the term or draw it earlier"


def _dated(spec: Spec, finance: Finance, where: Where) -> Iterator[Issue]:
    stated: dict[tuple[str, ...], Dated | None] = {("finance", "inflation"): finance.inflation}
    stated |= {("finance", "exchange", name): path for name, path in finance.exchange.items()}
    for name, tax in finance.taxes.items():
        stated |= {("finance", "taxes", name, field): getattr(tax, field) for field in ("rate", "vat", "input_vat")}
    for path, value in stated.items():
        if isinstance(value, dict) and (not value or min(value) > spec.start[:4]):
            problem = f"nothing is given for {spec.start[:4]}, the first year"
            yield Issue(
                problem, f"add {spec.start[:4]} or the year before it came into force", file=where(path), code="Y09"
            )


INFLATION = "inflation: [0.07, 1/year]"


def nominal_discount(finance: Finance, where: Where) -> Iterator[Issue]:
    """Yield a discount rate that is said to be nominal while nothing says how prices move: it cannot be converted."""
    if finance.prices == "nominal" and finance.inflation is None:
        fix = f"add {INFLATION} to finance, or write prices: real with a discount rate cleared of inflation"
        problem = "the discount rate is nominal, but no inflation is stated: it would discount money of today's prices"
        yield Issue(problem, fix, file=where(("finance", "prices")), value=finance.discount_rate.stated, code="Y09")


def nominal_loans(spec: Spec) -> Found:
    """Yield the first loan at a bank's rate while prices stand still, with its path: it weighs more than it will."""
    finance = spec.finance
    if finance is None or finance.inflation is not None:
        return
    for index, loan in enumerate(finance.loans):
        rate = finance.terms(loan).rate
        if rate is not None and rate.high > 0:
            problem = (
                "banks ask for nominal rates, and no inflation is stated: prices stand still, and debt weighs more "
                "here than it will"
            )
            fix = f"add {INFLATION} to finance, and debt is converted; or keep it, as a cautious case"
            yield ("finance", "loans", index), Issue(problem, fix, value=rate.stated, code="Y23")
            return
