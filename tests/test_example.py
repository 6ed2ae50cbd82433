"""The committed example is what the sample gives: its summary is computed anew and compared."""

import json
from pathlib import Path

import pytest

import capacity as cap
from capacity.intake.cluster import read_cluster

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "reports" / "example"


def test_the_example_is_up_to_date():
    """reports/example/summary.json holds the dairy sample's figures with 256 draws; a change must be looked at."""
    kept = json.loads((EXAMPLE / "summary.json").read_text(encoding="utf-8"))
    found = cap.study(read_cluster(ROOT / "data" / "chui-dairy").only("base"), draws=256).summary
    for part in ("members", "critical_mass", "continuity", "data_quality"):
        assert found[part] == pytest.approx(kept[part]) if part == "members" else found[part] == kept[part]
    assert found["scenarios"]["base"]["npv"] == pytest.approx(kept["scenarios"]["base"]["npv"])
    expected = [[row["expected"] for row in summary["potential"]] for summary in (found, kept)]
    assert expected[0] == pytest.approx(expected[1])


def test_the_example_is_small():
    """A clone stays light: no file of the example is over 800 kB."""
    assert all(path.stat().st_size < 800_000 for path in EXAMPLE.iterdir())
