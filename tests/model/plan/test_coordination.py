"""The worth of coordination: never negative, nothing where the rule is best, and due to a month and a store."""

from dataclasses import replace

import pytest
from chain_checks import margin
from hypothesis import given, settings
from small_clusters import dairy, dairy_members, make_cluster
from strategies import FULL, TREE, Chain, Text, chains, written_chain

from capacity.model.chain.operating_rule import run_chain
from capacity.model.diagnosis.today import Today, run_today
from capacity.model.plan.coordination import COLUMNS, coordination_of

TWO_YEARS = replace(FULL, months=24, draws=1, nodes=3)


def today(chain: Chain) -> Today:
    """A chain that has run for two years, without the cluster that it would come from."""
    flows = run_chain(chain.network, chain.inputs)
    return Today(None, chain.network, None, None, chain.inputs, flows)


@settings(max_examples=12)
@given(chains(TWO_YEARS))
def test_planning_never_earns_less(chain):
    """Same stocks, same pattern, all that the rule did allowed: the plan is at least as good."""
    found = coordination_of(today(chain))
    second = margin(chain.inputs, run_chain(chain.network, chain.inputs))[12:].sum()
    assert found.rule == pytest.approx(second, rel=1e-9, abs=1e-9)
    assert found.gain >= -1e-8 * max(1.0, abs(second))
    assert found.plan.certificate.holds.all()
    assert found.by_month["gain"].sum() == pytest.approx(found.gain, rel=1e-6, abs=1e-6)


@settings(max_examples=5)
@given(chains(replace(TREE, months=24, draws=1)))
def test_nothing_to_coordinate_in_a_tree(chain):
    """One contested input, no stores, no minimum loads: the members need no planner, and no reason is given."""
    found = coordination_of(today(chain))
    assert found.gain == pytest.approx(0, abs=1e-8 * max(1.0, abs(found.rule)))


def test_beans_that_wait_for_spring():
    """100 beans held from October on are let go in February at 12; the plan waits until April, for 15. It is the store.

    By hand: 100 x 15 - 100 x 12 = 300, a quarter of what the rule earns.
    """
    year = [11, 12, 13, 15, 13, 12, 11, 10, 10, 10, 10, 10]
    text = Text({"clean": ({"raw": 1}, {"bean": 1})}, {"export": "bean"}, keeps={"bean": 12})
    chain = written_chain(
        text,
        24,
        supply={"raw": ([0] * 9 + [100, 0, 0]) * 2},
        price={"export": year * 2},
        release={"bean": ([0] + [1] * 8 + [0] * 3) * 2},
    )
    found = coordination_of(today(chain))
    assert (found.rule, found.gain, found.share) == pytest.approx((1200, 300, 0.25))
    assert (found.month, found.store, found.node) == ("2028-04", "bean", "")
    assert list(found.differences) == COLUMNS
    best = found.differences[found.differences["kind"] == "market"].iloc[0]
    assert (best["at"], best["month"], best["difference"]) == ("export", "2028-04", pytest.approx(100))


def test_a_cluster_from_its_survey():
    """The small dairy gains something, or nothing, and names no more than there is."""
    found = coordination_of(run_today(make_cluster(dairy(), dairy_members())))
    assert found.gain >= -1e-9
    assert found.share == pytest.approx(found.gain / found.rule)
    assert found.store in ("", "cheese")
    assert found.node in ("", "cooling@up", "cooling@down", "cheesing")
