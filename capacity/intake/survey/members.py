"""One row of a survey becomes a member of the model, or is set aside with the reason.

Codes: C24 a text too long, C28 an answer nobody declared, D14 more produced than can be, R07 notes under a table, R14 a
figure that the class needs is missing, R20 an answer read as another or as none, R32 it is not known from where it was
drawn.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from capacity.intake.answers.answers import BLANK, LIST, Answers, find_dated, says_no_letter
from capacity.intake.answers.cells import is_missing
from capacity.intake.answers.column_map import FIGURES, ColumnMap, is_producer
from capacity.intake.answers.figures import Figure, read_figure, read_weight
from capacity.intake.answers.scales import equipment_link, is_service
from capacity.intake.findings import Issue
from capacity.intake.rows.corrections import member_id
from capacity.intake.rows.fates import EXCLUDED, LISTED, QUARANTINED, USED
from capacity.intake.sheets.sheets import Row, Table
from capacity.intake.spelling import fold, has_invisible, tidy

LONGEST = 200
ANSWERS = ("member_class", "place", "joins", "letter", "stratum", "cluster", "phase")
"""variables whose answers are words"""
WORDS = ("cls", "place", "joins", "letter", "stratum", "cluster", "phase")
"""what a member has of them"""
AMOUNTS = ("current", "good", "bad", "capacity", "own_use")
"""figures that have to fit each other"""
_BOTH = "check both figures and their units"
SILENT = "there is no answer on joining: that is no no; joining.silent in cluster.yml says what it counts for"
COLUMNS = (
    *("member", "owner", "place", "cls", "weight", "joins", "signed", "letter", "like"),
    *("current", "good", "bad", "capacity", "own_use", "own_use_is_share", "price", "file", "row"),
)


class Figures(TypedDict):
    """The figures of a member in the model's unit, NaN where not known."""

    current: float
    good: float
    bad: float
    capacity: float
    own_use: float
    price: float
    own_use_is_share: bool


class Said(TypedDict):
    """The answers of a member that are words."""

    place: str
    cls: str
    joins: str
    signed: bool
    letter: str
    stratum: str
    cluster: str
    phase: str


class Member(Said, Figures):
    """A member of the model, and the row that it comes from."""

    member: str
    owner: str
    weight: float
    file: str
    row: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a row (used, quarantined, blank, excluded), with its findings, class and reason.

    `said`: its answers that are words, of every row with an id of its own.
    """

    kind: str
    issues: tuple[Issue, ...] = ()
    cls: str = ""
    reason: str = ""
    said: Said | None = None


def read_member(row: Row, table: Table, plan: ColumnMap) -> tuple[Reading, Member | None]:
    """Return what became of a row, and its member if it is used, every figure in the model's unit.

    Nothing is dropped in silence.
    """
    reader = RowReader(row, table, plan)
    member = reader.member()
    if not member:
        return Reading(QUARANTINED, tuple(reader.issues)), None
    owner = reader.name("owner", number=True) or member
    said, weight = reader.said(), reader.weight()
    name = said["cls"]
    if said["phase"] == LIST and name and not any(issue.severity == "quarantine" for issue in reader.issues):
        return Reading(EXCLUDED, tuple(issue.at(member=member) for issue in reader.issues), name, LISTED, said), None
    figures = reader.figures(name) if name else None
    issues = tuple(issue.at(member=issue.member or member) for issue in reader.issues)
    if figures is None or weight is None or any(issue.severity == "quarantine" for issue in issues):
        return Reading(QUARANTINED, issues, name, said=said), None
    record = Member(**figures, **said, weight=weight, member=member, owner=owner, file=table.file, row=row.number)
    return Reading(USED, issues, name, said=said), record


def is_plain_id(member: str) -> bool:
    """Return whether nothing has to be said of an id."""
    return len(member) <= LONGEST and any(map(str.isalnum, member))


def both_or_none(good: np.ndarray, bad: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return two seasons, neither known unless both are."""
    is_known = ~(np.isnan(good) | np.isnan(bad))
    return np.where(is_known, good, np.nan), np.where(is_known, bad, np.nan)


class RowReader:
    """Reads the cells of one row and collects what is wrong with them."""

    def __init__(self, row: Row, table: Table, plan: ColumnMap) -> None:
        """Read nothing yet."""
        self.row, self.table, self.plan = row, table, plan
        self.issues: list[Issue] = []

    def said(self) -> Said:
        """Return the answers that are words."""
        cls, place = self.class_name(), self.place()
        phase = self.phase()
        joins, letter = ("", "") if phase == LIST else (self.joins(), self.letter())
        return Said(
            place=place,
            cls=cls,
            joins=joins,
            signed=bool(letter),
            letter=letter,
            stratum=self.group("stratum"),
            cluster=self.group("cluster"),
            phase=phase,
        )

    def weight(self) -> float | None:
        """Return how many members the row stands for, None where it is no number of members."""
        return self.kept(read_weight(self.row, self.table, self.plan)).value

    def say(self, severity: str, problem: str, fix: str, code: str, column: str = "") -> None:
        """Note an issue at a column of the row."""
        self.issues.append(Issue(problem, fix, severity=severity, code=code, **self.table.place(self.row, column)))

    def kept(self, figure: Figure) -> Figure:
        """Keep the issues of a figure."""
        self.issues.extend(figure.issues)
        return figure

    def words(self, variable: str) -> str:
        """Return the text of a variable's columns, "" if it has none."""
        names = (name for name in self.plan.columns(variable) if name in self.table.columns)
        cells = (tidy(self.row.cells[self.table.columns[name]]) for name in names)
        return " ".join(filter(None, cells))

    def name(self, variable: str, *, number: bool) -> str:
        """Return a name in its most common spelling, "" if there is none; `number` takes "нет" for none."""
        text = self.words(variable)
        if self.plan.column(variable) is None or is_missing(text, self.plan.missing(variable), number=number):
            return ""
        return self.plan.names.get(variable, {}).get(fold(text), text)

    def member(self) -> str:
        """Return the id; a row without one is set aside."""
        columns = self.plan.spec.survey.member.columns
        member = member_id(self.row, self.table, columns)
        if not any(char.isalnum() for char in member):
            filled = sum(bool(cell.strip()) for cell in self.row.cells)
            code, what = ("R07", "a note, not a member") if filled == 1 else ("R19", "the member has no id")
            self.say("quarantine", what, "give the member an id, or correct it in corrections.yml", code, columns[0])
            return ""
        if len(member) > LONGEST:
            self.say("quarantine", f"an id of {len(member)} characters", "give a shorter id", "C24", columns[0])
        if any(has_invisible(self.row.cells[self.table.columns[name]]) for name in columns):
            self.say("note", "invisible characters in the id are left out", "", "C20", columns[0])
        return member

    def class_name(self) -> str:
        """Return the class, "" if the answer is missing or unknown (the row is then set aside)."""
        if self.plan.column("member_class") is None:
            return self.plan.only_class
        return self._meaning("member_class", self.plan.answers["member_class"], needed=True)

    def _meaning(self, variable: str, answers: Answers, *, needed: bool) -> str:
        """Return what a word means; unknown words are set aside, blanks too where the model needs an answer."""
        text, column = self.words(variable), self.plan.columns(variable)[0]
        key = answers.find(text)
        if key is not None:
            return "" if answers.meanings[key] == BLANK else str(answers.meanings[key])
        if not is_missing(text, self.plan.missing(variable), number=False):
            self.say("quarantine", "this answer is not among the declared ones", answers.advice(), "C28", column)
        elif needed:
            self.say("quarantine", "the answer is missing", answers.advice(), "C28", column)
        return ""

    def place(self) -> str:
        """Return the place: what the answer is mapped to, or its most common spelling; "" if there is none."""
        if self.plan.column("place") is None:
            return ""
        column, answers = self.plan.columns("place")[0], self.plan.answers.get("place")
        place = self._meaning("place", answers, needed=False) if answers else self.name("place", number=False)
        per_place = any(link.per for link in self.plan.spec.links.values())
        if not place and per_place and not any(issue.column == column for issue in self.issues):
            self.say("warning", "the member has no place", "write it: some links run place by place", "R28", column)
        return place

    def group(self, variable: str) -> str:
        """Return the stratum or cluster that the member was drawn from, "" where none is asked for."""
        if self.plan.column(variable) is None:
            return ""
        column, answers = self.plan.columns(variable)[0], self.plan.answers.get(variable)
        group = self._meaning(variable, answers, needed=True) if answers else self.name(variable, number=False)
        if not group and not any(issue.column == column for issue in self.issues):
            self.say("quarantine", f"the {variable} is missing", "write from which it was drawn", "R32", column)
        return group

    def phase(self) -> str:
        """Return whether the row was interviewed in full or is on the list only, "" where that is not asked."""
        answers = self.plan.answers.get("phase")
        if answers is None or not self._meaning("phase", answers, needed=True):
            return ""
        return str(answers.end(self.words("phase")))

    def letter(self) -> str:
        """Return the declared answer on the letter, "" if there is none or an undeclared one, which is said."""
        answers = self.plan.answers.get("letter")
        if answers is None:
            return ""
        text, place = self.words("letter"), self.plan.columns("letter")[0]
        key = answers.find(text)
        if key is None and (key := find_dated(answers, text)) is not None:
            self.say("warning", f"read as {key}, with a date", "write the date in a column of its own", "R20", place)
        if key is not None:
            return answers.last(key) or ""
        if not says_no_letter(text) and not is_missing(text, self.plan.missing("letter")):
            problem = "this answer is not among the declared ones: it counts as no letter"
            self.say("warning", problem, answers.advice(text), "C28", place)
        return ""

    def joins(self) -> str:
        """Return the declared answer on joining, "" if there is none, which is said."""
        answers = self.plan.answers.get("joins")
        if answers is None:
            return ""
        text, place = self.words("joins"), self.plan.columns("joins")[0]
        key = answers.find(text)
        if key is not None:
            return answers.last(key) or ""
        if is_missing(text, self.plan.missing("joins"), number=False):
            self.say("note", SILENT, "ask once more", "R20", place)
        else:
            self.say("quarantine", "this answer is not among the declared ones", answers.advice(), "C28", place)
        return ""

    def figures(self, name: str) -> Figures:
        """Return the figures that a class may have; a service has none."""
        figures = dict.fromkeys(FIGURES, Figure())
        if not is_service(self.plan.spec, name):
            for variable in figures:
                figures[variable] = self.figure(variable, name)
            self.need(name, figures)
        values = {key: math.nan if figure.value is None else figure.value for key, figure in figures.items()}
        good, bad = both_or_none(np.array(values["good"]), np.array(values["bad"]))
        return Figures(
            current=values["current"],
            good=float(good),
            bad=float(bad),
            capacity=values["capacity"],
            own_use=values["own_use"],
            own_use_is_share=figures["own_use"].is_share,
            price=values["price"],
        )

    def figure(self, variable: str, name: str) -> Figure:
        """Return one figure; what the class does not need only warns when it cannot be read."""
        if variable == "capacity" and equipment_link(self.plan.spec, name) is None:
            return Figure()
        figure = read_figure(variable, name, self.row, self.table, self.plan)
        needed = variable == "capacity" or (variable != "price" and is_producer(self.plan.spec, name))
        if not needed and figure.is_bad:
            issues = tuple(
                issue.at(severity="warning", problem=f"{issue.problem}; left out, the model does not need it")
                for issue in figure.issues
            )
            figure = Figure(issues=issues)
        if variable == "own_use" and figure.value is None and needed and not figure.is_bad and self.words("own_use"):
            problem = "no answer: what is kept at home is not known, not nothing"
            self.say("note", problem, "ask once more", "R20", self.plan.columns("own_use")[-1])
        return self.kept(figure)

    def need(self, name: str, figures: Mapping[str, Figure]) -> None:
        """Note what the figures of a class lack, and where one does not fit the other."""
        spec = self.plan.spec
        link = equipment_link(spec, name)
        if is_producer(spec, name) and not any(figures[v].is_bad for v in ("current", "good", "bad")):
            self._need_output(name, figures)
        lacks = link and spec.links[link].capacity is None and figures["capacity"].value is None
        if lacks and not figures["capacity"].is_bad:
            columns = self.plan.columns("capacity")
            fix = f"ask for it, or state links.{link}.capacity" if columns else "map survey.capacity"
            problem = f"the capacity is missing, which the class {name} needs (it is not unlimited)"
            self.say("quarantine", problem, fix, "D08", columns[-1] if columns else "")
        current, capacity = figures["current"].value, figures["capacity"].value
        if link == spec.classes[name].runs[0] and current and capacity and current > 1.1 * capacity:
            problem = f"the throughput today is {current / capacity:.0%} of the capacity"
            self.say("warning", problem, _BOTH, "D14", self.plan.columns("current")[-1])
        kept = figures["own_use"]
        made = max(figures["current"].value or 0.0, figures["good"].value or 0.0)
        if kept.value and made and not kept.is_share and not spec.classes[name].rates and kept.value > made * 1.001:
            problem = "more is kept at home than is produced: nothing is offered"
            self.say("warning", problem, _BOTH, "R11", self.plan.columns("own_use")[-1])

    def _need_output(self, name: str, figures: Mapping[str, Figure]) -> None:
        current, good, bad = (figures[variable].value for variable in ("current", "good", "bad"))
        if good is not None and bad is not None and good >= bad:
            return
        columns = {v: self.plan.columns(v)[-1] for v in ("current", "good", "bad") if self.plan.columns(v)}
        last = next(reversed(columns.values()), "")
        if current is None and (good is None or bad is None):
            missing = [columns[v] for v in ("good", "bad") if v in columns and figures[v].value is None]
            column = next(iter([*missing, *columns.values()]), "")
            problem = f"the output is missing, which the class {name} needs"
            on_repeat = next((self.plan.repeats[v] for v in columns if v in self.plan.repeats), None)
            fix = on_repeat.ask(self.row, self.table) if on_repeat else "ask for it, or correct it in corrections.yml"
            self.say("quarantine", problem, fix, "R14", column)
        elif current is not None and (good is None) != (bad is None):
            self.say("warning", "only one of the two seasons is known: the current output is used", "", "R14", last)
        elif good is not None and bad is not None and good < bad:
            problem = "the good season brings less than the bad one"
            self.say("warning", problem, "check whether the two are exchanged", "D17", last)
