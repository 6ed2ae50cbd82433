"""The whole study: complete and consistent for ordinary clusters and for odd ones."""

import json
import math
import os

import numpy as np
import pandas as pd
import pytest
from small_clusters import dairy, dairy_members, make_cluster, make_spec

from capacity.intake.findings.issues import InputError
from capacity.model.engine.second_process import ALONE
from capacity.model.results.study import MANY, Study, study
from capacity.model.results.summary import plain

TABLES = {
    *("members", "staircase", "potential", "links", "cover", "critical_mass", "bottlenecks", "projection", "monthly"),
    *("plant", "cash", "measures", "verdict", "scenarios", "assumptions", "issues", "quality"),
}


def make(data: dict | None = None, members: pd.DataFrame | None = None, draws: int = 4, **more: object) -> Study:
    return study(make_cluster(data or dairy(), dairy_members() if members is None else members), draws=draws, **more)


@pytest.fixture(scope="module")
def ordinary() -> Study:
    return make(draws=32)


def without(*paths: str) -> dict:
    """The small dairy of one year and scenario without some keys, e.g. links.cheesing.minimum_load."""
    data = quick()
    for path in paths:
        *above, last = path.split(".")
        part = data
        for key in above:
            part = part[key]
        del part[last]
    return data


def no_chain() -> dict:
    """Milk that is only sold today: no link takes it, nothing is made."""
    data = without("products.cooled", "products.cheese", "products.whey", "products.salt", "purchases", "finance")
    data["links"] = {"keeping": data["links"]["keeping"]}
    data["markets"] = {"collector": data["markets"]["collector"]}
    data["classes"] = {name: data["classes"][name] for name in ("home", "farm", "vet")}
    data["events"] = {"drought": data["events"]["drought"]}
    return data


def quick(**changes: object) -> dict:
    return dairy(**{"scenarios": {}, "horizon": [1, "year"], **changes})


def changed(path: str, value: object) -> dict:
    data = quick()
    *above, last = path.split(".")
    part = data
    for key in above:
        part = part[key]
    part[last] = value
    return data


NOMINAL = quick()["finance"] | {"prices": "nominal", "inflation": [0.08, "1/year"]}
ODD = {
    "no finance": (without("finance"), None),
    "no events": (without("events"), None),
    "no ramps": (without("ramps"), None),
    "no minimum load": (without("links.cheesing.minimum_load"), None),
    "no timing": (without("joining.half_by"), None),
    "no answers": (without("survey.joins", "survey.letter"), None),
    "no market today": (without("markets.collector"), None),
    "only markets today": (no_chain(), dairy_members()[lambda f: f["cls"].isin(["home", "farm", "vet"])]),
    "no seasons": (changed("classes.home.season", None) | {}, None),
    "zero demand": (changed("markets.shops.demand", [0, "kg/month"]), None),
    "zero price": (changed("markets.shops.price", [0, "KGS/kg"]), None),
    "empty finance": (changed("finance", {"discount_rate": [0.1, "1/year"]}), None),
    "no discount": (changed("finance.discount_rate", [0, "1/year"]), None),
    "nominal": (changed("finance", NOMINAL), None),
    "no plant": (quick(), dairy_members()[lambda f: f["cls"] != "plant"]),
    "no coolers": (quick(), dairy_members()[lambda f: f["cls"] != "point"]),
    "no producers": (quick(), dairy_members()[lambda f: ~f["cls"].isin(["home", "farm"])]),
    "nobody joins": (quick(), dairy_members().assign(joins="no", signed=False, letter="")),
    "only a vet": (quick(), dairy_members()[lambda f: f["cls"] == "vet"]),
    "one producer": (quick(), dairy_members()[lambda f: f["member"].isin(["f1", "p1", "c2"])]),
    "no capacity": (quick(), dairy_members().assign(capacity=0.0)),
    "no output": (quick(), dairy_members().assign(current=0.0, good=np.nan, bad=np.nan)),
    "no places": (without("finance"), dairy_members().assign(place="")),
    "blank place": (quick(), dairy_members().replace({"place": {"up": ""}})),
    "milk without limit": (changed("purchases.milk", {"sells": "milk", "price": [35, "KGS/kg"]}), None),
    "contract": (quick(allocation="contract"), None),
}  # fmt: skip


def numbers(value: object) -> list[float]:
    """Every number inside plain data."""
    if isinstance(value, dict):
        return [n for item in value.values() for n in numbers(item)]
    if isinstance(value, list):
        return [n for item in value for n in numbers(item)]
    return [float(value)] if isinstance(value, (int, float)) and not isinstance(value, bool) else []


@pytest.mark.parametrize("name", ODD)
def test_odd_clusters_are_studied(name):
    """Whatever is missing or zero: every table is there, the summary is JSON, and no number is infinite or absurd."""
    data, members = ODD[name]
    members = None if members is None else members.reset_index(drop=True)
    found = make(data, members)
    assert set(found.tables) >= TABLES
    text = json.dumps(found.summary, allow_nan=False)
    assert max((abs(n) for n in numbers(json.loads(text))), default=0) < 1e12
    for table in found.tables.values():
        values = table.select_dtypes("number").to_numpy(dtype=float)
        assert not np.isinf(values).any()
        assert (np.abs(values[np.isfinite(values)]) < 1e12).all()
    assert found.summary["members"]["surveyed"] == (10 if members is None else len(members))


def test_summary_keeps_its_contract(ordinary):
    """The keys that others rely on are there, with the shapes they rely on."""
    found = ordinary.summary
    assert set(found) >= {
        *("cluster", "scenario", "currency", "start", "members", "critical_mass", "potential", "links", "continuity"),
        *("bottlenecks", "projection", "scenarios", "finance", "coordination_gain", "data_quality", "run"),
    }
    assert set(found["members"]) == {"surveyed", "expected_to_join"}
    assert {"needed", "probability_heads", "probability_volume", "effective_suppliers", "missing_links"} <= set(
        found["critical_mass"]
    )
    potential = found["potential"][0]
    assert {"product", "unit", "produced", "kept", "sold_elsewhere", "offered", "expected", "se", "by_month"} <= set(
        potential
    )
    assert len(potential["by_month"]) == 12
    assert {"node", "unit", "capacity", "current", "utilisation", "cover_by_month"} <= set(found["links"][0])
    assert len(found["links"][0]["cover_by_month"]) == 12
    assert {"months_below_minimum_load", "worst_month"} <= set(found["continuity"])
    calendar = {"month", "kind", "at", "shadow_price", "low", "high", "unit", "probability"}
    assert all(calendar <= set(row) for row in found["bottlenecks"])
    assert all({"scenario", "year", "product", "unit", "p10", "p50", "p90"} <= set(row) for row in found["projection"])
    assert set(found["scenarios"]) == {"base", "same", "slow"}
    base = found["scenarios"]["base"]
    assert {"npv", "irr", "payback_years", "dscr_min", "probability_npv_positive", "central_percentile"} <= set(base)
    assert {"npv_net", "probability_npv_net_positive"} <= set(base)
    assert 0 <= base["payback_years"]["probability_never"] <= 1
    assert 0 <= base["central_percentile"] <= 100
    assert found["finance"] == {"discount_rate": 0.12, "prices": "real", "convention": "end-year"}
    assert set(found["data_quality"]) == {"rows", "used", "quarantined", "blank", "excluded", "corrected"}
    assert {"draws", "seed", "version"} <= set(found["run"])


def test_study_is_repeatable(ordinary):
    """The same cluster, draws and seed: the same summary and the same tables."""
    again = make(draws=32)
    assert json.dumps(again.summary) == json.dumps(ordinary.summary)
    for name, table in ordinary.tables.items():
        pd.testing.assert_frame_equal(again.tables[name], table)


def test_a_scenario_that_changes_nothing_has_the_bases_figures(ordinary):
    """In every table that tells scenarios apart the rows of `same` are the rows of `base`."""
    for name in ("projection", "cash", "measures"):
        table = ordinary.tables[name]
        base, same = (
            table[table["scenario"] == s].drop(columns="scenario").reset_index(drop=True) for s in ("base", "same")
        )
        pd.testing.assert_frame_equal(base, same)


def test_leading_scenario_is_the_one_asked_for():
    """The study leads with the scenario that is named; one that is not there is refused with the nearest."""
    assert make(scenario="slow").summary["scenario"] == "slow"
    with pytest.raises(InputError, match="there is no scenario"):
        make(scenario="slwo")


@pytest.mark.parametrize("draws", [0, 1, -5, 2**21])
def test_absurd_numbers_of_draws_are_refused(draws):
    """A number of draws that cannot be is refused with what to do."""
    with pytest.raises(InputError, match="draws cannot be made"):
        make(draws=draws)


def test_tables_agree_with_each_other(ordinary):
    """Staircase, potential, members and quality tell the same totals; quantiles stand in order."""
    tables = ordinary.tables
    stairs = tables["staircase"].groupby("step")["amount"].sum()
    potential = tables["potential"].iloc[0]
    for step in ("produced", "kept", "offered", "expected"):
        assert stairs[step] == pytest.approx(potential[step])
    assert sum(potential[f"month_{m}"] for m in range(1, 13)) == pytest.approx(potential["expected"])
    assert tables["members"]["surveyed"].sum() == tables["quality"]["used"].iloc[0] == 10
    for name in ("projection", "monthly"):
        assert (tables[name]["p10"] <= tables[name]["p50"]).all()
        assert (tables[name]["p50"] <= tables[name]["p90"]).all()
    monthly = tables["monthly"]
    year = (
        monthly[(monthly["scenario"] == "base") & (monthly["series"] == "output")].groupby("product")["central"].sum()
    )
    projected = tables["projection"]
    total = projected[projected["scenario"] == "base"].groupby("product")["central"].sum()
    pd.testing.assert_series_equal(year, total, check_names=False)


def test_units_are_those_people_read(ordinary):
    """Kilograms are shown as tonnes: a plant of 3000 kg a month as 0.0986 t/day."""
    potential = ordinary.tables["potential"].iloc[0]
    assert potential["unit"] == "t/year"
    links = ordinary.tables["links"].set_index("node")
    assert links.loc["cheesing", "unit"] == "t/day"
    assert links.loc["cheesing", "capacity"] == pytest.approx(3 * 12 / 365)
    assert set(ordinary.tables["bottlenecks"]["unit"]) <= {"KGS/t"}


def test_every_number_of_the_file_is_in_the_register(ordinary):
    """Each stated number stands in the assumptions with its source."""
    register = ordinary.tables["assumptions"].set_index("path")
    assert register.loc["markets.shops.price", "stated"] == "400 – 500 – 600 KGS/kg"
    assert register.loc["horizon", ["mode", "unit"]].tolist() == [24, "month"]
    assert (register["title"] == "A guess").all()


def test_scenarios_say_what_they_change(ordinary):
    """Path, from and to of every change; what changes nothing has a row without a path."""
    rows = ordinary.tables["scenarios"].set_index("scenario")
    assert rows.loc["slow", ["path", "from", "to"]].tolist() == ["joining.half_by", "3 – 6 – 9 month", "12 month"]
    assert rows.loc["same", "path"] == ""


def test_verdict_says_what_is_not_met():
    """Nobody joins: not yet, and the conditions that are not met come first."""
    verdict = make(members=dairy_members().assign(joins="no", signed=False, letter="")).tables["verdict"]
    assert set(verdict["answer"]) == {"not_yet"}
    assert not verdict["met"].iloc[0]
    assert verdict["met"].is_monotonic_increasing
    assert set(verdict["condition"]) >= {"npv_net", "loans", "heads", "volume", "continuity"}


def test_plain_data():
    """NaN becomes null, numpy numbers plain ones, floats nine digits."""
    value = {"a": np.float64(1 / 3), "b": [np.nan, np.int64(3), np.bool_(True)], 4: (math.inf, "x")}
    assert plain(value) == {"a": 0.333333333, "b": [None, 3, True], "4": [None, "x"]}


def test_a_chain_that_nothing_limits_is_refused():
    """Milk to buy without end, no equipment, no limit of the market: refused, with what to state."""
    data = quick(events={}, finance=None)
    data["purchases"]["milk"] = {"sells": "milk", "price": [1, "KGS/kg"]}
    for link in ("cooling", "cheesing"):
        data["links"][link]["equipment"] = False
    for market in data["markets"].values():
        market.pop("demand", None)
    with pytest.raises(InputError, match="nothing limits the link cooling"):
        make(data)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("horizon", [18, "month"], "whole years"),
        ("horizon", [5, 10, 15, "year"], "not a range"),
        ("horizon", [0, "year"], "whole years"),
        ("horizon", [400, "year"], "whole years"),
        (
            "finance.items",
            [{"buy": "tank", "owner": "x", "cost": [1, "KGS"], "adds": {"cooling": [1, "t/day"]}}],
            "place by place",
        ),
        (
            "finance.items",
            [{"buy": "vat", "owner": "x", "cost": [1, "KGS"], "adds": {"cheesing@up": [1, "t/day"]}}],
            "has no places",
        ),
        ("links.cooling.makes", {}, "makes nothing"),
    ],
)
def test_what_the_model_cannot_count_is_refused(path, value, words):
    """Half years, ranges of years, investments that add nothing, links that make nothing: refused, with a remedy."""
    data = changed(path, value)
    if path == "finance.items":
        data["finance"] |= {"loans": [], "grants": []}
    with pytest.raises(InputError, match=words) as caught:
        make_spec(data)
    assert all(issue.fix for issue in caught.value.issues)


def test_the_register_says_whose_numbers_somebody_stands_by():
    """A source that was agreed to carries the name and the day beside each of its numbers; the summary counts them."""
    data = dairy()
    name = next(iter(data["sources"]))
    data["sources"][name] = data["sources"][name] | {"agreed": {"by": "initiative group", "date": "2026-12-01"}}
    found = study(make_cluster(data, dairy_members()), draws=8)
    register = found.tables["assumptions"]
    mine = register["source"] == name
    assert set(register.loc[mine, "agreed_by"]) == {"initiative group"}
    assert set(register.loc[mine, "agreed_on"]) == {"2026-12-01"}
    assert set(register.loc[~mine, "agreed_by"]) <= {""}
    assert found.summary["assumptions"] == {"stated": len(register), "agreed": int(mine.sum())}


def test_a_second_process_changes_nothing(monkeypatch):
    """With many draws the study looks into today's chain in another process: the same summary to the last digit."""
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    found = []
    for alone in ("1", ""):
        monkeypatch.setenv(ALONE, alone)
        found.append(make(draws=MANY))
    here, aside = found
    assert json.dumps(aside.summary) == json.dumps(here.summary)
    for name, table in here.tables.items():
        pd.testing.assert_frame_equal(aside.tables[name], table)
