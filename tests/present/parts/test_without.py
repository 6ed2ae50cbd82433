"""What the first page says of a result that hangs on what nobody stated, and of numbers close to their limits."""

from dataclasses import replace

import pandas as pd
import pytest
from fake_study import fake_study

from capacity.model.results.conclusions import DISPLACEMENT as COLUMNS
from capacity.present.brief.verdict import verdict
from capacity.present.chapters.chain import told_apart
from capacity.present.parts.without import hangs_on
from capacity.present.words.words import Words


def hanging(here, beside):
    study = fake_study()
    table = pd.DataFrame([(here, beside, "KGS")], columns=COLUMNS)
    return replace(study, tables={**study.tables, "displaced": table})


@pytest.mark.parametrize(("here", "beside", "told"), [(-15e6, 14.7e6, True), (10e6, 10.4e6, False), (0.0, 0.0, False)])
def test_it_is_told_where_much_hangs_on_it(here, beside, told):
    lines = list(hangs_on(hanging(here, beside), Words("en")))
    assert bool(lines) == told
    if told:
        (line,) = lines
        assert "would be 14.7 million KGS instead of −15 million KGS" in line.replace("\xa0", " ")
        assert line in verdict(hanging(here, beside), Words("en")).parts[-1].points


@pytest.mark.parametrize(
    ("said", "limit", "over", "expected"),
    [
        ("2 months", "2 months", 0.02, "just over 2 months"),
        ("70%", "70%", -0.004, "just under 70%"),
        ("2 months", "2 months", 0.0, "2 months"),
        ("3 months", "2 months", 1.0, "3 months"),
    ],
)
def test_rounding_hides_no_limit(said, limit, over, expected):
    assert told_apart(Words("en"), said, limit, over) == expected
