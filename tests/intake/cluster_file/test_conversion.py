"""Every quantity of a cluster file stands in one canonical unit, by numbers worked out by hand."""

import pytest
from survey_folders import CLUSTER, cluster_folder

from capacity.intake.cluster_file.conversion import class_product, first_product, per_month, product_measures
from capacity.intake.quantities.written import read_quantity
from capacity.intake.specs import read_specs

DAYS = 365 / 12


@pytest.fixture
def spec(tmp_path):
    works = CLUSTER.replace("cooling: {rated", "cooling: {working_days: [20, day/month], hours: [10, h/day], rated")
    return read_specs(cluster_folder(tmp_path, cluster=works))["base"]


@pytest.mark.parametrize(
    ("rate", "link", "kilograms"),
    [
        ([2, "t/day"], "production", 2000 * DAYS),
        ([2, "t/day"], "cooling", 2000 * 20),
        ([2, "t/h"], "cooling", 2000 * 10 * 20),
        ([2, "t/shift"], "cooling", 2000 * 20),
        ([2, "t/month"], "cooling", 2000),
        ([24, "t/year"], "cooling", 2000),
        ([1000, "l/day"], "cooling", 1030 * 20),
        ([7, "t/week"], "cooling", 7000 * 365 / 7 / 12),
    ],
)
def test_a_rate_is_worked_on_the_days_and_hours_of_its_link(spec, rate, link, kilograms):
    quantity = per_month(read_quantity(rate), spec, link)
    assert (quantity.mode, quantity.unit) == (pytest.approx(kilograms), "kg/month")


def test_a_rate_for_full_days_counts_every_day_of_the_calendar(spec):
    assert per_month(read_quantity([2, "t/day"]), spec, "cooling", full_days=True).mode == pytest.approx(2000 * DAYS)


def test_the_product_of_a_class_is_that_of_its_first_link(spec):
    assert [class_product(spec, name) for name in spec.classes] == ["raw_milk", "raw_milk", "cooled_milk", None]
    assert first_product(spec) == "raw_milk"


def test_measures_build_on_each_other(tmp_path):
    cans = CLUSTER.replace("measures: {l: [1.03, kg]}", "measures: {l: [1.03, kg], can: [40, l]}")
    spec = read_specs(cluster_folder(tmp_path, cluster=cans))["base"]
    assert product_measures(spec, "raw_milk")["can"].factor == pytest.approx(41.2)


def test_rates_come_in_base_units_so_that_they_multiply(tmp_path):
    rates = "rates: {yield: [2, t/ha/year], share: [50, percent], days: [25, day/month], time: [9, h/worker/day]},"
    text = CLUSTER.replace("{runs: [production],", "{runs: [production], " + rates)
    read = read_specs(cluster_folder(tmp_path, cluster=text))["base"].classes["household"].rates
    modes = {name: quantity.mode for name, quantity in read.items()}
    assert modes == pytest.approx({"yield": 2000 / 12, "share": 0.5, "days": 25 / DAYS, "time": 540 * DAYS})
