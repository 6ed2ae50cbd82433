"""cluster.xlsx says what cluster.yml says: there and back, in every language, with the same bytes every time."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from valid_clusters import valid_cluster

from capacity.intake.cluster_book.converting import convert, yaml_text
from capacity.intake.cluster_book.layout import FORM, LANGUAGES, layouts
from capacity.intake.cluster_book.reading import parse_book
from capacity.intake.cluster_book.words import folded, key_title, known_sheets, sheet_title
from capacity.intake.cluster_book.writing import columns, write_book
from capacity.intake.documents.document import Document, parse_document, read_document
from capacity.intake.findings.issues import InputError
from capacity.intake.specs import build_spec, read_specs

DATA = Path(__file__).parents[3] / "data"
SAMPLES = ("chui-dairy", "bishkek-sewing", "talas-beans")


def through_a_book(data, place, language="en"):
    write_book(data, place / "cluster.xlsx", language)
    return parse_book((place / "cluster.xlsx").read_bytes(), "cluster.xlsx")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_comes_back_from_its_workbook_as_it_was(sample, language, tmp_path):
    document = read_document(DATA / sample / "cluster.yml")
    back = through_a_book(document.data, tmp_path, language)
    assert build_spec(back) == build_spec(document)
    first = (tmp_path / "cluster.xlsx").read_bytes()
    write_book(back.data, tmp_path / "again.xlsx", language)
    assert (tmp_path / "again.xlsx").read_bytes() == first


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(LANGUAGES))
def test_any_valid_cluster_comes_back(tmp_path_factory, number, language):
    data, _ = valid_cluster(number)
    document = Document(data, {}, "cluster.yml")
    back = through_a_book(data, tmp_path_factory.mktemp("book"), language)
    assert build_spec(back) == build_spec(document)
    assert parse_document(yaml_text(back.data)).data == back.data


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_folder_is_converted_and_back(sample, tmp_path):
    folder = tmp_path / sample
    shutil.copytree(DATA / sample, folder)
    before = read_specs(folder)
    made, kept = convert(folder, "ky")
    assert made.name == "cluster.xlsx"
    assert kept.read_bytes() == (DATA / sample / "cluster.yml").read_bytes()
    assert not (folder / "cluster.yml").exists()
    assert read_specs(folder) == before
    made, kept = convert(folder)
    assert (made.name, kept.name) == ("cluster.yml", "cluster.xlsx")
    assert read_specs(folder) == before


def test_comments_behind_a_key_become_remarks(tmp_path):
    folder = tmp_path / "chui-dairy"
    shutil.copytree(DATA / "chui-dairy", folder)
    convert(folder)
    rows = CalamineWorkbook.from_path(folder / "cluster.xlsx").get_sheet_by_name("links").to_python()
    remarks = {row[0]: row[rows[0].index("remarks")] for row in rows}
    assert "two tankers" in remarks["delivery"]


def test_both_files_are_refused(tmp_path):
    shutil.copytree(DATA / "talas-beans", tmp_path / "both")
    write_book(read_document(tmp_path / "both" / "cluster.yml").data, tmp_path / "both" / "cluster.xlsx")
    with pytest.raises(InputError) as refused:
        read_specs(tmp_path / "both")
    assert refused.value.issues[0].code == "F29"
    assert "keep cluster.xlsx" in refused.value.issues[0].fix


@pytest.mark.parametrize("layout", layouts(), ids=lambda layout: layout.key)
def test_every_label_of_a_sheet_is_another_one(layout):
    found = {}
    for language in LANGUAGES:
        if layout.shape == FORM:
            labels = [(slot.dotted, key_title(slot.path, language)) for slot in layout.slots]
        else:
            labels = [((slot.path if slot else "", part), title) for slot, part, title in columns(layout, language)]
        for what, label in labels:
            assert found.setdefault(folded(label), what) == what


def test_every_title_of_a_sheet_is_another_one():
    titles = [(sheet_title(layout.key, language), layout.key) for layout in layouts() for language in LANGUAGES]
    assert all(known_sheets()[folded(title)] == key for title, key in titles)
    assert max(len(title) for title, _ in titles) <= 31
