"""Units and local measures become factors and dimensions; different things are refused, never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.intake.findings.issues import InputError
from capacity.intake.quantities.units import Unit, UnitError, factor, known_units, parse_unit, ratio, read_units

MILK = {"l": Unit(1.03, (("kg", 1),))}
DAYS = 365 / 12


@pytest.mark.parametrize(
    ("given_unit", "wanted", "times"),
    [
        ("t", "kg", 1000),
        ("ц/га", "t/ha", 0.1),
        ("t/day", "kg/month", 1000 * DAYS),
        ("т/сут", "t/year", 365),
        ("h", "minute", 60),
        ("year", "month", 12),
        ("week", "day", 7),
        ("соток", "га", 0.01),
        ("kKGS", "KGS", 1000),
        ("MKGS/ha", "KGS/sotka", 10_000),
        ("bnKGS", "MKGS", 1000),
        ("сом/кг", "KGS/t", 1000),
        ("руб", "RUB", 1),
        ("percent", "share", 0.01),
        ("%", "percent", 1),
        ("1/year", "1/month", 1 / 12),
        ("minute/worker/day", "h/worker/month", DAYS / 60),
        ("ведро", "l", 11),
        ("Л/ГОЛ/СУТ", "l/head/day", 1),
        ("л/сут.", "l/day", 1),
        (" кг / сут ", "kg/day", 1),
    ],
)
def test_a_unit_becomes_another_by_its_factor(given_unit, wanted, times):
    assert factor(given_unit, wanted) == pytest.approx(times, rel=1e-12)


@pytest.mark.parametrize(
    ("given_unit", "wanted", "times"),
    [
        ("l", "kg", 1.03),
        ("л/сут", "kg/month", 1.03 * DAYS),
        ("KGS/l", "KGS/kg", 1 / 1.03),
        ("фляга", "kg", 38 * 1.03),
        ("m3", "t", 1.03),
        ("kg", "l", 1 / 1.03),
        ("l/l", "kg/kg", 1),
    ],
)
def test_a_product_own_measures_bridge_litres_and_kilograms(given_unit, wanted, times):
    assert factor(given_unit, wanted, MILK) == pytest.approx(times, rel=1e-12)


def test_a_product_own_flask_comes_before_the_package_in_every_spelling():
    measures = MILK | {"flask": Unit(40, (("l", 1),))}
    for name in ("flask", "фляга", "Фляг", "бидон"):
        assert factor(name, "kg", measures) == pytest.approx(41.2)


def test_a_measure_of_itself_is_refused_and_does_not_go_round_for_ever():
    with pytest.raises(UnitError):
        factor("l", "kg", {"l": Unit(1, (("l", 1),))})
    with pytest.raises(UnitError):
        factor("a", "kg", {"a": Unit(1, (("b", 1),)), "b": Unit(1, (("a", 1),))})


@pytest.mark.parametrize(
    ("given_unit", "wanted"), [("l", "kg"), ("ha", "kg"), ("KGS", "USD"), ("t/day", "t"), ("head", "l")]
)
def test_different_things_are_refused(given_unit, wanted):
    with pytest.raises(UnitError, match="does not measure"):
        factor(given_unit, wanted)


@pytest.mark.parametrize("text", ["", " ", "/", "kg/", "//", "kgg", "KG S", "kgs/xx", "5 л", "тазик", "kг²"])
def test_a_text_that_is_no_unit_is_refused_with_advice(text):
    with pytest.raises(UnitError) as caught:
        parse_unit(text)
    assert caught.value.issues[0].fix


def test_the_nearest_unit_is_named():
    with pytest.raises(UnitError, match="did you mean литров"):
        parse_unit("литроф")


def test_capitals_are_a_currency_and_small_letters_a_unit():
    assert parse_unit("KGS").powers == (("KGS", 1),)
    assert parse_unit("kgs").powers == (("kg", 1),)


def test_every_spelling_of_the_table_is_a_unit_and_stands_once():
    spellings = [name for name in known_units() if name]
    assert len(spellings) > 200
    for name in spellings:
        assert parse_unit(name).factor > 0


@given(st.sampled_from(["kg", "t", "ц", "г", "l", "га", "сотка", "day", "year", "KGS", "MKGS"]), st.integers(1, 3))
def test_a_unit_over_itself_is_one(name, power):
    unit = parse_unit(name) ** power
    assert (unit * unit**-1).powers == ()
    assert ratio(unit, unit) == 1


OWN = 'symbol,base,factor,also\nflask,l,40,фляга|Фляг\nтаз,kg,"7,5",\nящик,t,0.02,ящика|ящиков\n'


def test_a_cluster_has_its_own_units_by_every_spelling():
    units = read_units(OWN)
    assert factor("фляг", "l", units) == 40
    assert factor("ТАЗ", "kg", units) == 7.5
    assert factor("ящиков/day", "kg/day", units) == pytest.approx(20)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("x,zz,1,", '"zz" is not a unit'),
        ("x,l,0,", "a factor above 0"),
        ("x,l,-1,", "a factor above 0"),
        ("x,l,many,", "a factor above 0"),
        ("x,l,inf,", "a factor above 0"),
        (",l,1,", "needs its name"),
        ("x,l", "a factor above 0"),
        ("x,l,1e300,", "a factor above 0"),
        ("x,40,l,", "a factor above 0"),
        ("x,,40,", "has no base unit"),
        ("x,l,38,5,чака", "more fields than the header"),
        ("x,l,38,5", '"5" is not a name for a unit'),
        ("x/y,l,2,", '"x/y" is not a name for a unit'),
        ("кг,kg,1000,", "кг is a unit that is the same everywhere"),
        ("kg,t,1,", "kg is a unit that is the same everywhere"),
        ("день,month,1,", "день is a unit that is the same everywhere"),
        ("x,ha,2,сотка|соток", "сотка is a unit that is the same everywhere"),
        ("flask,l,38,", "flask is stated a second time"),
        ("x,l,7,фляга", "фляга is stated a second time"),
    ],
)
def test_a_bad_line_of_the_own_units_is_refused_with_its_number(line, problem):
    with pytest.raises(InputError) as caught:
        read_units(f"{OWN}{line}\n")
    (issue,) = caught.value.issues
    assert issue.file == "units.csv:5"
    assert problem in issue.problem


@pytest.mark.parametrize("line", ["kg,kg,1,кг", "flask,l,40,", "bag,kg,50,мешок", "ведро,l,12,", "l,l,1"])
def test_what_differs_from_place_to_place_or_says_the_same_may_be_stated(line):
    assert read_units(f"{OWN}{line}\n")


def test_a_table_of_another_form_is_refused():
    with pytest.raises(InputError, match="column factor is missing"):
        read_units("symbol,base,also\n")
