"""A report as one ZIP: all of it with its inputs and pictures, or the members' pages alone."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat

from capacity.intake.findings import InputError
from capacity.intake.folder import is_read
from capacity.intake.tables.tables import read_bytes
from capacity.present.charts.raster import pictures, print_png, standalone
from capacity.present.report import fragments
from capacity.present.words.words import OWN_NAMES, Words, mark
from capacity.run.manifest import MANIFEST, Request, sha256, used_versions

NOTEBOOK = "confidential/feasibility.ipynb"
ALL = (
    mark("Feasibility study of the cluster {cluster}: everything that belongs to it."),
    mark("Confidential: for the initiative group and the bank. Not to be passed on."),
    mark("report/ holds the pages, tables and workbooks: begin with report/confidential/feasibility.{language}.html."),
    mark("figures/ holds every picture, as SVG and as PNG of 300 pixels an inch."),
    mark("inputs/ holds the files that it was made from."),
    mark("To make it again, install capacity {version}, unpack this file, go into its folder and type:"),
)
PUBLIC = (
    mark("Members' pages of the cluster {cluster}: they give nobody's figures away."),
    mark("Open members.{language}.html in a browser; it needs no internet."),
)
"""what README.txt says of a package, in each language of its pages"""
_MADE = (1980, 1, 1, 0, 0, 0)
"""as the moment of making: the same files give the same bytes"""
_MODE = 0o644 << 16


@dataclass(frozen=True)
class Packed:
    """What goes into a package: the stage of a report, and the cluster folder it was made from."""

    stage: Path
    folder: Path
    slug: str
    inputs: Mapping[str, str]
    """SHA-256 by file"""
    request: Request


def pack(packed: Packed, manifest: bytes) -> Path:
    """Write the package of a complete stage into it and return its path; `manifest` is the report's without it.

    all: confidential/SLUG.zip with report/, inputs/SLUG/ (the files that were read, no secrets), figures/LANGUAGE/
    (each as SVG and as PNG of 300 pixels an inch) and a README that says how to make it again. public: public/SLUG.zip
    with the members' pages alone. InputError: a link leads out of the cluster's folder, an input was changed meanwhile,
    or there are no members' pages to pack.
    """
    public = packed.request.package == "public"
    files = dict(_public(packed.stage) if public else _all(packed, manifest))
    if public and not files:
        problem = "there are no members' pages to pack: what stands already keeps them back"
        raise InputError(problem, file=packed.slug, fix="leave out --package public, or see --release", code="F43")
    files["README.txt"] = _readme(packed, PUBLIC if public else ALL).encode()
    path = packed.stage / ("public" if public else "confidential") / f"{packed.slug}.zip"
    path.write_bytes(zipped(files))
    return path


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a ZIP of files by their path in it: in the order of the paths, without times and owners."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _MADE)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, _MODE, 3
            archive.writestr(entry, files[name])
    return made.getvalue()


def _public(stage: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted((stage / "public").glob("members.*")):
        yield path.name, path.read_bytes()


def _all(packed: Packed, manifest: bytes) -> Iterator[tuple[str, bytes]]:
    for path in sorted(path for path in packed.stage.rglob("*") if path.is_file()):
        yield f"report/{path.relative_to(packed.stage).as_posix()}", path.read_bytes()
    yield f"report/{MANIFEST}", manifest
    yield from _inputs(packed)
    yield from _figures(packed)


def _inputs(packed: Packed) -> Iterator[tuple[str, bytes]]:
    """Yield the files that the report was made from, each as it was when it was read."""
    for name, expected in ((name, expected) for name, expected in packed.inputs.items() if is_read(name)):
        content = read_bytes(packed.folder / name, packed.folder)
        if sha256(content) != expected:
            raise InputError("a file was changed while it was packed", file=name, fix="run it again", code="F35")
        yield f"inputs/{packed.slug}/{name}", content


def _figures(packed: Packed) -> Iterator[tuple[str, bytes]]:
    """Yield every picture of the report, in each language, as SVG and as PNG for a printer."""
    notebook = nbformat.read(packed.stage / NOTEBOOK, as_version=4)
    for language in packed.request.languages:
        for section, fragment in fragments(notebook, language):
            html = f"{fragment.get('opening', '')}{fragment['html']}"
            for number, svg in enumerate(pictures(html), start=1):
                place = f"figures/{language}/{section}-{number:02}"
                yield f"{place}.svg", standalone(svg).encode()
                yield f"{place}.png", print_png(svg)


def _readme(packed: Packed, sentences: Iterable[str]) -> str:
    """Return the text of README.txt; at its end stands the command that makes the report of a full package again."""
    request, known = packed.request, {"cluster": packed.slug, "version": used_versions()["capacity"]}
    parts = []
    for language in request.languages:
        said = (Words(language).say(text, language=language, **known) for text in sentences)
        parts.append("\n".join([OWN_NAMES[language], *said]))
    if request.package != "public":
        run = f"--scenario {request.scenario} --draws {request.draws} --seed {request.seed}"
        parts.append(f"capacity report inputs/{packed.slug} {run} --language {','.join(request.languages)}")
    return "\n\n".join(parts) + "\n"
