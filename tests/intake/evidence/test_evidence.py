"""What lies beside the survey is read as people write it, or refused with its place; what is not there is not known."""

import openpyxl
import pytest

from capacity.intake.cluster import read_cluster
from capacity.intake.evidence import read_evidence
from capacity.intake.findings import InputError
from capacity.run.new import make_cluster

REGION = """area,branch,measure,unit,year,value
North,honey,output,t,2024,"1 020,5"
Country,honey,output,t,2024,4000
North,all,population,people,2024,90 000
Country,all,population,people,2024,900000
"""
STATED = "branch: honey\nregion: north\ncountry: Country\n"
SALES = "seller,buyer,product,amount,per,price,said_by,contract\n"


@pytest.fixture
def folder(tmp_path):
    """The folder of a new cluster."""
    return make_cluster(str(tmp_path / "village"))


@pytest.fixture
def told(folder):
    """Write files beside the survey, and read what they tell."""

    def read(**texts):
        for name, text in texts.items():
            (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
        return read_evidence(read_cluster(folder))

    return read


def issues(caught):
    return [(issue.code, issue.file, issue.row, issue.column) for issue in caught.value.issues]


def test_nothing_there_is_nothing_known(told):
    found = told()
    assert found.stated.branch == ""
    assert all(table.empty for table in (found.region, found.relations, found.told))


def test_a_region_s_figures_stand_beside_the_country_s(told):
    (row,) = told(region_csv=REGION, diagnosis_yml=STATED).region.to_dict("records")
    assert (row["branch"], row["branch_there"]) == (1020.5, 4000)
    assert (row["base"], row["whole"], row["whole_there"]) == ("population", 90_000, 900_000)


def test_the_row_of_all_branches_goes_before_the_population(told):
    text = REGION + "North,all,output,t,2024,2000\nCountry,все,output,t,2024,50000\n"
    (row,) = told(region_csv=text, diagnosis_yml=STATED).region.to_dict("records")
    assert (row["base"], row["whole"], row["whole_there"]) == ("output", 2000, 50_000)


def test_a_year_without_the_country_s_figure_is_left_out(told):
    text = REGION + "North,honey,output,t,2025,1100\n"
    assert told(region_csv=text, diagnosis_yml=STATED).region["year"].tolist() == [2024]


def test_a_workbook_with_russian_headings_is_read(folder, told):
    book = openpyxl.Workbook()
    for row in (
        ["регион", "отрасль", "показатель", "единица", "год", "значение"],
        ["North", "honey", "output", "t", 2024, 10.5],
        ["Country", "honey", "output", "t", 2024, 100],
        ["North", "все", "output", "t", 2024, 50],
        ["Country", "все", "output", "t", 2024, 1000],
    ):
        book.active.append(row)
    book.save(folder / "region.xlsx")
    (row,) = told(diagnosis_yml=STATED).region.to_dict("records")
    assert [row[name] for name in ("branch", "whole", "branch_there", "whole_there")] == [10.5, 50, 100, 1000]


def test_two_tables_of_a_name_are_refused(folder, told):
    openpyxl.Workbook().save(folder / "region.xlsx")
    with pytest.raises(InputError, match=r"region.csv, region.xlsx") as caught:
        told(region_csv=REGION)
    assert caught.value.issues[0].code == "F31"


def test_every_wrong_cell_is_said_at_once_with_its_place(told):
    text = REGION + "North,honey,jobs,jobs,2024,many\n,honey,jobs,jobs,2024,5\nNorth,honey,jobs,jobs,2023,-1\n"
    with pytest.raises(InputError) as caught:
        told(region_csv=text, diagnosis_yml=STATED)
    assert [(row, column) for _, _, row, column in issues(caught)] == [(6, "value"), (7, "area"), (8, "value")]
    assert {file for _, file, *_ in issues(caught)} == {"region.csv"}


def test_a_row_that_stands_twice_is_refused(told):
    with pytest.raises(InputError, match="a second time") as caught:
        told(region_csv=REGION + "North,honey,output,t,2024,7\n", diagnosis_yml=STATED)
    assert [row for _, _, row, _ in issues(caught)] == [6]


def test_a_branch_that_the_table_does_not_have_is_refused_with_the_nearest(told):
    with pytest.raises(InputError, match=r'no branch "hone".*honey') as caught:
        told(region_csv=REGION, diagnosis_yml=STATED.replace("honey", "hone"))
    assert caught.value.issues[0].code == "Y43"


def test_a_sale_is_worth_amount_times_price_a_year(told):
    found = told(relations_csv=SALES + "A,B,milk,10,week,3,,да\nA,B,milk,1,month,50,buyer,\n").relations
    assert found["worth"].tolist() == [10 * 52 * 3, 12 * 50]
    assert found["said_by"].tolist() == ["seller", "buyer"]
    assert found["contract"].tolist() == [True, False]


def first_member(folder):
    """The id of the first member of the village."""
    return str(read_cluster(folder).survey.members["owner"].iloc[0])


def test_a_member_is_known_by_the_survey_s_id_however_it_is_written(folder, told):
    member = first_member(folder)
    found = told(relations_csv=SALES + f"{member.lower()},shop,milk,1,day,1,,\n")
    assert found.relations[["seller", "from_member", "to_member"]].to_numpy().tolist() == [[member, True, False]]


def test_a_name_nearly_a_member_s_is_outside_and_said(folder, told):
    member = first_member(folder)
    found = told(relations_csv=SALES + f"{member}x,shop,milk,1,day,1,,\n")
    assert found.alike == {f"{member}x": member}
    assert not found.relations["from_member"].any()


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("A,A,milk,1,day,1,,", "buyer"),
        ("A,B,milk,x,day,1,,", "amount"),
        ("A,B,milk,1,fortnight,1,,", "per"),
        ("A,B,milk,1,day,,,", "price"),
        ("A,B,milk,1,day,-2,,", "price"),
        ("A,B,,1,day,1,,", "product"),
        ("A,B,milk,1,day,1,neighbour,", "said_by"),
        ("A,B,milk,1,day,1,,perhaps", "contract"),
    ],
)
def test_a_sale_that_cannot_be_is_refused_at_its_cell(told, row, column):
    with pytest.raises(InputError) as caught:
        told(relations_csv=SALES + row + "\n")
    assert [(row, where) for _, _, row, where in issues(caught)] == [(2, column)]


def test_facts_say_what_has_ended_when_the_cluster_starts(folder, told):
    start = read_cluster(folder).spec.start
    text = f"""support:
  - {{kind: law, title: Old law, state: there, until: 2001}}
  - {{kind: law, title: Law of now, state: there, until: "{start}"}}
"""
    assert told(diagnosis_yml=text).told["expired"].tolist() == [True, False]


def test_a_misspelt_key_is_refused_with_its_line(told):
    with pytest.raises(InputError, match=r"diagnosis\.yml:2.*infrastructure"):
        told(diagnosis_yml="branch: honey\ninfrastructur: []\n")
