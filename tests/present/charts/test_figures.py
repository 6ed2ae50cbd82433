import json

import plotly.graph_objects as go
import pytest
from fake_study import empty_study, fake_study

from capacity.present.charts import figures
from capacity.present.charts import of_study as pictures
from capacity.present.charts.charts import Calendar, Columns, Fan, Field, Series, Step, Steps
from capacity.present.words.words import Words

EN = Words("en")
STUDY = fake_study()
HOSTILE = "<b>x</b> & %{customdata[0]} $\\href{javascript:alert(1)}{x}$"


def strings(value):
    """Every string inside plain data."""
    if isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from strings(item)
    elif isinstance(value, str):
        yield value


def test_the_staircase_shows_the_amounts_of_its_table():
    figure = figures.staircase(STUDY, month=1)
    rows = STUDY.tables["staircase"].query("month == 1")
    produced = rows.query("step == 'produced'")["amount"].sum()
    kept = rows.query("step == 'kept'")["amount"].sum()
    assert figure.data[-1].x[0] == pytest.approx(produced)
    assert figure.data[-1].x[1] == pytest.approx(kept)
    assert figure.data[-1].base[1] == pytest.approx(produced - kept)


def test_january_and_july_stand_on_one_axis():
    assert figures.staircase(STUDY, 1).layout.xaxis.range == figures.staircase(STUDY, 7).layout.xaxis.range


def test_supply_stands_against_minimum_load_and_capacity():
    figure = figures.supply(STUDY)
    assert [trace.name for trace in figure.data] == [
        "Supply of the cluster",
        "Bought from others",
        "Capacity",
        "Minimum load",
    ]
    assert set(figure.data[2].y) == {15.0}
    assert set(figure.data[3].y) == {6.0}


def test_the_fan_shows_the_leading_scenario_with_its_range():
    figure = figures.fan(STUDY, "milk")
    base = STUDY.tables["projection"].query("scenario == 'base' and product == 'milk'")
    assert list(figure.data[0].y) == pytest.approx(list(base["p10"]))
    assert list(figure.data[1].y) == pytest.approx(list(base["p90"]))
    assert list(figure.data[2].y) == pytest.approx(list(base["p50"]))
    assert len(figures.fan(STUDY, "milk", by="month").data[2].x) == 24


@pytest.mark.parametrize("name", ["staircase", "supply", "bottlenecks", "fan", "cash", "cover"])
@pytest.mark.parametrize("language", ["en", "ru", "ky"])
def test_figures_are_transparent_plain_and_the_same_every_time(name, language):
    first, second = (getattr(figures, name)(STUDY, language=language) for _ in range(2))
    assert first.to_json() == second.to_json()
    assert first.layout.paper_bgcolor == first.layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert first.layout.template.layout.to_plotly_json() == {}
    assert first.layout.dragmode is False


@pytest.mark.parametrize("name", ["staircase", "supply", "bottlenecks", "fan", "cash", "cover"])
def test_an_empty_table_gives_an_empty_figure(name):
    assert getattr(figures, name)(empty_study()).data == ()


def test_figures_hold_aggregates_only():
    members = STUDY.cluster.survey.members
    drawn = [
        figures.draw(chart, EN).to_json()
        for chart in (
            pictures.members(STUDY, EN),
            pictures.staircase(STUDY, EN, "raw_milk", 7),
            pictures.cover(STUDY, EN),
        )
    ]
    assert not any(f'"{member}"' in text for member in members["member"] for text in drawn)
    assert not any("bdata" in text for text in drawn)


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
def test_texts_from_data_are_made_harmless(chart):
    texts = list(strings(json.loads(figures.draw(chart, EN).to_json())))
    ours = [text for text in texts if "customdata" in text]
    assert ours
    for text in ours:
        assert "%{" not in text
        assert "$" not in text
        assert "<b>x" not in text


def test_something_that_is_no_chart_is_refused():
    with pytest.raises(TypeError, match="Figure is not a chart"):
        figures.draw(go.Figure(), EN)
