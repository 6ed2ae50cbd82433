"""Prices in foreign money: at the exchange rate of their month, in prices of the start at home."""

import numpy as np
import pytest
from small_clusters import dairy, dairy_members, make_cluster, make_spec

from capacity.intake.cluster_file.exchange import price_at_start
from capacity.intake.findings.issues import InputError
from capacity.model.calendar.events import strikes
from capacity.model.calendar.timeline import course
from capacity.model.future.case import make_case
from capacity.model.future.projection import run_case
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.uncertainty.draws import central_draws

FLAT = {"RUB": [1.25, "KGS/RUB"]}


def abroad(exchange: dict, price: list | None = None, inflation: object = None, **changes: object) -> dict:
    """The small dairy whose shops pay in roubles."""
    data = dairy(events={}, **changes)
    data["markets"]["shops"] |= {"currency": "RUB", "price": price or [400, "RUB/kg"]}
    data["finance"] |= {"exchange": exchange} | ({"inflation": inflation} if inflation else {})
    return data


def prices(data: dict, draws: int = 0) -> np.ndarray:
    cluster = make_cluster(data, dairy_members())
    futures = sample_draws(cluster, draws, 1) if draws else central_draws(cluster.slug)
    way = course(cluster.spec, futures, 24)
    return np.broadcast_to(way.tape.read([way.market_price("shops")])[0], (24, futures.size))


def refused(data: dict) -> str:
    with pytest.raises(InputError) as caught:
        make_spec(data)
    return str(caught.value)


def test_at_a_fixed_rate_nothing_but_the_money_changes():
    """400 roubles at 1.25 are 500 soms: the same flows of goods and money as with the price in soms."""
    home = dairy(events={})
    home["markets"]["shops"]["price"] = [500, "KGS/kg"]
    one, other = (make_cluster(data, dairy_members()) for data in (home, abroad(FLAT)))
    flows = [run_case(make_case(c.spec, c.survey.members), central_draws(c.slug), keep=())[0] for c in (one, other)]
    np.testing.assert_allclose(flows[0]["with_cluster"].values, flows[1]["with_cluster"].values)
    assert price_at_start(other.spec, "shops") == 500


def test_the_rate_of_each_year():
    """The run begins in March 2027: ten months at 1.25, then twelve at 1.5, then 1.0."""
    path = {2027: [1.25, "KGS/RUB"], 2028: [1.5, "KGS/RUB"], 2029: [1.0, "KGS/RUB"]}
    assert prices(abroad({"RUB": {str(k): v for k, v in path.items()}}))[[0, 9, 10, 21, 22], 0].tolist() == [
        *(500, 500, 600, 600, 400),
    ]


def test_at_home_money_loses_what_the_rate_does_not_gain():
    """A price that stays 400 roubles at 1.25 is worth 1/1.1 of it in soms of the start after a year of 10 %."""
    found = prices(abroad(FLAT, inflation=[0.1, "1/year"]))[:, 0]
    assert found[0] == 500
    assert found[12] == pytest.approx(500 / 1.1)


def test_a_risk_can_strike_the_rate():
    """While the rouble is down by a fifth, so are receipts; the same draws as everywhere."""
    line = {"chance": [0.5, "1/year"], "lasts": [3, "month"], "times": {"finance.exchange.RUB": [0.8, "share"]}}
    data = abroad(FLAT, risks={"fall": line})
    cluster = make_cluster(data, dairy_members())
    on = strikes(cluster.spec, sample_draws(cluster, 64, 1), 24)["fall"].on
    np.testing.assert_allclose(prices(data, 64), np.where(on, 400.0, 500.0))


def test_what_is_bought_abroad_has_a_rate_too():
    """Salt at 20 / 1.25 roubles."""
    data = abroad(FLAT)
    data["purchases"] = {"salt": {"sells": "salt", "currency": "RUB", "price": [16, "RUB/kg"]}}
    cluster = make_cluster(data, dairy_members())
    _, x = run_case(make_case(cluster.spec, cluster.survey.members), central_draws("x"))
    assert np.unique(x.dataset()["buying_price"].values).tolist() == [20]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (abroad({"USD": [87, "KGS/USD"]}), "USD"),
        (abroad(FLAT, price=[500, "KGS/kg"]), "KGS/kg"),
        (abroad(FLAT, ramps={"up": {"of": "finance.exchange.EUR", "times": [2, "share"]}}), "finance.exchange.RUB"),
    ],
)
def test_what_does_not_fit_is_refused(data, said):
    """A currency without a rate, a price in the wrong money, a rate that nobody states."""
    assert said in refused(data)
