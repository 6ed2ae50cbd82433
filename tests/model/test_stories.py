"""The three stories, as far as they need no best plan: the model against the worked answers of the samples."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from certain import certain

from capacity.intake.cluster import read_cluster
from capacity.intake.documents.document import read_document
from capacity.intake.facts.cluster import Cluster
from capacity.intake.specs import build_spec
from capacity.model.chain.operating_rule import run_chain
from capacity.model.chain.variables import grid
from capacity.model.diagnosis.bottlenecks import bottleneck_calendar
from capacity.model.diagnosis.critical_mass import member_offers
from capacity.model.diagnosis.today import Today, cover_table, effective_suppliers, link_table, run_today
from capacity.model.plan.best import today_plan
from capacity.model.plan.calendar import priced_calendar
from capacity.model.potential.aggregate import potential
from capacity.model.potential.staircase import producer_groups

ROOT = Path(__file__).parents[2]
DAYS = 365 / 12
PRODUCERS = ("household", "farm", "commercial")


@pytest.fixture(scope="module")
def known() -> dict[tuple[str, str], pytest.approx]:
    """The worked answers with their tolerances, by cluster and what it is."""
    with (ROOT / "tests" / "known_answers" / "samples.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        (row["cluster"], row["what"]): pytest.approx(float(row["value"]), abs=float(row["tolerance"]) + 1e-6)
        for row in rows
    }


@pytest.fixture(scope="module")
def dairy() -> Cluster:
    return read_cluster(ROOT / "data" / "chui-dairy")


def everybody(name: str, **changes: object) -> Cluster:
    """A sample in which everybody has joined and nothing is uncertain, with changes to its file."""
    folder = ROOT / "data" / name
    cluster = read_cluster(folder)
    spec = certain(build_spec(read_document(folder / "cluster.yml"), changes))
    survey = spec.survey.model_copy(update={"joins": None, "letter": None})
    return replace(cluster, specs={"base": spec.model_copy(update={"survey": survey})})


def offered_by_month(cluster: Cluster, scenario: str = "base") -> np.ndarray:
    """What everybody offers, t/day by calendar month."""
    frame = potential(cluster, scenario).staircase
    return frame[frame["step"] == "offered"].groupby("month")["amount"].sum().to_numpy() / 1000 / DAYS


def sold(today: Today) -> dict[str, np.ndarray]:
    """Sales a month by market in the second year."""
    names = [str(name) for name in today.flows["market"].values]
    return dict(zip(names, grid(today.flows, "sold", 24, 1)[:, 12:, 0], strict=True))


def test_dairy_produces_and_offers(dairy, known):
    """Milk produced and offered a year, and offered by month."""
    totals = potential(dairy).totals.iloc[0]
    assert totals["produced"] / 1000 == known["chui-dairy", "milk produced a year"]
    assert totals["offered"] / 1000 == known["chui-dairy", "milk offered a year"]
    for month, amount in enumerate(offered_by_month(dairy), start=1):
        assert amount == known["chui-dairy", f"milk offered, month {month}"], month


def test_dairy_months_below_six_tonnes(dairy, known):
    """Four months bring less than 6 t/day when families keep a share, five when they keep litres."""
    share, litres = offered_by_month(dairy), offered_by_month(dairy, "own_use_in_litres")
    assert (share < 6).sum() == known["chui-dairy", "months with less than 6 t/day offered, own use as a share"]
    assert (litres < 6).sum() == known["chui-dairy", "months with less than 6 t/day offered, own use in litres"]
    for month in (1, 7):
        assert litres[month - 1] == known["chui-dairy", f"milk offered, month {month}, own use in litres"]


def test_dairy_shares_of_the_offer(dairy, known):
    """Commercial farms bring two thirds, households a sixteenth."""
    frame = potential(dairy).staircase
    offer = frame[frame["step"] == "offered"].groupby("cls")["amount"].sum()
    assert offer["commercial"] / offer.sum() == known["chui-dairy", "share of commercial farms in the offer"]
    assert offer["household"] / offer.sum() == known["chui-dairy", "share of households in the offer"]


@pytest.fixture(scope="module")
def loyal() -> Today:
    """Today's dairy when everybody has joined, sells nothing past it and nothing is refused."""
    all_of_it = {f"classes.{cls}.{step}": [0, "share"] for cls in PRODUCERS for step in ("side_selling", "rejects")}
    return run_today(everybody("chui-dairy", **all_of_it))


def test_dairy_cooling_above(loyal, known):
    """The tank above is too small from May to August; so many tonnes a year cannot be cooled."""
    cover = cover_table(loyal)
    above = cover[cover["node"] == "cooling@upper"].sort_values("month")
    assert above["capacity"].iloc[0] / 1000 / DAYS == known["chui-dairy", "cooling in the upper villages"]
    assert above["supply"].iloc[6] / 1000 / DAYS == known["chui-dairy", "milk offered in the upper villages, month 7"]
    short = above["excess"] > 1e-6
    assert short.sum() == known["chui-dairy", "months in which the upper tank is too small, everybody joined"]
    assert above["month"][short].tolist() == [5, 6, 7, 8]
    assert above["excess"].sum() / 1000 == known["chui-dairy", "milk the upper tank cannot take, everybody joined"]


def test_dairy_bottleneck_is_the_tank_never_the_plant(loyal, known):
    """What is lost above stands in the calendar; one more tonne of plant capacity is worth nothing in any month."""
    calendar = bottleneck_calendar(loyal)
    assert set(calendar[calendar["kind"] == "capacity"]["at"]) == {"cooling@upper"}
    shown = priced_calendar(loyal, today_plan(loyal), None)
    lost = shown[shown["at"] == "cooling@upper"]["lost"].sum() / 1000
    assert lost == known["chui-dairy", "milk the upper tank cannot take, everybody joined"]
    plant = calendar[calendar["at"] == "dairy_plant"]["shadow_price"].sum()
    assert plant == known["chui-dairy", "worth of one more tonne a day of plant capacity, any month"]


def test_dairy_second_emptying(loyal, known):
    """Twice the fills above: nothing is lost."""
    twice = replace(loyal, inputs=loyal.inputs.assign(capacity=loyal.inputs["capacity"] * 2))
    flows = run_chain(twice.network, twice.inputs)
    lost = cover_table(replace(twice, flows=flows)).set_index("node").loc["cooling@upper", "excess"].sum()
    assert lost == known["chui-dairy", "milk the upper tank cannot take with a second emptying"]


@pytest.fixture(scope="module")
def shops() -> Today:
    return run_today(everybody("bishkek-sewing"))


def test_sewing_capacities(shops, known):
    """Minutes of the operators and dresses of the cutting room a month."""
    pool = [pool.product for pool in shops.network.pools].index("sewing_minutes")
    assert grid(shops.inputs, "supply", 24, 1)[pool, 12, 0] == known["bishkek-sewing", "sewing minutes a month"]
    links = link_table(everybody("bishkek-sewing"), shops).set_index("node")
    assert links.loc["cutting", "capacity"] == known["bishkek-sewing", "dresses the cutting room can cut a month"]


def test_sewing_orders_and_sales(shops, known):
    """Orders by month; dresses sold a year are the orders less what the cutting room cannot cut."""
    demand = grid(shops.inputs, "demand", 24, 1)[:, 12:, 0]
    names = [str(name) for name in shops.inputs["market"].values]
    orders = sum(demand[names.index(market)] for market in ("russia", "kazakhstan"))
    for month, amount in enumerate(orders, start=1):
        assert amount == known["bishkek-sewing", f"orders, month {month}"]
    dresses = sold(shops)["russia"] + sold(shops)["kazakhstan"]
    assert dresses.sum() == known["bishkek-sewing", "dresses sold a year"]


def test_sewing_binds_on_cutting_in_two_months(shops, known):
    """Cutting binds in October and November, loses 12,500 and 3,000 dresses; operators never bind."""
    calendar = priced_calendar(shops, today_plan(shops), None)
    cutting = calendar[calendar["kind"] == "capacity"]
    assert len(cutting) == known["bishkek-sewing", "months in which cutting binds"]
    assert set(cutting["at"]) == {"cutting"}
    assert [month[5:] for month in cutting["month"]] == ["10", "11"]
    assert cutting["lost"].iloc[0] == known["bishkek-sewing", "dresses lost in October"]
    assert cutting["lost"].sum() == known["bishkek-sewing", "dresses lost a year"]
    assert (sold(shops)["own_orders"] > 0).all()


def test_sewing_stops_when_every_dress_loses():
    """The rouble 10 % lower and fabric in dollars: 772 - 794 = 22 KGS lost a dress, so none is sewn for Russia."""
    weak = sold(run_today(everybody("bishkek-sewing", **{"finance.exchange.RUB": [1.026, "KGS/RUB"]})))
    assert weak["russia"].sum() == 0
    assert weak["own_orders"].sum() > sold(run_today(everybody("bishkek-sewing")))["own_orders"].sum()


def test_sewing_with_lower_efficiency_binds_on_operators(known):
    """Below the worked efficiency the operators cannot sew what is cut in October."""
    limit = 0.368139
    assert limit == known["bishkek-sewing", "efficiency below which operators bind before cutting"]
    for efficiency, binds in ((limit + 0.01, True), (limit - 0.01, False)):
        changes = {
            f"classes.{cls}.rates.efficiency": [efficiency, "share"] for cls in ("micro", "medium", "large", "anchor")
        }
        flows = run_today(everybody("bishkek-sewing", **changes)).flows
        assert bool(grid(flows, "binds", 24, 1)[0, 12 + 9, 0]) == binds


@pytest.fixture(scope="module")
def beans() -> Cluster:
    return everybody("talas-beans")


def test_beans_crop_and_line(beans, known):
    """The crop of a year and of September, and the line that cleans it."""
    found = potential(beans)
    assert found.totals["produced"].iloc[0] / 1000 == known["talas-beans", "crop a year"]
    september = found.staircase[(found.staircase["step"] == "produced") & (found.staircase["month"] == 9)][
        "amount"
    ].sum()
    assert september / 1000 == known["talas-beans", "crop in September"]
    links = link_table(beans, run_today(beans)).set_index("node")
    assert links.loc["cleaning", "capacity"] / 1000 == known["talas-beans", "capacity of the cleaning line"]


def test_beans_line_is_never_the_bottleneck(beans):
    """A crop of nine days' work: no month in which the line is worth more, so no case for a second one."""
    calendar = bottleneck_calendar(run_today(beans))
    assert "cleaning" not in set(calendar["at"])


def test_beans_suppliers(beans, known):
    """Eighty small growers and six large ones count as 18 equal ones."""
    today = run_today(beans)
    number = effective_suppliers(*member_offers(today, producer_groups(today.spec, beans.survey.members)))
    assert number == known["talas-beans", "effective number of suppliers, everybody joined"]
