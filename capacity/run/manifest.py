"""What a report was made from: hashes of inputs, code and outputs, and the key that says whether it is still good."""

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from capacity.intake.files import hash_file
from capacity.intake.tables.tables import KINDS

MANIFEST = "confidential/manifest.json"
_PACKAGE = Path(__file__).parent.parent
_INPUTS = (".yml", *KINDS)
_SUBFOLDERS = ("members", "scenarios", "waves")
_PACKAGES = (
    "capacity",
    "numpy",
    "scipy",
    "pandas",
    "xarray",
    "pyarrow",
    "openpyxl",
    "xlsxwriter",
    "plotly",
    "resvg-py",
    "fontpkg-inter",
    "pillow",
    "nbconvert",
    "papermill",
    "babel",
)


@dataclass(frozen=True)
class Request:
    """What is asked of a run; the same request on the same inputs gives the same bytes."""

    scenario: str = "base"
    draws: int = 8192
    seed: int = 1
    languages: tuple[str, ...] = ("en",)
    pdf: bool = False
    """the pages also as PDF, and the members' page as pictures"""
    package: str = ""
    """one ZIP of it: all, public (the members' pages alone), or none if empty"""


def sha256(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def hash_inputs(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every input file of a cluster folder, by its path in the folder.

    Inputs are tables, archives and YAML files at the top and in members/, scenarios/ and waves/; hidden files and the
    lock files of office programs are not.
    """
    inside = [path for name in _SUBFOLDERS for path in sorted((folder / name).rglob("*"))]
    files = [path for path in (*sorted(folder.iterdir()), *inside) if path.suffix.lower() in _INPUTS and path.is_file()]
    seen = [path for path in files if not path.name.startswith((".", "~$"))]
    named = {path.relative_to(folder).as_posix(): path for path in seen}
    return {name: hash_file(path, name) for name, path in named.items()}


@cache
def hash_code() -> str:
    """Return one SHA-256 over every file of the installed package."""
    seen = (path for path in _PACKAGE.rglob("*") if path.is_file() and not path.name.startswith("."))
    files = sorted(path for path in seen if "__pycache__" not in path.parts)
    lines = [f"{path.relative_to(_PACKAGE).as_posix()} {sha256(path.read_bytes())}" for path in files]
    return sha256("\n".join(lines).encode())


@cache
def used_versions() -> Mapping[str, str]:
    """Return the versions of Python, of the package and of the libraries that make the numbers and pages."""
    found = {"code": hash_code(), "python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    return found


def make_key(inputs: Mapping[str, str], request: Request, notebook: Path, since: str = "") -> str:
    """Return the key of a run: it changes with the inputs, the request, the notebook, the code and the libraries.

    since: the key of the earlier report that the new one is held against, if there is one.
    """
    parts = {
        "inputs": dict(inputs),
        "request": asdict(request),
        "notebook": sha256(notebook.read_bytes()),
        "versions": dict(used_versions()),
        **({"since": since} if since else {}),
    }
    return sha256(to_json(parts))


def to_json(content: object) -> bytes:
    """Return readable JSON, the same bytes for the same content."""
    return (json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def write_manifest(stage: Path, key: str, inputs: Mapping[str, str], request: Request, **more: object) -> None:
    """Write the manifest of a complete stage: last, because it vouches for every other file."""
    (stage / MANIFEST).write_bytes(manifest_of(stage, key, inputs, request, **more))


def manifest_of(stage: Path, key: str, inputs: Mapping[str, str], request: Request, **more: object) -> bytes:
    """Return the manifest of a stage as it is now."""
    files = {
        path.relative_to(stage).as_posix(): {
            "audience": path.relative_to(stage).parts[0],
            "sha256": sha256(path.read_bytes()),
        }
        for path in sorted(stage.rglob("*"))
        if path.is_file()
    }
    content = {
        "key": key,
        "inputs": dict(inputs),
        "parameters": asdict(request),
        "versions": dict(used_versions()),
        "files": files,
        **more,
    }
    return to_json(content)


def is_current(target: Path, key: str) -> bool:
    """Return whether a report folder was made under this key and every one of its files is as it was written."""
    try:
        manifest = json.loads((target / MANIFEST).read_bytes())
        files = {name: entry["sha256"] for name, entry in manifest["files"].items()}
        return manifest["key"] == key and all(
            sha256((target / name).read_bytes()) == expected for name, expected in files.items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
