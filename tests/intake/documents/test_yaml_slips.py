"""A slip of the hand in a cluster file is named where it stands, with what to write; what is right is left alone."""

import pytest

from capacity.intake.documents.document import parse_document
from capacity.intake.findings.issues import InputError


def refused(text):
    with pytest.raises(InputError) as caught:
        parse_document(text)
    (issue,) = caught.value.issues
    return issue


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a:\n\trated: honey\n", "2:1"),
        ("currency:\tKGS\n", "1:10"),
        ("a:\n  b: 1\n\tc: 2\n", "3:1"),
        ("a:\n  -\t{b: 1\n", "2:4"),
        ("a: 1\n\tb: 2\n", "2:1"),
    ],
)
def test_a_tab_is_called_a_tab(text, place):
    issue = refused(text)
    assert (issue.file, issue.code) == (f"cluster.yml:{place}", "Y01")
    assert issue.problem == "a tab stands here; YAML wants blanks"
    assert "quotes" not in issue.fix


@pytest.mark.parametrize(
    ("text", "place", "fix"),
    [
        ("a: 1\ncurrency KGS\nb: 2\n", "2:1", "write currency: KGS"),
        ("currency KGS\nb: 2\n", "1:1", "write currency: KGS"),
        ("a:\n  runs [point]\n  season: flow\n", "2:3", "write runs: [point]"),
        ("a: 1\nsurvey\n  member: x\n", "2:1", "write survey:"),
        ("a:\n  header_row 4\n  b: 1\n", "2:3", "write header_row: 4"),
        ("a: 1\ncurrency:KGS\nb: 2\n", "2:1", "write currency: KGS"),
        ("a:\n  header_row:4\n  b: 1\n", "2:3", "write header_row: 4"),
    ],
)
def test_the_line_without_its_colon_is_named_and_no_other(text, place, fix):
    issue = refused(text)
    assert (issue.file, issue.fix) == (f"cluster.yml:{place}", fix)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("[0,02, 0,03, 0,04, kg]", "[0.02, 0.03, 0.04, kg]"),
        ("[0,14, 1/year]", "[0.14, 1/year]"),
        ("[0,14,1/year]", "[0.14, 1/year]"),
        ("[0,02,0,03,0,04,kg]", "[0.02, 0.03, 0.04, kg]"),
        ("[5,5, 8, 12,5, KGS/kg, press]", "[5.5, 8, 12.5, KGS/kg, press]"),
        ("[-0,5, 0, 0,05, share]", "[-0.5, 0, 0.05, share]"),
        ("[4,8, 5,0, 6,2, 7,4]", "[4.8, 5.0, 6.2, 7.4]"),
        ("{mean: 5,5, sd: 1}", "5.5"),
    ],
)
def test_decimal_commas_are_written_with_points(written, meant):
    issue = refused(f"a: {written}\n")
    assert issue.code == "Y02"
    assert issue.fix.startswith(f"write {meant}")


@pytest.mark.parametrize(
    "written",
    [
        "[5,8,12,kg]",
        "[5, 8, 12, kg]",
        "[5,8,12, kg]",
        "[0,0,0,0,0,20]",
        "[1,2]",
        "[1, 2,3]",
        "[a,b, c]",
        "[1.5, 2, 3, t]",
    ],
)
def test_ordinary_lists_are_read(written):
    assert isinstance(parse_document(f"a: {written}\n").data["a"], list)


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ('note: "Honey\ncurrency: KGS\nb: "x"\n', "1:7", "not closed on this line"),
        ("note: 'don't'\nb: 2\n", "1:7", "not closed on this line"),
        ("cost: [150, 200, KGS/kg\nb: 1\n", "1:7", "the bracket [ that opens here"),
        ("makes: {a: [1, kg], b: [2, kg]\nc: 1\n", "1:8", "the bracket { that opens here"),
        ("note: Honey: the best\n", "1:5", "a second colon"),
        ("note: «Мёд: лучший»\n", "1:5", "a second colon"),
        ("items:\n  -{buy: line, owner: a}\n", "2:3", "a blank is missing after the dash"),
        ("a: 1\n   b: 2\n", "2:4", "deeper than the one above"),
    ],
)
def test_quotes_brackets_colons_and_dashes_are_named_where_they_open(text, place, words):
    issue = refused(text)
    assert issue.file == f"cluster.yml:{place}"
    assert words in issue.problem


def test_a_doubled_key_says_where_the_first_stands():
    assert refused("a: 1\nb: 2\na: 3\n").fix == "keep one of the two; the first stands in line 1"


@pytest.mark.parametrize("text", ["a: [14, %]\n", "a: %\n"])
def test_a_percent_sign_becomes_a_word(text):
    assert refused(text).fix.startswith("write percent for %")
