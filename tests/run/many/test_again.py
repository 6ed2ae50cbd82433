"""Why a report is made again, in words; and which languages stay with it."""

import json
from dataclasses import replace

import pytest

from capacity.run.manifest import MANIFEST, Request, make_key, write_manifest
from capacity.run.many.again import NONE_YET, is_done, why_again, with_kept

INPUTS = {"cluster.yml": "1", "members.csv": "2"}
ASKED = Request(draws=64, languages=("en", "ru"))


@pytest.fixture
def notebook(tmp_path):
    path = tmp_path / "n.ipynb"
    path.write_text("{}")
    return path


@pytest.fixture
def target(tmp_path, notebook):
    place = tmp_path / "village"
    (place / "confidential").mkdir(parents=True)
    (place / "confidential" / "summary.json").write_text("{}")
    write_manifest(place, make_key(INPUTS, ASKED, notebook), INPUTS, ASKED)
    return place


@pytest.mark.parametrize(
    ("inputs", "changes", "why"),
    [
        (INPUTS, {}, ""),
        (INPUTS, {"languages": ("ru",)}, ""),
        (INPUTS, {"draws": 16}, "draws 64 before, 16 now"),
        (INPUTS, {"languages": ("ky", "en")}, "not yet in ky"),
        ({"cluster.yml": "3", "new.csv": "4"}, {}, "changed: cluster.yml; new: new.csv; gone: members.csv"),
    ],
)
def test_inputs_and_request(target, notebook, inputs, changes, why):
    request = replace(ASKED, **changes)
    assert why_again(target, inputs, request, notebook) == why
    assert is_done(target, inputs, request, notebook) == (not why)


def test_versions_notebook_and_damage(target, notebook, tmp_path):
    assert why_again(tmp_path / "nobody", INPUTS, ASKED, notebook) == NONE_YET
    manifest = json.loads((target / MANIFEST).read_bytes())
    manifest["versions"]["numpy"] = "1.0"
    manifest["key"] = "old"
    (target / MANIFEST).write_text(json.dumps(manifest))
    assert why_again(target, INPUTS, ASKED, notebook).startswith("another version of numpy (1.0 before, ")
    (target / MANIFEST).write_text("{")
    assert why_again(target, INPUTS, ASKED, notebook) == "its report is damaged: the manifest is missing"


def test_a_changed_notebook_and_a_changed_file(target, notebook):
    notebook.write_text("{ }")
    assert why_again(target, INPUTS, ASKED, notebook) == "the notebook changed"
    notebook.write_text("{}")
    (target / "confidential" / "summary.json").write_text("half")
    assert why_again(target, INPUTS, ASKED, notebook) == "its report is damaged: confidential/summary.json"


def test_languages_stay_where_the_run_agrees_and_go_where_it_does_not(target, notebook):
    kyrgyz = replace(ASKED, languages=("ky",))
    assert with_kept(target, INPUTS, kyrgyz, notebook) == (replace(ASKED, languages=("ky", "en", "ru")), "")
    request, said = with_kept(target, INPUTS, replace(kyrgyz, draws=16), notebook)
    assert request.languages == ("ky",)
    assert said == "the pages in en, ru are removed, as they tell of another run (draws 64 before, 16 now)"
    assert with_kept(target / "nobody", INPUTS, kyrgyz, notebook) == (kyrgyz, "")
