"""What the docs say was measured is what the stored run has, and a ratio is that of the seconds beside it."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def measure(monkeypatch):
    """The script that measures, without its peers."""
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    import measure  # noqa: PLC0415

    yield measure
    sys.modules.pop("measure")


def test_the_page_is_that_of_the_stored_run(measure):
    assert measure.PAGE.read_text("utf-8") == measure.page(measure.read_kept())


def test_every_race_is_stored_with_its_ratio(measure):
    rows = measure.read_kept()
    assert {row["bench"] for row in rows} == set(measure.BENCHES)
    for row in rows:
        ours, peer, limit = (float(row[name]) for name in ("ours_s", "peer_s", "limit_s"))
        assert float(row["times"]) == pytest.approx(peer / ours, rel=0.06)
        assert float(row["of_limit"]) == pytest.approx(ours / limit, rel=0.06)
