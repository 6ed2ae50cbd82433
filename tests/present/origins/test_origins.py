"""Where a number is from: each sum that is shown gives what it says, reckoned from the numbers that are shown."""

import itertools
import math
import re

import pytest
from fake_study import empty_study, fake_study, without
from small_clusters import dairy, dairy_members, make_cluster

from capacity.model.results.study import study
from capacity.present.brief.verdict import verdict
from capacity.present.chapters.key_figures import key_figures
from capacity.present.origins.catalogue import FORMULAS, label
from capacity.present.parts.equation import Number, Term, equation
from capacity.present.words.words import LANGUAGES, Words

EN = Words("en")
SIGNS = {"×": "*", "÷": "/", "−": "-", "√": "math.sqrt", "²": "**2", "[": "", "]": ""}


@pytest.fixture(scope="module")
def found():
    return study(make_cluster(dairy(), dairy_members()), draws=16)


def origins_of(study, words=EN):
    """Every origin of the key figures and of the first part."""
    for section in (key_figures(study, words), verdict(study, words)):
        yield from (fact.origin for fact in section.facts if fact.origin)
        for part in (section, *section.parts):
            yield from part.origins


def value(text):
    return float(text.replace(",", "").replace("−", "-"))


def reckoned(one, shifted=None):
    """What the written terms of a sum come to; `shifted` moves one of them by half its last decimal, up or down."""
    at, way = shifted or (None, 0)
    said = ""
    for index, part in enumerate(one.parts):
        if isinstance(part, str):
            said += "".join(SIGNS.get(letter, letter) for letter in part)
        else:
            said += f"({value(part.text) + (way * half(part) if index == at else 0)})"
    return eval(said, {"math": math})  # noqa: S307 - numbers and signs that the sum is written in


def half(term):
    return 0.5 * 10.0**-term.places


def tolerance(one):
    """How far the roundings of the terms can move the sum, with the rounding of what it comes to."""
    exact = reckoned(one)
    moves = (
        max(abs(reckoned(one, (index, way)) - exact) for way in (1, -1))
        for index, part in enumerate(one.parts)
        if isinstance(part, Term)
    )
    return sum(moves) * 1.01 + half(one.result) + 1e-9


def test_every_sum_that_is_shown_gives_what_it_says(found):
    sums = [(origin.key, one) for origin in origins_of(found) for one in origin.sums]
    assert {key for key, _ in sums} >= {"members", "potential", "output", "npv", "chance", "answers", "gain"}
    for key, one in sums:
        assert abs(reckoned(one) - value(one.result.text)) <= tolerance(one), f"{key}: {one.text}"


def test_a_wrong_result_is_noticed(found):
    """The measure of the test before can fail: a result a hundredth off is outside of what the roundings explain."""
    one = next(one for origin in origins_of(found) if origin.key == "npv" for one in origin.sums if len(one.parts) > 5)
    assert abs(reckoned(one) - 1.1 * value(one.result.text)) > tolerance(one)


def test_the_sums_end_in_the_figures_of_the_tables(found):
    ends = {}
    for origin in origins_of(found):
        ends.setdefault(origin.key, []).extend(origin.sums)
    measures = found.tables["measures"].set_index(["scenario", "measure"])
    central = measures.loc[("base", "npv"), "central"]
    worth = found.held["central_worth"]
    flows = worth["increment"] - worth["investment"] + worth["residual"]
    assert (flows * worth["factor"]).sum() == pytest.approx(central, rel=1e-8)
    assert ends["npv"][-1].result.text == _as_shown(central, "KGS", ends["npv"][-1])
    expected = found.summary["members"]["expected_to_join"]
    assert value(ends["members"][0].result.text) == pytest.approx(expected, abs=0.006)
    potential = found.tables["potential"].iloc[0]
    assert value(ends["potential"][0].result.text) == pytest.approx(_in_unit(potential["offered"], potential), rel=1e-3)
    assert value(ends["potential"][1].result.text) == pytest.approx(
        _in_unit(potential["expected"], potential), rel=1e-3
    )


def _as_shown(amount, unit, one):
    divisor, suffix = EN.axis(abs(amount), unit)
    assert one.unit == suffix
    return EN.number(amount / divisor, one.result.places)


def _in_unit(amount, row):
    return amount / EN.axis(abs(row["produced"]), row["unit"])[0]


def test_what_it_hangs_on_is_stated_with_its_place_and_source():
    for origin in origins_of(fake_study()):
        if FORMULAS[origin.key].paths and origin.key != "cover":
            assert origin.inputs
            paths = set(fake_study().tables["assumptions"]["path"])
            for _, stated, source, where in origin.inputs.rows:
                assert stated
                assert source != "–"
                assert where in paths or where.startswith("survey, column: ")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("study", [empty_study(), *(without(fake_study(), name) for name in fake_study().tables)])
def test_whatever_is_missing_every_origin_can_be_told(study, language):
    for origin in origins_of(study, Words(language)):
        told = " ".join((origin.title, origin.rule, origin.kind, *(one.text for one in origin.sums)))
        assert "{" not in told
        assert "nan" not in told.lower().split()


@pytest.mark.parametrize("name", FORMULAS)
def test_every_number_of_a_formula_is_named_or_has_the_name_of_what_it_is_of(name):
    """Classes, months and years name themselves; the width of a range and the factor of a year stand without."""
    formula = FORMULAS[name]
    own = {"classes", "months", "flows", "factors", "width", "year", "flow", "gain"}
    used = set(itertools.chain(formula.sums, *(re.findall(r"{(\w+)}", one) for one in formula.sums.values())))
    assert {one for one in used - own if not label(formula, one)} == set()


def test_amounts_of_a_sum_share_their_decimals_and_their_unit():
    values = {"a": [Number(1.5e6, "one")], "b": [Number(2.25e4, "other"), Number(3.0, "third")]}
    one = equation(EN, "{a} + [{b}]", Number(1522503.0), values, "KGS")
    assert one.text.replace("\u00a0", " ") == "1.5 (one) + 0.022 (other) + 0 (third) = 1.523 million KGS"
