"""The two invented waves of the dairy sample are those that its script makes, and read without a refusal."""

import importlib.util
from pathlib import Path

import capacity as cap
from capacity.intake.waves.waves import read_waves

DAIRY = Path(__file__).parents[3] / "data" / "chui-dairy"


def test_the_waves_are_what_the_script_makes(tmp_path):
    found = importlib.util.spec_from_file_location("make_waves", DAIRY / "make_waves.py")
    script = importlib.util.module_from_spec(found)
    found.loader.exec_module(script)
    script.main(tmp_path)
    files = sorted(path.name for path in (DAIRY / "waves").iterdir())
    assert files == ["2028-01.csv", "2029-01.csv", "renames.csv"]
    assert [(tmp_path / name).read_bytes() for name in files] == [
        (DAIRY / "waves" / name).read_bytes() for name in files
    ]


def test_everybody_is_accounted_for_in_each_wave():
    waves = read_waves(cap.read_cluster(DAIRY))
    found = waves.panel.groupby("wave")["status"].value_counts()
    assert found["2028-01"].to_dict() == {"stayed": 77, "left": 5, "renamed": 3, "joined": 3, "heard": 1}
    assert found["2029-01"].to_dict() == {"stayed": 81, "left": 8, "joined": 1}
    assert waves.panel.set_index(["wave", "person"]).loc[("2028-01", "Ф-07"), "member"] == "Ф-07а"
