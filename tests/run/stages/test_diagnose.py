"""`capacity diagnose`: pages and tables in their own folder, whole or not at all, the same bytes every time."""

import json

import pytest

from capacity.run.cli import main
from capacity.run.new import make_cluster

TABLES = {"lights", "measures", "specialisation", "coherence", "sales", "hubs", "net", "roles", "anchors", "partners"}


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    """The folder of a new cluster, with one fact of its region."""
    folder = make_cluster(str(tmp_path_factory.mktemp("diagnose") / "village"))
    (folder / "diagnosis.yml").write_text(
        "infrastructure:\n  - {kind: bank, title: Branch of a bank, state: there}\n", encoding="utf-8"
    )
    return folder


def run(village, out, *more):
    return main(["diagnose", str(village), "--out", str(out), "--draws", "8", "--quiet", *more])


@pytest.fixture(scope="module")
def made(village, tmp_path_factory):
    """The folder of its diagnosis in two languages."""
    out = tmp_path_factory.mktemp("made")
    assert run(village, out, "--language", "en,ky") == 0
    return out / "diagnosis" / "village"


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_pages_notebook_tables_and_manifest_are_confidential(made):
    found = files(made)
    assert {name.split("/")[0] for name in found} == {"confidential"}
    assert {f"confidential/tables/diagnosis_{name}.csv" for name in (*TABLES, "evidence")} <= found.keys()
    page = found["confidential/diagnosis.ky.html"].decode()
    assert 'lang="ky"' in page
    assert "Кластерге негиз барбы?" in page
    manifest = json.loads(found["confidential/manifest.json"])
    assert "diagnosis.yml" in manifest["inputs"]
    assert manifest["parameters"]["draws"] == 8


def test_the_same_inputs_give_the_same_bytes(village, made, tmp_path):
    assert run(village, tmp_path, "--language", "en,ky") == 0
    assert files(tmp_path / "diagnosis" / "village") == files(made)


def test_a_misspelt_key_ends_with_2_and_leaves_the_earlier_diagnosis(village, made, capsys):
    before, stated = files(made), village / "diagnosis.yml"
    kept = stated.read_text("utf-8")
    stated.write_text("infrastrukture: []\n", encoding="utf-8")
    try:
        assert run(village, made.parents[1]) == 2
    finally:
        stated.write_text(kept, encoding="utf-8")
    said = capsys.readouterr().err
    assert "diagnosis.yml:1" in said
    assert "Traceback" not in said
    assert files(made) == before


def test_a_cluster_cannot_be_called_like_the_place_of_the_diagnoses(village, tmp_path, capsys):
    cluster = village / "cluster.yml"
    other = tmp_path / "diagnosis"
    other.mkdir()
    for path in village.iterdir():
        (other / path.name).write_bytes(path.read_bytes())
    text = cluster.read_text("utf-8").replace("cluster: village", "cluster: diagnosis", 1)
    (other / "cluster.yml").write_text(text, encoding="utf-8")
    assert run(other, tmp_path / "out") == 2
    assert 'cannot be called "diagnosis"' in capsys.readouterr().err
