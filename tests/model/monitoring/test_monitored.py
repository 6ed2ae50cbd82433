"""Waves of a small dairy held against its forecast: no change of nothing, reasons that add up, plain refusals."""

import numpy as np
import pandas as pd
import pytest
from small_clusters import dairy, dairy_members, make_cluster

from capacity.intake.waves.panel import first_round, next_round
from capacity.intake.waves.waves import Wave, Waves
from capacity.model.monitoring.monitored import EXACT, REFUSED, UPDATED, monitor
from capacity.model.results.columns import describe, tables

CLUSTER = make_cluster(dairy(), dairy_members())


def survey_of(members):
    """What a survey with these members has given."""
    return make_cluster(dairy(), members).survey


def people_of(members, units=2.0):
    """Who they are: everybody without a name or telephone, with so many units."""
    return pd.DataFrame({"member": members["member"], "name": "", "phone": "", "units": units})


def waves_of(*rounds, units=2.0, comparison=()):
    """Waves in 2027-09, 2028-09 ... with these members."""
    first = dairy_members()
    seen, waves = first_round(first, people_of(first), first["member"]), []
    for year, members in enumerate(rounds):
        month = f"{2027 + year}-09"
        said = people_of(members, units)
        seen = next_round(seen, month, members, said, members["member"], {})
        who = said[["member", "units"]].assign(person=said["member"])
        waves.append(Wave(month, f"waves/{month}.csv", survey_of(members), who))
    start = Wave(
        "2027-03", "members.csv", CLUSTER.survey, people_of(first)[["member", "units"]].assign(person=first["member"])
    )
    panel = pd.DataFrame(seen.rows, columns=["wave", "member", "person", "status", "cls", "place"])
    known = pd.DataFrame(comparison, columns=["month", "product", "value", "source"])
    return Waves(start, tuple(waves), panel, {}, known)


def more(factor):
    """The members with other outputs."""
    members = dairy_members()
    names = ["current", "good", "bad"]
    return members.assign(**{name: members[name] * factor for name in names})


def sums(study, measure="volume", cls=""):
    """The steps of the last pair of rounds by name."""
    rows = study.tables["monitoring_reasons"]
    rows = rows[(rows["measure"] == measure) & (rows["cls"] == cls) & (rows["from"] == "2027-03")]
    return rows.set_index("step")["amount"]


def test_the_first_survey_again_is_no_change_at_all():
    study = monitor(CLUSTER, waves_of(dairy_members()), 64)
    steps = sums(study)
    assert steps["before"] == steps["after"] > 0
    assert not steps.drop(["before", "after"]).any()
    volumes = study.tables["monitoring_volumes"]
    assert len(set(volumes["delivered"])) == 1


def test_reasons_add_up_to_what_is_seen_by_class_and_together():
    changed = more(1.3)
    changed = changed[changed["member"] != changed["member"].iloc[0]].reset_index(drop=True)
    study = monitor(CLUSTER, waves_of(changed, more(0.9)), 64)
    rows = study.tables["monitoring_reasons"]
    for _, group in rows.groupby(["from", "to", "product", "measure", "cls"]):
        steps = group.set_index("step")["amount"]
        moved = steps.drop(["before", "after"]).sum()
        assert moved == pytest.approx(steps["after"] - steps["before"], abs=1e-7 * steps["before"])
    seen = study.tables["monitoring_volumes"].set_index("wave")["delivered"]
    together = rows[(rows["cls"] == "") & (rows["measure"] == "volume") & (rows["step"] == "after")]
    for row in together.itertuples():
        assert row.amount == pytest.approx(seen[row.to], rel=1e-8)
    by_class = rows[(rows["cls"] != "") & (rows["measure"] == "volume")]
    whole = rows[(rows["cls"] == "") & (rows["measure"] == "volume")].set_index(["from", "to", "step"])["amount"]
    found = by_class.groupby(["from", "to", "step"])["amount"].sum()
    np.testing.assert_allclose(found, whole[found.index], rtol=1e-7, atol=1e-9)


def test_more_milk_of_as_many_cows_is_yield_and_of_more_cows_is_units():
    steps = sums(monitor(CLUSTER, waves_of(more(1.3)), 64))
    assert steps["yield"] > 0
    assert steps["units"] == 0
    steps = sums(monitor(CLUSTER, waves_of(more(1.3), units=2.6), 64))
    assert steps["units"] > 0
    assert abs(steps["yield"]) < 1e-6


def test_who_joins_and_who_leaves_is_told_apart():
    members = dairy_members()
    producers = members[members["current"].notna() | members["good"].notna()]
    gone = str(producers["member"].iloc[0])
    newcomer = producers.iloc[[0]].assign(member="~new", owner="~new")
    after = pd.concat([members[members["member"] != gone], newcomer], ignore_index=True)
    steps = sums(monitor(CLUSTER, waves_of(after), 64))
    assert steps["joined"] == pytest.approx(-steps["left"], rel=1e-6)
    assert steps["joined"] > 0
    assert steps[["promises", "units", "yield", "share"]].abs().max() < 1e-6


def test_the_forecast_moves_towards_what_was_seen_and_says_by_how_many_draws():
    study = monitor(CLUSTER, waves_of(more(1.1)), 512)
    step = study.tables["monitoring_update"].iloc[0]
    assert step["state"] == UPDATED
    assert 30 <= step["effective"] <= step["draws"]
    rows = study.tables["monitoring_forecast"].query("series == 'supply' and year == 2").iloc[0]
    assert rows["after_p50"] > rows["before_p50"]
    assert rows["after_p90"] - rows["after_p10"] < rows["before_p90"] - rows["before_p10"]


def test_what_no_draw_had_held_possible_is_not_forced_into_the_forecast():
    study = monitor(CLUSTER, waves_of(more(9.0)), 64)
    step = study.tables["monitoring_update"].iloc[0]
    assert (step["state"], step["draws"]) == (REFUSED, 256)
    assert study.tables["monitoring_forecast"]["after_p50"].isna().all()
    assert study.summary["light"] == "above"


def test_a_figure_without_an_error_is_said_to_be_exact():
    sure = dairy()
    sure["survey"] = {name: column for name, column in sure["survey"].items() if name not in ("joins", "letter")}
    sure["joining"] = {**sure["joining"], "common_error": [0, "share"]}
    sure.pop("scenarios", None)
    cluster = make_cluster(sure, dairy_members())
    found = monitor(cluster, waves_of(dairy_members().assign(weight=1.0)), 64)
    assert found.tables["monitoring_update"]["state"].tolist() == [EXACT]
    assert found.tables["monitoring_forecast"]["after_p50"].isna().all()


def test_growth_is_not_credited_to_the_cluster_where_others_grew_as_much():
    elsewhere = [("2027-03", "milk", 200.0, "district"), ("2027-09", "milk", 220.0, "district")]
    (row,) = monitor(CLUSTER, waves_of(more(1.1), comparison=elsewhere), 64).tables["monitoring_trend"].itertuples()
    assert row.growth == pytest.approx(0.1)
    assert row.growth_elsewhere == pytest.approx(0.1)
    assert abs(row.beyond) < 1e-9 * row.after
    half = [("2027-03", "milk", 200.0, "district")]
    assert monitor(CLUSTER, waves_of(more(1.1), comparison=half), 64).tables["monitoring_trend"].empty


def test_what_the_survey_does_not_ask_is_said_and_not_guessed():
    rows = monitor(CLUSTER, waves_of(dairy_members()), 64).tables["monitoring_indicators"].set_index("indicator")
    assert {"jobs", "loans", "markets"} <= set(rows.index)
    assert np.isnan(rows.loc["jobs", "actual"])
    assert rows.loc["members", "low"] <= rows.loc["members", "target"] <= rows.loc["members", "high"]


def test_the_same_waves_give_the_same_figures():
    one, other = (monitor(CLUSTER, waves_of(more(1.1)), 64) for _ in range(2))
    assert all(one.tables[name].equals(other.tables[name]) for name in one.tables)


def test_every_table_and_column_is_described_in_its_order():
    study = monitor(CLUSTER, waves_of(dairy_members()), 64)
    assert list(study.tables) == [name for name in tables() if name.startswith("monitoring_")]
    for name, table in study.tables.items():
        if len(table.columns):
            assert list(table.columns) == list(describe(name)["column"]), name
