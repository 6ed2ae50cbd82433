"""What a cell offers to choose from: names of other sheets, the words of a key, yes and no, units."""

from collections.abc import Iterator

from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from capacity.intake.cluster_book.layout import DETAILS, FIELD, FIXED, FORM, KEY, NAME, OWNER, SheetLayout, Slot
from capacity.intake.cluster_book.words import answer, sheet_title, slot_titles
from capacity.intake.quantities.strict import unit_told

_LAST_ROW = 500
_NAMES_OF = {
    **dict.fromkeys(("rated", "buys", "sells"), "products"),
    **dict.fromkeys(("season", "price_season", "demand_season", "calendar"), "seasons"),
    **dict.fromkeys(("owner", "borrower", "to"), "classes"),
    "source": "sources",
    "runs": "links",
    "product": "finance_loan_products",
    "scenario": "scenarios",
}
"""the sheet whose names a key takes; others may be typed"""
_UNITS = {
    "share": "share,percent",
    "month": "month,year",
    "1/year": "1/year",
    "day": "day",
    "day/month": "day/month",
    "h/day": "h/day",
    "member": "member",
    "worker": "worker",
    "money": "{0},k{0},M{0}",
    "money/month": "{0}/month,k{0}/month",
    "money/P": "{0}/kg,{0}/l,{0}/t,{0}/piece",
    "P/month": "kg/month,t/month,t/day,l/day,piece/month,piece/day",
    "P": "kg,t,l,piece,m",
}


def offer_choices(sheet: Worksheet, layout: SheetLayout, language: str, currency: str) -> None:
    """Give the cells of a sheet their lists; what is not in a list may be typed, but for yes and no."""
    found: dict[tuple[str, bool], DataValidation] = {}
    for cells, formula, is_strict in _offers(layout, language, currency):
        if (formula, is_strict) not in found:
            offer = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=is_strict)
            sheet.add_data_validation(offer)
            found[formula, is_strict] = offer
        found[formula, is_strict].add(cells)


def _offers(layout: SheetLayout, language: str, currency: str) -> Iterator[tuple[str, str, bool]]:
    if layout.shape == FORM:
        return
    column = 0
    for column, name in enumerate(layout.leading, start=1):
        formula = _leading(layout, name, language)
        if formula:
            yield _below(column), formula, False
    for slot in layout.slots:
        for part, _ in slot_titles(slot, language):
            column += 1
            formula, is_strict = _offer(slot, part, language, currency)
            if formula:
                yield _below(column), formula, is_strict


def _leading(layout: SheetLayout, name: str, language: str) -> str:
    if layout.shape == FIXED and name == NAME:
        return f'"{",".join(layout.fields)}"'
    if layout.shape == DETAILS and name == FIELD:
        return f'"{",".join(layout.fields)}"'
    if layout.shape == DETAILS and name == OWNER:
        return _names("_".join(layout.path), language)
    if layout.shape == DETAILS and name == KEY and layout.path == ("links",):
        return _names("products", language)
    return ""


def _offer(slot: Slot, part: str, language: str, currency: str) -> tuple[str, bool]:
    """Return the list of one column, "" for none, and whether nothing else may stand there."""
    if part == "source" or (slot.path and part == "value" and slot.path[-1] in _NAMES_OF and slot.kind != "quantity"):
        key = "source" if part == "source" else slot.path[-1]
        return _names(_NAMES_OF[key], language), False
    if part == "unit":
        units = _UNITS.get(unit_told(slot.field), "").format(currency)
        return (f'"{units}"' if units else ""), False
    if part == "value" and slot.kind == "bool":
        return f'"{answer(True, language)},{answer(False, language)}"', True
    if part == "value" and slot.options and slot.kind == "text":
        words = ",".join(map(str, slot.options))
        is_whole = all(option not in (",", ".") for option in slot.options)
        return (f'"{words}"' if is_whole else ""), False
    return "", False


def _names(key: str, language: str) -> str:
    return f"{quote_sheetname(sheet_title(key, language))}!$A$2:$A${_LAST_ROW}"


def _below(column: int) -> str:
    letter = get_column_letter(column)
    return f"{letter}2:{letter}{_LAST_ROW}"
