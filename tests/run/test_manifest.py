"""The key of a report changes with everything that could change its bytes, and with nothing else."""

import dataclasses
import json
import os

import pytest

from capacity.run import manifest
from capacity.run.manifest import Request, hash_inputs, is_current, make_key, write_manifest


@pytest.fixture
def folder(tmp_path):
    """A cluster folder with files that count and files that do not."""
    place = tmp_path / "village"
    for name in ("cluster.yml", "members.csv", "scenarios/dry.yml", "waves/2027-10.xlsx", "members/part.csv"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(name)
    for name in (".members.csv.swp", "~$members.xlsx", "sheets.key", "notes.md", "reports/x/old.csv"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text("not an input")
    return place


@pytest.fixture
def notebook(tmp_path):
    """A notebook's file."""
    path = tmp_path / "n.ipynb"
    path.write_text("{}")
    return path


def test_inputs_are_what_a_run_reads(folder):
    assert list(hash_inputs(folder)) == [
        "cluster.yml",
        "members.csv",
        "members/part.csv",
        "scenarios/dry.yml",
        "waves/2027-10.xlsx",
    ]


def test_the_key_follows_content_not_times_or_places(folder, notebook, tmp_path):
    key = make_key(hash_inputs(folder), Request(), notebook)
    os.utime(folder / "members.csv", (0, 0))
    assert make_key(hash_inputs(folder.rename(tmp_path / "moved")), Request(), notebook) == key


def test_the_key_changes_with_every_part_of_a_run(folder, notebook, monkeypatch):
    def key(**changes):
        return make_key(hash_inputs(folder), dataclasses.replace(Request(), **changes), notebook)

    keys = [key(), key(scenario="dry"), key(draws=16), key(seed=2), key(languages=("en", "ru"))]
    (folder / "members.csv").write_text("changed")
    keys.append(key())
    notebook.write_text("{ }")
    keys.append(key())
    monkeypatch.setattr(manifest, "used_versions", lambda: {"numpy": "1"})
    keys.append(key())
    assert len(set(keys)) == len(keys)


def write_report(target):
    """A finished report folder with its manifest."""
    for name in ("confidential/summary.json", "confidential/tables/cash.csv", "public/members.en.html"):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_text(name)
    write_manifest(target, "key", {"cluster.yml": "00"}, Request(), cluster="village", corrections=[])
    return target


def test_the_manifest_tells_for_whom_each_file_is(tmp_path):
    content = json.loads((write_report(tmp_path) / manifest.MANIFEST).read_text())
    assert {name: entry["audience"] for name, entry in content["files"].items()} == {
        "confidential/summary.json": "confidential",
        "confidential/tables/cash.csv": "confidential",
        "public/members.en.html": "public",
    }
    asked = {"scenario": "base", "draws": 8192, "seed": 1, "languages": ["en"], "pdf": False, "package": ""}
    assert content["parameters"] == asked
    assert {"code", "python", "capacity", "numpy"} <= content["versions"].keys()


def test_a_report_is_current_until_a_file_of_it_is_touched(tmp_path):
    assert is_current(write_report(tmp_path), "key")
    assert not is_current(tmp_path, "another key")


@pytest.mark.parametrize("name", ["confidential/summary.json", "public/members.en.html", manifest.MANIFEST])
@pytest.mark.parametrize("damage", ["truncated", "emptied", "removed", "edited"])
def test_any_damage_makes_a_report_stale(tmp_path, name, damage):
    path = write_report(tmp_path) / name
    content = path.read_bytes()
    changed = {"truncated": content[:-2], "emptied": b"", "edited": content.replace(b"e", b"f")}
    path.write_bytes(changed[damage]) if damage in changed else path.unlink()
    assert not is_current(tmp_path, "key")


@pytest.mark.parametrize("content", ["[]", "null", '{"key": "key", "files": []}', '{"key": "key", "files": {"x": 1}}'])
def test_a_manifest_of_another_form_is_no_manifest(tmp_path, content):
    (write_report(tmp_path) / manifest.MANIFEST).write_text(content)
    assert not is_current(tmp_path, "key")
