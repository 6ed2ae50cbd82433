"""The page of the waves says what the tables say, in three languages, and nothing of a survey becomes markup."""

from dataclasses import replace

import pytest

from capacity.model.monitoring.monitored import monitor
from capacity.present.monitoring.opening import ASK, opening, updated
from capacity.present.monitoring.shown import SECTIONS, show_section
from capacity.present.parts.section import MIME
from capacity.present.words.words import LANGUAGES, Words
from tests.model.monitoring.test_monitored import CLUSTER, dairy_members, more, waves_of


@pytest.fixture(scope="module")
def fewer():
    """A dairy that gives less in each of two waves."""
    return monitor(CLUSTER, waves_of(more(0.9), more(0.4)), 64)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_is_there_in_every_language(fewer, language):
    for name in SECTIONS:
        bundle = show_section(fewer, name, language)._repr_mimebundle_()
        fragment = bundle[MIME]["fragments"][language]
        assert fragment["title"]
        assert fragment["html"].strip()


def test_less_milk_is_said_with_its_reason_and_with_what_to_ask(fewer):
    section = opening(fewer, Words())
    row = fewer.tables["monitoring_volumes"].iloc[-1]
    assert section.answer.title in ("Below the forecast", "A little below the forecast")
    assert Words().amount(row["delivered"], row["unit"]) in section.answer.text
    assert any("less" in sentence for sentence in section.lead)
    assert ASK["yield"] in section.points


def test_on_course_nothing_has_to_be_asked():
    study = monitor(CLUSTER, waves_of(dairy_members()), 64)
    section = opening(study, Words())
    assert section.points == ()
    assert "Since the start hardly anything has changed." in section.lead


def test_what_became_of_the_forecast_is_said_plainly(fewer):
    for state, said in (("updated", "is brought up to date"), ("refused", "not brought up"), ("exact", "has no error")):
        table = fewer.tables["monitoring_update"].assign(state=state, draws=64, effective=40.0)
        changed = replace(fewer, tables={**fewer.tables, "monitoring_update": table})
        assert said in updated(changed, Words())


def test_the_waterfall_ends_where_the_wave_stands(fewer):
    charts = [one.chart for one in SECTIONS["reasons"](fewer, Words()).exhibits]
    assert charts
    for chart in charts:
        assert chart.steps[-2].end == pytest.approx(chart.steps[-1].end, rel=1e-6)


def test_a_survey_cannot_write_markup_into_the_page(fewer):
    evil = "<script>alert(1)</script>"
    members = fewer.tables["monitoring_members"].assign(member=evil, status="left")
    issues = fewer.tables["monitoring_members"].head(1)[[]].assign(
        problem=evil, fix=evil, file=evil, row=3, member=evil, column=evil, severity="warning", code="C01"
    )  # fmt: skip
    trend = fewer.tables["monitoring_trend"]
    trend = trend.reindex([0]).assign(wave="2028-09", product="milk", unit="t/year", source=evil)
    tables = {"monitoring_members": members, "monitoring_issues": issues, "monitoring_trend": trend}
    changed = replace(
        fewer, tables={**fewer.tables, **tables}, summary={**fewer.summary, "units": {"home": evil}}
    )  # fmt: skip
    for name in SECTIONS:
        html = show_section(changed, name)._repr_mimebundle_()["text/html"]
        assert evil not in html


def test_names_in_the_volumes_are_those_of_the_cluster(fewer):
    section = SECTIONS["volumes"](fewer, Words())
    assert section.exhibits[0].chart.lines[-1].dotted
    seen = [value for value in section.exhibits[0].chart.lines[-1].values if value == value]  # noqa: PLR0124
    assert len(seen) == len(fewer.summary["waves"])
