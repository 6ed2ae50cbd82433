"""Numbered columns of an export that nobody described are one table, of all its members."""

import pytest

from capacity.intake.draft import below
from capacity.intake.draft.below import is_numbered_label, tables_below
from capacity.intake.draft.seen import see
from capacity.intake.sheets.sheets import Row, Rows, Sheet

ANSWERS = [["A1", "Кочкор", "5", "6"], ["A2", "Кочкор", "4", "7"], ["A3", "Нарын", "9", ""]]


def tables(labels):
    rows = [Row(number, tuple(row)) for number, row in enumerate([labels, *ANSWERS], start=1)]
    sheet = Sheet("members.xlsx", "S", Rows.of(rows))
    return tables_below(see(sheet), [sheet])


@pytest.mark.parametrize("labels", [("milk_1", "milk_2"), ("cow/1/l", "cow/2/l"), ("milk_1_1", "milk_2_1")])
def test_columns_with_a_number_are_numbered_ones(labels):
    found = tables(["id", "village", *labels])
    assert [is_numbered_label(label, found) for label in ("id", "village", *labels)] == [False, False, True, True]


def test_members_are_counted_beyond_the_rows_that_are_looked_at(monkeypatch):
    monkeypatch.setattr(below, "LOOKED_AT", 2)
    (table,) = tables(["id", "village", "milk_1", "milk_2"])
    assert (table.members, table.most) == (3, 2)
