"""A refusal of the model names the description that is there, and the line or the cell of the key that it means."""

import pytest
from openpyxl import load_workbook

from capacity.intake.catalogue.sentences import told
from capacity.intake.cluster import read_cluster
from capacity.intake.cluster_book.converting import convert
from capacity.intake.cluster_book.found import as_described, cluster_document
from capacity.intake.findings.issues import InputError
from capacity.run.new import make_cluster

FIX = "state links.{}.capacity, or what is available to buy"


class Read:
    """What stands for a cluster that was read from a folder."""

    def __init__(self, folder):
        self.folder = folder


@pytest.fixture
def folder(tmp_path):
    return make_cluster(str(tmp_path / "my-cluster"))


@as_described
def asked(cluster, column):
    """Refuse as the model does."""
    raise InputError("nothing", fix=FIX.format(column.split(".")[-1]), file="cluster.yml", column=column, code="Y32")


def refused(folder, column):
    with pytest.raises(InputError) as caught:
        asked(Read(folder), column)
    return caught.value.issues[0]


def link_of(folder):
    return next(iter(cluster_document(folder).data["links"]))


def test_a_key_of_the_text_is_its_line(folder):
    name = link_of(folder)
    issue = refused(folder, f"links.{name}")
    assert issue.file == cluster_document(folder).where(("links", name))
    assert issue.column == ""
    assert issue.fix == FIX.format(name)


@pytest.mark.parametrize(("language", "sheet"), [("en", "links"), ("ru", "звенья"), ("ky", "звенолор")])
def test_a_key_of_the_workbook_is_its_sheet_and_cell(folder, language, sheet):
    name = link_of(folder)
    convert(folder, language)
    issue = refused(folder, f"links.{name}")
    assert issue.file.startswith(f"cluster.xlsx » {sheet} » ")
    assert f'on the sheet "{sheet}", row "{name}", column "' in issue.fix
    assert sheet in told(issue, "ru")[1]
    assert told(issue, "ky")[1]


def test_what_is_no_key_stays_a_column_and_names_the_file(folder):
    convert(folder)
    issue = refused(folder, "Milk")
    assert (issue.file, issue.column) == ("cluster.xlsx", "Milk")


def test_a_folder_without_a_description_is_no_trouble(tmp_path):
    assert refused(tmp_path, "links.mill").file == "cluster.yml"


def test_a_workbook_that_cannot_be_read_is_spoken_of_by_its_own_sheets(folder):
    convert(folder, "ru")
    book = load_workbook(folder / "cluster.xlsx")
    sheet = book["продукты"]
    title = next(cell.column for cell in sheet[1] if cell.value == "название")
    sheet.cell(2, title, "Молоко")
    sheet.cell(2, title + 1, "Milk")
    book.save(folder / "cluster.xlsx")
    with pytest.raises(InputError) as caught:
        read_cluster(folder)
    issue = caught.value.issues[0]
    assert issue.code == "Y26"
    assert issue.problem.startswith('on the sheet "продукты", row "')
