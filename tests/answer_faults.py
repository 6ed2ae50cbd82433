"""Faults of single answers: figures, prices, choices; kind, then variant, then what it does to a sheet."""

import math
from collections.abc import Callable

from sample_faults import Fault, each, written
from sample_sheets import Sheet, number

UNKNOWN = math.nan
"""what a figure means that nobody can know: it is left out, and said"""
OTHER_UNITS = {
    "litres, hands, hectares": {"l": ("{} л", 1), "worker": ("{} чел.", 1), "ha": ("{} га", 1)},
    "in words": {"l": ("{} литр", 1), "worker": ("{} человек", 1), "ha": ("{} гектар", 1)},
    "in English": {"l": ("{} litres", 1), "worker": ("{} workers", 1), "ha": ("{} hectares", 1)},
    "in Kyrgyz": {"l": ("{} литр/күн", 1), "worker": ("{} адам", 1), "ha": ("{} гектар жер", 1)},
    "smaller": {"l": ("{} мл", 0.001), "worker": ("{} %", UNKNOWN), "ha": ("{} соток", 0.01)},
    "smaller still": {"l": ("{} ml", 0.001), "worker": ("{} час", UNKNOWN), "ha": ("{} м2", 0.0001)},
    "of another kind": {"l": ("{} кг", 1 / 1.03), "worker": ("{} кг", UNKNOWN), "ha": ("{} т", UNKNOWN)},
    "thousands": {"l": ("{} тыс. л", 1000), "worker": ("{} тыс.", 1000), "ha": ("{} тыс. га", 1000)},
}
PRICES = {
    "som": ("{} сом", 1),
    "SOM.": ("{} СОМ.", 1),
    "KGS": ("KGS {}", 1),
    "with tyiyn": ("{} с", 1),
    "thousands": ("{} тыс. сом", 1000),
    "dollars": ("${}", UNKNOWN),
    "roubles": ("{} руб.", UNKNOWN),
    "tenge": ("{} тг", UNKNOWN),
    "a basket": ("{} сом/корзина", UNKNOWN),
}
SURE = {"да": True, "ооба": True, "yes": True, "нет": False, "жок": False}


def other_unit(sheet: Sheet, texts: dict[str, tuple[str, float]]) -> None:
    """Some figures in a unit of their own."""
    asked = {"chui-dairy": "l", "bishkek-sewing": "worker", "talas-beans": "ha"}[sheet.spec.cluster]
    written(sheet, *texts[asked])


def priced(sheet: Sheet, text: str, factor: float) -> None:
    """Some prices with a currency."""
    column = sheet.columns("price")[0]
    for row in sheet.plain(6):
        if was := number(sheet.rows[row][column]):
            sheet.rows[row][column] = text.format(f"{was:g}")
            sheet.times[sheet.name(row), "price"] = factor


def chosen(sheet: Sheet, variable: str, change: Callable[[str], object]) -> None:
    """Some members' choices written otherwise; what has another meaning is to be said."""
    column = sheet.columns(variable)[0]
    for row in sheet.plain(4):
        sheet.rows[row][column] = change(str(sheet.rows[row][column]))


def boolean(sheet: Sheet, words: tuple[object, object]) -> None:
    """Whether they join, as yes or no of a program."""
    column = sheet.columns("joins")[0]
    for row in sheet.plain(8):
        sure = SURE.get(str(sheet.rows[row][column]).strip().lower())
        if sure is not None:
            sheet.rows[row][column] = words[0 if sure else 1]


def choices(variable: str) -> dict[str, Fault]:
    """Ways of writing a choice; who leaves out the letter says that there is none."""
    ways: dict[str, Callable[[str], object]] = {
        "a stop": lambda text: f"{text}.",
        "a cry": lambda text: f"{text}!",
        "a doubt": lambda text: f"{text}?",
        "quoted": lambda text: f"«{text}»",
        "a list": lambda text: f"1) {text}",
        "twice": lambda text: f"{text}, {text}",
        "a condition": lambda text: f"{text}, если цена выше",
        "refused": lambda text: f"не {text}",
        "another": lambda _: "другое",
        "a number": lambda _: 1,
        "a sign": lambda _: "+",
    }
    if variable != "letter":
        ways["left out"] = lambda _: ""
    return {f"{variable}: {name}": lambda sheet, way=way: chosen(sheet, variable, way) for name, way in ways.items()}


ANSWERS: dict[str, dict[str, Fault]] = {
    "known units": {name: lambda sheet, texts=texts: other_unit(sheet, texts) for name, texts in OTHER_UNITS.items()},
    "prices": {
        name: lambda sheet, text=text, factor=factor: priced(sheet, text, factor)
        for name, (text, factor) in PRICES.items()
    },
    "numerals": each(
        written,
        *((text, 1, 12) for text in ("１２", "١٢", "12.", "12,", "+12", "12,0", "1.2e1", "'12", "012", "12;", " 12 ")),
        *((text, 1, 0.5) for text in (".5", ",5", "½", "1/2", "0.5.")),
    ),
    "slips": each(
        written,
        *((text, 1, UNKNOWN) for text in ("1O", "l2", "12²", "№12", "12)", "(12)", "12-", "-12", "12|14", "0x0C")),
        *((text, 1, UNKNOWN) for text in ("1..2", "1,,2", "1.2.3", "12*", "12?", "=12", "1 2", "12 12", "1_2", "--12")),
    ),
    "words": each(
        written,
        *(
            (text, 1, UNKNOWN)
            for text in ("двенадцать", "он эки", "twelve", "дюжина", "XII", "много", "көп", "a dozen")
        ),
    ),
    "errors": each(
        written,
        *(
            (text, 1, UNKNOWN)
            for text in ("#REF!", "#N/A", "#DIV/0!", "#ЗНАЧ!", "#Н/Д", "#ССЫЛКА!", "Err:502", "#NAME?")
        ),
    ),
    "no answers": each(
        written,
        *((text, 1, UNKNOWN) for text in ("отказ", "refused", "жооп жок", "н/о", "см. выше", "NaN", "inf", "nil")),
    ),
    "remarks": each(
        written,
        *((text, 1, UNKNOWN) for text in ("12 (летом 15)", "12 + 3", "12; зимой 9", "8 и 4", "12, потом 15")),
        *((text, 1, UNKNOWN) for text in ("12 было 15", "не 12", "до 12", "более 12", "<12", ">12", "12 жана 3")),
    ),
    "choices": choices("joins") | choices("member_class") | choices("place") | choices("letter"),
    "booleans": {
        str(words): lambda sheet, words=words: boolean(sheet, words)
        for words in ((True, False), ("TRUE", "FALSE"), ("ИСТИНА", "ЛОЖЬ"), (1, 0), ("+", "-"), ("✓", "✗"), ("v", "x"))
    },
}
"""The faults of single answers."""
