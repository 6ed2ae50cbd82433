"""What people do when a cluster file is not YAML: the slip of the hand behind the reader's complaint, and its cure."""

import re
from itertools import pairwise

from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import Node, ScalarNode, SequenceNode

from capacity.intake.findings import Issue

CODE = "Y01"
_KEY = re.compile(r"\s*(?:-\s+)?([A-Za-z][A-Za-z0-9_]*)")
_GLUED = re.compile(r"\s*(?:-\s+)?([A-Za-z][A-Za-z0-9_]*):(?=\S)(.+)")
_DASH = re.compile(r"\s*-(?![\s.\d-]).")
_WHOLE = re.compile(r"[-+]?\d+")
_DIGITS = re.compile(r"\d+")
MONTHS = 12


def slip(text: str, error: MarkedYAMLError, file: str) -> Issue:
    """Return what is wrong with a text that is not YAML: the line to mend, what stands there, what to write. Code Y01.

    What no known slip explains is said in the reader's own words, at the place that it names.
    """
    lines = text.splitlines() or [""]
    mark = error.problem_mark or error.context_mark
    at = min(mark.line, len(lines) - 1) if mark else 0
    opened = error.context_mark.line if error.context_mark else at
    problem = str(error.problem)
    for found in (
        _tab(lines, at),
        _dash(lines, opened, at),
        _no_colon(lines, opened, problem) if "expected ':'" in problem or "block end" in problem else None,
        _open_quote(lines, at),
        _open_bracket(error),
        _colon_inside(lines, at) if "mapping values" in problem else None,
    ):
        if found:
            line, column, said, fix = found
            return Issue(said, fix, file=f"{file}:{line + 1}:{column + 1}", code=CODE)
    place = f"{file}:{mark.line + 1}:{mark.column + 1}" if mark else file
    return Issue(f"this is not YAML: {problem}", _advice(problem), file=place, code=CODE)


_Slip = tuple[int, int, str, str] | None
"""line and column, counted from 0, what is wrong, what to do"""


def _advice(problem: str) -> str:
    if "block end" in problem:
        return (
            "check the blanks before the key: it begins where its neighbours do; and the brackets and quotes above it"
        )
    if "'%'" in problem:
        return "write percent for %, or put the text into quotes: % cannot begin a value"
    if "cannot start any token" in problem:
        return "put the text into quotes: @ and ` cannot begin a value"
    return "check the blanks before the key and the brackets of this line and the one above it"


def _tab(lines: list[str], at: int) -> _Slip:
    """Return a tab before a key or a value, in the line that is named or the one above it."""
    for line in (at, at - 1):
        start = re.match(r"\s*(?:[^#\s:]+:\s*|-\s*)?", lines[line]) if line >= 0 else None
        before = start[0] if start else ""
        if "\t" in before:
            fix = "replace the tab by blanks, so that the line begins where its neighbours do"
            return line, before.index("\t"), "a tab stands here; YAML wants blanks", fix
    return None


def _dash(lines: list[str], opened: int, at: int) -> _Slip:
    for line in range(opened, at + 1):
        if _DASH.match(lines[line]):
            dash = lines[line].index("-")
            rest = lines[line][dash + 1 :].strip()
            return line, dash, "a blank is missing after the dash of a list", f"write - {_short(rest)}"
    return None


def _no_colon(lines: list[str], at: int, problem: str) -> _Slip:
    """Return the line of a key without its colon, or without the blank behind it."""
    line = lines[at]
    start = len(line) - len(line.lstrip())
    if (glued := _GLUED.match(line)) and "://" not in line:
        key, rest = glued[1], glued[2].strip()
        return at, start, "a blank is missing behind the colon", f"write {key}: {_short(rest)}"
    key = _KEY.match(line)
    if key and not re.search(r":(\s|$)", line) and "expected ':'" in problem:
        rest = line[key.end() :].strip()
        return at, start, f"the line lacks its colon, behind {key[1]}", f"write {key[1]}: {_short(rest)}".rstrip()
    return None


def _open_quote(lines: list[str], at: int) -> _Slip:
    """Return the first line up to the one that is named with a quotation mark that opens a value and does not close."""
    for line, text in enumerate(lines[: at + 1]):
        opening = re.search(r"(?:[:,\[{]|^\s*-)\s*([\"'])", text)
        if opening and _quotes(text, opening[1]) % 2:
            said = "the quotation mark that opens here is not closed on this line"
            return line, opening.start(1), said, f"close the text with {opening[1]}, and write no such mark inside it"
    return None


def _quotes(text: str, mark: str) -> int:
    return len(re.findall(r'(?<!\\)"', text)) if mark == '"' else text.count("'")


def _open_bracket(error: MarkedYAMLError) -> _Slip:
    mark = error.context_mark
    wanted = re.search(r"expected ',' or '([\]}])'", str(error.problem))
    if not mark or not wanted:
        return None
    bracket = {"]": "[", "}": "{"}[wanted[1]]
    said = f"the bracket {bracket} that opens here is not closed, or a comma is missing behind it"
    return mark.line, mark.column, said, f"close it with {wanted[1]}, and put a comma between its parts"


def _colon_inside(lines: list[str], at: int) -> _Slip:
    """Return why a key stands where none can: the key above has no colon, the text has one, or the line is too deep."""
    line = lines[at]
    start = len(line) - len(line.lstrip())
    above = next((n for n in range(at - 1, -1, -1) if lines[n].split("#")[0].strip()), None)
    if above is not None and (found := _no_colon(lines, above, "expected ':'")):
        return found
    if len(re.findall(r":\s", line.split(" #")[0])) > 1:
        fix = 'put the text into straight quotes: key: "text: more text"'
        return at, line.index(":"), "a second colon stands in this line, in a text without quotes", fix
    if above is not None and len(lines[above]) - len(lines[above].lstrip()) < start:
        fix = "let it begin where the line above it begins, or leave the value above it out"
        return at, start, "this line stands deeper than the one above it, which has a value already", fix
    return None


def _short(text: str, longest: int = 40) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def decimal_commas(node: SequenceNode) -> str:
    """Return what a list was meant to be if its numbers have decimal commas: [0,02, 0,03, kg] -> [0.02, 0.03, kg].

    "" where it is an ordinary list. Between the digits of such a number no blank stands; between the parts one does.
    """
    chains = _chains(node)
    numbers = sum(len(chain) for chain in chains if _is_whole(chain[0]))
    pairs = [chain for chain in chains if len(chain) == 2]
    words = [chain for chain in chains if not _is_whole(chain[0])]
    if len(chains) == 1 + len(words) and numbers in (2, 6) and words:
        chains = [*(chains[0][n : n + 2] for n in range(0, numbers, 2)), *words]
    elif not pairs or max(map(len, chains)) > 2 or not (words or 2 * len(pairs) == numbers > 2 or numbers > MONTHS):
        return ""
    return "[" + ", ".join(".".join(str(item.value) for item in chain) for chain in chains) + "]"


def _chains(node: SequenceNode) -> list[list[Node]]:
    """Return the items of a list; whole numbers with a comma and no blank between them stand in one chain."""
    chains = [[item] for item in node.value[:1]]
    for item, following in pairwise(node.value):
        is_glued = item.end_mark.line == following.start_mark.line and (
            item.end_mark.column + 1 == following.start_mark.column
        )
        if is_glued and _is_whole(item) and isinstance(following, ScalarNode) and _DIGITS.fullmatch(following.value):
            chains[-1].append(following)
        else:
            chains.append([following])
    return chains


def _is_whole(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.style is None and bool(_WHOLE.fullmatch(node.value))


def is_cut_number(above: Node, key: Node, value: Node) -> bool:
    """Return whether a key without a value is the rest of the number before it: {mean: 5,5, sd: 1}."""
    is_digits = isinstance(key, ScalarNode) and key.style is None and bool(_DIGITS.fullmatch(key.value))
    is_glued = above.end_mark.line == key.start_mark.line and above.end_mark.column + 1 == key.start_mark.column
    return is_digits and isinstance(value, ScalarNode) and not value.value and is_glued and _is_whole(above)
