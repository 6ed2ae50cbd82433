"""Every estimate equals R's package survey to 1e-9 on the data sets that it ships."""

import shutil
import subprocess

import numpy as np
import pytest
from r_survey import FOLDER, expected, ours

CLOSE = 1e-9
KEPT = expected((FOLDER / "known.csv").read_text("utf-8"))
LARGE = {"nhanes mean"}


def equal(found: dict, known: dict) -> None:
    """Assert that each figure of a case is R's, as a share of it."""
    for figure, values in known.items():
        np.testing.assert_allclose(found[figure], values, rtol=CLOSE, err_msg=figure)


@pytest.fixture(scope="module")
def estimated():
    return ours(FOLDER, large=False)


@pytest.mark.parametrize("case", sorted(KEPT.keys() - LARGE))
def test_an_estimate_equals_what_r_printed(case, estimated):
    equal(estimated[case], KEPT[case])


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed (apt install r-cran-survey)")
def test_every_estimate_equals_r_run_now(tmp_path):
    """R writes its data sets and its answers; ours are worked out from the same."""
    r = shutil.which("Rscript")
    subprocess.run([r, FOLDER / "data.R", tmp_path, "large"], check=True, capture_output=True)
    printed = subprocess.run([r, FOLDER / "known.R"], check=True, capture_output=True, text=True).stdout
    known, found = expected(printed), ours(tmp_path, large=True)
    assert known.keys() == found.keys()
    for case, figures in known.items():
        equal(found[case], figures)
