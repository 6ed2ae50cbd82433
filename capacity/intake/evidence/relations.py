"""Who sells what to whom, from relations.csv or relations.xlsx: the rows that sellers and buyers told."""

import difflib
import math
from pathlib import Path

import pandas as pd

from capacity.intake.evidence.listed import Listed, read_listed
from capacity.intake.sheets.sheets import Row
from capacity.intake.spelling import fold

STEM = "relations"
COLUMNS = {
    "seller": ("продавец", "сатуучу"),
    "buyer": ("покупатель", "сатып алуучу"),
    "product": ("товар", "продукт", "товары"),
    "amount": ("количество", "саны"),
    "per": ("за", "мезгил"),
    "price": ("цена", "баасы"),
}
MAY = {
    "unit": ("единица", "бирдик"),
    "said_by": ("кто сказал", "ким айтты"),
    "contract": ("договор", "келишим"),
}
TIMES = {
    **dict.fromkeys(("day", "день", "күн"), 365.0),
    **dict.fromkeys(("week", "неделя", "жума"), 52.0),
    **dict.fromkeys(("month", "месяц", "ай"), 12.0),
    **dict.fromkeys(("year", "год", "жыл"), 1.0),
}
"""how often a year"""
SIDES = {
    **dict.fromkeys(("seller", "продавец", "сатуучу"), "seller"),
    **dict.fromkeys(("buyer", "покупатель", "сатып алуучу"), "buyer"),
}
YES = {
    **dict.fromkeys(("yes", "да", "ооба", "true", "1"), "yes"),
    **dict.fromkeys(("no", "нет", "жок", "false", "0"), "no"),
}
TOLD = ["seller", "buyer", "product", "said_by", "worth", "contract", "from_member", "to_member"]
ALIKE = 0.75
"""how like a member's name another has to be to be asked about"""


def read_relations(folder: Path, owners: frozenset[str]) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return what sellers and buyers told, a row each with the columns TOLD, and whose name is nearly a member's.

    worth: money a year, amount x times a year x price. owners: the members of the survey; a seller or buyer who is
    none of them stands outside, and where the name is nearly that of a member, both are given. Refused: an empty name,
    a cell that is no number, an amount or price below nothing, somebody who sells to himself.
    """
    listed = read_listed(folder, STEM, COLUMNS, MAY)
    if listed is None:
        return pd.DataFrame(columns=TOLD), {}
    known = {fold(one): one for one in owners}
    rows = [_read(listed, row, known) for row in listed.rows()]
    listed.refuse()
    told = pd.DataFrame(rows, columns=TOLD)
    outside = sorted({*told.loc[~told["from_member"], "seller"], *told.loc[~told["to_member"], "buyer"]})
    return told, {name: known[near[0]] for name in outside if (near := _near(name, known))}


def _read(listed: Listed, row: Row, known: dict[str, str]) -> tuple:
    seller, buyer = (_member(listed.said(row, side), known) for side in ("seller", "buyer"))
    if seller and fold(seller) == fold(buyer):
        listed.wrong(row, "buyer", "seller and buyer are the same", "correct one of them, or take the row out")
    amount, price = listed.number(row, "amount"), listed.number(row, "price")
    for name, number in (("amount", amount), ("price", price)):
        if math.isnan(number):
            listed.said(row, name)
    times = TIMES.get(listed.text(row, "per").casefold())
    if times is None:
        listed.wrong(row, "per", "the time that the amount is for was expected", f"write one of {', '.join(TIMES)}")
    said_by = listed.word(row, "said_by", SIDES, "seller")
    contract = listed.word(row, "contract", YES, "no") == "yes"
    worth = amount * price * (times or float("nan"))
    product = listed.said(row, "product")
    return seller, buyer, product, said_by, worth, contract, fold(seller) in known, fold(buyer) in known


def _member(name: str, known: dict[str, str]) -> str:
    """Return a name as the survey spells it where it is a member's."""
    return known.get(fold(name), name)


def _near(name: str, known: dict[str, str]) -> list[str]:
    return difflib.get_close_matches(fold(name), known, n=1, cutoff=ALIKE)
