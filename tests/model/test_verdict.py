"""Go, go if, not yet."""

import pandas as pd
import pytest

from capacity.model.verdict import verdict


def lights(heads: float = 0.9, volume: float = 0.9, suppliers: float = 9.0, missing: int = 0) -> pd.DataFrame:
    rows = [
        ("heads", 40.0, 30.0, heads, heads >= 0.7, ""),
        ("volume", 1.4, 1.0, volume, volume >= 0.7, "plant"),
        ("suppliers", suppliers, 5.0, float(suppliers >= 5), suppliers >= 5, ""),
        ("links", missing, 0, float(not missing), not missing, "cooling" if missing else ""),
    ]
    return pd.DataFrame(rows, columns=["light", "value", "needed", "probability", "green", "note"])


def summary(npv: float | None = 0.9, months: float = 0, working: float = 12.0, allowed: float = 2.0) -> dict:
    found = {"expected_months_below": months, "allowed": allowed, "node": "plant"}
    found |= {"mostly_idle": ["plant"] if months > working / 2 else []}
    return {
        "scenario": "base",
        "scenarios": {"base": {"probability_npv_positive": npv}},
        "continuity": found | {"met": months <= allowed},
    }


@pytest.mark.parametrize(
    ("facts", "answer", "first"),
    [
        ({}, "go", None),
        ({"npv": 0.6}, "go_if", "npv"),
        ({"npv": 0.2}, "not_yet", "npv"),
        ({"npv": None}, "go", None),
        ({"heads": 0.1}, "go_if", "heads"),
        ({"volume": 0.5}, "go_if", "volume"),
        ({"volume": 0.2}, "not_yet", "volume"),
        ({"suppliers": 3.0}, "go_if", "suppliers"),
        ({"missing": 1}, "not_yet", "links"),
        ({"months": 2}, "go", None),
        ({"months": 3}, "go_if", "continuity"),
        ({"months": 3, "allowed": 4.0}, "go", None),
        ({"months": 1.6, "working": 3.0}, "not_yet", "npv"),
    ],
)
def test_answer_follows_from_its_conditions(facts, answer, first):
    """One condition short is an if; no link, or hardly any chance of money or volume, is not yet."""
    money = {name: facts[name] for name in ("npv", "months", "working", "allowed") if name in facts}
    signals = {name: value for name, value in facts.items() if name not in money}
    found = verdict(summary(**money), lights(**signals))
    assert set(found["answer"]) == {answer}
    assert len(found) == 3
    assert found["condition"].iloc[0] == first or first is None
    assert list(found["met"]) == sorted(found["met"])
    assert bool(found["met"].all()) == (answer == "go")


@pytest.mark.parametrize("months", [6.0, 6.1, 12.0])
def test_a_plant_that_mostly_stands_pays_nothing(months):
    """Over half of its twelve months: "it pays" is not met however likely, the condition names the plant; not yet."""
    found = verdict(summary(npv=1.0, months=months), lights()).set_index("condition")
    idle = months > 6
    assert set(found["answer"]) == {"not_yet" if idle else "go_if"}
    assert bool(found.loc["npv", "met"]) is not idle
    assert found.loc["npv", "at"] == ("plant" if idle else "")
