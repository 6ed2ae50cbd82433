"""One cluster through everything that its report is made of, in this process, as the feasibility notebook does it."""

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path

from capacity.intake.cluster import read_cluster
from capacity.model.results.study import Study, study
from capacity.present.order import SECTIONS
from capacity.present.show import show
from capacity.run.handover import save

_NO_NUMBER = re.compile(r"(?<![\w-])[-+−]?(?:nan|NaN|inf|Infinity|NaT)(?![\w-])")
_NOTHING = re.compile(r">\s*None\s*<")
_TAG = re.compile(r"<(?:script|style).*?</(?:script|style)>|<[^>]*>", re.DOTALL)


def whole_study(folder: Path, out: Path, draws: int = 32, languages: str = "en") -> Study:
    """Return the study of a cluster folder after showing all its sections and writing all its files to `out`.

    AssertionError: a page or the summary has something in the place of a number that is none.
    """
    found = study(read_cluster(folder), draws=draws)
    for name in SECTIONS:
        shown = show(found, name, languages)
        for language, fragment in shown.fragments.items():
            check_text(fragment["html"], f"{name} ({language})")
        assert shown._repr_mimebundle_()["text/html"]
    save(found, out, languages)
    for page in sorted(out.glob("public/*.html")):
        check_text(page.read_text(encoding="utf-8"), page.name)
    broken = list(_broken(json.loads((out / "confidential" / "summary.json").read_text(encoding="utf-8")), ""))
    assert not broken, f"the summary has no number at {broken}"
    return found


def check_text(html: str, what: str) -> None:
    """Raise AssertionError where a page says nan, inf or None instead of a number."""
    text = _TAG.sub(" ", html)
    found = _NO_NUMBER.search(text)
    assert not found, f"{what} says {text[max(found.start() - 60, 0) : found.end() + 30]!r}"
    assert not _NOTHING.search(html), f"{what} has None where a text belongs"


def _broken(value: object, path: str) -> Iterator[str]:
    """Yield the paths of a summary at which a number is not finite."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _broken(item, f"{path}.{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _broken(item, f"{path}.{index}")
    elif isinstance(value, float) and not math.isfinite(value):
        yield path
