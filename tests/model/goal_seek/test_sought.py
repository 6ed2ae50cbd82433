"""Goal seek on a chain worked by hand, and on random numbers of it: what is found, put in, hits the goal."""

from copy import deepcopy
from functools import partial

import pytest
from asked_chain import CLUSTER, DATA, WRITTEN, ask, written_of
from hypothesis import given, settings
from hypothesis import strategies as st
from money_clusters import ROWS, one_chain
from small_clusters import make_cluster, make_members

from capacity.intake.findings.issues import InputError
from capacity.intake.numbers.stated import stated_number
from capacity.model.goal_seek.goal import read_goal
from capacity.model.goal_seek.measured import measured
from capacity.model.goal_seek.sought import Question, sought
from capacity.model.results.study import study
from capacity.model.uncertainty.draws import central_draws
from capacity.model.whatif.asked import glanced


def measure_with(path, value, unit, goal):
    """What a goal measures if a value is written in the file."""
    spec = WRITTEN.spec("base", {path: [value, unit]})
    return float(measured(read_goal(goal, spec), CLUSTER, "base", spec, central_draws(CLUSTER.slug))[0])


def test_the_price_at_which_it_just_pays_is_the_one_worked_out_by_hand():
    """12,000 kg of milk a year become 1,200 kg of cheese; 1,000 kg a month leave 30 KGS at the collector's.

    A kg of milk costs 1 + 5 + 0.01 x 20 of salt = 6.2 more to process than to hand over; the vat is worth nothing
    after two years: 120,000 / 1.1 = 12,000 x (0.1 p - 6.2 - 30) x (1/1.1 + 1/1.21), as each year counts at its end.
    """
    annuity = 1 / 1.1 + 1 / 1.21
    by_hand = (120_000 / 1.1 / (12_000 * annuity) + 30 + 6.2) / 0.1
    found = ask("markets.shops.price", "npv = 0")
    assert found.value == pytest.approx(by_hand, rel=1e-9)
    assert (found.search.turn.exact, found.search.turn.side, found.unit) == (True, "above", "KGS")
    assert found.search.measured == pytest.approx(12_000 * (50 - 36.2) * annuity - 120_000 / 1.1)


def test_what_does_not_move_it_never_turns_it():
    found = ask("finance.loans.0.rate", "npv <= 0")
    assert found.value is None
    assert (found.search.low, found.search.high) == (0.0, 1.0)
    assert found.search.at_low == found.search.at_high == found.search.measured


def test_a_minimum_load_is_reached_at_what_comes():
    """1,000 kg a month come to the plant: it stands in every month as soon as more is needed."""
    found = ask("links.cheesing.minimum_load", "months_below <= 2")
    assert found.value == pytest.approx(1000 * 12 / 365, rel=1e-6)
    assert (found.search.turn.measured, found.search.turn.beyond, found.search.turn.side) == (0.0, 12.0, "below")


@settings(max_examples=2)
@pytest.mark.parametrize(
    ("path", "unit", "measure"),
    [
        ("markets.shops.price", "KGS/kg", "npv"),
        ("markets.shops.price", "KGS/kg", "dscr_min@plant"),
        ("finance.discount_rate", "1/year", "npv"),
    ],
)
@given(times=st.floats(0.85, 1.6))
def test_what_is_found_put_into_the_file_gives_the_goal(path, unit, measure, times):
    """Whatever is measured at some other value is sought, and found again: here or where it is the same."""
    today = stated_number(WRITTEN, "base", path).today
    target = measure_with(path, today * times, unit, f"{measure} = 0")
    found = ask(path, f"{measure} = {target!r}")
    assert found.value is not None
    again = measure_with(path, found.value, unit, f"{measure} = 0")
    scale = max(abs(target), abs(found.search.at_low), abs(found.search.measured))
    assert again == pytest.approx(target, abs=1e-7 * scale if found.search.turn.beyond is None else scale)


def test_a_figure_is_the_studys():
    """Central and in the futures: of the cluster, of a borrower and of a class."""
    data = DATA | {"markets": {**DATA["markets"], "shops": {"buys": "cheese", "price": [450, 500, 540, "KGS/kg"]}}}
    cluster = make_cluster(data, make_members(ROWS))
    written = written_of(data)
    result = study(cluster, draws=16)

    def now(goal):
        return sought(
            cluster, written, Question("links.cheesing.minimum_load", goal, draws=16), partial(glanced, cluster)
        ).search.measured

    rows = result.tables["gains"].set_index("party")
    assert now("income@farm = 0") == pytest.approx(rows.loc["farm", "net_central"])
    assert now("npv:p50 = 0") == pytest.approx(result.summary["scenarios"]["base"]["npv"]["p50"])
    assert now("months_below <= 2") == result.summary["continuity"]["months_below_minimum_load"]


def test_a_scenario_and_what_it_is_set_against():
    """Without the vat the chain is worth 119,999 / 1.1 KGS more, whatever cheese costs; with dear milk it pays less."""
    found = ask("markets.shops.price", "npv = 0", scenario="no_vat", against="base")
    assert found.value is None
    assert found.search.measured == pytest.approx(119_999 / 1.1)
    dear = ask("markets.shops.price", "npv = 0", scenario="dear_milk")
    assert dear.value == pytest.approx(ask("markets.shops.price", "npv = 0").value + 300)
    assert ask("markets.shops.price", "npv:chance >= 0.5", scenario="no_vat", against="base").search.measured == 1.0


def test_a_lever_moves_in_percent():
    found = ask("price", "npv = 0")
    assert (found.number.unit, found.number.today) == ("percent", 0.0)
    assert 500 * (1 + found.value / 100) == pytest.approx(ask("markets.shops.price", "npv = 0").value, rel=1e-8)


@pytest.mark.parametrize(
    ("path", "until", "words"),
    [
        ("markets.shop.price", "npv = 0", "did you mean markets.shops.price"),
        ("prise", "npv = 0", "did you mean price"),
        ("markets.shops.price", "npw = 0", "did you mean npv"),
        ("markets.shops.price", "npv > 0", "the goal cannot be read"),
        ("markets.shops.price", "npv = x", "no number that can be read"),
        ("markets.shops.price", "npv:p60 = 0", "did you mean p50"),
        ("markets.shops.price", "income = 0", "has to say whose"),
        ("markets.shops.price", "income@farmer >= 0", "did you mean farm"),
        ("markets.shops.price", "heads@farm >= 0", "whole cluster's"),
        ("markets.shops.price", "irr:chance >= 0.5", "no chance of its own"),
        ("markets.shops.price", "output:p50 >= 1", "has to say whose"),
    ],
)
def test_what_is_not_known_is_refused_with_the_nearest(path, until, words):
    with pytest.raises(InputError, match=words):
        ask(path, until)


def test_without_money_nothing_pays():
    data = one_chain()
    cluster = make_cluster(data, make_members(ROWS))
    written = written_of(data)
    with pytest.raises(InputError, match="without a finance block"):
        sought(cluster, written, Question("markets.shops.price", "npv = 0"), partial(glanced, cluster))
    found = sought(cluster, written, Question("markets.shops.price", "income@farm >= 0"), partial(glanced, cluster))
    assert found.unit == "KGS"


def test_the_price_of_one_month_is_moved_alone():
    """A year's cheese is 1,200 kg, that of May 100 kg: what npv lacks of 200,000 comes from 100 kg a year, p - 500."""
    found = ask("markets.shops.price.may", "npv = 200000")
    annuity = 1 / 1.1 + 1 / 1.21
    assert found.value == pytest.approx(500 + (200_000 - found.search.measured) / annuity / 100, rel=1e-7)
    assert (found.number.today, found.number.unit, found.search.turn.side) == (500, "KGS/kg", "above")


def test_how_much_milk_the_farms_need_to_have_together():
    """Everything scales with the milk but the vat, which has to be earned."""
    gain = 12_000 * (0.1 * 500 - 6.2 - 30) * (1 / 1.1 + 1 / 1.21)
    found = ask("classes.farm.answers", "npv = 0")
    assert found.value / found.number.today == pytest.approx(120_000 / 1.1 / gain, rel=1e-7)
    with pytest.raises(InputError, match="no class of this name makes anything"):
        ask("classes.plant.answers", "npv = 0")


def test_a_plant_may_pay_only_so_late():
    """Days that the file does not state are 0 today, and can be moved; without a debt nobody is too late."""
    found = ask("markets.shops.pays_after", "npv@plant >= 0")
    assert (found.number.today, found.number.unit, found.search.high) == (0, "day", 730)


def test_the_month_of_a_purchase_is_a_whole_number():
    """A month later the vat, which lasts 24, is worth 5,000 more at the end; from month 12 on it is paid a year later.

    In month 12 that is 59,504 in all, of which 4,132 come with each month: half of it is reached in the eighth.
    """
    now, later = (measure_with_month(month) for month in (0, 12))
    assert later - now == pytest.approx(120_000 * (1 / 1.1 - 1 / 1.21) + 60_000 / 1.21, rel=1e-6)
    found = ask("finance.items.0.month", f"npv >= {(now + later) / 2!r}")
    assert (found.value, found.search.turn.side) == (8, "above")


def measure_with_month(month):
    """The net present value if the vat is bought in another month."""
    spec = WRITTEN.spec("base", {"finance.items.0.month": month})
    return float(measured(read_goal("npv = 0", spec), CLUSTER, "base", spec, central_draws(CLUSTER.slug))[0])


def test_a_replayed_year_of_prices_is_a_scenario_with_a_season_of_its_own():
    """As long as cheese is worth making in every month, only the mean of the months counts: it is 1."""
    path = [1.1, 1.1, 1.08, 1.04, 0.9, 0.9, 0.92, 0.94, 0.96, 1.0, 1.02, 1.04]
    sets = {"seasons.that_year": {"unit": "index", "by_month": path}, "markets.shops.price_season": "that_year"}
    scenario = {"title": "That year", "reason": "x", "set": {**sets, "markets.shops.price": [600, "KGS/kg"]}}
    data = DATA | {"scenarios": {"that": scenario}}
    question = Question("markets.shops.price", "npv = 0", "that")
    found = sought(make_cluster(data, make_members(ROWS)), written_of(data), question, partial(glanced, CLUSTER))
    assert found.value == pytest.approx(ask("markets.shops.price", "npv = 0").value, rel=1e-7)
    assert found.number.today == 600


def of_storing(path, rate=0.1):
    """Where storing begins to beat selling at once, or ceases to, at a rate of interest."""
    data = stored_cheese(rate)
    cluster, question = make_cluster(data, make_members(ROWS)), Question(path, "npv = 0", against="at_once")
    return sought(cluster, written_of(data), question, partial(glanced, cluster)).value


def test_up_to_which_interest_storing_from_march_to_may_pays():
    """Cheese is 495 in March and 555 in May: two months may cost 60, that is 30 a month, 75 % a year of 480.

    At 10 % a year the interest takes 4 a month of the 30.
    """
    assert of_storing("products.cheese.store.interest") == pytest.approx(0.75, rel=1e-7)
    assert of_storing("products.cheese.store.cost") == pytest.approx(30 - 4, rel=1e-7)


@pytest.mark.parametrize(("rate", "price"), [(0.10, 495 + 8), (0.18, 495 + 14.4)])
def test_which_price_in_may_pays_for_storing_at_the_growers_own_loan(rate, price):
    """Two months of interest on 480 KGS, over the price of March."""
    assert of_storing("markets.shops.price.may", rate) == pytest.approx(price, rel=1e-7)


def stored_cheese(rate):
    """The chain with milk in March alone, dear cheese in May, and a store that lets go of it in May."""
    data = deepcopy(DATA)
    data["seasons"] |= {
        "march": {"unit": "index", "by_month": [0, 0, 12, *[0] * 9]},
        "dear_may": {"unit": "index", "by_month": [0.99] * 4 + [1.11] + [0.99] * 7},
        "in_may": {"unit": "percent", "by_month": [0, 0, 0, 0, 100, *[0] * 7]},
    }
    data["classes"]["farm"]["season"] = "march"
    data["markets"]["shops"]["price_season"] = "dear_may"
    store = {"interest": [rate, "1/year"], "worth": [480, "KGS/kg"], "cost": [0, "KGS/kg/month"]}
    data["products"]["cheese"] |= {"keeps": [6, "month"], "store": store | {"release": {"calendar": "in_may"}}}
    at_once = {"title": "At once", "reason": "x", "set": {"products.cheese.keeps": [0, "month"]}}
    return data | {"scenarios": {"at_once": at_once}}
