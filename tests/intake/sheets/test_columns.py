"""A column keeps each different cell once, and says of its rows what the cells say."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from capacity.intake.sheets.columns import Column, together, told_apart
from capacity.intake.sheets.sheets import NUMBER, TEXT

CELLS = st.lists(st.tuples(st.sampled_from(["", "5", "05", "да", "x"]), st.sampled_from([TEXT, NUMBER])), max_size=40)


@given(CELLS)
def test_a_column_is_its_cells(cells):
    column = Column.of(cells)
    assert [column.cell(at) for at in range(len(column))] == cells
    assert list(column) == [text for text, _ in cells]
    assert {cell: cells.count(cell) for cell in cells} == column.counts()
    assert list(column.counts()) == list(dict.fromkeys(cells))


@given(CELLS.filter(bool), st.data())
def test_a_changed_cell_is_counted_with_those_that_say_the_same(cells, data):
    at, new = data.draw(st.integers(0, len(cells) - 1)), data.draw(st.sampled_from([("5", TEXT), ("new", TEXT)]))
    after = [*cells[:at], new, *cells[at + 1 :]]
    changed = Column.of(cells).changed(at, new)
    assert [changed.cell(row) for row in range(len(changed))] == after
    assert changed.counts() == {cell: after.count(cell) for cell in after}


@given(CELLS, st.data())
def test_a_part_of_a_column_says_what_its_rows_say(cells, data):
    chosen = np.array(data.draw(st.lists(st.integers(0, len(cells) - 1))) if cells else [], dtype=int)
    column = Column.of(cells)
    assert list(column[chosen]) == [cells[at][0] for at in chosen]
    assert list(column[2:7]) == [text for text, _ in cells[2:7]]
    assert column[chosen].says(str.isdecimal).tolist() == [cells[at][0].isdecimal() for at in chosen]
    assert column.each(lambda text, kind: len(text) + (kind == NUMBER)).tolist() == [
        len(text) + (kind == NUMBER) for text, kind in cells
    ]


@given(st.integers(0, 30).flatmap(lambda n: st.tuples(*[st.lists(st.integers(0, 3), min_size=n, max_size=n)] * 2)))
def test_rows_are_of_one_kind_if_all_they_say_is_the_same(codes):
    rows = list(zip(*codes, strict=True))
    first, kind = told_apart([np.array(one, dtype=np.uint8) for one in codes], len(rows))
    assert [rows[at] for at in first] == list(dict.fromkeys(rows))
    assert [rows[first[one]] for one in kind] == rows
    columns = [Column.of((str(code), TEXT) for code in one) for one in codes]
    counted = together(columns) if rows else {}
    assert sum(counted.values()) == len(rows)
