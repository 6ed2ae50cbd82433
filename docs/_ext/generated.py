"""The references that are made from the package itself: cluster.yml from its schema, tables, findings, commands."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from types import UnionType
from typing import Annotated, Union, get_args, get_origin

from click import Context
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from sphinx.application import Sphinx

from capacity.intake.cluster_file.schema import Scenario, Spec
from capacity.model.results.columns import describe, tables
from capacity.present.origins.catalogue import FORMULAS, Formula, label
from capacity.run.cli import cli

TABLES = """\
# The tables of a study

`study.tables[NAME]` from Python, `confidential/tables/NAME.csv` and a sheet of the workbook in a report.
Units: *unit* is what the row's column `unit` says, *money* the cluster's currency, *share* 0 to 1. p10, p50,
p90: one future in ten is below, half are, nine in ten are. `_se`: Monte-Carlo standard error of the figure."""
FINDINGS = """\
# What may be found

A finding names its place (file, sheet, row, column, value), what is wrong and what to do. An *error* stops the
cluster, *quarantine* sets a row aside, a *warning* or a *note* lets it pass. `capacity check` prints them all; a
report keeps them in `issues.csv`. Findings of one kind share a code; those without a code say all there is to say."""
FIGURES = """\
# The key figures, and what each is made of

The formulas that a report shows with its own numbers under *Where is this number from*. What stands in [ ] is added up:
over classes of members, months or years. The rules behind the numbers stand in [how it computes](../computes.md)."""
KINDS = {
    "F": "The file",
    "H": "The header",
    "C": "A cell",
    "R": "A row",
    "D": "A figure made of several cells",
    "X": "What is passed over",
    "Y": "The cluster file",
    "W": "A later wave of the survey",
    "": "A scenario that is saved",
}
"""what a code is about, by its first letter; codes in small letters are words"""
COMMANDS = """\
# Commands

Exit codes: 0 done; 1 some clusters of a batch failed; 2 the input is wrong (the message says where), or
memory, open files or room on the disk do not suffice (it says what to free); 75 another run holds the folder;
130 interrupted."""
CLUSTER_FILE = """\
# cluster.yml, key by key

Numbers are written `[value, unit]`, or `[low, most likely, high, unit]` for a range, with a source as one
more word where it is not the file's own. *Unit* is the one in which a number is kept after it is read:
*money* the cluster's currency, *P* the product's own unit; any unit of the same kind may be written. A key
without a default has to be there. A scenario's `set` takes the same keys by their path, such as
`markets.retail.price`."""


def setup(app: Sphinx) -> dict[str, bool]:
    """Have the pages written before any is read."""
    app.connect("builder-inited", write)
    return {"parallel_read_safe": True}


def write(app: Sphinx) -> None:
    """Write the generated pages where they are read; a page that is as it was is left alone."""
    pages = {"cluster-file": cluster_file(), "tables": tables_page(), "findings": findings(), "commands": commands()}
    pages["figures"] = figures()
    for name, lines in pages.items():
        path, text = Path(app.srcdir) / "reference" / f"{name}.md", "\n".join(lines) + "\n"
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")


def tables_page() -> Iterator[str]:
    """Yield every table of a study with its columns."""
    yield from (TABLES, "")
    for name, said in tables().items():
        yield from ("", f"## {name}", "", cell(said), "")
        rows = describe(name).itertuples(index=False)
        yield from table(("column", "unit", "meaning"), ((f"`{row.column}`", row.unit, row.meaning) for row in rows))


def figures() -> Iterator[str]:
    """Yield every key figure with its rule, its formulas in names, and what it hangs on."""
    yield from (FIGURES, "")
    for formula in FORMULAS.values():
        yield from ("", f"## {formula.title}", "", cell(formula.rule), "")
        for result, said in formula.sums.items():
            yield from ("", f"- {in_names(formula, said)} = *{named(formula, result)}*")
        stated = [f"`{path}`" for path in formula.paths] + [f"`survey.{name}`" for name in formula.answers]
        yield from ("", f"It hangs on {', '.join(stated)}." if stated else "", "", f"Kind: {cell(formula.kind)}")


def in_names(formula: Formula, said: str) -> str:
    """Return a formula with the names of its numbers put in."""
    for name in dict.fromkeys(re.findall(r"{(\w+)}", said)):
        said = said.replace(f"{{{name}}}", f" *{named(formula, name)}* ")
    return " ".join(said.replace("[", "[ ").split())


def named(formula: Formula, name: str) -> str:
    """Return what a number of a formula is called; classes, months and years by what they are."""
    return label(formula, name) or name


def findings() -> Iterator[str]:
    """Yield every code of a finding with its remedy, each under an anchor of its own."""
    text = files("capacity.intake.catalogue").joinpath("catalogue.toml").read_text("utf-8")
    catalogue = tomllib.loads(text)
    yield from (FINDINGS, "")
    for letter, about in KINDS.items():
        codes = [code for code in catalogue if (code[0] if code[0].isupper() else "") == letter]
        rows = ((f"`{code}`{{#{code.lower()}}}", *catalogue[code]) for code in codes)
        yield from ("", f"## {about}", "")
        yield from table(("code", "what was found", "what to do"), rows)


def commands() -> Iterator[str]:
    """Yield what every command says of itself."""
    yield from (COMMANDS, "")
    for name, command in {"": cli, **cli.commands}.items():
        title = f"capacity {name}".strip()
        said = command.get_help(Context(command, info_name=title, max_content_width=100, terminal_width=100))
        yield from ("", f"## {title}", "", "```text", said, "```")


def cluster_file() -> Iterator[str]:
    """Yield every block of cluster.yml with its keys."""
    yield from (CLUSTER_FILE, "")
    places = dict(blocks())
    for model, place in places.items():
        yield from ("", f"({anchor(place)})=", f"## {place or 'The file itself'}", "", cell(meaning(model)), "")
        yield from table(("key", "meaning", "unit", "default", "example"), (row(key, places) for key in keys(model)))


def anchor(place: str) -> str:
    """Return the label of a block's section."""
    return "block-" + re.sub(r"[^a-z0-9]+", "-", place.lower()).strip("-")


def blocks() -> Iterator[tuple[type[BaseModel], str]]:
    """Yield every block that may stand in the file, each once, with the path at which it stands first."""
    seen, waiting = set(), [(Spec, ""), (Scenario, "scenarios/NAME.yml")]
    while waiting:
        model, place = waiting.pop(0)
        if model in seen:
            continue
        seen.add(model)
        yield model, place
        for name, field in keys(model):
            above = f"{place}." if place and not place.endswith(".yml") else ""
            waiting += [(inner, f"{above}{name}{part}") for inner, part in inside(field.annotation)]


def keys(model: type[BaseModel]) -> list[tuple[str, FieldInfo]]:
    """Return the keys of a block as they are written."""
    return [(field.alias or name, field) for name, field in model.model_fields.items()]


def inside(kind: object, part: str = "") -> Iterator[tuple[type[BaseModel], str]]:
    """Yield the blocks that a key may hold, and how they hang on it: .NAME in a dict, [] in a list."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind, part
    elif get_origin(kind) in (Annotated, Union, UnionType):
        arguments = get_args(kind)[:1] if get_origin(kind) is Annotated else get_args(kind)
        for one in arguments:
            yield from inside(one, part)
    elif get_args(kind):
        more = ".NAME" if isinstance(get_origin(kind), type) and issubclass(get_origin(kind), dict) else ".0"
        if "Mapping" in str(get_origin(kind)):
            more = ".NAME"
        for one in get_args(kind):
            yield from inside(one, part + more)


def row(key: tuple[str, FieldInfo], places: Mapping[type[BaseModel], str]) -> tuple[str, ...]:
    """Return a key's line: of a key that holds a block, where the block is described stands for an example."""
    name, field = key
    unit = (field.json_schema_extra or {}).get("unit", "") if isinstance(field.json_schema_extra, dict) else ""
    models = dict.fromkeys(model for model, _ in inside(field.annotation))
    links = [f"[{places[model]}](#{anchor(places[model])})" for model in models]
    example = [f"`{flow(one)}`" for one in (field.examples or ())[:1]]
    see = [f"see {', '.join(links)}"] if links else []
    return f"`{name}`", field.description or "", unit, default(field), "; ".join([*example, *see])


def default(field: FieldInfo) -> str:
    """Return what counts where the key is not there; a dash where it has to be."""
    if field.is_required():
        return "—"
    value = field.get_default(call_default_factory=True)
    empty = value is None or value in ({}, (), [], "") or isinstance(value, BaseModel)
    return "" if empty else f"`{flow(value)}`"


def flow(value: object) -> str:
    """Return a value as it is written on one line of the file."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def meaning(model: type[BaseModel]) -> str:
    """Return the first line of what a block says of itself."""
    return (model.__doc__ or "").strip().split("\n")[0]


def table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    """Yield a table of Markdown."""
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for one in rows:
        yield "| " + " | ".join(map(cell, one)) + " |"


def cell(text: str) -> str:
    """Return a text that stays within its cell and is no markup of its own but for code."""
    return " ".join(str(text).split()).replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")
