"""What a batch would do and what stands, told without computing anything."""

import time
from dataclasses import replace

import pytest

from capacity.intake.findings.issues import InputError
from capacity.run.manifest import Request
from capacity.run.many.ledger import BEGUN, KILLED, Ledger, Outcome
from capacity.run.many.outlook import Batch, cluster_folders, dry_run, named_twice, status
from capacity.run.new import make_cluster


@pytest.fixture
def batch(tmp_path):
    for name in ("north", "south", "wrong"):
        make_cluster(str(tmp_path / "data" / name))
    path = tmp_path / "data" / "wrong" / "cluster.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("runs: [plant]", "runs: [plnt]"), encoding="utf-8")
    return Batch(tmp_path / "data", tmp_path / "out", Request(), workers=2, only=("north", "w*"))


def test_a_dry_run_checks_says_why_and_writes_nothing(batch):
    found = {one.folder: (one.status, one.reason) for one in dry_run(batch).each}
    assert found["north"] == ("to be made", "no report yet")
    assert found["south"] == ("not asked for", "no report yet")
    assert found["wrong"][0] == "refused"
    assert "plnt" in found["wrong"][1]
    assert not batch.out.exists()


@pytest.mark.parametrize(
    ("language", "words"), [("ru", "звена «plnt» нет. Что сделать:"), ("ky", "«plnt» деген шакекче жок. Муну кылыңыз:")]
)
def test_a_dry_run_refuses_in_the_first_language(batch, language, words):
    asked = replace(batch, request=Request(languages=(language, "en")), only=("wrong",))
    [reason] = [one.reason for one in dry_run(asked).each if one.status == "refused"]
    assert words in reason
    assert "did you mean" not in reason


def test_a_dry_run_reads_the_funds_rules_too(batch):
    (batch.folder / "portfolio.yml").write_text("criteria: [{measure: npv_nett_p50}]", encoding="utf-8")
    with pytest.raises(InputError, match="npv_nett_p50"):
        dry_run(batch)


def test_the_status_tells_what_became_of_each_when_last_tried(batch):
    ledger = Ledger(batch.out)
    ledger.add(Outcome("north", "north", BEGUN))
    ledger.add(Outcome("wrong", "wrong", BEGUN))
    ledger.add(Outcome("wrong", "wrong", KILLED, "its process ended"))
    with ledger.path.open("a") as file:
        file.write('{"folder": "north", "sl')
    found = {one.folder: (one.status, one.reason) for one in status(batch).each}
    assert found["north"] == ("broken off", "no report yet")
    assert found["wrong"] == ("killed", "its process ended")
    ledger.shorten()
    assert len(ledger.path.read_text().splitlines()) == 2


def test_a_name_that_no_folder_has_is_refused(batch):
    with pytest.raises(InputError, match="no cluster folder is called nrth"):
        cluster_folders(Batch(batch.folder, batch.out, Request(), only=("nrth",)))


def test_a_name_given_twice_is_found_in_a_second_among_a_thousand(tmp_path):
    for number in range(1000):
        (tmp_path / f"c{number}").mkdir()
        (tmp_path / f"c{number}" / "cluster.yml").write_text(f"# a\ncluster: 'v{number % 999}'  # b\n")
    begun = time.process_time()
    assert named_twice(Batch(tmp_path, tmp_path / "out", Request())) == [
        "c0, c999 say the same behind cluster: (v0); give each its own name"
    ]
    assert time.process_time() - begun < 1
