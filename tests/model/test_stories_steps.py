"""The three stories on what to do first: cheaper cures than buying, and how much it takes to justify a line."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from capacity.intake.cluster import read_cluster
from capacity.intake.documents.document import read_document
from capacity.intake.specs import build_spec
from capacity.model.diagnosis.bottlenecks import bottleneck_calendar
from capacity.model.diagnosis.smallest_group import smallest_group
from capacity.model.diagnosis.today import cover_table, run_today
from capacity.model.first_steps.candidates import candidate_steps
from capacity.model.first_steps.trial import break_even, make_trial, median_lift, outlay, tried, upkeep

ROOT = Path(__file__).parents[2]
DAYS = 365 / 12


@pytest.fixture(scope="module")
def known() -> dict[tuple[str, str], float]:
    with (ROOT / "tests" / "known_answers" / "samples.csv").open(encoding="utf-8", newline="") as file:
        return {(row["cluster"], row["what"]): float(row["value"]) for row in csv.DictReader(file)}


def sample(name: str, **changes: object):
    folder = ROOT / "data" / name
    cluster = read_cluster(folder)
    if changes:
        spec = build_spec(read_document(folder / "cluster.yml"), changes)
        cluster = replace(cluster, specs={"base": spec})
    return cluster


def trial_of(cluster, draws: int = 256):
    return make_trial(cluster, draws=draws), {step.name: step for step in candidate_steps(cluster)}


@pytest.fixture(scope="module")
def dairy():
    return trial_of(sample("chui-dairy"))


@pytest.fixture(scope="module")
def shops():
    return trial_of(sample("bishkek-sewing"))


def test_a_second_emptying_is_cheaper_than_a_tank(dairy, known):
    """Both cool the same milk; the trips cost less than the tank as long as one costs less than 1,164 KGS."""
    trial, steps = dairy
    tank, trips = steps["finance.items.0"], steps["second_emptying"]
    (with_tank, tank_output), (with_trips, trips_output) = tried(trial, [tank]), tried(trial, [trips])
    lift = with_trips - with_tank
    assert lift.mean() > 2 * lift.std() / np.sqrt(len(lift))
    assert tank_output == pytest.approx(trips_output, rel=2e-3)
    assert tank.excludes(trips)
    yearly = upkeep(trial, trips)[1]
    assert yearly / (4 * DAYS) < known["chui-dairy", "trip cost below which a second emptying is cheaper than the tank"]
    assert yearly < known["chui-dairy", "yearly cost of the 2 t tank"]


def test_more_of_the_plant_is_worth_nothing(dairy, known):
    """The extension lifts no output; at no price does it pay."""
    trial, steps = dairy
    (before, made), (after, makes) = tried(trial), tried(trial, [steps["finance.items.4"]])
    assert makes == pytest.approx(made, rel=1e-12)
    paid = outlay(trial, steps["finance.items.4"])
    assert after + paid == pytest.approx(before, rel=1e-9)
    worth = known["chui-dairy", "worth of one more tonne a day of plant capacity, any month"]
    assert break_even(after + paid, before, paid / 7.5e6) == pytest.approx(worth, abs=1)


def test_six_commercial_farms_carry_the_dairy(known):
    """The six commercial farms, two thirds of the offer, are enough for the plant with what it buys elsewhere.

    While the cheese shop works too, which pays more for the milk that it takes, three large farms more are needed.
    """
    alone = smallest_group(sample("chui-dairy", **{"links.cheese_making.cost": [500, "KGS/kg"]}))
    assert (alone.works, alone.suppliers, alone.loads) == (True, 6, ("dairy_plant",))
    assert alone.share == pytest.approx(known["chui-dairy", "share of commercial farms in the offer"], abs=0.02)
    both = smallest_group(sample("chui-dairy"))
    assert (both.works, both.suppliers) == (True, 9)
    assert both.names[:6] == alone.names


@pytest.mark.parametrize("cure", ["two_more_days", "sew_ahead", "marker_program"])
def test_what_cures_the_cutting_room_without_a_cutter(shops, cure):
    """Two more days, sewing ahead or a marker program: each sells as much or more and leaves more than the cutter."""
    trial, steps = shops
    (bought, sold), (cured, cured_sold) = (tried(trial, [steps[name]]) for name in ("finance.items.0", cure))
    lift, error = median_lift(cured, bought)
    assert lift > 3 * error
    assert np.median(cured_sold[0]) >= 0.999 * np.median(sold[0])


def test_the_cutter_may_cost_a_tenth_of_its_price_at_most(shops, known):
    """Its price is 6 to 20 M KGS; it is worth less than the dresses lost, 868,000 KGS a year, over its ten years."""
    trial, steps = shops
    cutter = steps["finance.items.0"]
    (before, _), (after, _) = tried(trial), tried(trial, [cutter])
    paid = outlay(trial, cutter)
    price = trial.draws.value(cutter.items[0].cost)
    most = break_even(after + paid, before, paid / price)
    assert most < 10 * known["bishkek-sewing", "worth of the dresses lost, at most"]
    assert most < 0.1 * cutter.price


def more_area(times: float):
    """The beans of so many times the area, with buyers and a store for all of them."""
    changes = {f"classes.{cls}.rates.change": [times, "share"] for cls in ("grower", "big_grower")}
    changes |= {"markets.exporters.demand": [3000, "t/month"], "products.bagged_beans.store.room": [5000, "t"]}
    changes |= {"links.warehousing.capacity": [5000, "t/month"]}
    return run_today(sample("talas-beans", **changes))


def test_how_many_hectares_would_justify_the_line(known):
    """More than the 681 ha that fill it if all they grow came in one month; just beyond, more of it is worth something.

    What counts is what September brings once families, dealers and those who stay away have theirs.
    """
    cover = cover_table(more_area(1)).set_index("node").loc["cleaning", "cover"].max()
    area = known["talas-beans", "area"] / cover
    assert area > known["talas-beans", "hectares that fill the line for one month"]
    for times, binds in ((0.97 / cover, False), (1.03 / cover, True)):
        calendar = bottleneck_calendar(more_area(float(times)))
        assert (("cleaning" in set(calendar["at"])), set(calendar["month"]) >= {"2027-09"}) == (binds, True)


def test_an_own_line_of_the_growers_lifts_nothing():
    """A second line beside one that is used nine days a year."""
    trial, steps = trial_of(sample("talas-beans"), 64)
    (_, made), (_, makes) = tried(trial), tried(trial, [steps["own_line"]])
    assert makes == pytest.approx(made, rel=1e-12)
    assert steps["own_line"].kind == "investment"
