import math
import re
from xml.etree import ElementTree as ET

import pytest
from fake_study import fake_study

from capacity.present.charts import of_insight as pictures_insight
from capacity.present.charts import of_study as pictures
from capacity.present.charts import svg
from capacity.present.charts.charts import Calendar, Columns, Fan, Field, Series, Step, Steps
from capacity.present.words.words import Words

EN = Words("en")
HOSTILE = '<script>alert("1")</script> & \' %{x} {0} ]]>'
STUDY = fake_study()
CHARTS = [
    pictures.members(STUDY, EN),
    pictures.staircase(STUDY, EN, "raw_milk", 7),
    pictures.supply(STUDY, EN, "pasteurising"),
    pictures.cover(STUDY, EN),
    pictures.bottlenecks(STUDY, EN),
    pictures.future(STUDY, EN, "milk"),
    pictures.monthly(STUDY, EN, "milk"),
    pictures.cash(STUDY, EN),
    pictures.increment(STUDY, EN),
    pictures_insight.worth(STUDY, EN),
    pictures_insight.losses(STUDY, EN, single=True),
    pictures_insight.together(STUDY, EN),
    pictures_insight.first_steps(STUDY, EN),
    pictures_insight.swings(STUDY, EN),
    pictures_insight.explained(STUDY, EN),
    pictures_insight.standing(STUDY, EN),
]


def parse(chart):
    return ET.fromstring(svg.draw(chart, EN))  # noqa: S314  our own output


def percent(element, name):
    return float(element.get(name).rstrip("%"))


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)
def test_every_chart_is_well_formed_named_and_inside_its_width(chart):
    root = parse(chart)
    assert root.get("aria-label") == chart.name
    assert root.get("role") == "img"
    for bar in root.iter("rect"):
        assert percent(bar, "x") >= 0
        assert percent(bar, "x") + percent(bar, "width") <= 100.1


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)
def test_the_same_chart_gives_the_same_bytes(chart):
    assert svg.draw(chart, EN) == svg.draw(chart, EN)


def test_a_bar_is_as_long_as_its_amount():
    root = parse(Steps("n", (Step("a", 0, 50, "50 t"), Step("b", 20, 50, "−30 t", "loss")), "t", 200.0))
    assert [(percent(bar, "x"), percent(bar, "width")) for bar in root.iter("rect")] == [(0, 25), (10, 15)]


def test_columns_stand_on_zero_and_reach_their_value():
    chart = Columns("n", ("1", "2"), (Series("a", (10.0, -10.0)),), (), "t")
    up, down = (float(bar.get("height")) for bar in parse(chart).iter("rect"))
    assert up == pytest.approx(down)
    tops = [float(bar.get("y")) for bar in parse(chart).iter("rect")]
    assert tops[1] == pytest.approx(tops[0] + up)


def test_a_line_leaves_out_what_is_not_known():
    chart = Fan("n", ("1", "2", "3"), (Series("a", (1.0, math.nan, 2.0)),), "t")
    assert len(next(parse(chart).iter("polyline")).get("points").split()) == 2


@pytest.mark.parametrize(
    "chart",
    [
        Steps(HOSTILE, (Step(HOSTILE, 0, 1, HOSTILE),), HOSTILE, 1.0),
        Columns(HOSTILE, (HOSTILE,), (Series(HOSTILE, (1.0,)),), (Series(HOSTILE, (2.0,), "limit"),), HOSTILE),
        Fan(HOSTILE, (HOSTILE,), (Series(HOSTILE, (1.0,)),), HOSTILE),
        Calendar(HOSTILE, (HOSTILE,), (HOSTILE,), ((Field(0.5, HOSTILE, HOSTILE),),), HOSTILE),
    ],
    ids=lambda chart: type(chart).__name__,
)
def test_texts_from_data_stay_texts(chart):
    drawn = svg.draw(chart, EN)
    assert "<script" not in drawn
    assert parse(chart).get("aria-label") == HOSTILE
    assert not re.search(r"\bon\w+=", drawn)


def test_pictures_name_no_address_and_no_script():
    drawn = "".join(svg.draw(chart, EN) for chart in CHARTS)
    assert not re.search(r"https?:|xlink|<style|<script|<foreignObject|url\(", drawn)


def test_something_that_is_no_chart_is_refused():
    with pytest.raises(TypeError, match="str is not a chart"):
        svg.draw("chart", EN)
