"""An earlier report that a new one is held against (`report --since`): read, or refused in plain words."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from capacity.intake.findings import InputError
from capacity.present.since import Compared, Standing
from capacity.run.manifest import MANIFEST, hash_code, hash_inputs, used_versions
from capacity.run.tables import from_csv

if TYPE_CHECKING:
    from capacity.model.results.study import Study

_FIX = "name the folder of an earlier report of this cluster, such as reports/SLUG"


@dataclass(frozen=True)
class Earlier:
    """An earlier report and the key of its manifest."""

    key: str
    standing: Standing


def find_earlier(folder: Path) -> Earlier:
    """Return the report in a folder; its folder confidential/ does as well.

    InputError: there is no whole report in it, or it was made by a newer version than this one.
    """
    place = folder.parent if folder.name == "confidential" else folder
    manifest = _json(place / MANIFEST, folder)
    summary = _json(place / "confidential" / "summary.json", folder)
    tables = place / "confidential" / "tables"
    conditions, assumptions = (_table(tables / f"{name}.csv") for name in ("verdict", "assumptions"))
    try:
        code, key = str(manifest["versions"]["code"]), str(manifest["key"])
        found = Earlier(key, Standing(summary, conditions, assumptions, manifest["inputs"], code))
        version = found.standing.version
    except (KeyError, TypeError):
        raise _no_report(folder) from None
    if _parts(version) > _parts(used_versions()["capacity"]):
        problem = f"the earlier report was made by a newer version ({version}) than this one"
        raise InputError(problem, file=str(folder), fix="bring the program up to date", code="F42")
    return found


def same_cluster(found: Earlier, slug: str, currency: str, folder: str) -> None:
    """Refuse the report of another cluster, or one that counts in another currency."""
    summary = found.standing.summary
    for called, before, now in (
        ("cluster", summary.get("cluster"), slug),
        ("currency", summary.get("currency"), currency),
    ):
        if before != now:
            problem = f"the earlier report is of another {called}: {before}, not {now}"
            raise InputError(problem, file=folder, fix=_FIX, code="F42")


def earlier(study: Study, folder: str | Path) -> Compared | None:
    """Return a study beside an earlier report of its cluster, for `cap.show.since`; nothing for the folder "".

    InputError: see find_earlier and same_cluster.

    >>> import capacity as cap
    >>> beans = cap.study(cap.read_cluster("data/talas-beans").only("base"), draws=16)
    >>> cap.earlier(beans, "") is None
    True
    """
    if not str(folder):
        return None
    found = find_earlier(Path(folder))
    same_cluster(found, study.cluster.slug, study.summary["currency"], str(folder))
    inputs, tables = hash_inputs(study.cluster.folder), study.tables
    now = Standing(study.summary, tables["verdict"], tables["assumptions"], inputs, hash_code())
    return Compared(found.standing, now)


def _parts(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"[0-9]+", version)]


def _json(path: Path, folder: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        raise _no_report(folder) from None
    if not isinstance(found, dict):
        raise _no_report(folder)
    return found


def _table(path: Path) -> pd.DataFrame:
    return from_csv(path.read_bytes()) if path.is_file() else pd.DataFrame()


def _no_report(folder: Path) -> InputError:
    return InputError("there is no whole report in this folder", file=str(folder), fix=_FIX, code="F42")
