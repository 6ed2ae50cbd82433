"""What stands in a cluster file in another form than it must is said with the form it should have."""

import pytest
from small_clusters import dairy

from capacity.intake.documents.document import Document, parse_document
from capacity.intake.findings.issues import InputError
from capacity.intake.specs import build_spec


def issues(changes):
    with pytest.raises(InputError) as caught:
        build_spec(Document(dairy(), {}, "cluster.yml"), changes)
    return caught.value.issues


@pytest.mark.parametrize(
    ("path", "value", "problem", "fix"),
    [
        ("finance.discount_rate", 0.14, "the unit is missing", "as in discount_rate: [0.08, 0.1, 0.12, 1/year]"),
        ("links.cheesing.minimum_load", 100, "the unit is missing", "as in minimum_load: [6, t/day]"),
        ("links.cheesing.cost", [150, 200, 260], "the unit is missing", "KGS/kg]"),
        ("horizon", 10, "the unit is missing", "write [value, unit]"),
        ("links.cheesing.minimum_load", "100 kg/day", "in brackets", "write [100, kg/day]"),
        ("links.cheesing.minimum_load", "0,1 т/день", "in brackets", "write [0.1, т/день]"),
        ("links.cheesing.minimum_load", ["1 500", "kg/day"], "in brackets", "write [1500, kg/day]"),
        ("finance.discount_rate", "14%", "in brackets", "write [14, percent]"),
        ("finance.discount_rate", "0,14", "the unit is missing", "write [0.14, its unit]"),
    ],
)
def test_a_number_without_its_unit_is_told_how_it_is_written(path, value, problem, fix):
    (issue,) = issues({path: value})
    assert (issue.code, problem in issue.problem, fix in issue.fix) == ("Y08", True, True), str(issue)


@pytest.mark.parametrize(
    ("value", "fix"),
    [(0.1, "write [value, unit] or [low, mode, high, unit]"), ("0,1", "write [0.1, its unit]")],
)
def test_where_there_is_no_example_none_is_begun(value, fix):
    (issue,) = issues({"links.cheesing.makes.cheese": value})
    assert issue.fix == fix


@pytest.mark.parametrize(
    ("path", "value", "fix"),
    [
        ("classes.home.runs", "-milking", "put a blank behind each dash: - milking"),
        ("classes.home.runs", "-milking -cooling", "put a blank behind each dash: - milking - cooling"),
        ("classes.home.runs", "milking", "put it into brackets: [milking]"),
        ("classes.home.service", "да", "write true"),
        ("classes.home.service", "жок", "write false"),
        ("classes.home.service", "perhaps", "write true or false"),
        ("classes.home.runs", ["Сырзавод"], "write it in Latin letters, e.g. syrzavod"),
        ("markets.shops.point", {"per": "l", "fat": "3,6"}, "write 3.6, with a decimal point"),
    ],
)
def test_a_value_of_another_kind_is_told_how_it_is_written(path, value, fix):
    (issue,) = issues({path: value})
    assert (issue.code, issue.fix) == ("Y05", fix)


@pytest.mark.parametrize("word", ["yes", "no", "true"])
def test_yes_and_no_are_read(word):
    value = parse_document(f"a: {word}\n").data["a"]
    spec = build_spec(Document(dairy(), {}, "cluster.yml"), {"classes.home.service": value})
    assert spec.classes["home"].service is (word != "no")


def test_a_key_that_has_swallowed_its_value_is_parted():
    (issue,) = issues({"products.cheese": {"unit": "kg", "keeps [1, month]": None}})
    assert (issue.code, issue.fix) == ("Y03", "write keeps: [1, month]")


@pytest.mark.parametrize("unit", ["percent", "share", "пайыз"])
def test_a_rate_a_year_may_leave_the_year_out(unit):
    number = 0.14 if unit == "share" else 14
    spec = build_spec(Document(dairy(), {}, "cluster.yml"), {"finance.discount_rate": [number, unit]})
    assert spec.money.discount_rate.mode == pytest.approx(0.14)


@pytest.mark.parametrize("word", ["syrovarnya", "Сыроварня", "сыроварня"])
def test_a_name_that_is_a_title_means_what_has_it(word):
    data = dairy()
    data["links"]["cheesing"]["title"] = {"ru": "Сыроварня", "en": "Cheese"}
    data["classes"]["home"]["runs"] = [word]
    with pytest.raises(InputError) as caught:
        build_spec(Document(data, {}, "cluster.yml"))
    assert caught.value.issues[0].fix == "did you mean cheesing (Сыроварня)?"


@pytest.mark.parametrize(
    ("factor", "unit", "fix"),
    [
        (95 / 12, "percent", "5 is missing: check the twelve numbers"),
        (0.95 / 12, "share", "0.05 is missing: check the twelve numbers"),
        (103 / 12, "percent", "3 is too much: check the twelve numbers"),
        (1 / 12, "percent", "write unit: share"),
        (100 / 12, "share", "write unit: percent"),
    ],
)
def test_a_season_that_does_not_add_up_says_what_is_missing(factor, unit, fix):
    (issue,) = issues({"seasons": {**dairy()["seasons"], "odd": {"unit": unit, "by_month": [factor] * 12}}})
    assert (issue.code, issue.fix) == ("Y09", fix)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"markets": {"corner shop": {}}}, "a name has Latin letters, digits and _ only, and begins with a letter"),
        ({"products": {"soft cheese": {"unit": "kg", "colour": "white"}}}, 'products."soft cheese".colour'),
    ],
)
def test_a_name_with_a_blank_is_never_half_of_a_key(changes, problem):
    """In a workbook a key becomes its sheet and row: the first word of a name must not be taken for one."""
    document = dairy()
    for part, entries in changes.items():
        document[part] |= entries
    with pytest.raises(InputError) as caught:
        build_spec(Document(document, {}, "cluster.yml"), {})
    assert problem in " ".join(issue.problem for issue in caught.value.issues)
    for issue in caught.value.issues:
        for name in changes.values():
            half = next(iter(name)).split()[0]
            assert f".{half}" not in issue.problem
