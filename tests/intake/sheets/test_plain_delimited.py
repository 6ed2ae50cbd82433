"""A CSV file of plain records is cut at once: what comes out is what the closer look would give."""

import pytest

from capacity.intake.sheets import delimited, plain_delimited
from capacity.intake.sheets.delimited import read_delimited
from capacity.intake.sheets.plain_delimited import plain_columns
from capacity.intake.sheets.plain_text import NotPlain
from capacity.intake.sheets.sheets import Sheet
from capacity.intake.tables.header import Wanted

HEADER = 'id,"milk, l/day",note\n'
ROWS = [f"K-{number},{number % 7},\n" for number in range(60)]


@pytest.fixture(autouse=True)
def _however_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_delimited, "LEAST", 0)


def _read(text: str) -> Sheet:
    return read_delimited(text.encode(), "members.csv", Wanted(("id",), {}).find_header)


def _first_lines(text: str) -> list[list[str]]:
    return [line.split(",") for line in text.splitlines()[:2]]


@pytest.mark.parametrize(
    "text",
    [
        HEADER + "".join(ROWS),
        HEADER + "".join(ROWS).replace("\n", "\r\n"),
        "\ufeff" + HEADER + "".join(ROWS) + ",,\n , ,\t\n",
        "sep=,\n" + HEADER + "".join(ROWS),
        HEADER + "".join(ROWS).rstrip("\n"),
        HEADER + "".join(ROWS) + "\n\nK-99,1,\n\n",
        HEADER + "".join(ROWS) + "NA,null,1.0\n  x ,\u2028,\\\n",
    ],
)
def test_plain_records_come_out_as_the_closer_look_gives_them(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = _read(text)
    monkeypatch.setattr(delimited, "plain_columns", _refuse)
    closely = _read(text)
    assert list(at_once.rows) == list(closely.rows)
    assert [list(one.texts) for one in at_once.rows.columns] == [list(one.texts) for one in closely.rows.columns]
    assert at_once.issues == closely.issues


def _refuse(*_: object) -> None:
    raise NotPlain


@pytest.mark.parametrize("rest", ['c,"d"\n', "c\n", "c,d,e\n", "c,d\re,f\n", 'c,d"\n', f"c,{'x' * 140_000}\n"])
def test_what_has_another_shape_is_left_to_the_closer_look(rest: str) -> None:
    first = "a,b\n1,2\n"
    with pytest.raises(NotPlain):
        plain_columns((first + rest).encode(), 2, _first_lines(first), ",")


def test_a_short_text_is_not_worth_the_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    first = "a,b\n1,2\n"
    monkeypatch.setattr(plain_delimited, "LEAST", len(first) + 1)
    with pytest.raises(NotPlain):
        plain_columns(first.encode(), 2, _first_lines(first), ",")


def test_a_text_is_kept_once_in_the_order_in_which_texts_come() -> None:
    first = "a,b\n1,2\n"
    one, two = plain_columns((first + "3,2\n1,b\n").encode(), 2, _first_lines(first), ",")
    assert (list(one.texts), one.codes.tolist(), one.kinds) == (["a", "1", "3"], [0, 1, 2, 1], "ttt")
    assert (list(two.texts), two.codes.tolist()) == (["b", "2"], [0, 1, 1, 0])
