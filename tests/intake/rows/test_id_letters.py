"""Ids of look-alike letters: two that may be one are warned of, and so is one that stands alone in its alphabet."""

import pytest
from survey_folders import issues, read, with_members


def found(path, *ids):
    data = read(with_members(path, *([name, "ЛПХ", "12", "", "да"] for name in ids)))
    assert len(data.members) == len(ids)
    return [
        (row, severity) for severity in ("warning", "note") for row, _, code in issues(data, severity) if code == "R04"
    ]


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        (["Т-1", "Т-2", "T-3"], [(4, "note")]),
        (["KA1", "КА2", "KA3"], [(3, "note")]),
        (["Кол-1", "Koл-2", "Кол-3"], [(3, "note")]),
        (["Т-1", "Т-2", "T-2"], [(3, "warning"), (4, "note")]),
    ],
)
def test_an_id_in_another_alphabet_is_named(tmp_path, ids, said):
    assert found(tmp_path, *ids) == said


@pytest.mark.parametrize(
    "ids", [["Т-1", "S-2"], ["1", "2"], ["Л-1", "Ө-1", "О-2"], ["T1", "t2"], ["Т 1", "т-2", "Ёлка"]]
)
def test_ids_of_one_alphabet_are_no_finding(tmp_path, ids):
    assert found(tmp_path, *ids) == []
