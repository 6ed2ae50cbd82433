"""What pages claim, as facts (who, what, value), parsed out of their English text: a pattern for each kind of claim."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from claims.page import Piece

CONFIDENTIAL, MEMBERS = "report", "members' page"
TIMES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
NUMBER = r"[−-]?\d[\d,]*(?:\.\d+)?"
MONEY = rf"{NUMBER}(?: (?:thousand|million|billion))? [A-Z]{{3}}"


@dataclass(frozen=True)
class Fact:
    """One claim: of whom, what, and which value; `said` is the text it was read from."""

    page: str
    section: str
    who: str
    what: str
    value: object
    said: str


@dataclass(frozen=True)
class Pattern:
    """How one kind of claim is written, and how its value is read; `sections` limits where."""

    what: str
    written: re.Pattern
    read: Callable[[re.Match], object]
    sections: tuple[str, ...] = ()


def number(text: str) -> float:
    """A number as it is written on a page: 1,781, −14.2, 14.2 million."""
    found = re.match(rf"<?\s*({NUMBER})(?: (thousand|million|billion))?", text.strip())
    assert found, f"{text!r} is no number"
    return float(found[1].replace(",", "").replace("−", "-")) * TIMES.get(found[2] or "", 1.0)


def share(text: str) -> float:
    """A share: 80%, < 1%, > 99%."""
    return float(re.search(r"[\d.]+", text)[0]) / 100


def hundredths(text: str) -> float:
    """A share as so many of a hundred: 62, none, just under 70."""
    return 0.0 if text == "none" else share(text)


def months(text: str) -> frozenset[str]:
    """The months of a list such as November – March, May."""
    found: set[str] = set(MONTHS) if text == "all year" else set()
    for part in () if found else re.split(r", | and ", text):
        ends = [MONTHS.index(name) for name in re.split(r"\s*–\s*", part)]
        last = ends[-1] if ends[-1] >= ends[0] else ends[-1] + 12
        found |= {MONTHS[month % 12] for month in range(ends[0], last + 1)}
    return frozenset(found)


def names(text: str) -> tuple[str, ...]:
    """The parts of a list; shares in brackets are taken off."""
    return tuple(re.sub(r" \((?:<|>)?\s?[\d.]+ ?%\)$", "", part) for part in re.split(r"; |, ", text))


def _pattern(what: str, written: str, read: Callable[[re.Match], object], *sections: str) -> Pattern:
    return Pattern(what, re.compile(written), read, sections)


def of(group: str, read: Callable[[str], object] = number) -> Callable[[re.Match], object]:
    """Read one group of a match."""
    return lambda match: read(match[group])


def both(*groups: str, read: Callable[[str], object] = number) -> Callable[[re.Match], object]:
    """Read several groups of a match."""
    return lambda match: tuple(read(match[group]) for group in groups)


def const(value: object) -> Callable[[re.Match], object]:
    """A value that the words themselves say."""
    return lambda match: value


PCT = r"(?:[<>]\s?)?[\d.]+\s?%"
OF_100 = r"(?:none|fewer than 1|more than 99|(?:just (?:under|over) )?[\d.]+)"
PATTERNS = (
    # the verdict and its conditions
    _pattern("verdict", r"^(?P<v>Go|Go, if|Not yet|No verdict) \| ", of("v", str), "verdict"),
    _pattern("condition", r"^[✕✓] \| (?P<who>.+?) (?P<v>not met|met) \| ", lambda m: m["v"] == "met", "verdict"),
    _pattern(
        "chance asked",
        rf"^[✕✓] \| (?P<who>.+?) (?:not met|met) \| [^|]* in (?P<a>{OF_100}) of 100 possible futures; at least "
        rf"(?P<b>{OF_100}) of 100",
        both("a", "b", read=hundredths),
        "verdict",
    ),
    _pattern(
        "light",
        r"^[✕✓] \| (?P<who>Heads|Volume|Suppliers|Links): .+? (?P<v>not met|met) \| ",
        lambda m: m["v"] == "met",
        "critical-mass",
    ),
    # heads
    _pattern("joining", rf"^Members expected to join \| (?P<v>{NUMBER}) of {NUMBER}", of("v"), "key-figures"),
    _pattern("asked", rf"^Members expected to join \| {NUMBER} of (?P<v>{NUMBER})", of("v"), "key-figures"),
    _pattern("asked", rf"^(?P<v>{NUMBER}) possible members? (?:was|were) surveyed", of("v"), "members"),
    _pattern("joining", r"surveyed; about (?P<v>[\d,]+) are expected to join", of("v"), "members"),
    _pattern("asked", rf"^(?P<v>{NUMBER}) of us were asked", of("v")),
    _pattern("joining", r"of us were asked; about (?P<v>[\d,]+) are expected", of("v")),
    _pattern("needed", r"(?:^At least |\| )(?P<v>[\d,]+) are needed", of("v"), "key-figures", "members", "heads"),
    _pattern("needed", r"service members not counted; (?P<v>[\d,]+) are needed", of("v"), "critical-mass"),
    _pattern("chance of heads", rf"the chance that so many join is (?P<v>{PCT})", of("v", share), "key-figures"),
    _pattern(
        "chance of heads", rf"^[✕✓] \| Heads.*Chance that it is enough: (?P<v>{PCT})", of("v", share), "critical-mass"
    ),
    _pattern("more heads", r"^None, if those who said so do join", const("none"), "questions"),
    # months in which a plant stands
    _pattern("months below", r"like today's.* it stands in (?P<v>\d+) months?; the worst", of("v"), "critical-mass"),
    _pattern("months below", r"like today's.* it does not stand at all", const(0.0), "critical-mass"),
    _pattern(
        "months below today",
        r"It is below the minimum load of .+? in: (?P<v>[^.]+)\.",
        lambda m: float(len(months(m["v"]))),
        "supply",
    ),
    _pattern("months below today", r"like today's it is not below the minimum load", const(0.0), "supply"),
    _pattern(
        "expected below",
        rf"^(?P<who>.+?): in the computed futures it stands below its minimum load (?P<a>{NUMBER}) months? a year on "
        rf"average; it may stand (?P<b>{NUMBER}) months?",
        both("a", "b"),
        "critical-mass",
    ),
    _pattern("expected below", r"^(?P<who>.+?): in no computed future does it st", const((0.0, 0.0)), "critical-mass"),
    _pattern(
        "expected below",
        rf"^[✕✓] \| .*\((?P<who>.+?)\) (?:not met|met) \| It stands (?P<a>{NUMBER}) months? a year on average; at most "
        rf"(?P<b>{NUMBER}) months?",
        both("a", "b"),
        "verdict",
    ),
    _pattern(
        "months below of",
        r"^(?P<who>.+?): in these months too little comes, today or at least every second time in coming years, "
        r"and the plant stands: (?P<v>.+)\.$",
        lambda m: float(len(months(m["v"]))),
        "lights",
    ),
    _pattern("months below of", r"^(?P<who>.+?): enough comes in every month", const(0.0), "lights"),
    _pattern(
        "may stand",
        r"^(?P<who>.+?): in a usual year enough comes in every month, but not for sure",
        const(True),
        "lights",
    ),
    _pattern(
        "works in", r" is to work in these months, and only they count: (?P<v>.+)\.$", of("v", str), "critical-mass"
    ),
    _pattern("no minimum load", r"No (?:plant of this chain|link) (?:has|states) a minimum load", const(True)),
    # money
    _pattern("npv", rf"^Net present value \(NPV\) \| (?P<v>{MONEY}.*?)(?: \| |$)", of("v", str), "key-figures"),
    _pattern("npv", rf"^Net present value \(NPV\) \| (?P<v>{MONEY}[^|]*?)(?: \| |$)", of("v", str), "cash"),
    _pattern("chance it pays", rf"^Net present value.*it is above zero is (?P<v>{PCT})", of("v", share), "key-figures"),
    _pattern("chance of net", rf"^Net NPV.*it is above zero is (?P<v>{PCT})", of("v", share), "key-figures"),
    _pattern("chance it pays", rf"^Chance that NPV is above zero \| (?P<v>{PCT})", of("v", share), "cash"),
    _pattern(
        "npv net",
        rf"^Net NPV: after tax and working capital \| (?P<v>{MONEY}[^|]*?)(?: \| |$)",
        of("v", str),
        "key-figures",
        "cash",
    ),
    _pattern("chance of net", rf"^Chance that net NPV is above zero \| (?P<v>{PCT})", of("v", share), "cash"),
    _pattern(
        "chance of net",
        rf"^[✕✓] \| It pays (?:not met|met) \| [^|]* in (?P<v>{OF_100}) of 100 possible futures",
        of("v", hundredths),
        "verdict",
    ),
    _pattern("never", rf"^Payback, years \| [^|]*never in (?P<v>{PCT})", of("v", share), "cash"),
    _pattern("payback", r"^Payback, years \| (?P<v>[^|]+)", of("v", str), "cash"),
    _pattern(
        "funding",
        rf"^(?P<a>{MONEY}) are invested: (?P<b>{MONEY}) by loans, (?P<c>{MONEY}) by grants, the rest",
        both("a", "b", "c"),
        "cash",
    ),
    _pattern(
        "funded by",
        rf"(?P<who>Over the whole horizon) (?P<a>{MONEY}) are invested.* Loans bring (?P<b>{MONEY}), "
        rf"grants (?P<c>{MONEY}), owners and partners (?P<d>{MONEY})",
        both("a", "b", "c", "d"),
        "bank",
    ),
    _pattern(
        "covered",
        rf"^[✕✓] \| (?P<who>.+?) (?P<s>not met|met) \| In the central case the cash covers the debt "
        rf"service (?P<a>{NUMBER}) times .*?; (?P<b>{NUMBER}) (?:is|are) asked.* In (?P<c>{PCT}) of the futures",
        lambda m: (m["s"] == "met", number(m["a"]), number(m["b"]), share(m["c"])),
        "bank",
    ),
    # who gains
    _pattern("gains", r"^These gain in at least 9 of 10 futures: (?P<v>.+)\.$", of("v", names), "gains"),
    _pattern(
        "may lose", r"^These gain, but may lose; in brackets the chance to lose: (?P<v>.+)\.$", of("v", names), "gains"
    ),
    _pattern(
        "lose", r"^At these prices these lose; in brackets the chance to lose: (?P<v>.+)\.$", of("v", names), "gains"
    ),
    _pattern(
        "chance to lose",
        rf"^(?P<who>[^|]+): gain of one member \|.*loses in (?P<v>{PCT}) of the futures",
        of("v", share),
        "gains",
    ),
    _pattern(
        "nobody loses",
        rf"^In (?P<a>{PCT}) of the futures no class loses at these prices\. In (?P<b>{PCT}) there are",
        both("a", "b", read=share),
        "gains",
    ),
    # who leaves
    _pattern("loses most", rf"^The others lose most if (?P<who>.+?) leaves: (?P<v>{MONEY})", of("v"), "leaving"),
    _pattern("stops", r"^The chain stops if one of these leaves: (?P<v>.+)\.$", of("v", names), "leaving"),
    _pattern("stops without", r"^It also stops without the whole of: (?P<v>.+)\.$", of("v", names), "leaving"),
    _pattern("stops without", r"stops? without the whole of: (?P<v>.+)\.$", of("v", names), "leaving"),
    _pattern(
        "nobody stops",
        r"^(?:Nobody stops the chain|No single member stops the chain|No single loss stops)",
        const(True),
        "leaving",
    ),
    _pattern(
        "nobody stops at all", r"^(?:Nobody stops the chain|No single loss stops the chain\.)", const(True), "leaving"
    ),
    # what to do first
    _pattern(
        "first step",
        rf"^First in rank: (?P<who>.+?)\. It lifts the net present value by (?P<v>{MONEY})",
        lambda m: (m["who"], number(m["v"])),
        "first-steps",
    ),
    _pattern(
        "step told",
        rf"^(?P<who>.+?)\. It brings (?P<v>{MONEY}) over the whole time",
        lambda m: (m["who"], number(m["v"])),
        "verdict",
    ),
    _pattern(
        "package", r"^Together, as a package: (?P<v>.+?)\. To begin", lambda m: tuple(m["v"].split("; ")), "first-steps"
    ),
    # what is not known
    _pattern(
        "most of",
        r"^Most of the (?P<who>.+?) comes from: (?P<v>.+)\.$",
        lambda m: tuple(share(one) for one in re.findall(rf"\(({PCT})\)", m["v"])),
        "certainty",
    ),
    _pattern(
        "not most of",
        r"^No few numbers make most of the .* come from: (?P<v>.+)\.$",
        lambda m: tuple(share(one) for one in re.findall(rf"\(({PCT})\)", m["v"])),
        "certainty",
    ),
    _pattern("causes", r"comes? from: (?P<v>.+)\.$", lambda m: tuple(m["v"].split("; ")), "certainty"),
    # country, answers
    _pattern(
        "value added",
        rf"^Value added in year \d+: (?P<a>{MONEY}), of which (?P<b>{MONEY}) for the members, "
        rf"(?P<c>{MONEY}) wages, (?P<d>{MONEY}) taxes",
        both("a", "b", "c", "d"),
        "economy",
    ),
    _pattern(
        "rows",
        rf"^(?P<a>{NUMBER}) rows? (?:was|were) read: (?P<b>{NUMBER}) used, (?P<c>{NUMBER}) set aside, "
        rf"(?P<d>{NUMBER}) blank, (?P<e>{NUMBER}) excluded",
        both("a", "b", "c", "d", "e"),
        "quality",
    ),
    _pattern("rows used", rf"^Answers used \| (?P<b>{NUMBER}) of (?P<a>{NUMBER}) rows", both("a", "b"), "key-figures"),
    # what members are told
    _pattern("own sheet", r"(?:own|personal) sheet", const(True)),
    _pattern("goes on", r"(?:cluster|chain) (?:goes on|continues|carries on)", const(True)),
    _pattern("open condition", r"condition(?:s)? (?:is|are) not met yet", const(True)),
    _pattern("many hands", r"Not much: what we bring comes from many hands", const(True)),
)
STATES = {"good": True, "bad": False}
LIGHTS = {
    "Are we enough?": "Heads",
    "Do we bring enough for the plant to run?": "Volume",
    "Does what we bring come from many hands?": "Suppliers",
    "Would it be felt if one of us left?": "Suppliers",
    "Is every link of the chain there?": "Links",
}


def facts(page: str, found: Sequence[Piece]) -> Iterator[Fact]:
    """Yield what a page claims."""
    for piece in found:
        for pattern in PATTERNS:
            if pattern.sections and piece.section not in pattern.sections:
                continue
            for match in pattern.written.finditer(piece.text):
                who = match.groupdict().get("who") or "cluster"
                yield Fact(page, piece.section, who, pattern.what, pattern.read(match), piece.text)
        if piece.kind == "item" and len(piece.cells) > 1 and piece.cells[1] in LIGHTS:
            yield Fact(
                page,
                piece.section,
                LIGHTS[piece.cells[1]],
                "light",
                STATES.get(piece.state),
                piece.text,
            )
        yield from _rows(page, piece)


def _rows(page: str, piece: Piece) -> Iterator[Fact]:
    """Yield what the rows of tables claim."""
    if piece.kind != "row":
        return
    head = piece.cells[0]
    if piece.section == "leaving" and piece.cells[-1] in ("yes", "no"):
        single = "one member" in piece.under
        yield Fact(
            page, piece.section, head, f"{'one' if single else 'whole'} stops", piece.cells[-1] == "yes", piece.text
        )
        yield Fact(page, piece.section, head, "losses", tuple(number(cell) for cell in piece.cells[1:4]), piece.text)
    if piece.section == "gains" and piece.under.startswith("Income by class") and piece.cells[-1].endswith("%"):
        yield Fact(page, piece.section, head, "chance to lose", share(piece.cells[-1]), piece.text)
    if piece.section == "first-steps" and piece.cells[-1] in ("yes", "no"):
        yield Fact(page, piece.section, head, "in package", piece.cells[-1] == "yes", piece.text)
        lift = re.match(MONEY, piece.cells[2])
        if lift:
            yield Fact(page, piece.section, head, "lift", number(piece.cells[2]), piece.text)
    if piece.section == "covenants" or (piece.section == "bank" and piece.under.startswith("Covenant calendar")):
        covered = re.match(
            rf"^(?P<who>.+), (?P<when>\w{{3}} \d{{4}}) \| (?P<asked>{NUMBER}) \| (?P<v>{NUMBER}) \|", piece.text
        )
        if covered:
            yield Fact(page, piece.section, covered["who"], "cover in a year", number(covered["v"]), piece.text)
