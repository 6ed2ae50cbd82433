"""`capacity monitor` leaves its page beside the report, whole or not at all, the same bytes every time."""

import hashlib
import json

import pytest
from click.testing import CliRunner

from capacity.run.cli import cli, main
from capacity.run.manifest import Request
from capacity.run.stages.monitor import NOTEBOOK, monitor_cluster
from tests.intake.waves.wave_folders import changed, folder_of

WAVES = {"2028-01": changed(K_1=("milk", "12")), "2029-01": changed(K_1=("milk", "13"), K_2=None)}


def run(*words):
    """The command's result, without a bar."""
    return CliRunner().invoke(cli, ["monitor", *map(str, words), "--draws", "64", "--quiet"])


def digest(folder):
    """The hashes of all files of a folder, by name."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A cluster folder, and the folder of its report that the command has made beside what stood there."""
    place = tmp_path_factory.mktemp("monitor")
    folder, out = folder_of(place / "village", WAVES), place / "reports"
    kept = out / "mini-dairy" / "confidential" / "summary.json"
    kept.parent.mkdir(parents=True)
    kept.write_text("{}", encoding="utf-8")
    (kept.parent / "monitoring.ru.html").write_text("old", encoding="utf-8")
    found = run(folder, "--out", out, "--language", "en,ky")
    assert found.exit_code == 0, found.output
    return folder, out, found


def test_the_page_the_notebook_and_the_tables_are_there_and_the_report_stays(made):
    _, out, found = made
    confidential = out / "mini-dairy" / "confidential"
    names = {path.name for path in confidential.iterdir()}
    assert {"monitoring.en.html", "monitoring.ky.html", NOTEBOOK, "monitoring.json", "summary.json"} <= names
    assert "monitoring.ru.html" not in names
    assert [line.rsplit("/", 1)[-1] for line in found.output.split()] == ["monitoring.en.html", "monitoring.ky.html"]
    assert (confidential / "tables" / "monitoring_reasons.csv").is_file()
    listed = json.loads((confidential / "monitoring.json").read_text("utf-8"))["files"]
    assert "monitoring.en.html" in listed
    assert "summary.json" not in listed


def test_the_same_waves_give_the_same_bytes(made, tmp_path):
    folder, out, _ = made
    again = monitor_cluster(folder, tmp_path / "reports", Request(draws=64, languages=("en", "ky")))
    first = digest(out / "mini-dairy")
    assert digest(again).items() <= first.items()


def test_no_name_or_telephone_of_a_member_is_written_anywhere(made):
    _, out, _ = made
    text = "".join(path.read_text("utf-8") for path in (out / "mini-dairy").rglob("*") if path.is_file())
    assert "Bermet" not in text
    assert "111111" not in text


def test_wrong_waves_are_refused_with_exit_code_2_and_nothing_is_touched(made, tmp_path, capsys):
    _, out, _ = made
    before = digest(out)
    other = changed(K_2=("respondent", "Zarina Z.", "village", "Bel"))
    wrong = folder_of(tmp_path / "village", {"2028-01": other})
    assert main(["monitor", str(wrong), "--out", str(out), "--draws", "64", "--quiet", "--language", "ru"]) == 2
    said = capsys.readouterr().err
    assert "K-2" in said
    assert "похоже, он теперь у другого хозяйства" in said
    assert digest(out) == before
