"""Entries of corrections.yml are read again as they were written."""

import pytest

from capacity.intake.changes.drafts import with_entries
from capacity.intake.documents.document import parse_document


@pytest.mark.parametrize("text", ["yes", "12:30", 'a "b" \\', "a\x07b", "\u200bx", "a\U000e0001b", "😀"])
def test_a_text_is_read_again_as_it_was_written(text):
    entry = {"member": "K1", "column": "joins", "set": text}
    assert parse_document(with_entries("", [entry])).data == {"corrections": [entry]}
