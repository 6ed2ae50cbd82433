"""The confidential report: an executed notebook becomes one HTML page that needs nothing but itself.

nbconvert only walks the cells; what is shown are the fragments that show.py left in them. The page loads nothing: its
style, script and figures stand in it, plotly.js from the installed package among them (gzip, base64), and its content
security policy lets a browser run these two scripts, by their hashes, and fetch nothing.
"""

import base64
import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import as_file, files
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbformat import NotebookNode

from capacity.present.markup import policy, read_part, render
from capacity.present.parts.section import MIME
from capacity.present.words.words import Words


class _Pages(HTMLExporter):
    """nbconvert's exporter without its second pass over the finished page, which would rewrite the scripts."""

    def from_notebook_node(self, nb: NotebookNode, resources: dict | None = None, **kw: Any) -> Any:
        return TemplateExporter.from_notebook_node(self, nb, resources, **kw)


def export(notebook: NotebookNode, language: str) -> str:
    """Return the report in a language as one HTML page; the same notebook gives the same bytes.

    ValueError: the notebook holds no section in that language.
    """
    words = Words(language)
    shown = list(fragments(notebook, language))
    if not shown:
        raise ValueError(f'the notebook holds no section in the language "{language}"')
    with as_file(files("capacity.present").joinpath("templates")) as folder:
        exporter = _Pages(template_name="report", extra_template_basedirs=[str(folder)])
        page, _ = exporter.from_notebook_node(notebook, resources=_resources(words, shown))
    return page


def fragments(notebook: NotebookNode, language: str) -> Iterator[tuple[str, Mapping]]:
    """Yield the sections that the notebook's outputs carry: key and fragment in the language."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if fragment := _fragment(output, language):
                yield output["data"][MIME]["section"], fragment


def _fragment(output: Mapping, language: str) -> Mapping | None:
    return output.get("data", {}).get(MIME, {}).get("fragments", {}).get(language)


def _resources(words: Words, shown: list[tuple[str, Mapping]]) -> dict[str, object]:
    cluster, note = shown[0][1]["cluster"], shown[0][1]["note"]
    drawn = {key: json.loads(figure) for _, fragment in shown for key, figure in fragment["figures"].items()}
    kind = shown[0][1].get("kind") or words.say("Feasibility study of a cluster")
    pieces = _pieces(words, shown)
    confidential = words.say("Confidential: for the initiative group and the bank. Not to be passed on.")
    own = shown[0][1].get("script")
    script = read_part("report/report.js") + read_part(f"{own}.js" if own else "report/find.js")
    style = read_part("report/report.css") + read_part("stacks.css") + running_head(confidential)
    style += read_part(f"{own}.css") if own else ""
    return {
        "language": words.language,
        "title": f"{cluster} · {kind}",
        "cluster": cluster,
        "note": note,
        "kind": kind,
        "confidential": confidential,
        "find": "" if own else render("report/find.html.j2", words),
        "piece": lambda output: next(pieces) if _fragment(output, words.language) else "",
        "figures": in_script(drawn),
        "plotly": packed_plotly() if drawn else "",
        "script": script,
        "style": style,
        "policy": policy(script, *([plotly_source()] if drawn else [])),
    }


def _pieces(words: Words, shown: list[tuple[str, Mapping]]) -> Iterator[str]:
    """Yield the sections as HTML in their order; the contents stand after the first one."""
    keys = _anchors(name for name, _ in shown)
    listed = [
        {"key": key, "title": one["title"], "chapter": one.get("chapter", [""])[0]}
        for key, (_, one) in zip(keys, shown, strict=True)
    ]
    for key, (_, fragment) in zip(keys, shown, strict=True):
        contents = render("contents.html.j2", words, sections=listed) if key == keys[0] else ""
        parts = {name: fragment.get(name) for name in ("title", "chapter", "opening", "html")}
        yield render("piece.html.j2", words, key=key, **parts) + contents


def _anchors(names: Iterable[str]) -> list[str]:
    """Return the ids of the sections in the page, a number behind one that comes again."""
    keys: list[str] = []
    for name in names:
        key = "".join(letter if letter.isalnum() else "-" for letter in name)
        keys.append(key if key not in keys else f"{key}-{len(keys)}")
    return keys


def running_head(text: str) -> str:
    """Return the style that prints a sentence of ours at the head of every page, and its number at the foot."""
    shown = "".join(letter for letter in text if letter not in '"\\<>{}')
    boxes = f'@top-left {{ content: "{shown}"; }} @bottom-right {{ content: counter(page) " / " counter(pages); }}'
    return f"@page {{ font: 8pt system-ui, sans-serif; {boxes} }}\n"


def in_script(value: object) -> str:
    """Return JSON that cannot end the script element it stands in, with keys in order."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


@cache
def plotly_source() -> str:
    """Return plotly.js as the installed plotly package carries it."""
    return files("plotly").joinpath("package_data", "plotly.min.js").read_text(encoding="utf-8")


@cache
def packed_plotly() -> str:
    """Return plotly.js, gzip and base64, the same bytes every time."""
    packed = gzip.compress(plotly_source().encode(), compresslevel=9, mtime=0)
    return base64.b64encode(packed).decode()
