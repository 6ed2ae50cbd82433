"""The operating rule: nothing appears or vanishes, no limit is broken, nobody's place in the file matters."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import xarray as xr
from chain_checks import best_margin, check_flows, margin, same
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import TREE, Chain, Text, chains, serial_chains, shuffled, written_chain

from capacity.model.chain.operating_rule import run_chain
from capacity.model.chain.variables import FLOWS, UNLIMITED, grid

QUANTITIES = ("supply", "capacity", "busy", "minimum_load", "demand", "available", "room")
FEW = settings(max_examples=15)


def run(chain: Chain) -> xr.Dataset:
    return run_chain(chain.network, chain.inputs)


def flow(chain: Chain, name: str) -> dict[str, list[float]]:
    """A flow of a written chain by label: its months."""
    flows = run(chain)
    months = chain.inputs.sizes["month"]
    labels = flows[name].coords[flows[name].dims[0]].values
    return dict(zip(map(str, labels), grid(flows, name, months, 1)[:, :, 0].tolist(), strict=True))


def assert_alike(left: xr.Dataset, right: xr.Dataset, tolerance: float) -> None:
    """Equal in every flow by label, to a tolerance relative to the size of the flow."""
    for name in FLOWS:
        one, two = xr.align(left[name].astype(float), right[name].astype(float), join="outer")
        np.testing.assert_allclose(
            one.transpose(*two.dims).values, two.values, rtol=tolerance, atol=tolerance, err_msg=name
        )


@settings(max_examples=40)
@given(chains())
def test_flows_balance_and_keep_their_limits(chain):
    """Pools balance, recipes hold, capacities, demands, rooms, ages and minimum loads are kept, in every draw."""
    check_flows(chain.network, chain.inputs, run(chain))


@FEW
@given(chains())
def test_a_draw_is_a_deterministic_run(chain):
    """f(inputs).isel(draw=i) equals f(inputs.isel(draw=[i])) to 1e-12."""
    together = run(chain)
    for draw in range(chain.inputs.sizes["draw"]):
        alone = run_chain(chain.network, chain.inputs.isel(draw=[draw]))
        for name in FLOWS:
            expected = alone[name].values.astype(float)
            np.testing.assert_allclose(
                together[name].isel(draw=draw).values.astype(float), expected, rtol=1e-12, atol=1e-12, err_msg=name
            )


@FEW
@given(chains(), st.permutations(range(3)))
def test_permuting_draws_permutes_results(chain, order):
    """Which draw stands where changes nothing but its place."""
    moved = run_chain(chain.network, chain.inputs.isel(draw=list(order)))
    assert_alike(moved, run(chain).isel(draw=list(order)), 1e-12)


@FEW
@given(chains(), st.integers(0, 1000))
def test_order_in_the_file_plays_no_part(chain, seed):
    """Pools, nodes, markets and purchases in another order give the same flows."""
    assert_alike(run(shuffled(chain, seed)), run(chain), 1e-9)


@FEW
@given(chains(), st.sampled_from([1e-3, 0.5, 1e3]))
def test_homogeneous_of_degree_one(chain, times):
    """All quantities times k give all flows times k: kilograms and tonnes tell the same."""
    scaled = {name: chain.inputs[name] * times for name in QUANTITIES}
    scaled |= {name: xr.where(chain.inputs[name] >= UNLIMITED, UNLIMITED, values) for name, values in scaled.items()}
    after, before = run_chain(chain.network, chain.inputs.assign(scaled)), run(chain)
    for name in FLOWS:
        factor = 1.0 if FLOWS[name][1].startswith("whether") else times
        left, right = (flows[name].transpose(*before[name].dims).values for flows in (after, before))
        np.testing.assert_allclose(left, right * factor, rtol=1e-9, atol=1e-9 * times, err_msg=name)


@settings(max_examples=40)
@given(chains(replace(TREE, today=True, nodes=6)))
def test_rule_is_optimal_on_trees(chain):
    """On a tree without stores and minimum loads no plan earns more than the rule: it equals linprog's optimum."""
    flows = run(chain)
    check_flows(chain.network, chain.inputs, flows)
    same(margin(chain.inputs, flows), best_margin(chain.network, chain.inputs), "the best plan")


@FEW
@given(chains(replace(TREE, today=True, joint=True, discards=False)))
def test_rule_never_beats_the_best_plan(chain):
    """Whatever the recipes, the rule does not earn more than the linear programme allows."""
    excess = margin(chain.inputs, run(chain)) - best_margin(chain.network, chain.inputs)
    assert (excess <= 1e-9).all()


@FEW
@given(chains(TREE), st.sampled_from(["capacity", "demand", "supply", "yield"]))
def test_more_never_earns_less_on_trees(chain, what):
    """More capacity, demand, supply or yield never lowers the value, without minimum loads."""
    if what == "yield":
        makes = chain.inputs["arc"].str.contains(">")
        more = {"coefficient": chain.inputs["coefficient"] * xr.where(makes, 1.2, 1.0)}
    else:
        more = {what: chain.inputs[what] * 1.3}
    gain = margin(chain.inputs, run_chain(chain.network, chain.inputs.assign(more))) - margin(chain.inputs, run(chain))
    assert (gain >= -1e-9).all()


@settings(max_examples=40)
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
    expected = min(reach, Fraction(values["demand"][0]))
    assert run(chain)["sold"].item() == pytest.approx(float(expected), rel=1e-12, abs=1e-12)


def test_only_what_is_asked_for_is_kept():
    """`keep` names the flows to hold on to, and changes none of them."""
    chain = written_chain(Text({"n": ({"raw": 1}, {"p": 0.5})}, {"m": "p"}), supply={"raw": 10})
    kept = run_chain(chain.network, chain.inputs, keep=("sold",))
    assert list(kept.data_vars) == ["sold"]
    assert kept["sold"].item() == 5


def test_bakery_line():
    """Mix 50x3, proof 35x4, bake 20x5, pack 65x2 kg/h: bake limits at 100 and 120, with 7 ovens pack at 130.

    Source: operations-management exercise, known-answers.md.
    """
    stages = {"mix": 150.0, "proof": 140.0, "bake": 100.0, "pack": 130.0}
    products = ["flour", "dough", "proofed", "bread", "packed"]
    links = {name: ({a: 1.0}, {b: 1.0}) for name, a, b in zip(stages, products[:-1], products[1:], strict=True)}
    for ovens, expected, binding in ((5, 100.0, "bake"), (6, 120.0, "bake"), (7, 130.0, "pack")):
        chain = written_chain(
            Text(links, {"shops": "packed"}), supply={"flour": 1000}, capacity=stages | {"bake": 20.0 * ovens}
        )
        assert flow(chain, "sold")["shops"] == [expected]
        binds = [name for name, months in flow(chain, "binds").items() if months[0]]
        assert binding in binds
        relieved = chain.inputs.assign(
            capacity=xr.where(chain.inputs["node"] == binding, 1e6, chain.inputs["capacity"])
        )
        assert run_chain(chain.network, relieved)["sold"].item() > expected


def test_highest_netback_is_served_first():
    """Milk for kefir at 60 x 1 - 10 goes before cheese at 400 x 0.1 - 5, which takes the rest."""
    links = {"kefiring": ({"milk": 1}, {"kefir": 1}), "cheesing": ({"milk": 1}, {"cheese": 0.1})}
    chain = written_chain(
        Text(links, {"k": "kefir", "c": "cheese"}),
        supply={"milk": 100},
        price={"k": 60, "c": 400},
        cost={"kefiring": 10, "cheesing": 5},
        demand={"k": 30},
    )
    assert flow(chain, "activity") == {"kefiring": [30], "cheesing": [70]}


def test_ties_share_in_proportion():
    """Two markets at one price that want 20 and 40 share 45 as 15 and 30."""
    chain = written_chain(
        Text({"n": ({"raw": 1}, {"p": 1})}, {"a": "p", "b": "p"}), supply={"raw": 45}, demand={"a": 20, "b": 40}
    )
    sold = flow(chain, "sold")
    assert (sold["a"], sold["b"]) == (pytest.approx([15]), pytest.approx([30]))


def test_contract_goes_before_price():
    """By contract the link with priority 1 is served first, whatever it pays."""
    links = {"rich": ({"raw": 1}, {"gold": 1}), "first": ({"raw": 1}, {"tin": 1})}
    text = Text(links, {"g": "gold", "t": "tin"}, priority={"first": 1, "rich": 2})
    values = {"supply": {"raw": 10}, "price": {"g": 9, "t": 1}, "capacity": {"rich": 8, "first": 8}}
    assert flow(written_chain(text, **values), "activity") == {"rich": [8], "first": [2]}
    assert flow(written_chain(replace(text, by_contract=True), **values), "activity") == {"rich": [2], "first": [8]}


def test_todays_outlet_takes_what_the_chain_refuses():
    """What a full plant leaves goes to today's outlet."""
    chain = written_chain(
        Text({"n": ({"raw": 1}, {"p": 1})}, {"m": "p", "today": "raw"}, today=("today",)),
        supply={"raw": 10},
        capacity={"n": 7},
        price={"m": 5, "today": 2},
    )
    assert flow(chain, "sold") == {"m": [7], "today": [3]}


def test_below_the_minimum_load_a_node_stands():
    """It stands with 5 against 6, runs when what it buys from others fills the gap, and its input finds another way."""
    links = {"plant": ({"milk": 1}, {"kefir": 1}), "shop": ({"milk": 1}, {"cheese": 0.1})}
    text = Text(links, {"k": "kefir", "c": "cheese"})
    values = {"supply": {"milk": 5}, "price": {"k": 60, "c": 100}, "minimum_load": {"plant": 6}}
    assert flow(written_chain(text, **values), "activity") == {"plant": [0], "shop": [5]}
    assert flow(written_chain(text, **values), "stands") == {"plant": [True], "shop": [False]}
    assert flow(written_chain(text, **values, busy={"plant": 1}), "activity") == {"plant": [5], "shop": [0]}


def test_farthest_below_stands_first():
    """Of two nodes that cannot both reach their load the one farther below stands, and saves the other."""
    links = {"big": ({"milk": 1}, {"kefir": 1}), "small": ({"milk": 1}, {"cheese": 1})}
    chain = written_chain(
        Text(links, {"k": "kefir", "c": "cheese"}),
        supply={"milk": 10},
        minimum_load={"big": 8, "small": 6},
        capacity={"big": 7},
    )
    assert flow(chain, "activity") == {"big": [0], "small": [10]} or flow(chain, "activity")["small"] == [10]


def test_goods_that_keep_wait_for_a_market():
    """Made 8 8 0 0 against 4 a month and kept two months: sold 4 4 4 4, stock 4 8 4 0."""
    chain = written_chain(
        Text({"n": ({"raw": 1}, {"p": 1})}, {"m": "p"}, keeps={"p": 3}),
        months=4,
        supply={"raw": [8, 8, 0, 0]},
        demand={"m": 4},
    )
    assert flow(chain, "sold")["m"] == [4, 4, 4, 4]
    assert flow(chain, "closing")["p"] == [4, 8, 4, 0]


def test_nothing_is_older_than_it_keeps():
    """What keeps one month may wait to the end of the next one only: 10 made in January are gone in March."""
    chain = written_chain(
        Text({"n": ({"raw": 1}, {"p": 1})}, {"m": "p"}, keeps={"p": 1}),
        months=3,
        supply={"raw": [10, 0, 0]},
        demand={"m": [2, 3, 9]},
    )
    assert flow(chain, "sold")["m"][:2] == [2, 3] or flow(chain, "sold")["m"] == [2, 0, 0]
    assert flow(chain, "sold")["m"][2] == 0


def test_store_loses_its_share():
    """A tenth of the opening stock is lost: 10 kept become 9, then 8.1."""
    chain = written_chain(
        Text({"n": ({"raw": 1}, {"p": 1})}, {"m": "p"}, keeps={"p": 6}),
        months=3,
        supply={"raw": [10, 0, 0]},
        demand={"m": [0, 0, 20]},
        store_loss={"p": 0.1},
    )
    assert flow(chain, "lost")["p"] == pytest.approx([0, 1, 0.9])
    assert flow(chain, "sold")["m"] == pytest.approx([0, 0, 8.1])


def test_calendar_lets_go_what_it_says():
    """Nothing, a third, a half, then all of what is at hand: of 30 made in the first month 0, 10, 10, 10 are sold."""
    chain = written_chain(
        Text({"n": ({"raw": 1}, {"p": 1})}, {"m": "p"}, keeps={"p": 12}),
        months=4,
        supply={"raw": [30, 0, 0, 0]},
        release={"p": [0, 1 / 3, 1 / 2, 1]},
    )
    assert flow(chain, "sold")["m"] == pytest.approx([0, 10, 10, 10])
    assert flow(chain, "closing")["p"] == pytest.approx([30, 20, 10, 0])


def test_calendar_holds_what_members_bring_too():
    """A raw product that keeps is let go by its calendar before any link may take it."""
    chain = written_chain(
        Text({"n": ({"raw": 1}, {"p": 1})}, {"m": "p"}, keeps={"raw": 12}),
        months=3,
        supply={"raw": [30, 0, 0]},
        release={"raw": [1 / 3, 1 / 2, 1]},
    )
    assert flow(chain, "activity")["n"] == pytest.approx([10, 10, 10])


@pytest.mark.parametrize("where", ["raw", "p"])
def test_nothing_is_let_go_below_the_reserve_price(where):
    """Stock waits while the price is below its reserve, and is sold when it rises: made or brought by members."""
    chain = written_chain(
        Text({"n": ({"raw": 1}, {"p": 1})}, {"m": "p"}, keeps={"p": 12}),
        months=3,
        supply={"raw": [0, 0, 0], where: [9, 0, 0]},
        price={"m": [4, 4, 6]},
        reserve={"p": 5},
    )
    assert flow(chain, "sold")["m"] == [0, 0, 9]


def test_what_would_spoil_is_let_go_at_any_price():
    """9 that keep two months and wait for a price that does not come are sold in the third."""
    chain = written_chain(
        Text({"n": ({"raw": 1}, {"p": 1})}, {"m": "p"}, keeps={"p": 2}),
        months=5,
        supply={"raw": [9, 0, 6, 0, 0]},
        price={"m": 4},
        reserve={"p": 5},
    )
    assert flow(chain, "sold")["m"] == [0, 0, 9, 0, 6]
    assert flow(chain, "unsold")["p"] == [0] * 5


def test_a_surplus_may_hold_the_main_product_back():
    """Whey that nobody takes beyond 4 holds cheese at 4; free to be thrown away, it does not."""
    links = {"n": ({"milk": 1}, {"cheese": 1, "whey": 1})}
    values = {"supply": {"milk": 10}, "demand": {"w": 4}}
    held = written_chain(Text(links, {"c": "cheese", "w": "whey"}, holds=("whey",)), **values)
    free = written_chain(Text(links, {"c": "cheese", "w": "whey"}), **values)
    assert flow(held, "activity")["n"] == [4]
    assert flow(free, "activity")["n"] == [10]
    assert flow(free, "unsold")["whey"] == [6]


def test_a_surplus_that_costs_more_than_it_brings_stops_the_link():
    """Cheese at 5 with whey that costs 6 to throw away is not made; at 4 it is."""
    text = Text({"n": ({"milk": 1}, {"cheese": 1, "whey": 1})}, {"c": "cheese"})
    for discard, made in ((6, 0), (4, 10)):
        chain = written_chain(text, supply={"milk": 10}, price={"c": 5}, discard_cost={"whey": discard})
        assert flow(chain, "activity")["n"] == [made]


def test_nothing_is_bought_at_a_loss():
    """Fabric at 3 a piece for a dress that leaves 2 is not bought; at 1 it is, as much as the orders need."""
    text = Text({"sewing": ({"fabric": 2, "minute": 5}, {"dress": 1})}, {"m": "dress"}, purchases={"shop": "fabric"})
    for price, bought in ((3.0, 0), (1.0, 14)):
        chain = written_chain(
            text, supply={"minute": 100}, price={"m": 5}, demand={"m": 7}, buying_price={"shop": price}
        )
        assert flow(chain, "bought")["shop"] == pytest.approx([bought])


def test_members_goods_are_used_where_buying_more_would_not_pay():
    """A plant that leaves 2 a litre works the members' milk and buys none at 3."""
    text = Text({"plant": ({"milk": 1}, {"kefir": 1})}, {"m": "kefir"}, purchases={"others": "milk"})
    chain = written_chain(text, supply={"milk": 10}, price={"m": 2}, buying_price={"others": 3})
    assert flow(chain, "activity")["plant"] == [10]
    assert flow(chain, "bought")["others"] == [0]


def test_the_cheapest_offer_is_bought_first():
    """Of 10 missing, 4 come from the cheap seller and 6 from the dear one; none from one dearer than it is worth."""
    offers = {"cheap": "milk", "dear": "milk", "absurd": "milk"}
    text = Text({"plant": ({"milk": 1}, {"kefir": 1})}, {"m": "kefir"}, purchases=offers)
    values = {"price": {"m": 5}, "demand": {"m": 10}, "buying_price": {"cheap": 1, "dear": 4, "absurd": 6}}
    plenty = written_chain(text, supply={"milk": 0}, available={"cheap": 4}, **values)
    assert flow(plenty, "bought") == {"cheap": [4], "dear": [6], "absurd": [0]}
    scarce = written_chain(text, supply={"milk": 0}, available={"cheap": 4, "dear": 3}, **values)
    assert flow(scarce, "bought") == {"cheap": [4], "dear": [3], "absurd": [0]}


def test_minutes_are_free_for_others_when_a_link_before_does_not_pay():
    """Cutting at a loss stops; the sewing minutes that dresses would have taken go to coats."""
    links = {
        "cutting": ({"fabric": 1}, {"cut": 1}),
        "dresses": ({"cut": 1, "minute": 1}, {"dress": 1}),
        "coats": ({"minute": 1}, {"coat": 1}),
    }
    chain = written_chain(
        Text(links, {"d": "dress", "c": "coat"}, purchases={"f": "fabric"}),
        supply={"minute": 10},
        price={"d": 10, "c": 2},
        buying_price={"f": 12},
    )
    assert flow(chain, "sold") == {"d": [0], "c": [10]}


@pytest.mark.parametrize("months", [1, 12, 18, 24])
def test_nothing_to_sell_and_nothing_to_sell_to(months):
    """No demand, no capacity or no supply: everything stands still and still balances."""
    text = Text({"n": ({"raw": 1}, {"p": 1})}, {"m": "p"})
    for values in (
        {"demand": {"m": 0}},
        {"capacity": {"n": 0}},
        {"price": {"m": 0}, "cost": {"n": 1}},
        {"supply": {"raw": 0}},
    ):
        chain = written_chain(text, months, **({"supply": {"raw": 5}} | values))
        flows = run(chain)
        assert float(flows["activity"].sum()) == 0
        check_flows(chain.network, chain.inputs, flows)
