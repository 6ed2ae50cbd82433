"""npv_net: what is left after taxes, working capital and the cluster's body; one value in summary, tables and seek."""

import pytest
from money_clusters import ROWS, books, one_chain
from small_clusters import make_cluster, make_members

from capacity.model.bank.net import net_value
from capacity.model.future.measures import present_value
from capacity.model.goal_seek.goal import read_goal
from capacity.model.goal_seek.measured import measured, middle
from capacity.model.results.study import study
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.uncertainty.draws import central_draws
from capacity.model.whatif.glance import glance, glimpse

FINANCE = {
    "discount_rate": [0.1, "1/year"],
    "running": [{"pay": "manager", "cost": [1000, "KGS/month"]}],
    "taxes": {"plant": {"on": "turnover", "rate": [0.02, "share"]}},
    "fees": [{"pays": "plant", "share": [0.01, "share"]}],
}


def chain(**changes: object) -> dict:
    """The chain of one farm, one cooler and one plant that is taxed and paid a month late, with a second scenario."""
    cheap = {"title": "Cheap", "reason": "x", "set": {"markets.shops.price": [400, "KGS/kg"]}}
    data = one_chain(finance=FINANCE | changes, scenarios={"cheap": cheap})
    data["markets"]["shops"]["pays_after"] = [365 / 12, "day"]
    data["joining"] = {"common_error": [-0.2, 0, 0.2, "share"]}
    return data


DATA = chain()
CLUSTER = make_cluster(DATA, make_members(ROWS))
STUDY = study(CLUSTER, draws=64)


def test_what_is_left_is_the_one_worked_out_by_hand():
    """1,200 kg of cheese a year at 500, for 6.2 and the collector's 30 a kg of milk: 165,600 more, less 12,000 of body.

    The plant pays 2 % of 600,000 in taxes, and shops owe it a month of 50,000 until the end.
    """
    gain, tax, owed = 12_000 * (0.1 * 500 - 6.2 - 30) - 12_000, 12_000, 50_000
    ledger = books(DATA)
    before = present_value(ledger.case.spec, ledger.flows, ledger.draws)
    assert before[0] == pytest.approx(gain / 1.1 + gain / 1.21)
    assert net_value(ledger)[0] == pytest.approx((gain - tax - owed) / 1.1 + (gain - tax + owed) / 1.21)


@pytest.mark.parametrize("changes", [{}, {"prices": "nominal", "discount_rate": [0.188, "1/year"]}])
def test_without_taxes_delays_and_stocks_it_is_the_net_present_value(changes):
    """Prices grow by 8 %: a nominal rate of 18.8 % is a real one of 10 %."""
    data = chain(taxes={}, inflation=[0.08, "1/year"], **changes)
    del data["markets"]["shops"]["pays_after"]
    ledger = books(data)
    assert net_value(ledger) == pytest.approx(present_value(ledger.case.spec, ledger.flows, ledger.draws))


def test_one_figure_has_one_value():
    """In summary.json, the tables measures and borrowers, the verdict, a look from the panel, and a goal."""
    summary, tables = STUDY.summary, STUDY.tables
    base = summary["scenarios"]["base"]
    measures = tables["measures"][tables["measures"]["scenario"] == "base"].set_index("measure")
    whole = tables["borrowers"][tables["borrowers"]["party"] == "consolidated"].set_index("measure")
    for name in ("p10", "p50", "p90"):
        assert measures.loc["npv_net", name] == whole.loc["npv_net", name]
    assert base["npv_net"]["p50"] == measures.loc["npv_net", "p50"]
    chance = whole.loc["probability_npv_net_positive", "p50"]
    assert base["probability_npv_net_positive"] == measures.loc["probability_npv_net_positive", "p50"] == chance
    verdict = tables["verdict"].set_index("condition")
    assert verdict.loc["npv_net", "value"] == chance
    seen = glance(glimpse(CLUSTER, "base", CLUSTER.spec, sample_draws(CLUSTER, 64, 1)))
    assert seen.summary["scenarios"]["base"] == base
    assert seen.tables["verdict"].equals(tables["verdict"])
    goal = read_goal("npv_net:p50 >= 0", CLUSTER.spec)
    found = middle(measured(goal, CLUSTER, "base", CLUSTER.spec, sample_draws(CLUSTER, 64, 1)))
    assert found == pytest.approx(base["npv_net"]["p50"], rel=1e-8)


def test_every_scenario_says_what_is_left_whichever_leads():
    led = study(CLUSTER, "cheap", draws=64).summary["scenarios"]
    for name, one in STUDY.summary["scenarios"].items():
        assert one["npv_net"]["p50"] < one["npv"]["p50"]
        assert one["npv_net"] == led[name]["npv_net"]
        assert one["npv_net"]["draws"] == 64


def test_a_goal_may_ask_what_is_left_to_one_borrower():
    finance = FINANCE | {"items": [{"buy": "vat", "owner": "plant", "cost": [120000, "KGS"]}]}
    cluster = make_cluster(chain(**finance), make_members(ROWS))
    one, other = (
        measured(
            read_goal(f"{name}@plant >= 0", cluster.spec), cluster, "base", cluster.spec, central_draws(cluster.slug)
        )
        for name in ("npv_net", "npv")
    )
    assert one == other
