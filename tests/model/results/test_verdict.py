"""Go, go if, not yet."""

import pandas as pd
import pytest

from capacity.model.results.verdict import verdict


def lights(heads: float = 0.9, volume: float = 0.9, suppliers: float = 9.0, missing: int = 0) -> pd.DataFrame:
    rows = [
        ("heads", 40.0, 30.0, heads, heads >= 0.7, ""),
        ("volume", 1.4, 1.0, volume, volume >= 0.7, "plant"),
        ("suppliers", suppliers, 5.0, float(suppliers >= 5), suppliers >= 5, ""),
        ("links", missing, 0, float(not missing), not missing, "cooling" if missing else ""),
    ]
    return pd.DataFrame(rows, columns=["light", "value", "needed", "probability", "green", "note"])


def summary(
    npv_net: float | None = 0.9,
    months: float = 0,
    loans: float | None = 0.9,
    loses: float = 0.1,
    working: float = 12.0,
    allowed: float = 2.0,
) -> dict:
    found = {"expected_months_below": months, "allowed": allowed, "node": "plant", "met": months <= allowed}
    parties = (("farm", 0.95), ("plant", loans), ("consolidated", 0.1))
    return {
        "scenario": "base",
        "scenarios": {"base": {"probability_npv_positive": 0.99, "probability_npv_net_positive": npv_net}},
        "continuity": found | {"mostly_idle": ["plant"] if months > working / 2 else []},
        "borrowers": [{"party": name, "probability_covenant": chance, "surety": 0.8} for name, chance in parties],
        "gains": [
            {"party": "farm", "members": 12.0, "probability_loses": 0.05},
            {"party": "plant", "members": 1.0, "probability_loses": loses},
            {"party": "cluster", "members": 0.0, "probability_loses": 1.0},
        ],
    }


@pytest.mark.parametrize(
    ("facts", "answer", "first"),
    [
        ({}, "go", None),
        ({"npv_net": 0.6}, "go_if", "npv_net"),
        ({"npv_net": 0.2}, "not_yet", "npv_net"),
        ({"npv_net": None}, "go", None),
        ({"loans": 0.79}, "go_if", "loans"),
        ({"loans": 0.1}, "go_if", "loans"),
        ({"loans": None}, "go", None),
        ({"loses": 0.35}, "go_if", "classes"),
        ({"heads": 0.1}, "go_if", "heads"),
        ({"volume": 0.5}, "go_if", "volume"),
        ({"volume": 0.2}, "not_yet", "volume"),
        ({"suppliers": 3.0}, "go_if", "suppliers"),
        ({"missing": 1}, "not_yet", "links"),
        ({"months": 2}, "go", None),
        ({"months": 3}, "go_if", "continuity"),
        ({"months": 3, "allowed": 4.0}, "go", None),
        ({"months": 1.6, "working": 3.0}, "not_yet", "npv_net"),
    ],
)
def test_answer_follows_from_its_conditions(facts, answer, first):
    """One condition short is an if; no link, or hardly any chance of money or volume, is not yet."""
    money = ("npv_net", "months", "loans", "loses", "working", "allowed")
    money = {name: facts[name] for name in money if name in facts}
    signals = {name: value for name, value in facts.items() if name not in money}
    found = verdict(summary(**money), lights(**signals))
    assert set(found["answer"]) == {answer}
    assert found["condition"].iloc[0] == first or first is None
    assert list(found["met"]) == sorted(found["met"])
    assert bool(found["met"].all()) == (answer == "go")


def test_loans_and_classes_are_judged_by_whoever_stands_worst():
    """All together are no borrower, the cluster's own body is no class; who it is stands beside the condition."""
    found = verdict(summary(loans=0.7, loses=0.4), lights()).set_index("condition")
    assert found.loc["loans", ["value", "needed", "met", "at"]].tolist() == [0.7, 0.8, False, "plant"]
    assert found.loc["classes", ["value", "needed", "met", "at"]].tolist() == [0.6, 0.7, False, "plant"]
    assert found.loc["npv_net", "value"] == 0.9


def test_without_debt_there_is_no_condition_of_loans():
    free = summary() | {"borrowers": []}
    assert "loans" not in set(verdict(free, lights())["condition"])


@pytest.mark.parametrize("months", [6.0, 6.1, 12.0])
def test_a_plant_that_mostly_stands_pays_nothing(months):
    """Over half of its twelve months: "it pays" is not met however likely, the condition names the plant; not yet."""
    found = verdict(summary(npv_net=1.0, months=months), lights()).set_index("condition")
    idle = months > 6
    assert set(found["answer"]) == {"not_yet" if idle else "go_if"}
    assert bool(found.loc["npv_net", "met"]) is not idle
    assert found.loc["npv_net", "at"] == ("plant" if idle else "")
