"""Places that a cluster file names: those of its links, its survey's answers, and the members who are there."""

from collections.abc import Collection, Iterator

from capacity.intake.answers.answers import BLANK, EXCLUDE
from capacity.intake.cluster_file.risk import REGISTERS
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.findings import Issue, Where, nearest


def declared_places(spec: Spec) -> list[str]:
    """Return the places that the file declares, sorted; none where any answer of the survey may be a place."""
    column = spec.survey.place
    answers = column.values.values() if column else ()
    return sorted({str(place) for place in (*spec.places, *answers)} - {EXCLUDE, BLANK})


def place_issues(spec: Spec, where: Where) -> Iterator[Issue]:
    """Yield answers that are mapped to a place nobody declared, and links named at places where they cannot be."""
    column = spec.survey.place
    for answer, place in (column.values if column and spec.places else {}).items():
        if place not in (*spec.places, EXCLUDE, BLANK):
            path = ("survey", "place", "values", answer)
            fix = f"{nearest(str(place), spec.places)} Or add it under places"
            yield Issue(f'"{place}" is not among the places', fix, file=where(path), value=str(place), code="Y06")
    known = declared_places(spec)
    for path, node in placed_nodes(spec):
        name, _, place = node.partition("@")
        if name in spec.links:
            yield from (issue.at(file=where(path)) for issue in _node(spec, node, name, place, known))
    for index, item in enumerate(spec.finance.items if spec.finance else ()):
        for node in item.adds:
            if spec.links[node.partition("@")[0]].per and "@" not in node:
                here = where(("finance", "items", index, "adds", node))
                fix = f"write {node}@{known[0] if known else 'PLACE'}"
                yield Issue(f"the link {node} runs place by place: {node} adds nothing", fix, file=here, code="Y09")


def _node(spec: Spec, node: str, name: str, place: str, known: Collection[str]) -> Iterator[Issue]:
    if not place:
        return
    if not spec.links[name].per:
        yield Issue(f"the link {name} has no places: {node} adds nothing", f"write {name}", value=node, code="Y09")
    elif known and place not in known:
        problem = f'"{place}" is not among the places of the survey'
        yield Issue(problem, nearest(place, known), value=node, code="Y06")


def placed_nodes(spec: Spec) -> Iterator[tuple[tuple, str]]:
    """Yield every link that the file names, at a place (cooling@upper) or at all, with the path where it does."""
    for index, item in enumerate(spec.finance.items if spec.finance else ()):
        for node in item.adds:
            yield ("finance", "items", index, "adds", node), node
    for name, ramp in spec.ramps.items():
        yield from ((("ramps", name, "of"), node) for node in _link_of(ramp.of))
    for register in REGISTERS:
        for name, event in getattr(spec, register).items():
            for target in event.times:
                yield from (((register, name, "times", target), node) for node in _link_of(target))


def _link_of(target: str) -> list[str]:
    parts = target.split(".")
    return parts[1:2] if parts[0] == "links" else []
