"""What to do first, against a bakery that can be worked out by hand, and the properties of every ranking."""

import numpy as np
import pytest
from small_clusters import dairy, dairy_members, make_cluster, make_members

from capacity.intake.findings.issues import InputError
from capacity.model.first_steps.candidates import candidate_steps
from capacity.model.first_steps.package import best_package
from capacity.model.first_steps.ranking import COLUMNS, first_steps_and_packages
from capacity.model.first_steps.trial import make_trial, median_lift, outlay, tried
from capacity.model.future.case import make_case
from capacity.model.future.measures import measures
from capacity.model.future.projection import run_case
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.uncertainty.monte_carlo_error import standard_error

STAGES = {"mix": 150.0, "proof": 140.0, "bake": 100.0, "pack": 130.0}
TWO_YEARS = 1 / 1.12 + 1 / 1.12**2
PAID = 1 / 1.12
"""present value of 1 paid in the first year, at the end of the year"""


def bakery(**finance: object) -> dict:
    """Flour is mixed, proofed, baked, packed and sold at 10 KGS/kg for two years at 12 %; nothing is uncertain."""
    data = dairy(joining={}, events={}, ramps={}, scenarios={}, purchases={}, seasons={})
    names = ["flour", "dough", "proofed", "bread", "packed"]
    data["products"] = {name: {"unit": "kg"} for name in names}
    data["links"] = {"milling": {"rated": "flour", "makes": {"flour": [1, "kg"]}}}
    for (stage, rate), before, after in zip(STAGES.items(), names[:-1], names[1:], strict=True):
        data["links"][stage] = {
            "rated": before, "takes": {before: [1, "kg"]}, "makes": {after: [1, "kg"]}, "capacity": [rate, "kg/month"],
        }  # fmt: skip
    data["classes"] = {"mill": {"runs": ["milling"]}}
    data["markets"] = {"shop": {"buys": "packed", "price": [10, "KGS/kg"]}}
    data["survey"] = {"member": {"columns": ["id"]}}
    data["finance"] = {"discount_rate": [0.12, "1/year"], **finance}
    return data


def item(name: str, node: str = "", more: float = 0, cost: float = 1000) -> dict:
    adds = {"adds": {node: [more, "kg/month"]}} if node else {}
    return {"buy": name, "owner": "mill", "cost": [cost, "KGS"], **adds}


OVEN, PACKER, SIGN = item("oven", "bake", 50), item("packer", "pack", 20), item("sign")


def steps_of(data: dict, flour: float = 1000.0):
    cluster = make_cluster(data, make_members([{"member": "m", "cls": "mill", "current": flour}]))
    return cluster, first_steps_and_packages(cluster, draws=64)[0].set_index("step")


def test_an_oven_is_worth_what_it_bakes():
    """100 -> 130 kg a month: 3600 KGS a year for two years, less 1000 paid in the first; a packer alone is worth 0."""
    _, found = steps_of(bakery(items=[OVEN, PACKER, SIGN]))
    oven, packer, sign = (found.loc[f"finance.items.{i}"] for i in range(3))
    assert oven["npv_lift"] == pytest.approx(3600 * TWO_YEARS - 1000 * PAID)
    assert oven["per_cost"] == pytest.approx(oven["npv_lift"] / (1000 * PAID))
    assert oven["break_even_cost"] == pytest.approx(3600 * TWO_YEARS / PAID)
    assert oven["output_lift"] == pytest.approx(3600)
    assert oven["output_lift_last_year"] == pytest.approx(3600)
    assert oven["npv_lift_se"] == 0
    assert (oven["title"], oven["kind"], oven["cost"], oven["output_unit"]) == (
        "oven",
        "investment",
        1000,
        "KGS/year",
    )
    for useless in (packer, sign):
        assert useless["npv_lift"] == pytest.approx(-1000 * PAID)
        assert (useless["break_even_cost"], useless["output_lift"]) == (0, 0)
    assert (packer["linked"], sign["linked"]) == (True, False)
    assert found.index[0] == "finance.items.0"


def test_what_is_bought_last_lifts_what_the_others_leave():
    """With the oven the packer brings 130 -> 140 kg (proofing limits); the oven brings 30, and 40 with the packer."""
    _, found = steps_of(bakery(items=[OVEN, PACKER]))
    last = found["npv_lift_last"]
    assert last["finance.items.0"] == pytest.approx(4800 * TWO_YEARS - 1000 * PAID)
    assert last["finance.items.1"] == pytest.approx(1200 * TWO_YEARS - 1000 * PAID)


@pytest.mark.parametrize(
    ("budget", "chosen", "kilos"), [(999, (), 0), (1999, ("oven",), 30), (2000, ("oven", "packer"), 40)]
)
def test_the_best_package_is_run_as_a_whole(budget, chosen, kilos):
    """The packer loses alone and pays beside the oven; the package's lift is its own, not the sum of its parts."""
    data = bakery(items=[OVEN, PACKER, SIGN], budget=[budget, "KGS"])
    cluster, found = steps_of(data)
    package = first_steps_and_packages(cluster, draws=64)[1].iloc[0]
    assert package["steps"] == tuple(f"finance.items.{i}" for i in range(len(chosen)))
    assert package["npv_lift"] == pytest.approx(120 * kilos * TWO_YEARS - 1000 * len(chosen) * PAID)
    assert package["parts"] == pytest.approx(found.loc[list(package["steps"]), "npv_lift"].sum())
    assert (package["budget"], package["cost"], package["settled"]) == (budget, 1000 * len(chosen), True)
    assert tuple(found.index[found["in_package"]].sort_values()) == package["steps"]


def test_without_a_stated_budget_there_is_a_ladder():
    cluster, _ = steps_of(bakery(items=[OVEN, PACKER]))
    assert first_steps_and_packages(cluster, draws=64)[1]["budget"].tolist() == [500, 1000, 2000]


def test_a_binding_node_without_a_price_is_ranked_by_what_it_may_cost():
    """A tenth more oven is 10 kg; nothing in the file says what that costs, so nothing is invented."""
    _, found = steps_of(bakery())
    more = found.loc["capacity.bake"]
    assert more["amount"] == 10
    assert np.isnan([more["cost"], more["cost_a_year"], more["per_cost"]]).all()
    assert more["break_even_cost"] == pytest.approx(1200 * TWO_YEARS / PAID)
    assert not more["in_package"]


def test_a_binding_node_costs_what_its_link_costs_elsewhere():
    """A smaller machine than the one the file buys, at its price per kg."""
    data = bakery(items=[item("oven", "bake", 50)])
    data["links"]["bake"]["capacity"] = [80, "kg/month"]
    data["classes"]["baker"] = {"runs": ["bake"]}
    rows = [{"member": "m", "cls": "mill", "current": 1000.0}, {"member": "b", "cls": "baker", "capacity": 20.0}]
    cluster = make_cluster(data | {"survey": WITH_KIND}, make_members(rows))
    found = first_steps_and_packages(cluster, draws=64)[0].set_index("step")
    more = found.loc["capacity.bake"]
    assert (more["amount"], more["cost"]) == (20, 400)
    assert more["npv_lift"] == pytest.approx(2400 * TWO_YEARS - 400 * PAID)


WITH_KIND = {"member": {"columns": ["id"]}, "class": {"columns": ["kind"]}}


def test_scenarios_that_are_steps_are_taken_and_outlooks_are_not():
    """Two shifts bring 20 kg more and cost 50 KGS a month; what stands in the list of investments takes its place."""
    data = bakery(items=[OVEN], running=[{"pay": "rent", "cost": [100, "KGS/month"]}])
    data["scenarios"] = {
        "good_year": {"set": {"markets.shop.price": [20, "KGS/kg"]}},
        "shifts": {
            "kind": "practice",
            "title": "Two shifts",
            "set": {"links.bake.capacity": [120, "kg/month"], "finance.running.0.cost": [150, "KGS/month"]},
        },
        "old_oven": {"kind": "investment", "set": {"finance.items.0.cost": [100, "KGS"]}},
        "order": {"kind": "practice", "set": {"links.bake.capacity": [101, "kg/month"]}},
    }
    cluster, found = steps_of(data)
    assert "good_year" not in found.index
    shifts = found.loc["shifts"]
    assert (shifts["title"], shifts["kind"], shifts["cost"], shifts["cost_a_year"]) == (
        "Two shifts",
        "practice",
        0,
        600,
    )
    assert shifts["npv_lift"] == pytest.approx((2400 - 600) * TWO_YEARS)
    assert shifts["per_cost"] == pytest.approx((2400 - 600) / 600)
    order = found.loc["order"]
    assert np.isnan(order["per_cost"])
    assert found.index[0] == "order"
    package = first_steps_and_packages(cluster, draws=64)[1].iloc[-1]
    assert package["steps"] == ("old_oven",)
    assert package["npv_lift"] == pytest.approx(3600 * TWO_YEARS - 100 * PAID)


def test_one_more_member_like_the_average():
    """60 kg of flour for an oven of 100: one more mill brings 40 kg into use; its price is not known."""
    _, found = steps_of(bakery(), flour=60)
    more = found.loc["recruitment.mill"]
    assert more["npv_lift"] == pytest.approx(4800 * TWO_YEARS)
    assert (more["kind"], more["amount"], np.isnan(more["cost"])) == ("recruitment", 1, True)


@pytest.fixture(scope="module")
def small():
    data = dairy()
    data["scenarios"]["two_cheeses"] = {"kind": "practice", "set": {"markets.fair.demand": [90, "kg/month"]}}
    return make_cluster(data, dairy_members())


def test_all_investments_together_are_the_scenario(small):
    """Buying everything that the file buys gives the NPV of the ordinary run, draw by draw."""
    trial = make_trial(small, draws=64)
    plan = [step for step in candidate_steps(small) if step.name.startswith("finance.items")]
    outcome, _ = run_case(make_case(small.spec, small.survey.members), sample_draws(small, 64, 1), keep=("sold",))
    expected = measures(small.spec, outcome, trial.rate)["npv"]
    assert tried(trial, plan)[0] == pytest.approx(expected, rel=1e-12)


def test_lifts_are_paired(small):
    """All steps meet the same draws: the lift is surer than the figures it is the difference of."""
    trial = make_trial(small, draws=512)
    tank = candidate_steps(small)[0]
    (before, _), (after, _) = tried(trial), tried(trial, [tank])
    lift, error = median_lift(after, before)
    assert lift == pytest.approx(np.median(after) - np.median(before))
    assert 0 < error < float(standard_error(before, lambda some: np.median(some, axis=-1)))
    assert (outlay(trial, tank) > 0).all()


def test_the_order_of_members_plays_no_part(small):
    members = small.survey.members
    shuffled = make_cluster(dairy(**small_parts(small)), members.sample(frac=1, random_state=3).reset_index(drop=True))
    one, other = (first_steps_and_packages(cluster, draws=64)[0] for cluster in (small, shuffled))
    assert list(one.columns) == list(COLUMNS)
    assert one["step"].tolist() == other["step"].tolist()
    assert one["npv_lift"].to_numpy() == pytest.approx(other["npv_lift"].to_numpy(), rel=1e-9, abs=1e-6)


def small_parts(cluster) -> dict:
    return {
        "scenarios": {
            "same": {"reason": "Nothing is changed", "set": {}},
            "slow": {"set": {"joining.half_by": [12, "month"]}},
            "two_cheeses": {"kind": "practice", "set": {"markets.fair.demand": [90, "kg/month"]}},
        }
    }


def test_the_undecided_are_counted_and_asked(small):
    steps = {step.name: step for step in candidate_steps(small)}
    members = small.survey.members
    open_minded = members[(members["joins"] == "maybe") & ~members["signed"]]
    assert steps["undecided"].amount == open_minded["weight"].sum()
    assert steps["undecided"].changes["survey", "joins", "values", "maybe"].mode == 0.9


def test_a_package_is_the_best_of_all_that_can_be_paid(small):
    """Every package is run and compared: none within the budget lifts more than the one that is proposed."""
    trial = make_trial(small, draws=64)
    steps = [step for step in candidate_steps(small) if step.priced]
    before, _ = tried(trial)
    for budget in (0.0, 1e5, 1e9):
        found = best_package(trial, steps, budget)
        lifts = []
        for mask in range(2 ** len(steps)):
            some = [step for i, step in enumerate(steps) if mask >> i & 1]
            pairs = [(a, b) for a in some for b in some if a is not b]
            if sum(step.price for step in some) <= budget and not any(a.excludes(b) for a, b in pairs):
                lifts.append(median_lift(tried(trial, some)[0], before)[0])
        assert found.npv_lift == pytest.approx(max(lifts))


def test_without_money_there_is_no_ranking():
    cluster = make_cluster(dairy(finance=None), dairy_members())
    with pytest.raises(InputError, match="no finance block"):
        first_steps_and_packages(cluster, draws=64)[0]
