"""Faults put into the three samples: every member has the figures it had, or a finding says why not.

Each kind of fault has its variants in tests/sample_faults.py, answer_faults.py or layout_faults.py. By default each
kind is tried once on each sample, on one kind of file after the other; all of them in test-long.
"""

from itertools import cycle

import pytest
from answer_faults import ANSWERS
from layout_faults import LAYOUTS
from sample_faults import FAULTS as KNOWN
from sample_sheets import KINDS, SAMPLES, clean, damaged, folder_of, outcome, sheet_of, silent_changes

FAULTS = KNOWN | ANSWERS | LAYOUTS
BOOKS = ("struck through", "number formats", "percents", "dates")
"""kinds of which only a workbook has all that matters"""
WHOLE = (
    "other labels",
    "doubled labels",
    "once a block",
    "beside",
    "two rows of header",
    "units beside",
    "longer labels",
)
"""kinds that touch everybody"""
ALL = [(kind, variant) for kind, variants in FAULTS.items() for variant in variants]


def some() -> list[tuple[str, str, str, str]]:
    """One variant of each kind for each sample, on one kind of file after the other."""
    files = cycle(("csv", "xlsx", "ods"))
    return [
        (sample, kind, variant, "xlsx" if kind in BOOKS else next(files))
        for kind, variants in FAULTS.items()
        for sample, variant in zip(SAMPLES, variants, strict=False)
    ]


def silent(path, sample, kind, variant, file):
    """What a fault in a sample changes without a word."""
    before = clean(path, sample)
    sheet = damaged(sheet_of(sample, f"{kind} {variant}"), FAULTS[kind][variant])
    sheet.is_strict = kind not in WHOLE
    return silent_changes(before, outcome(folder_of(path / sample, sample), sheet, file), sheet)


def test_there_are_faults_of_many_kinds_in_several_variants_each():
    assert len(FAULTS) >= 20
    assert min(len(variants) for variants in FAULTS.values()) >= 4


@pytest.mark.parametrize(("sample", "kind", "variant", "file"), some())
def test_a_fault_changes_nothing_without_a_word(tmp_path, sample, kind, variant, file):
    assert silent(tmp_path, sample, kind, variant, file) == []


@pytest.mark.long
@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize(("kind", "variant"), ALL)
def test_no_fault_changes_anything_without_a_word(tmp_path, sample, kind, variant):
    for file in ("xlsx",) if kind in BOOKS else ("csv", "xlsx", "ods"):
        assert silent(tmp_path, sample, kind, variant, file) == []


@pytest.mark.parametrize("file", KINDS)
@pytest.mark.parametrize("sample", SAMPLES)
def test_every_kind_of_file_says_the_same(tmp_path, sample, file):
    before, sheet = clean(tmp_path, sample), sheet_of(sample)
    assert silent_changes(before, outcome(folder_of(tmp_path / sample, sample), sheet, file), sheet) == []
