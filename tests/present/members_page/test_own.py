"""What a member reckons for herself is worked out by hand."""

from copy import deepcopy
from types import SimpleNamespace

import pytest
from money_clusters import one_chain
from small_clusters import make_spec

from capacity.present.members_page.own import Said, owns, reckon
from capacity.present.members_page.release import Release, Shown

NOTHING = Release({}, ())
HALF = {"share": 0.5, "dearer": 0.0, "luck": 0.0}


def declared(price: float | None = None, **survey: object) -> dict:
    """A chain whose milk has a price inside, or none, and whose survey asks in litres a day."""
    data = deepcopy(one_chain())
    if price is not None:
        data["products"]["milk"]["pays"] = {"price": [price, "KGS/kg"]}
    data["survey"] |= survey
    return data


def first(data: dict, release: Release = NOTHING):
    """How the first class that brings milk reckons."""
    return next(owns(make_spec(data), release))


def test_her_milk_at_the_trader_s_and_at_the_cluster_s_price():
    """10 kg a day are 304.17 kg a month; the trader pays 30, the cluster proposes 35; she brings half of it."""
    one = first(declared(35, current={"columns": ["milk"], "unit": "kg/day"}))
    january = reckon(one, Said(1, 10, 0, **HALF))[0]
    factor = one.best[0] / (365 / 12)
    assert january.sold == pytest.approx(10 * 365 / 12 * factor / 2)
    assert january.today == pytest.approx(10 * 365 / 12 * factor * one.today[0])
    assert january.with_cluster == pytest.approx((january.today + january.sold * (35 - one.today[0]),))


def test_what_the_trader_pays_more_is_lost_on_what_goes_through_the_cluster():
    one = first(declared(35, current={"columns": ["milk"], "unit": "kg/day"}))
    usual, dearer = (reckon(one, Said(2, 5, 0, share=1.0, dearer=change, luck=0.0))[6] for change in (0.0, 0.1))
    assert dearer.today == pytest.approx(1.1 * usual.today)
    assert dearer.with_cluster == pytest.approx(usual.with_cluster)


def test_fees_are_taken_off_a_declared_price():
    data = declared(35, current={"columns": ["milk"], "unit": "kg/day"})
    seller = first(data).cls
    data["finance"] = {"discount_rate": [0.1, "1/year"], "fees": [{"pays": seller, "share": [2, "percent"]}]}
    plain, paying = first(declared(35, current={"columns": ["milk"], "unit": "kg/day"})), first(data)
    assert plain.more[0][0] - paying.more[0][0] == pytest.approx(0.02 * 35)


def test_nothing_is_said_of_the_cluster_s_price_where_none_is_declared():
    one = first(declared(current={"columns": ["milk"], "unit": "kg/day"}))
    assert one.more == ((),) * 12
    assert reckon(one, Said(1, 1, 0, **HALF))[0].with_cluster == ()


def test_two_answers_stand_for_the_best_and_the_poorest_month():
    columns = {name: {"columns": ["cows", name], "unit": "kg/day"} for name in ("good", "bad")}
    one = first(declared(**columns))
    months = [month.sold for month in reckon(one, Said(1, 20, 8, share=1.0, dearer=0.0, luck=0.0))]
    width = {round(month / (365 / 12), 6) for month in months}
    assert one.counted == "one"
    assert min(width) >= 8 - 1e-6
    assert max(width) <= 20 + 1e-6


def test_what_the_gate_let_out_goes_before_what_is_declared():
    data = declared(35, current={"columns": ["milk"], "unit": "kg/day"})
    cls = first(data).cls
    cleared = {f"gain.{cls}.unit.{month}": Shown((-1.0, 2.0, 3.0), "KGS/kg") for month in range(2, 13)}
    one = first(data, Release(cleared, ()))
    assert one.more[1] == (-1.0, 2.0, 3.0)
    assert one.more[0] == (0.0, 0.0, 0.0)


@pytest.mark.parametrize("unit", ["worker", None])
def test_no_form_where_an_answer_measures_nothing_that_is_sold(unit):
    data = declared(current={"columns": ["milk"]} | ({"unit": unit} if unit else {}))
    spec = make_spec(declared(current={"columns": ["milk"], "unit": "kg/day"}))
    survey = spec.survey.model_copy(update={"current": SimpleNamespace(unit=unit, columns=("milk",))})
    assert list(owns(spec.model_copy(update={"survey": survey}), NOTHING)) == []
    assert data["survey"]["current"].get("unit") == unit
