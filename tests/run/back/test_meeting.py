"""At a meeting an answer changes, and the figures worked by hand are out again; it is kept only when told to."""

import time
from pathlib import Path

import pytest
from survey_folders import HEADER, read, with_survey

from capacity.intake.changes.filled import Signed
from capacity.intake.changes.meeting import Answer, as_corrections, with_answers
from capacity.intake.cluster import read_cluster
from capacity.intake.findings.issues import InputError
from capacity.model.results.run import Now
from capacity.model.results.study import look
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.whatif.glance import standing
from capacity.run.back.meeting import Asked, meet, read_answers

ROWS = (
    ["K1", "ЛПХ", "100", "", "да"],
    ["K2", "ЛПХ", "полный двор", "", "да"],
    ["K3", "ЛПХ", "200", "", "нет"],
    ["P1", "пункт", "", "5", "да"],
    ["Z1", "завод", "", "5", "да"],
)
SIGNED = Signed("Айгүл", "2026-11-02")
A_YEAR = 1.03 * 365 / 1000
"""t a year of one litre a day"""
DRAWS = 16


@pytest.fixture
def folder(tmp_path):
    """A cluster of two usable households, of which one says no, and one that is set aside."""
    return with_survey(tmp_path / "mini", [HEADER, *ROWS])


def milk(folder, *answers):
    """What is expected of milk, t a year, once these answers are given."""
    found = standing(with_answers(read_cluster(folder), answers), draws=DRAWS)["potential"]
    return found.set_index("product").loc["raw_milk", "expected"]


def test_the_potential_follows_the_answer(folder):
    """0.9 of 100 l; then K3's 200 l too with a yes, 0.9 of 300; K2 brings 50 l once they can be read."""
    assert milk(folder) == pytest.approx(0.9 * 100 * A_YEAR)
    assert milk(folder, Answer("K3", "joins", "да")) == pytest.approx(0.9 * 300 * A_YEAR)
    answers = (Answer("K3", "joins", "возможно"), Answer("K2", "milk", "50"), Answer("K1", "milk", "80,5"))
    assert milk(folder, *answers) == pytest.approx((0.9 * 80.5 + 0.9 * 50 + 0.5 * 200) * A_YEAR)


def test_what_stood_is_shown_beside_what_is(folder):
    said = meet(folder, Asked(read_answers([("K3", "joins=да")])), DRAWS).as_text().splitlines()
    assert said[:2] == ["signed: 0", "promised: 3 → 4 (needed 30)"]
    assert "potential raw_milk: expected: 33.84 t/year → 101.5 t/year" in said
    assert said[-1] == "answers used: 4 of 5"
    assert not (folder / "corrections.yml").exists()


def test_without_an_answer_it_says_what_stands(folder):
    said = meet(folder, Asked(()), DRAWS).as_text()
    assert "→" not in said
    assert "potential raw_milk: expected: 33.84 t/year" in said


def test_answers_are_kept_only_when_told_to_and_then_the_report_has_them(folder):
    asked = Asked(read_answers([("K3", "joins=да"), ("K2", "milk=50")]), keep=True, signed=SIGNED)
    assert meet(folder, asked, DRAWS).as_text().endswith(f"2 kept in {folder / 'corrections.yml'}")
    data = read(folder)
    assert data.rows.used == 5
    assert [(one.member, one.row, one.old, one.new, one.who, one.when) for one in data.corrections] == [
        ("K3", 4, "нет", "да", "Айгүл", "2026-11-02"),
        ("K2", 3, "полный двор", "50", "Айгүл", "2026-11-02"),
    ]


def test_an_answer_may_follow_another_for_the_same_cell(folder):
    answers = (Answer("K1", "milk", "90"), Answer("K1", "milk", "95"))
    entries = as_corrections(read_cluster(folder), answers, SIGNED)
    assert [(entry["expect"], entry["set"]) for entry in entries] == [("100", 90), ("90", 95)]
    meet(folder, Asked(answers, keep=True, signed=SIGNED), DRAWS)
    assert read(folder).rows.corrected == 1


@pytest.mark.parametrize(
    ("pair", "problem"),
    [
        (("K9", "milk=5"), "no row of the survey is member K9"),
        (("K1", "milch=5"), "is not a column"),
        (("K1", "joins=наверное"), "not among the answers|not declared|наверное"),
        (("K1", "milk=много"), "not a number"),
        (("K1", "milk"), "is not COLUMN=ANSWER"),
        (("K1", "milk="), "is not COLUMN=ANSWER"),
    ],
)
def test_what_cannot_be_is_refused(folder, pair, problem):
    with pytest.raises(InputError, match=problem):
        meet(folder, Asked(read_answers([pair])), DRAWS)


def test_nobodys_answers_are_not_kept(folder):
    with pytest.raises(InputError, match="who took them"):
        meet(folder, Asked(read_answers([("K3", "joins=да")]), keep=True, signed=Signed("Айгүл")), DRAWS)
    assert not (folder / "corrections.yml").exists()


def test_the_figures_are_those_of_the_study(folder):
    cluster = read_cluster(folder)
    tables, found = standing(cluster, draws=DRAWS), look(Now(cluster, "base", sample_draws(cluster, DRAWS, 1)))
    for name in ("counter", "potential", "links", "members"):
        assert tables[name].equals(found.tables[name]) or tables[name].round(6).equals(found.tables[name].round(6))
    assert list(tables["critical_mass"]["light"]) == list(found.tables["critical_mass"]["light"])


def test_the_sample_is_out_again_within_twenty_seconds():
    """Of computing, not of waiting for others who use this machine."""
    start = time.process_time()
    asked = read_answers([("Л-15", "Вступите в кластер?=да")])
    assert "→" in meet(Path("data/chui-dairy"), Asked(asked)).as_text()
    assert time.process_time() - start < 20
