"""What the summary rests on: each borrower's measures with ranges, and the main assumptions with sources."""

import re

import pandas as pd

from capacity.present.chapters import sources
from capacity.present.money.bank_tables import MEASURES, measure_cell
from capacity.present.words.names import ALL
from capacity.present.words.ranges import NEVER
from capacity.present.words.reading import Line, finite, table
from capacity.present.words.words import RANGE_NOTE
from capacity.run.live.desk import Desk
from capacity.run.live.grid import Cell
from capacity.run.live.sheet_lines import Column, Lines, live

SHOWN = {
    "npv_net": ("worth.npv", "money"),
    "irr": ("worth.irr", "rate"),
    "payback_years": ("", "ratio"),
    "dscr_min": ("cover.lowest", "ratio"),
    "dscr_average": ("cover.average", "ratio"),
    "probability_npv_net_positive": ("", ""),
    "probability_covenant": ("", ""),
}
"""measures of the summary: the figure of a borrower's sheet, where it has one, and the form"""
MAIN = 10
"""assumptions on the summary"""
TERMS = ("discount_rate", "inflation", "rate", "markup", "term")
"""fields of the file that say at what money is lent"""


def measures(desk: Desk, lines: Lines) -> None:
    """Write the measures of each borrower, central and live, with their ranges as computed."""
    words, rows = desk.words, table(desk.study, "borrowers")
    lines.ask(words.say("Does it pay for each borrower? (middle and range of the futures)"))
    columns = (
        Column(words.say("Measure"), 2, text=True),
        Column(words.say("Central case"), 2),
        Column(words.say("Middle and range"), lines.across - 4),
    )
    lines.table(columns, [])
    for party in [*desk.book.borrowers, *([ALL] if len(desk.book.borrowers) > 1 else [])]:
        lines.say(desk.names.party(party), "caption")
        known = rows[rows["party"] == party].set_index("measure", drop=False)
        for name, (line, form) in SHOWN.items():
            row = known.loc[name].to_dict()
            if row["counted"] > 0:
                title = words.say(MEASURES[name])
                title = desk.in_money(title) if form == "money" else title
                lines.row(
                    columns, (title, _central(desk, party, line, form, row), Cell(measure_cell(words, row), "side"))
                )
    lines.say(words.say(RANGE_NOTE), "small")


def _central(desk: Desk, party: str, line: str, form: str, row: dict) -> Cell:
    """Return the central value: live where the borrower's sheet works it out."""
    if line and party != ALL:
        return live(desk.figure(party, line), form)
    if finite(row["central"]) and form:
        return Cell(float(row["central"]), "", form)
    never = row["measure"] == "payback_years" and finite(row["probability_never"])
    return Cell(desk.words.say(NEVER) if never else "–", "side")


def assumptions(desk: Desk, lines: Lines) -> None:
    """Write the assumptions that move the result most, each with its source and date, and how many there are."""
    words, rows = desk.words, table(desk.study, "assumptions")
    lines.ask(words.say("The main assumptions, their sources and dates"))
    lines.all(sources.assumptions(desk.study, words).lead)
    if rows.empty:
        return
    columns = (
        Column(words.say("What"), 2, text=True),
        Column(words.say("As stated"), 2, text=True),
        Column(words.say("Source"), lines.across - 7, text=True),
        Column(words.say("Date"), text=True),
        Column(words.say("Agreed"), 2, text=True),
    )
    chosen = rows.set_index("path", drop=False).loc[_main(desk, rows)]
    lines.table(
        columns,
        [
            (
                _capital(desk.names.path(row.path)),
                _stated(desk, row),
                ", ".join(str(part) for part in (row.title, row.author) if part not in ("", None)) or "–",
                str(row.date or "–"),
                str(row.agreed_on or "") or words.say("not yet"),
            )
            for row in chosen.itertuples(index=False)
        ],
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _stated(desk: Desk, row: Line) -> str:
    """Return a number as it was stated; rates and shares in percent and money without a prefix, with their range."""
    if row.unit in ("1/year", "share", desk.study.cluster.spec.currency) and finite(row.mode):
        return desk.words.middle_and_range(row.mode, row.low, row.high, row.unit)
    return desk.words.stated(str(row.stated))


def _main(desk: Desk, rows: pd.DataFrame) -> list[str]:
    """Return the paths of the main assumptions: money's terms, what is bought, then what moves the result most."""
    known = list({re.sub(r"\.\d{4}$", "", path): path for path in reversed(list(rows["path"]))}.values())[::-1]
    fields = {path: next((part for part in reversed(path.split(".")) if not part.isdigit()), "") for path in known}
    terms = [path for path in known if path.startswith("finance.") and fields[path] in TERMS]
    bought = [path for path in known if path.startswith("finance.items.") and fields[path] == "cost"]
    moving = [path for path in table(desk.study, "sensitivity").get("path", ()) if path in fields]
    prices = [path for path in known if fields[path] in ("price", "half_by", "demand")]
    chosen = [*terms[: MAIN // 2], *bought[:2], *moving, *prices, *terms, *bought]
    return list(dict.fromkeys(chosen))[:MAIN]
