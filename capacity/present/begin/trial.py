"""How the survey is read by what was picked so far: in a folder of its own, nothing of the user's is touched."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from capacity.intake.cluster import Cluster, read_cluster
from capacity.intake.draft.written import write_cluster_file
from capacity.intake.sheets.tables import survey_files

if TYPE_CHECKING:
    from capacity.intake.draft.choices import Choices

SOON = "2027-01"
"""the first month while none is written"""
BESIDE = ("units.csv", "corrections.yml", "form.xlsx")


def read_trial(choices: Choices, folder: Path) -> Cluster:
    """Return the cluster as the choices describe it so far; refused as everywhere where the survey cannot be read."""
    start = choices.start if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", choices.start) else SOON
    with TemporaryDirectory(prefix="begin-") as place:
        trial = Path(place)
        for path in (*survey_files(folder)[0], *(folder / name for name in BESIDE if (folder / name).is_file())):
            copy = trial / path.relative_to(folder)
            copy.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, copy)
        write_cluster_file(replace(choices, start=start), trial)
        return read_cluster(trial)
