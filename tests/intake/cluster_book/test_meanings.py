"""What stands beside the keys of cluster.xlsx is in the workbook's language."""

import re

import openpyxl
import pytest

from capacity.intake.cluster_book.layout import layouts
from capacity.intake.cluster_book.words import meaning
from capacity.intake.cluster_book.writing import write_book

SLOTS = [slot for layout in layouts() for slot in layout.slots if slot.field.description]


@pytest.mark.parametrize("language", ["ru", "ky"])
def test_every_key_is_told_in_every_language(language):
    assert [slot.dotted for slot in SLOTS if not re.search("[а-яөүң]", meaning(slot, language))] == []


@pytest.mark.parametrize(("language", "words"), [("en", "e.g."), ("ru", "например"), ("ky", "мисалы")])
def test_notes_are_in_the_language_of_the_workbook(tmp_path, language, words):
    write_book({"cluster": "mill", "currency": "KGS", "start": "2027-01"}, tmp_path / "cluster.xlsx", language)
    book = openpyxl.load_workbook(tmp_path / "cluster.xlsx")
    notes = [cell.comment.text for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment]
    assert len(notes) > 100
    assert all(words in note for note in notes)
    if language != "en":
        assert [note for note in notes if re.search(r"if not stated|not stated:", note)] == []
