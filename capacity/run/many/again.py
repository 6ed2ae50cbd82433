"""Why a cluster is computed again, and which languages of its report still hold."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from capacity.run.manifest import MANIFEST, Request, is_current, make_key, sha256, used_versions

NONE_YET = "no report yet"
_NAMES = {"code": "capacity itself", "python": "Python"}


def is_done(target: Path, inputs: Mapping[str, str], request: Request, notebook: Path) -> bool:
    """Return whether a folder holds a whole report of these inputs, in at least the languages and forms asked for."""
    standing, printed, packed = languages_in(target), is_printed(target), packed_in(target)
    if not set(request.languages) <= set(standing) or request.pdf > printed or request.package not in ("", packed):
        return False
    same = replace(request, languages=standing, pdf=printed, package=packed)
    return is_current(target, make_key(inputs, same, notebook))


def with_kept(target: Path, inputs: Mapping[str, str], request: Request, notebook: Path) -> tuple[Request, str]:
    """Return the request in the languages to make, and what is said of those that go.

    A language that stands in the folder and is not asked for stays if inputs, seed, draws and version agree; it is
    made with the others, so that the report is that of one run. Else it goes, because its figures would differ.
    """
    more = tuple(one for one in languages_in(target) if one not in request.languages)
    if not more:
        return request, ""
    why = why_again(target, inputs, replace(request, languages=more), notebook)
    if not why:
        return replace(request, languages=(*request.languages, *more)), ""
    return request, f"the pages in {', '.join(more)} are removed, as they tell of another run ({why})"


def languages_in(target: Path) -> tuple[str, ...]:
    """Return the languages of the report in a folder, in its order; none where there is no report."""
    found = _manifest(target).get("parameters")
    languages = found.get("languages") if isinstance(found, dict) else ()
    return tuple(one for one in languages or () if isinstance(one, str))


def is_printed(target: Path) -> bool:
    """Return whether the report in a folder was made with its PDF."""
    found = _manifest(target).get("parameters")
    return isinstance(found, dict) and found.get("pdf") is True


def packed_in(target: Path) -> str:
    """Return which package the report in a folder was made with; "" without one."""
    found = _manifest(target).get("parameters")
    return str(found.get("package", "")) if isinstance(found, dict) else ""


def why_again(target: Path, inputs: Mapping[str, str], request: Request, notebook: Path) -> str:
    """Return in one line why the report in a folder does not do; "" where it does."""
    if is_done(target, inputs, request, notebook):
        return ""
    manifest = _manifest(target)
    if not manifest:
        return "its report is damaged: the manifest is missing" if target.is_dir() else NONE_YET
    try:
        reasons = [*_of_inputs(manifest["inputs"], inputs), *_of_request(manifest["parameters"], request)]
        reasons += [*_of_versions(manifest["versions"]), *_of_files(manifest["files"], target)]
    except (KeyError, TypeError, AttributeError):
        return "its report is damaged: the manifest cannot be read"
    return "; ".join(reasons) or "the notebook changed"


def _manifest(target: Path) -> dict[str, Any]:
    try:
        found = json.loads((target / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _of_inputs(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for word, names in (
        ("changed", [name for name in now if name in before and before[name] != now[name]]),
        ("new", [name for name in now if name not in before]),
        ("gone", [name for name in before if name not in now]),
    ):
        if names:
            yield f"{word}: {', '.join(names)}"


def _of_request(before: Mapping[str, object], now: Request) -> Iterator[str]:
    for name, value in asdict(now).items():
        if name == "languages":
            missing = [one for one in now.languages if one not in before["languages"]]  # type: ignore[operator]
            if missing:
                yield f"not yet in {', '.join(missing)}"
        elif name == "pdf":
            if value and not before.get("pdf"):
                yield "not yet as PDF"
        elif name == "package":
            if value and before.get("package") != value:
                yield "not yet as a package"
        elif before[name] != value:
            yield f"{name} {before[name]} before, {value} now"


def _of_versions(before: Mapping[str, str]) -> Iterator[str]:
    for name, version in used_versions().items():
        if before.get(name) != version:
            shown = "" if name == "code" else f" ({before.get(name) or 'none'} before, {version or 'none'} now)"
            yield f"another version of {_NAMES.get(name, name)}{shown}"


def _of_files(before: Mapping[str, Mapping[str, str]], target: Path) -> Iterator[str]:
    """Yield the files of a report that are not as they were written, as one reason."""
    damaged = [name for name, entry in before.items() if not _is_whole(target / name, entry["sha256"])]
    if damaged:
        more = f" and {len(damaged) - 1} more" if len(damaged) > 1 else ""
        yield f"its report is damaged: {damaged[0]}{more}"


def _is_whole(path: Path, expected: str) -> bool:
    try:
        return sha256(path.read_bytes()) == expected
    except OSError:
        return False
