"""What has changed, in words: verdict, conditions, figures and assumptions; nothing that did not move."""

import copy
import re
from dataclasses import replace

import pytest
from fake_study import fake_study

from capacity.present.markup import section_html
from capacity.present.since import Compared, Standing, since
from capacity.present.words.words import LANGUAGES, Words

STUDY = fake_study()
NOW = Standing(STUDY.summary, STUDY.tables["verdict"], STUDY.tables["assumptions"], {"cluster.yml": "1"}, "code")
HOSTILE = "<script>alert(1)</script>"


def text(before, now=NOW, language="en"):
    html = section_html(since(STUDY, Compared(before, now), Words(language)), Words(language))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ")


def earlier(**changes):
    """An earlier report whose summary differs in some parts."""
    summary = copy.deepcopy(dict(STUDY.summary))
    for name, value in changes.items():
        summary[name] = {**summary[name], **value} if isinstance(value, dict) else value
    return replace(NOW, summary=summary)


def test_nothing_changed_is_said():
    said = text(NOW)
    assert "Nothing has changed: no condition, no figure, no assumption." in said
    assert "Every figure" not in said


def test_a_figure_that_moved_is_told_with_both_values():
    before = earlier(members={"expected_to_join": STUDY.summary["members"]["expected_to_join"] + 7})
    said = text(before)
    was, now = (Words().amount(one.summary["members"]["expected_to_join"]) for one in (before, NOW))
    assert f"Members expected to join: {was} before, {now} now." in said
    assert "Nothing has changed" not in said


def test_of_other_draws_a_small_move_is_no_change():
    chance = STUDY.summary["critical_mass"]["probability_volume"]
    before = earlier(run={"seed": 99}, critical_mass={"probability_volume": chance - 0.005})
    assert "Chance of enough volume" not in text(before)
    assert "Chance of enough volume" in text(earlier(critical_mass={"probability_volume": chance - 0.02}))


def test_a_condition_that_turned_is_told_and_the_verdict_with_it():
    rows = NOW.conditions.copy()
    first = rows.index[0]
    rows["met"] = rows["met"].astype(bool)
    rows.loc[first, "met"] = not rows.loc[first, "met"]
    rows["answer"] = "go" if NOW.answer != "go" else "not_yet"
    said = text(replace(NOW, conditions=rows))
    assert "The verdict was “" in said
    assert ("Now met: " in said) is bool(NOW.conditions["met"].iloc[0])
    assert ("No longer met: " in said) is not bool(NOW.conditions["met"].iloc[0])


def test_a_number_that_was_stated_otherwise_stands_beside_the_new_one():
    rows = NOW.assumptions.copy()
    path, stated = rows["path"].iloc[0], rows["stated"].iloc[0]
    rows.loc[rows["path"] == path, "stated"] = "1 – 2 – 3 KGS/kg"
    said = text(replace(NOW, assumptions=rows.iloc[:-1]))
    assert f"1 – 2 – 3 KGS/kg {Words().stated(str(stated))}" in said
    assert f"– {Words().stated(str(NOW.assumptions['stated'].iloc[-1]))}" in said


def test_files_and_another_program_are_told():
    before = replace(NOW, inputs={"cluster.yml": "0", "old.yml": "1"}, code="other")
    said = text(before, replace(NOW, inputs={"cluster.yml": "1", "new.csv": "1"}))
    for sentence in ("Changed files: cluster.yml.", "New files: new.csv.", "no longer there: old.yml."):
        assert sentence in said
    assert "made by another state of the program" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_tells_it(language):
    said = text(earlier(members={"expected_to_join": 1.0}, run={"draws": 16}), language=language)
    assert len(said) > 100
    assert not re.search(r"\bnan\b|\{\w*\}|None", said)


def test_texts_of_an_earlier_report_never_become_markup():
    rows = NOW.assumptions.copy()
    rows["path"], rows["stated"] = HOSTILE, HOSTILE
    before = replace(NOW, assumptions=rows, inputs={HOSTILE: "1"})
    assert HOSTILE not in section_html(since(STUDY, Compared(before, NOW), Words()), Words())
