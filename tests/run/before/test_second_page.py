"""A members' page that follows another."""

import json
import shutil

import pytest

from capacity.present.members_page.standing import Standing
from capacity.run.before.second_page import KEPT, LEFT_OUT, RECORD, WRITTEN, Gate, judge_together, weigh, what_became
from capacity.run.manifest import MANIFEST, Request, is_current, write_manifest

NAMES = tuple(f"m{i}" for i in range(8))


def make(folder, names, cluster="dairy", text="page"):
    """A report whose page rests on some members."""
    (folder / "confidential").mkdir(parents=True)
    (folder / "public").mkdir()
    (folder / "public/members.en.html").write_text(text, encoding="utf-8")
    standing = Standing(cluster, {name: ("0.9", f"a{name}") for name in names}, {"members": names, "milk": names})
    (folder / RECORD).write_text(json.dumps(standing.as_json()), encoding="utf-8")
    return folder


def vouch(folder):
    write_manifest(folder, "key", {}, Request(), members_page={"state": WRITTEN, "why": ""})


def text_of(folder):
    page = folder / "public/members.en.html"
    return page.read_text(encoding="utf-8") if page.exists() else None


def test_the_first_page_and_the_same_again_are_written(tmp_path):
    stage = make(tmp_path / "stage", NAMES, text="new")
    assert weigh(stage, tmp_path / "dairy", Gate()).state == WRITTEN
    make(tmp_path / "dairy", NAMES, text="old")
    assert weigh(stage, tmp_path / "dairy", Gate()).state == WRITTEN
    assert text_of(stage) == "new"


def test_one_member_more_leaves_the_old_page_and_says_whose_figures(tmp_path):
    make(tmp_path / "dairy", NAMES, text="old")
    stage = make(tmp_path / "stage", (*NAMES, "K-017"), text="new")
    verdict = weigh(stage, tmp_path / "dairy", Gate())
    assert verdict.state == KEPT
    assert "K-017" in verdict.why
    assert text_of(stage) == "old"
    assert json.loads((stage / RECORD).read_text(encoding="utf-8"))["figures"]["members"] == list(NAMES)


def test_with_release_it_is_written_and_the_sentence_said(tmp_path):
    make(tmp_path / "dairy", NAMES, text="old")
    stage = make(tmp_path / "stage", (*NAMES, "K-017"), text="new")
    verdict = weigh(stage, tmp_path / "dairy", Gate(release=True))
    assert (verdict.state, text_of(stage)) == (WRITTEN, "new")
    assert "K-017" in verdict.why


def test_a_page_beside_counts_as_well(tmp_path):
    make(tmp_path / "out/radius-10", NAMES, cluster="radius-10")
    stage = make(tmp_path / "stage", (*NAMES, "K-017"), cluster="radius-11")
    verdict = weigh(stage, tmp_path / "out/radius-11", Gate())
    assert (verdict.state, text_of(stage)) == (LEFT_OUT, None)
    assert "radius-10" in verdict.why


@pytest.mark.parametrize("broken", ["", "[]", "{}", '{"owners": 3}'])
def test_a_page_without_a_readable_record_does_not_stop_the_next(tmp_path, broken):
    old = make(tmp_path / "dairy", NAMES)
    (old / RECORD).write_text(broken, encoding="utf-8")
    stage = make(tmp_path / "stage", (*NAMES, "K-017"))
    assert weigh(stage, old, Gate()).state == WRITTEN


def test_in_a_batch_the_first_by_name_keeps_its_page(tmp_path):
    names = {"a": NAMES, "b": (*NAMES, "x"), "c": tuple(f"other{i}" for i in range(9))}
    folders = [make(tmp_path / name, who, cluster=name) for name, who in names.items()]
    for folder in folders:
        vouch(folder)
    found = judge_together(folders)
    assert {name: verdict.state for name, verdict in found.items()} == {"a": WRITTEN, "b": LEFT_OUT, "c": WRITTEN}
    assert text_of(folders[1]) is None
    assert what_became(folders[1]).why == found["b"].why
    assert all(is_current(folder, "key") for folder in folders)
    assert judge_together(folders) == found
    assert not list(tmp_path.glob("*/.capacity"))


def test_the_manifest_of_a_page_taken_back_lists_what_is_there(tmp_path):
    folders = [make(tmp_path / "a", NAMES, cluster="a"), make(tmp_path / "b", NAMES[1:], cluster="b")]
    for folder in folders:
        vouch(folder)
    judge_together(folders)
    listed = json.loads((folders[1] / MANIFEST).read_text(encoding="utf-8"))["files"]
    assert not [name for name in listed if name.startswith("public/") or name == RECORD]
    shutil.rmtree(folders[0])
    assert what_became(folders[1]).state == LEFT_OUT
