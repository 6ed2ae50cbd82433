"""Where the central case stands among the futures, and what may be called normal."""

from dataclasses import replace

from fake_gains import gains_tables
from fake_study import fake_study

from capacity.present.parts.central import central_note, is_normal, shown_income
from capacity.present.words.words import Words

WORDS, STUDY = Words("en"), fake_study()


def standing_at(percentile: float):
    """The study whose central case stands at a percentile."""
    measures = STUDY.tables["measures"].assign(central_percentile=percentile)
    return replace(STUDY, tables={**STUDY.tables, "measures": measures})


def test_the_page_names_the_percentile():
    """54 is near enough to the middle; 69 is not, and the reader is told."""
    (said,) = central_note(standing_at(54.0), WORDS)
    assert "percentile 54" in said
    assert "not the middle" not in said
    (said,) = central_note(standing_at(69.0), WORDS)
    assert "percentile 69" in said
    assert "not the middle" in said


def test_normal_is_from_40_to_60():
    assert [is_normal(one) for one in (39.9, 40, 60, 60.1, None)] == [False, True, True, False, True]


def test_what_is_not_normal_gives_way_to_the_middle_of_the_futures():
    rows = gains_tables()["gains"]
    same, normal = shown_income(rows)
    assert normal
    assert same is rows
    moved, normal = shown_income(rows.assign(central_percentile=69.0))
    assert not normal
    assert moved["with_normal"].equals(rows["with_p50"].rename("with_normal"))
