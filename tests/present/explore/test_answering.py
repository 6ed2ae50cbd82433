"""At the meeting a member answers differently: the panel shows what comes of it, and keeps it only when told to."""

import pytest

from capacity.intake.changes.meeting import Answer, with_answers
from capacity.intake.cluster import read_cluster
from capacity.model.potential.aggregate import potential
from capacity.present.explore.panel import Panel
from capacity.present.words.words import Words
from capacity.run.new import make_cluster

DRAWS = 4


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A cluster's folder."""
    return make_cluster(str(tmp_path_factory.mktemp("answers") / "village"))


@pytest.fixture(scope="module")
def opened(folder):
    """The panel of the cluster."""
    return Panel(folder, Words("en"), DRAWS)


def change(opened, member, column, text):
    form = opened.other
    form.member.value, form.column.value, form.text.value = member, column, text
    form.button.click()


def expected(study):
    return study.tables["potential"].set_index("product")["expected"]


def test_answers_change_what_is_shown_and_are_kept_when_told_to(opened, folder):
    before = expected(opened.after)
    assert "Signed + promised" in opened.board.numbers.value
    change(opened, "EXAMPLE-04", "Will you join", "yes")
    assert expected(opened.after).sum() > before.sum()
    assert expected(opened.scene.before).equals(before)
    assert "EXAMPLE-04 · Will you join · yes" in opened.other.message.value
    assert not (folder / "corrections.yml").exists()
    opened.back.click()
    assert expected(opened.after).sum() > before.sum()
    change(opened, "EXAMPLE-02", "Milking cows", "5")
    both = (Answer("EXAMPLE-04", "Will you join", "yes"), Answer("EXAMPLE-02", "Milking cows", "5"))
    meant = potential(with_answers(read_cluster(folder), both)).totals.set_index("product")["expected"]
    assert (expected(opened.after) * 1000).round(2).to_dict() == meant[expected(opened.after).index].round(2).to_dict()
    opened.other.keep.click()
    assert "who took the answers" in opened.other.message.value
    opened.other.who.value, opened.other.when.value = "Айгүл", "2026-11-02"
    opened.other.keep.click()
    assert "Kept in corrections.yml" in opened.other.message.value
    assert [(one.member, one.old, one.new) for one in read_cluster(folder).survey.corrections] == [
        ("EXAMPLE-04", "no", "yes"),
        ("EXAMPLE-02", "2", "5"),
    ]
    assert opened.answers == ()


@pytest.mark.parametrize(
    ("member", "column", "text", "said"),
    [
        ("", "Will you join", "yes", "Pick a member"),
        ("EXAMPLE-99", "Will you join", "yes", "no row of the survey"),
        ("EXAMPLE-01", "Will you join", "perhaps", "perhaps"),
    ],
)
def test_an_answer_that_cannot_be_is_said_and_changes_nothing(opened, member, column, text, said):
    before = opened.after
    change(opened, member, column, text)
    assert said in opened.message.value
    assert opened.after is before
    assert opened.answers == ()
