"""The texts of findings as the code raises them, read from the code itself: what is filled in is None."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path

RAISERS = ("Issue", "InputError", "UnitError", "refuse", "_refuse", "refused", "misfit", "at")
"""what makes a finding of a problem and a fix"""
DEEPEST, MOST = 4, 40
"""names that are followed into names, and texts that one expression may stand for"""

Text = tuple[str | None, ...]


@dataclass(frozen=True)
class Raised:
    """One text of a finding: the codes it may have, its parts, and where it is raised."""

    codes: frozenset[str]
    text: Text
    where: str

    @property
    def said(self) -> str:
        """The text with {} for what is filled in."""
        return "".join("{}" if part is None else part for part in self.text)


def raised(package: Path) -> Iterator[Raised]:
    """Yield every text that a finding of a package may have."""
    for path in sorted(package.rglob("*.py")):
        module = Module(ast.parse(path.read_text("utf-8")))
        for function in module.functions:
            yield from _of(module, function, f"{path.relative_to(package.parent)}:{function.name}")


@dataclass(frozen=True)
class Module:
    """What the names of a module stand for."""

    tree: ast.Module

    @cached_property
    def functions(self) -> list[ast.FunctionDef]:
        """Every function and method."""
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)]

    @cached_property
    def known(self) -> dict[str, list[ast.expr]]:
        """Constants, and under name() what a function returns or yields."""
        found = assigned(self.tree.body)
        for function in self.functions:
            local = assigned(ast.walk(function))
            ends = [node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node.value]
            plain = [end for end in ends if not isinstance(end, ast.Tuple)]
            found[f"{function.name}()"] = [
                value for end in plain for value in (local.get(end.id, [end]) if isinstance(end, ast.Name) else [end])
            ]
        return found


def assigned(nodes) -> dict[str, list[ast.expr]]:
    """Return what names are set to, those of a tuple too."""
    found: dict[str, list[ast.expr]] = {}
    for node in nodes:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            found.setdefault(node.target.id, []).append(node.value)
        if isinstance(node, ast.Assign):
            ways = [node.value.body, node.value.orelse] if isinstance(node.value, ast.IfExp) else [node.value]
            for target, value in product(node.targets, ways):
                pairs = [(target, value)]
                if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                    pairs = list(zip(target.elts, value.elts, strict=True))
                for name, part in pairs:
                    if isinstance(name, ast.Name):
                        found.setdefault(name.id, []).append(part)
    return found


def _of(module: Module, function: ast.FunctionDef, where: str) -> Iterator[Raised]:
    names = {**module.known}
    for name, values in assigned(ast.walk(function)).items():
        names[name] = [*names.get(name, []), *values]
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and _name(node) in RAISERS]
    codes = frozenset(filter(None, map(_code, calls)))
    for call in calls:
        for argument in _arguments(call):
            for text in texts(argument, names):
                if any(part and any(map(str.isalpha, part)) for part in text):
                    own = _code(call)
                    is_named = isinstance(argument, ast.Name) or own is None
                    yield Raised(codes if is_named else frozenset({own}), text, where)


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _code(call: ast.Call) -> str | None:
    """Return a stated code, "" where there is none and None where it stands elsewhere."""
    stated = next((one.value for one in call.keywords if one.arg == "code"), None)
    return stated.value if isinstance(stated, ast.Constant) else None


def _arguments(call: ast.Call) -> list[ast.expr]:
    plain = [] if _name(call) == "at" else call.args[1:3] if _name(call) == "_refuse" else call.args[:2]
    return [*plain, *(one.value for one in call.keywords if one.arg in ("problem", "fix"))]


def texts(node: ast.expr, names: dict[str, list[ast.expr]], depth: int = 0) -> list[Text]:
    """Return the texts that an expression may be."""
    if depth > DEEPEST:
        return [(None,)]
    if isinstance(node, ast.Constant):
        return [(node.value,)] if isinstance(node.value, str) else []
    if isinstance(node, ast.JoinedStr):
        return _joined(node, names, depth)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        pairs = product(texts(node.left, names, depth), texts(node.right, names, depth))
        return [one + other for one, other in pairs]
    ways = _ways(node, names)
    if isinstance(node, ast.Name):
        names = {name: values for name, values in names.items() if name != node.id}
    return [text for way in ways for text in texts(way, names, depth + 1)] if ways else [(None,)]


def _ways(node: ast.expr, names: dict[str, list[ast.expr]]) -> list[ast.expr]:
    """Return the expressions of which one is the value of another."""
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, ast.BoolOp):
        return node.values
    if isinstance(node, ast.Name):
        return names.get(node.id, [])
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return names.get(f"{node.func.id}()", [])
    return []


def _joined(node: ast.JoinedStr, names: dict[str, list[ast.expr]], depth: int) -> list[Text]:
    """Return an f-string, with the sentences that stand in it; names and numbers are what is filled in."""
    found: list[Text] = [()]
    for part in node.values:
        options: list[Text] = [(None,)]
        if isinstance(part, ast.Constant):
            options = [(str(part.value),)]
        elif isinstance(part, ast.FormattedValue) and isinstance(part.value, (ast.Name, ast.IfExp)):
            inner = texts(part.value, names, depth + 1)
            options = inner if any(" " in (one or "").strip() for text in inner for one in text) else options
        found = [one + other for one, other in product(found, options)][:MOST]
    return found
