"""A cluster file and its scenarios become frozen, validated specs in canonical units."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from capacity.intake.answers.dates import dated_sources
from capacity.intake.answers.meanings import meaning_issues
from capacity.intake.cluster_book.found import cluster_document
from capacity.intake.cluster_checks.correlations import certain_issues, correlation_issues, scenario_issues
from capacity.intake.cluster_checks.places import place_issues
from capacity.intake.cluster_checks.references import (
    chain_issues,
    drawn_issues,
    reference_issues,
    value_issues,
    worked_time_issues,
)
from capacity.intake.cluster_file.conversion import converted
from capacity.intake.cluster_file.register import with_taken
from capacity.intake.cluster_file.schema import Scenario, Spec
from capacity.intake.documents import Document, read_document, structure_issues
from capacity.intake.facts import BASE, quantities, ranged_names
from capacity.intake.findings import InputError, Issue, Where, nearest
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.written import is_quantity, read_quantity


def read_specs(folder: Path) -> dict[str, Spec]:
    """Return the spec of every scenario of a folder, base first; each knows the scenarios of the folder's files too."""
    document = cluster_document(folder)
    base = build_spec(document)
    scenarios = {name: (scenario, _origin(document, name)) for name, scenario in base.scenarios.items()}
    for path in sorted((folder / "scenarios").glob("*.yml")):
        own = read_document(path)
        if path.stem in scenarios:
            problem = f"{document.file} has a scenario {path.stem} too: this file would replace it"
            raise InputError(
                problem, file=f"scenarios/{path.name}", fix="rename this file, or remove one of the two", code="Y35"
            )
        scenarios[path.stem] = (_scenario(own), _Origin(own, ()))
    specs = {BASE: base}
    for name, (scenario, origin) in scenarios.items():
        if name == BASE:
            fix = "give the scenario another name: base is the cluster file without changes"
            raise InputError("a scenario cannot be called base", file=origin.where(()), fix=fix, code="Y35")
        specs[name] = scenario_spec(document, base, name, scenario, origin)
    refuse(certain_issues(base, ranged_names(specs.values()), document.where))
    known = {name: scenario for name, (scenario, _) in scenarios.items()}
    return {name: spec.model_copy(update={"scenarios": known}) for name, spec in specs.items()}


def scenario_spec(
    document: Document, base: Spec, name: str, scenario: Scenario, origin: "_Origin | None" = None
) -> Spec:
    """Return the validated spec of one scenario of a cluster file; what it may not change is refused."""
    origin = origin or _origin(document, name)
    spec, place = build_spec(document, scenario.set, scenario=name, origin=origin), origin.where(("set",))
    refuse(
        [*worked_time_issues(base, spec, place), *drawn_issues(base, spec, place), *scenario_issues(base, spec, place)]
    )
    return spec


def refuse(issues: list[Issue]) -> None:
    """Raise what was found as one InputError; nothing where nothing was."""
    if issues:
        raise InputError(issues)


@dataclass(frozen=True)
class _Origin:
    """Where a scenario is written: its document, and its path there."""

    document: Document
    path: tuple

    def where(self, path: tuple) -> str:
        """Return file:line:column of a path of the scenario."""
        return self.document.where((*self.path, *path))


def _origin(document: Document, scenario: str) -> _Origin:
    return _Origin(document, ("scenarios", scenario))


@dataclass(frozen=True)
class _Changed:
    """A cluster file of which a scenario has written some paths: each value knows where it really stands."""

    document: Document
    origin: _Origin
    paths: Mapping[tuple, str]

    def where(self, path: tuple) -> str:
        """Return file:line:column of a path: in the scenario where that changed it, else in the cluster file."""
        keys = tuple(map(str, path))
        for length in range(len(keys), 0, -1):
            if keys[:length] in self.paths:
                return self.origin.where(("set", self.paths[keys[:length]]))
        return self.document.where(path)


def _scenario(document: Document) -> Scenario:
    try:
        return Scenario.model_validate(document.data)
    except ValidationError as error:
        raise InputError(structure_issues(error, document.where, Scenario)) from None


def build_spec(
    document: Document,
    changes: Mapping[str, object] | None = None,
    scenario: str = BASE,
    origin: _Origin | None = None,
) -> Spec:
    """Return a validated spec in canonical units, with a scenario's changes made first (path -> value)."""
    data = copy.deepcopy(document.data)
    origin = origin or _origin(document, scenario)
    for path, value in (changes or {}).items():
        _change(data, path, value, origin.where(("set", path)))
    where = document.where
    if changes:
        where = _Changed(document, origin, {tuple(path.split(".")): path for path in changes}).where
    issues: list[Issue] = []
    source = str(data.get("source") or "")
    data = {key: _quantified(value, (key,), source, where, issues) for key, value in data.items()}
    try:
        spec = Spec.model_validate(_with_passing_products(data))
    except ValidationError as error:
        raise InputError([*issues, *structure_issues(error, where, Spec, data)]) from None
    refuse([*issues, *reference_issues(spec, where), *meaning_issues(spec, where)])
    return with_taken(_checked(spec, where))


def _with_passing_products(data: dict) -> dict:
    """Return the data with the products that only pass from link to link declared, in the unit of their recipe."""
    links, products = data.get("links"), data.get("products")
    if not isinstance(links, dict) or not isinstance(products, dict):
        return data
    made, taken = ({p: q for link in links.values() for p, q in _side(link, side)} for side in ("makes", "takes"))
    passing = {p: {"unit": q.unit} for p, q in made.items() if p in taken and p not in products}
    return {**data, "products": {**products, **passing}}


def _side(link: object, side: str) -> list[tuple[str, Quantity]]:
    recipe = link.get(side) if isinstance(link, dict) else None
    return [(p, q) for p, q in recipe.items() if isinstance(q, Quantity)] if isinstance(recipe, dict) else []


def _checked(spec: Spec, where: Where) -> Spec:
    try:
        spec = converted(spec)
    except InputError as error:
        raise InputError([issue.at(file=where(path_of(issue.file))) for issue in error.issues]) from None
    stated = list(quantities(spec))
    issues = value_issues(spec, ((path_of(q.name), q) for q in stated), where)
    issues += correlation_issues(spec, (q.name for q in stated), where)
    issues += [issue.at(file=where(path)) for path, issue in dated_sources(spec) if issue.severity == "error"]
    refuse([*issues, *chain_issues(spec, where), *place_issues(spec, where)])
    return spec


def path_of(dotted: str) -> tuple:
    """Return a dotted path as keys of the file: the numbers of entries as whole numbers."""
    return tuple(int(part) if part.isdigit() else part for part in dotted.split("."))


def _change(data: dict, path: str, value: object, place: str) -> None:
    *above, last = path_of(path)
    part: object = data
    for depth, key in enumerate(above):
        if depth and isinstance(part, dict) and key in ("store", "release", "takes", "makes") and not part.get(key):
            part[key] = {}
        part = _inside(part, key, path, place)
    if not isinstance(part, dict):
        _inside(part, last, path, place)
    if isinstance(part, dict):
        part[str(last)] = copy.deepcopy(value)
    elif isinstance(part, list):
        part[int(last)] = copy.deepcopy(value)


def _inside(data: object, key: str | int, path: str, place: str) -> object:
    """Return what stands under a key of a path; refuse one that is not there."""
    problem = f'"{key}" of {path} is not in the cluster file'
    if isinstance(data, dict) and data.get(str(key)) is not None:
        return data[str(key)]
    if isinstance(data, list) and isinstance(key, int) and key < len(data):
        return data[key]
    if isinstance(data, (dict, list)):
        known = map(str, data if isinstance(data, dict) else range(len(data)))
        raise InputError(problem, file=place, fix=nearest(str(key), known), code="Y35")
    raise InputError(f"{problem}: {data} stands above it", file=place, fix="end the path at the value", code="Y31")


def _quantified(value: object, path: tuple, source: str, where: Where, issues: list[Issue]) -> object:
    """Return the data with every quantity read, carrying its path and the nearest source; scenarios stay raw."""
    if path[:1] == ("scenarios",):
        return value
    if is_quantity(value):
        name = ".".join(map(str, path))
        try:
            return read_quantity(value, name, source)
        except InputError as error:
            issues.extend(issue.at(file=where(path)) for issue in error.issues)
            return Quantity(0, 0, 0, "share", source, name)
    if isinstance(value, dict):
        near = value.get("source")
        source = near if isinstance(near, str) else source
        return {key: _quantified(item, (*path, key), source, where, issues) for key, item in value.items()}
    if isinstance(value, list):
        return [_quantified(item, (*path, index), source, where, issues) for index, item in enumerate(value)]
    return value
