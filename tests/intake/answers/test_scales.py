"""Figures are scaled to the model's unit by class, by the link that is run, and by what is written in the cell."""

import pytest
from survey_folders import CLUSTER, MAP, cluster_folder

from capacity.intake.answers.scales import (
    cell_scale,
    equipment_link,
    is_service,
    make_scales,
    product_ratio,
    survey_measures,
)
from capacity.intake.quantities.units import Unit, UnitError, read_units
from capacity.intake.specs import read_specs

DAYS = 365 / 12
PRICED = MAP + "  price: {columns: [p], unit: KGS/l}\n  own_use: {columns: [o], unit: l/month}\n"


@pytest.fixture
def spec(tmp_path):
    works = CLUSTER.replace("cooling: {rated", "cooling: {working_days: [20, day/month], hours: [10, h/day], rated")
    return read_specs(cluster_folder(tmp_path, PRICED, works))["base"]


@pytest.mark.parametrize(
    ("variable", "name", "unit", "factor", "is_share"),
    [
        ("current", "household", "l/day", 1.03 * DAYS, False),
        ("current", "household", "t/year", 1000 / 12, False),
        ("current", "point", "l/day", 1.03 * 20, False),
        ("current", "point", "t/month", 1000, False),
        ("capacity", "point", "t/day", 20_000, False),
        ("capacity", "point", "t/h", 200_000, False),
        ("capacity", "point", "фляга/day", 38 * 1.03 * 20, False),
        ("capacity", "anchor", "t/day", 1000 * DAYS, False),
        ("current", "anchor", "l/day", 1.03 * DAYS, False),
        ("own_use", "household", "l/month", 1.03, False),
        ("own_use", "household", "percent", 0.01, True),
        ("own_use", "household", "share", 1, True),
        ("price", "household", "KGS/l", 1 / 1.03, False),
        ("price", "household", "kKGS/t", 1, False),
    ],
)
def test_a_figure_is_scaled_to_the_month_the_link_works(spec, variable, name, unit, factor, is_share):
    scale = make_scales(spec, {})(variable, name, unit)
    assert (scale.factor, scale.is_share) == (pytest.approx(factor), is_share)


@pytest.mark.parametrize(
    ("variable", "unit"),
    [("current", "ha"), ("current", "l"), ("price", "USD/l"), ("own_use", "head"), ("capacity", "KGS")],
)
def test_a_unit_that_measures_something_else_is_refused(spec, variable, unit):
    with pytest.raises(UnitError):
        make_scales(spec, {})(variable, "point", unit)


def test_a_cluster_own_units_scale_in_numerator_and_divisor(spec):
    local = read_units("symbol,base,factor,also\nтаз,l,5,\nнеделька,day,10,\n")
    scale = make_scales(spec, local)("current", "household", "таз/неделька")
    assert scale.factor == pytest.approx(5 * 1.03 * DAYS / 10)


def test_which_link_has_the_equipment_and_who_needs_no_figures(spec):
    assert [equipment_link(spec, name) for name in spec.classes] == [None, "cooling", "cheese_making", None]
    assert [is_service(spec, name) for name in spec.classes] == [False, False, False, True]


@pytest.mark.parametrize(
    ("written", "factor"),
    [
        ("", 1.03),
        ("л", 1.03),
        ("т", 1000),
        ("л/день", 1.03),
        ("1/день", 1.03),
        ("голов", None),
        ("мешков", None),
        ("шт", None),
        ("л/мешок", None),
        ("л/гол/сут", 1.03),
        ("кг/час", None),
    ],
)
def test_a_cell_may_write_the_whole_unit_or_a_part_of_it_or_whose_it_is(spec, written, factor):
    unit = spec.survey.current.unit
    if factor is None:
        with pytest.raises(UnitError):
            cell_scale(written, unit, "current", "household", make_scales(spec, {}))
    else:
        scale = cell_scale(written, unit, "current", "household", make_scales(spec, {}))
        assert scale.factor == pytest.approx(factor * DAYS)


@pytest.mark.parametrize(
    ("written", "ratio"),
    [
        (["", ""], 1),
        (["голов", "л/гол/сут"], 1),
        (["", "кг"], 1 / 1.03),
        (["га", "ц/га"], 100 / 1.03),
        (["", "%"], 0.01),
    ],
)
def test_the_units_of_several_cells_multiply(spec, written, ratio):
    measures = survey_measures(spec, "household", {})
    assert product_ratio(written, spec.survey.current.unit, measures) == pytest.approx(ratio)


def test_the_measures_of_a_product_are_borrowed_from_what_it_is_made_of(spec):
    assert survey_measures(spec, "anchor", {}) == {"l": Unit(1.03, (("kg", 1),))}
