"""Sections as HTML: every text is escaped by the templates, pictures are the svg of svg.py, nothing else is markup."""

import base64
import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from capacity.present.charts import svg
from capacity.present.parts.section import Section
from capacity.present.words.words import Words


def read_part(name: str) -> str:
    """Return the text of a template, style sheet or script of the package."""
    return files("capacity.present").joinpath("templates", *name.split("/")).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(read_part),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, words: Words, **values: object) -> str:
    """Return a template filled with values; `say` gives its sentences in the language, `picture` draws a chart."""
    tools = {"say": words.say, "language": words.language, "picture": lambda chart: trusted(svg.draw(chart, words))}
    return _environment().get_template(template).render(**tools, trusted=trusted, **values)


def trusted(html: str) -> Markup:
    """Return HTML that this module or svg.py has made, whose texts are escaped already, as markup."""
    return Markup(html)  # noqa: S704


def section_html(section: Section, words: Words) -> str:
    """Return a section's HTML below its heading: sentences, lights, facts, pictures with their tables, notes."""
    return render("section.html.j2", words, section=section)


def policy(*scripts: str) -> str:
    """Return the content security policy of a page that runs exactly these scripts and fetches nothing."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in scripts
    )
    allowed = f"script-src {hashes}; img-src data: blob:; " if scripts else ""
    return f"default-src 'none'; {allowed}style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
