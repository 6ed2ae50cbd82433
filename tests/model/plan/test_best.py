"""The best plan: published optima, proven, never below the rule, worth what a finite difference says."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import xarray as xr
from chain_checks import at_most, check_limits, check_recipes, margin, same
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import FULL, TREE, Chain, Text, chains, serial_chains, shuffled, written_chain

from capacity.intake.findings.issues import InputError
from capacity.model.chain.operating_rule import run_chain
from capacity.model.chain.variables import FLOWS, INPUTS, UNLIMITED, grid
from capacity.model.plan.best import Plan, best_plan
from capacity.model.plan.coordination import leeway_of
from capacity.model.plan.matrix import Stocks

ONE = replace(FULL, draws=1)
EASY = replace(ONE, loads=False)
FEW = settings(max_examples=12)
QUANTITIES = ("supply", "capacity", "busy", "minimum_load", "demand", "available", "room")


def plan(chain: Chain, **how: object) -> Plan:
    return best_plan(chain.network, chain.inputs, **how)


def flow(found: Plan, name: str) -> dict[str, list[float]]:
    """A flow by label: its months."""
    array = found.flows[name]
    values = grid(found.flows, name, found.inputs.sizes["month"], 1)[:, :, 0]
    return dict(zip(map(str, array.coords[array.dims[0]].values), values.tolist(), strict=True))


def prices(found: Plan, column: str = "shadow_price") -> dict[tuple[str, str], list[float]]:
    """Prices by kind and place: their months."""
    grouped = found.prices.groupby(["kind", "at"], sort=False)[column]
    return {key: values.tolist() for key, values in grouped}


def from_nothing(chain: Chain) -> dict:
    """How the rule begins and may end: empty stores, and whatever is left is worth nothing."""
    return {"stocks": Stocks(np.zeros(len(chain.network.pools)))}


def value(chain: Chain, found: Plan) -> float:
    """The value of a chain run by another plan's pattern."""
    stocks = from_nothing(chain)
    return best_plan(chain.network, chain.inputs, pattern=found.pattern.values, ranges=False, **stocks).value


def test_wyndor_glass():
    """Max 3x + 5y with x <= 4, 2y <= 12, 3x + 2y <= 18: 36 at (2, 6), prices 0, 1.5, 1.

    Source: Hillier & Lieberman, Introduction to Operations Research, chapter 3.
    """
    links = {"doors": ({"plant1": 1, "plant3": 3}, {"door": 1}), "windows": ({"plant2": 2, "plant3": 2}, {"window": 1})}
    chain = written_chain(
        Text(links, {"d": "door", "w": "window"}),
        supply={"plant1": 4, "plant2": 12, "plant3": 18},
        price={"d": 3, "w": 5},
    )
    found = plan(chain)
    assert found.value == pytest.approx(36, rel=1e-12)
    assert flow(found, "activity") == {"doors": pytest.approx([2]), "windows": pytest.approx([6])}
    assert prices(found)["supply", "plant1"] == [0.0]
    assert prices(found)["supply", "plant2"] == pytest.approx([1.5])
    assert prices(found)["supply", "plant3"] == pytest.approx([1.0])
    table = found.prices.set_index("at")
    assert (table.loc["plant2", "holds_from"], table.loc["plant2", "holds_to"]) == pytest.approx((6, 18))
    assert (table.loc["plant3", "holds_from"], table.loc["plant3", "holds_to"]) == pytest.approx((12, 24))


def test_maximum_flow():
    """The CLRS network carries 23; the minimum cut is {s,1,2,4}/{3,t}: its arcs are worth 1, all others exactly 0."""
    arcs = "s1 16, s2 13, 13 12, 21 4, 24 14, 32 9, 3t 20, 43 7, 4t 4"
    capacity = {name: float(amount) for name, amount in (arc.split() for arc in arcs.split(", "))}
    links = {name: ({name[0]: 1}, {name[1]: 1}) for name in capacity}
    found = plan(written_chain(Text(links, {"m": "t"}), supply={"s": 100}, capacity=capacity))
    assert found.value == pytest.approx(23, rel=1e-12)
    worth = {name: prices(found)["capacity", name][0] for name in capacity}
    assert worth == {name: 1.0 if name in ("13", "43", "4t") else 0.0 for name in capacity}


@pytest.mark.parametrize(("ovens", "most", "at"), [(5, 100, "bake"), (6, 120, "bake"), (7, 130, "pack")])
def test_bakery_line(ovens, most, at):
    """Mix 50x3, proof 35x4, bake 20x5, pack 65x2 kg/h: bake limits at 100 and 120, with 7 ovens pack at 130.

    A stage that is not the bottleneck is worth exactly 0. Source: operations-management exercise, known-answers.md.
    """
    stages = {"mix": 150.0, "proof": 140.0, "bake": 20.0 * ovens, "pack": 130.0}
    names = ["flour", "dough", "proofed", "bread", "packed"]
    links = {
        stage: ({before: 1}, {after: 1}) for stage, before, after in zip(stages, names[:-1], names[1:], strict=True)
    }
    found = plan(written_chain(Text(links, {"shop": "packed"}), supply={"flour": 1000}, capacity=stages))
    assert found.value == pytest.approx(most, rel=1e-12)
    assert {name for (kind, name), worth in prices(found).items() if kind == "capacity" and worth != [0.0]} == {at}
    assert flow(found, "binds") == {stage: [stage == at] for stage in stages}


@FEW
@given(serial_chains())
def test_serial_chain_is_its_tightest_link(chain):
    """Links one after another give min over links of capacity times the yields behind it, in exact fractions."""
    values = {name: grid(chain.inputs, name, 1, 1)[:, 0, 0] for name in ("supply", "capacity", "demand")}
    recipe = dict(zip(chain.inputs["arc"].values, grid(chain.inputs, "coefficient", 1, 1)[:, 0, 0], strict=True))
    reach = Fraction(values["supply"][0])
    for number, node in enumerate(chain.network.nodes):
        takes, makes = (
            Fraction(recipe[arc])
            for arc in (f"{node.name}<{node.takes[0].product}", f"{node.name}>{node.makes[0].product}")
        )
        reach = min(reach / takes, Fraction(values["capacity"][number])) * makes
    spoiled = chain.inputs.assign(discard_cost=("pool", np.zeros(len(chain.network.pools))))
    found = best_plan(chain.network, spoiled, ranges=False)
    assert found.value == pytest.approx(float(min(reach, Fraction(values["demand"][0]))), rel=1e-12, abs=1e-12)


@settings(max_examples=20)
@given(chains(ONE), st.booleans())
def test_a_plan_could_happen(chain, cyclic):
    """Every plan is certified, keeps all limits, and its flows of money add up to its value."""
    found = plan(chain, ranges=False, **({} if cyclic else from_nothing(chain)))
    assert found.certificate.holds.all()
    assert found.fair
    flows = found.flows.assign(reachable=found.flows["activity"])
    x = {name: grid(found.inputs, name, 4, 1) for name in INPUTS} | {name: grid(flows, name, 4, 1) for name in FLOWS}
    coefficient = dict(zip(found.inputs["arc"].values, x["coefficient"], strict=True))
    came = x["opening"] + x["supply"] + x["made"] + x["purchased"]
    same(came, x["used"] + x["sales"] + x["lost"] + x["unsold"] + x["closing"], "balance")
    for name in set(FLOWS) - {"margin"}:
        at_most(-x[name].astype(float), np.zeros(1), f"negative {name}")
    check_recipes(chain.network, x, coefficient)
    check_limits(x)
    same(x["opening"], np.roll(x["closing"], 1, axis=1) if cyclic else shifted(x["closing"]), "opening stock")
    runs = x["activity"] > 1e-9
    at_most(np.where(runs, x["minimum_load"], 0.0), x["activity"] + x["busy"], "a node runs below its minimum load")
    assert found.value == pytest.approx(margin(found.inputs, flows).sum(), rel=1e-9, abs=1e-9)


def shifted(closing: np.ndarray) -> np.ndarray:
    return np.concatenate([np.zeros_like(closing[:, :1]), closing[:, :-1]], axis=1)


@settings(max_examples=25)
@given(chains(ONE))
def test_never_below_the_rule(chain):
    """However members run the chain, the plan that may do the same earns at least as much."""
    flows = run_chain(chain.network, chain.inputs)
    found = plan(chain, ranges=False, leeway=leeway_of(flows), **from_nothing(chain))
    assert found.value >= margin(chain.inputs, flows).sum() - 1e-9


@settings(max_examples=15)
@given(chains(replace(TREE, today=True, nodes=6, draws=1)))
def test_equal_to_the_rule_on_trees(chain):
    """Trees with one contested input, without stores and minimum loads: members need no planner."""
    flows = run_chain(chain.network, chain.inputs)
    assert plan(chain, ranges=False).value == pytest.approx(margin(chain.inputs, flows).sum(), rel=1e-9, abs=1e-9)


@settings(max_examples=10)
@given(chains(EASY), st.integers(0, 10**6))
def test_prices_are_finite_differences(chain, seed):
    """One more unit is worth `low`, the last one `high`, and within its range the value follows the line."""
    found = plan(chain, **from_nothing(chain))
    rows = found.prices[found.prices["high"] > 0]
    for _, row in rows.sample(min(3, len(rows)), random_state=seed % 2**31).iterrows():
        step = 1e-5 * row["amount"]
        more, less = (value(moved(chain, row, side * step), found) for side in (1, -1))
        assert (more - found.value) / step == pytest.approx(row["low"], rel=1e-5, abs=1e-6)
        assert (found.value - less) / step == pytest.approx(row["high"], rel=1e-5, abs=1e-6)
        for end in ("holds_from", "holds_to"):
            if np.isfinite(row[end]):
                change = row[end] - row["amount"]
                there = value(moved(chain, row, change), found)
                assert there == pytest.approx(found.value + change * row["shadow_price"], rel=1e-7, abs=1e-7)
                past = 0.01 * row["amount"] * (1 if end == "holds_to" else -1)
                if row[end] + past >= 0 and (end == "holds_to" or row["low"] == row["high"]):
                    beyond = value(moved(chain, row, change + past), found)
                    assert beyond < there + past * row["shadow_price"] - 1e-9


def moved(chain: Chain, row: object, change: float) -> Chain:
    """The chain with one limit of one month moved."""
    name = {"capacity": "capacity", "market": "demand", "supply": "supply"}[row["kind"]]
    labels = [str(label) for label in chain.inputs[chain.inputs[name].dims[0]].values]
    months = list(chain.inputs["month"].values)
    values = grid(chain.inputs, name, len(months), 1)[:, :, 0].copy()
    values[labels.index(row["at"]), months.index(row["month"])] += change
    values = np.maximum(values, 0.0)
    return Chain(chain.network, chain.inputs.assign({name: ((chain.inputs[name].dims[0], "month"), values)}))


@FEW
@given(chains(ONE), st.integers(0, 1000))
def test_order_in_the_file_plays_no_part(chain, seed):
    """Pools, nodes, markets and purchases in another order give the same plan and the same prices."""
    one, two = plan(chain), plan(shuffled(chain, seed))
    for name in set(FLOWS) - {"reachable"}:
        left, right = xr.align(one.flows[name].astype(float), two.flows[name].astype(float), join="outer")
        np.testing.assert_allclose(left.transpose(*right.dims).values, right.values, rtol=1e-9, atol=1e-9, err_msg=name)
    keys = ["month", "kind", "at"]
    left, right = (found.prices.sort_values(keys, ignore_index=True) for found in (one, two))
    assert left[keys].equals(right[keys])
    np.testing.assert_allclose(left.drop(columns=keys), right.drop(columns=keys), rtol=1e-9, atol=1e-9)


@FEW
@given(chains(ONE), st.sampled_from([1e-3, 0.5, 1e3]))
def test_homogeneous_of_degree_one(chain, times):
    """All quantities times k give k times the value at the same prices: kilograms and tonnes tell the same."""
    scaled = {name: chain.inputs[name] * times for name in QUANTITIES}
    scaled |= {name: xr.where(chain.inputs[name] >= UNLIMITED, UNLIMITED, values) for name, values in scaled.items()}
    one, two = plan(chain), best_plan(chain.network, chain.inputs.assign(scaled), pattern=plan(chain).pattern.values)
    assert two.value == pytest.approx(one.value * times, rel=1e-9, abs=1e-9 * times)
    np.testing.assert_allclose(two.prices["high"], one.prices["high"], rtol=1e-7, atol=1e-9)


@FEW
@given(chains(replace(EASY, joint=False)), st.sampled_from(["capacity", "demand", "supply", "yield"]))
def test_more_never_earns_less(chain, what):
    """More capacity, demand, yield or supply never lowers the value, without minimum loads and costs of discarding."""
    if what == "yield":
        makes = chain.inputs["arc"].str.contains(">")
        more = {"coefficient": chain.inputs["coefficient"] * xr.where(makes, 1.2, 1.0)}
    else:
        more = {what: chain.inputs[what] * 1.3}
    free = chain.inputs.assign(discard_cost=("pool", np.zeros(len(chain.network.pools))))
    values = [best_plan(chain.network, x, ranges=False).value for x in (free, free.assign(more))]
    assert values[1] >= values[0] - 1e-9


def test_equal_claimants_share_in_proportion():
    """Two markets at one price that want 10 and 30 of 20 get 5 and 15; two plants share likewise."""
    links = {"a": ({"milk": 1}, {"kefir": 1}), "b": ({"milk": 1}, {"kefir": 1})}
    text = Text(links, {"small": "kefir", "large": "kefir"})
    found = plan(
        written_chain(text, supply={"milk": 20}, demand={"small": 10, "large": 30}, capacity={"a": 16, "b": 8})
    )
    assert flow(found, "sold") == {"small": pytest.approx([5], rel=1e-5), "large": pytest.approx([15], rel=1e-5)}
    assert flow(found, "activity") == {"a": pytest.approx([40 / 3], rel=1e-5), "b": pytest.approx([20 / 3], rel=1e-5)}


def test_splitting_a_market_or_a_node_changes_nothing():
    """Two halves of a market, or of a plant, together do what the whole did; prices stay."""
    links = {"a": ({"milk": 1}, {"kefir": 1}), "b": ({"milk": 1}, {"kefir": 1})}
    halves = {"a1": links["a"], "a2": links["a"], "b": links["b"]}
    values = {"supply": {"milk": 20}, "price": {"large1": 1, "large2": 1}}
    whole = plan(
        written_chain(
            Text(links, {"small": "kefir", "large": "kefir"}),
            demand={"small": 10, "large": 30},
            capacity={"a": 16, "b": 8},
            **values,
        )
    )
    split = plan(
        written_chain(
            Text(halves, {"small": "kefir", "large1": "kefir", "large2": "kefir"}),
            demand={"small": 10, "large1": 15, "large2": 15},
            capacity={"a1": 8, "a2": 8, "b": 8},
            **values,
        )
    )
    assert split.value == pytest.approx(whole.value)
    for name, one, parts in (("sold", "large", ("large1", "large2")), ("activity", "a", ("a1", "a2"))):
        for part in parts:
            assert flow(split, name)[part] == pytest.approx([flow(whole, name)[one][0] / 2], rel=1e-5)
    assert flow(split, "sold")["small"] == pytest.approx(flow(whole, "sold")["small"], rel=1e-5)
    assert prices(split)["supply", "milk"] == pytest.approx(prices(whole)["supply", "milk"])


def test_a_year_ends_as_it_begins():
    """What is made in December waits for January of the same cyclic year; 10 at 1 a month of store cost."""
    chain = written_chain(
        Text({"n": ({"raw": 1}, {"p": 1})}, {"m": "p"}, keeps={"p": 2}),
        months=12,
        supply={"raw": [0] * 11 + [10]},
        demand={"m": [10] + [0] * 11},
        price={"m": 5},
        store_cost={"p": 1},
    )
    found = plan(chain)
    assert found.value == pytest.approx(40)
    assert flow(found, "opening")["p"] == pytest.approx([10] + [0] * 11)


def test_nothing_is_older_than_it_keeps():
    """10 made in January that keep one month are gone in March, whatever it would pay."""
    chain = written_chain(
        Text({"n": ({"raw": 1}, {"p": 1})}, {"m": "p"}, keeps={"p": 1}),
        months=3,
        supply={"raw": [10, 0, 0]},
        demand={"m": [2, 3, 9]},
        price={"m": [1, 1, 9]},
    )
    assert flow(plan(chain, **from_nothing(chain)), "sold")["m"] == pytest.approx([2, 3, 0])


def test_closing_stocks_are_given_or_valued():
    """Of 10, 4 are to be left; or all are, where what is left is worth more than the market pays."""
    chain = written_chain(
        Text({"n": ({"raw": 1}, {"p": 1})}, {"m": "p"}, keeps={"p": 3}), supply={"raw": 10}, price={"m": 2}
    )
    pool = [p.name for p in chain.network.pools].index("p")
    opening, four, three = np.zeros(2), np.zeros(2), np.zeros(2)
    four[pool], three[pool] = 4, 3
    assert plan(chain, stocks=Stocks(opening, closing=four)).value == pytest.approx(12)
    assert plan(chain, stocks=Stocks(opening, worth=three)).value == pytest.approx(30)


def test_minimum_load_runs_or_stands():
    """A plant of at least 6 with 4 a month stands, or saves up where milk powder keeps; others' goods help it."""
    text = Text({"plant": ({"powder": 1}, {"kefir": 1})}, {"m": "kefir"}, keeps={"powder": 2})
    fresh = Text({"plant": ({"powder": 1}, {"kefir": 1})}, {"m": "kefir"})
    values = {"months": 2, "supply": {"powder": 4}, "minimum_load": {"plant": 6}}
    assert plan(written_chain(fresh, **values)).value == 0
    assert flow(plan(written_chain(fresh, **values)), "stands")["plant"] == [True, True]
    assert sorted(flow(plan(written_chain(text, **values)), "activity")["plant"]) == pytest.approx([0, 8])
    assert plan(written_chain(fresh, **values, busy={"plant": 2})).value == pytest.approx(8)


def test_a_given_pattern_is_kept():
    """A plant that is told to stand stands, and its capacity is worth exactly nothing."""
    text = Text({"plant": ({"milk": 1}, {"kefir": 1})}, {"m": "kefir"})
    chain = written_chain(text, supply={"milk": 8}, minimum_load={"plant": 6}, capacity={"plant": 7})
    assert plan(chain).value == pytest.approx(7)
    assert plan(chain, pattern=np.zeros((1, 1), dtype=bool)).value == 0
    with pytest.raises(InputError, match="minimum load"):
        plan(written_chain(text, supply={"milk": 5}, minimum_load={"plant": 6}), pattern=np.ones((1, 1), dtype=bool))


def test_a_surplus_may_hold_the_main_product_back():
    """Whey that nobody takes beyond 4 holds cheese at 4; free to be thrown away, it does not."""
    links = {"n": ({"milk": 1}, {"cheese": 1, "whey": 1})}
    values = {"supply": {"milk": 10}, "demand": {"w": 4}}
    held = written_chain(Text(links, {"c": "cheese", "w": "whey"}, holds=("whey",)), **values)
    free = written_chain(Text(links, {"c": "cheese", "w": "whey"}), **values, discard_cost={"whey": 0.25})
    assert flow(plan(held), "activity")["n"] == pytest.approx([4])
    assert plan(free).value == pytest.approx(10 + 4 - 6 * 0.25)


def test_what_is_bought_is_not_resold():
    """Milk at 1 that a market takes at 2 is not bought for it; bought for the plant it is."""
    text = Text({"plant": ({"milk": 1}, {"kefir": 1})}, {"m": "milk", "k": "kefir"}, purchases={"others": "milk"})
    chain = written_chain(
        text, buying_price={"others": 1}, price={"m": 2, "k": 3}, capacity={"plant": 5}, available={"others": 50}
    )
    assert plan(chain).value == pytest.approx(10)
    assert flow(plan(chain), "bought")["others"] == pytest.approx([5])


@pytest.mark.parametrize(
    "values", [{"capacity": {"n": 0}}, {"demand": {"m": 0}}, {"supply": {"raw": 0}}, {"price": {"m": 0}}]
)
def test_nothing_to_do(values):
    """No capacity, demand, supply or price: a plan worth 0."""
    text = Text({"n": ({"raw": 1}, {"p": 1})}, {"m": "p"})
    assert plan(written_chain(text, 12, **({"supply": {"raw": 5}} | values))).value == 0


@pytest.mark.parametrize("name", ["capacity", "demand", "supply", "price", "cost", "room"])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -1e9])
def test_what_is_no_number_never_reaches_the_solver(name, bad):
    """Not a number, infinite, or an amount below nothing: refused with its name and month."""
    text = Text({"n": ({"raw": 1}, {"p": 1})}, {"m": "p"}, keeps={"p": 1})
    at = {"capacity": "n", "cost": "n", "demand": "m", "price": "m", "supply": "raw", "room": "p"}[name]
    chain = written_chain(text, 2, **({"supply": {"raw": 5}} | {name: {at: [1.0, bad]}}))
    if name in ("price", "cost") and bad == -1e9:
        assert plan(chain).certificate.holds.all()
        return
    with pytest.raises(InputError, match=rf"{name} of {at} is .* in 2027-02"):
        plan(chain)


def test_a_chain_that_nothing_limits_is_refused():
    """Bought inputs, no capacity, no demand: not a plan but an error that says what is missing."""
    chain = written_chain(
        Text({"n": ({"raw": 1}, {"p": 1})}, {"m": "p"}, purchases={"b": "raw"}), buying_price={"b": 0.5}
    )
    with pytest.raises(InputError, match="nothing limits the chain"):
        plan(chain)


def test_a_minimum_load_without_any_limit_is_refused_by_the_name_of_its_link():
    """Demand holds the plan back, but a load that runs or stands needs a limit of its own; the other link has one."""
    text = Text({"n": ({"milk": 1}, {"whey": 1}), "n2": ({"raw": 1}, {"p": 1})}, {"m": "p"}, purchases={"b": "raw"})
    chain = written_chain(text, supply={"milk": 5}, minimum_load={"n": 1, "n2": 2}, demand={"m": 9})
    with pytest.raises(InputError, match="the link n2 has a minimum load") as refused:
        plan(chain)
    assert [(issue.column, issue.code) for issue in refused.value.issues] == [("links.n2", "Y32")]


def test_closing_stocks_that_cannot_be_reached_are_refused():
    """More is to be left than there ever was."""
    chain = written_chain(Text({"n": ({"raw": 1}, {"p": 1})}, {"m": "p"}, keeps={"p": 3, "raw": 3}), supply={"raw": 10})
    with pytest.raises(InputError, match="no plan keeps all limits"):
        plan(chain, stocks=Stocks(np.zeros(2), closing=np.array([50.0, 50.0])))
