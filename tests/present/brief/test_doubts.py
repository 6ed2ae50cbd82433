"""Each doubt is one question in plain words, in the language of the page."""

from dataclasses import replace

import pandas as pd
from fake_study import fake_study

from capacity.model.results.doubts import COLUMNS
from capacity.present.brief.unanswered import doubt_lines
from capacity.present.brief.verdict import verdict
from capacity.present.words.words import Words


def doubting(*rows):
    study = fake_study()
    return replace(study, tables={**study.tables, "doubts": pd.DataFrame(list(rows), columns=COLUMNS)})


def test_no_doubt_no_line():
    assert list(doubt_lines(doubting(), Words("en"))) == []


def test_every_kind_of_doubt_is_a_question_to_check():
    study = doubting(
        ("return", "", 1.8, 0.5, "household"),
        ("return", "", float("nan"), 0.5, ""),
        ("gain", "household", 1.5, 1.0, ""),
        ("growth", "household", 1.3, 1.14, ""),
    )
    lines = list(doubt_lines(study, Words("en")))
    assert [line for line in lines if line.startswith("Too good to be true?")] == [lines[0], *lines[2:]]
    assert "180%" in lines[0]
    assert "50%" in lines[0]
    assert "Households" in lines[1]
    assert "Almost nothing is laid out" in lines[2]
    assert "150% more a year" in lines[3]
    assert "130%" in lines[4]
    assert "114%" in lines[4]
    assert all("heck" in line or "again" in line for line in lines)


def test_the_first_page_asks_it():
    study = doubting(("gain", "household", 1.5, 1.0, ""))
    assert any("Too good" in line for line in verdict(study, Words("en")).parts[-1].points)
