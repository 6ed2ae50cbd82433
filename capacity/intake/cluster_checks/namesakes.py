"""Names in a cluster file that nobody uses, or that are so like others that one of them may be a slip. Code Y20."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from difflib import get_close_matches
from itertools import combinations

from capacity.intake.answers.column_map import FIGURES, mapped_columns
from capacity.intake.cluster_checks.money_checks import BODY
from capacity.intake.cluster_checks.references import used_names
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.findings import Found, Issue
from capacity.intake.spelling import tidy

_BLOCKS = ("products", "links", "classes", "markets", "purchases", "seasons", "sources", "places", "scenarios")
_ALIKE = 0.8


def unused_names(specs: Sequence[Spec]) -> Found:
    """Yield seasons and loan products that no scenario uses, each with its path: a class without its season is even."""
    used = {(kind, name) for spec in specs for kind, name in used_names(spec)}
    finance = specs[0].finance
    declared = [("seasons", ("seasons",), name) for name in specs[0].seasons]
    products = finance.loan_products if finance and finance.loans else ()
    for kind, path, name in [*declared, *(("loan products", ("finance", "loan_products"), name) for name in products)]:
        if (kind, name) not in used:
            problem = f"nothing in the file uses {name} of the {kind}"
            yield (*path, name), Issue(problem, "name it where it belongs, or remove it", severity="note", code="Y20")


def like_names(spec: Spec) -> Found:
    """Yield names that differ from another one by capital letters or by a slip of the hand, with their paths."""
    for block in _BLOCKS:
        spellings: dict[str, list[str]] = defaultdict(list)
        for name in getattr(spec, block):
            spellings[name.casefold()].append(name)
        for names in spellings.values():
            if len(names) > 1:
                problem = f"{' and '.join(names)} differ only by capital letters"
                yield (block, names[1]), Issue(problem, "give one of them another name", code="Y20")
    yield from _owners(spec)
    yield from _columns(spec)


def _owners(spec: Spec) -> Found:
    """Yield owners of investments that are almost a class, and investments of one owner with one name."""
    known = [*spec.classes, BODY]
    names: Counter[tuple] = Counter()
    for index, item in enumerate(spec.finance.items if spec.finance else ()):
        path = ("finance", "items", index)
        near = get_close_matches(item.owner, known, n=1, cutoff=_ALIKE)
        if item.owner not in known and near:
            problem = f'the owner "{item.owner}" is no class: it keeps books of its own'
            fix = f"did you mean {near[0]}?"
            yield (*path, "owner"), Issue(problem, fix, value=item.owner, code="Y20")
        names[item.owner, item.name] += 1
        if item.name and names[item.owner, item.name] == 2:
            problem = f"{item.owner} has two investments with the name {item.name}: loans and grants mean both"
            yield (*path, "name"), Issue(problem, "give each a name of its own", value=item.name, code="Y20")


def _columns(spec: Spec) -> Found:
    """Yield figures of the survey that are read from the same columns."""
    columns = {
        key: tuple(sorted(tidy(name).casefold() for name in column.columns))
        for key, column in mapped_columns(spec).items()
        if key in FIGURES
    }
    for one, other in combinations(columns, 2):
        if columns[one] == columns[other]:
            problem = f"{one} and {other} are read from the same columns"
            yield ("survey", other), Issue(problem, "check which columns were meant", code="Y20")
