"""Every valid cluster gets its report: random ones, optional blocks on and off, from the files to the pages."""

import json

import pytest
from valid_clusters import valid_cluster, write_valid
from whole_study import whole_study

from capacity.intake.cluster import read_cluster
from capacity.intake.cluster_file.schema import Spec
from capacity.run.cli import main

REPORTS, STUDIES, MANY = 20, 60, 500
BLOCKS = {
    "note", "places", "seasons", "joining", "purchases", "allocation", "events", "risks", "ramps", "correlations",
    "targets", "finance", "economy", "scenarios", "title",
}  # fmt: skip


@pytest.mark.parametrize("number", range(STUDIES))
def test_a_valid_cluster_gets_its_whole_study(tmp_path, number):
    whole_study(write_valid(tmp_path, number), tmp_path / "out", languages=("en", "ru", "ky")[number % 3])


def test_valid_clusters_get_their_reports_by_the_command_line(tmp_path, capsys):
    folders = [write_valid(tmp_path / "clusters", number) for number in range(STUDIES, STUDIES + REPORTS)]
    given = ["--out", str(tmp_path / "out"), "--draws", "32", "--workers", "2", "--quiet"]
    assert main(["batch", str(tmp_path / "clusters"), *given]) == 0, capsys.readouterr().out
    for folder in folders:
        made = tmp_path / "out" / folder.name
        assert (made / "confidential" / "feasibility.en.html").stat().st_size > 10_000
        assert (made / "public" / "members.en.html").stat().st_size > 1_000


@pytest.mark.long
@pytest.mark.parametrize("number", range(STUDIES, MANY))
def test_many_more_valid_clusters_get_their_whole_studies(tmp_path, number):
    whole_study(write_valid(tmp_path, number), tmp_path / "out")


@pytest.mark.parametrize("number", [pytest.param(n, marks=pytest.mark.long if n > 3 else ()) for n in range(50)])
def test_with_many_draws_too(tmp_path, number):
    """What a number explains is asked from 256 draws on, the best plan of 512; books are kept of up to 1,024."""
    whole_study(write_valid(tmp_path, 1000 + number), tmp_path / "out", draws=1024)


@pytest.mark.long
@pytest.mark.parametrize("number", range(6))
def test_with_a_second_process_too(tmp_path, number):
    whole_study(write_valid(tmp_path, 2000 + number), tmp_path / "out", draws=4096)


def test_they_reach_every_block_and_are_read_without_an_error(tmp_path):
    reached, certain = set(), set()
    for number in range(40):
        data, _ = valid_cluster(number)
        reached |= data.keys()
        spec = read_cluster(write_valid(tmp_path, number)).spec
        certain.add(any(isinstance(value, dict) for value in data.values()) and not _ranged(spec))
    assert BLOCKS <= reached <= {*Spec.model_fields}
    assert certain == {True, False}


def _ranged(spec: Spec) -> bool:
    return any(market.price.is_range for market in spec.markets.values())


def test_a_number_names_one_cluster():
    assert json.dumps(valid_cluster(7)) == json.dumps(valid_cluster(7))
    assert json.dumps(valid_cluster(7)) != json.dumps(valid_cluster(8))


CERTAIN = """\
cluster: certain
currency: KGS
start: 2027-01
horizon: [3, year]
source: guess
sources: {guess: {title: A guess}}
products: {maize: {unit: kg, keeps: [6, month]}}
links: {farm: {rated: maize, makes: {maize: [1, kg]}}}
classes: {grower: {runs: [farm]}}
survey: {member: {columns: [id]}, current: {columns: [maize], unit: kg/year}}
markets:
  mill: {buys: maize, price: [25, KGS/kg], demand: [400, kg/month]}
  trader: {buys: maize, today: true, price: [20, KGS/kg]}
"""
FINANCE = "finance: {discount_rate: [0.12, 1/year], items: [{buy: dryer, owner: grower, cost: [1, kKGS]}]}\n"


@pytest.mark.parametrize("draws", [32, 1024])
@pytest.mark.parametrize("money", [FINANCE, ""], ids=["finance", "no finance"])
def test_where_all_is_certain_every_future_is_the_same(tmp_path, money, draws):
    """One product, one class, nobody is asked whether he joins: P10, P50 and P90 are one number."""
    (tmp_path / "cluster.yml").write_text(CERTAIN + money, encoding="utf-8")
    (tmp_path / "members.csv").write_text("id,maize\nA,5000\nB,4000\n", encoding="utf-8")
    found = whole_study(tmp_path, tmp_path / "out", draws)
    future = found.tables["projection"]
    assert len(future)
    assert (future["p10"] == future["p90"]).all()
    prices = found.tables["bottlenecks"][["price_p10", "price_p50", "price_p90"]]
    assert set(prices.to_numpy().ravel()) == {5000.0, 20000.0}, (
        "a tonne that the mill takes more; a tonne for the trader"
    )
    assert found.tables["sensitivity"].empty
    if money:
        assert set(found.tables["agreement"]["nobody_loses_central"]) == {True}
        assert set(found.tables["agreement"]["probability_nobody_loses"]) == {1.0}
