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


def summary(npv: float | None = 0.9, months: int = 0) -> dict:
    return {
        "scenario": "base",
        "scenarios": {"base": {"probability_npv_positive": npv}},
        "continuity": {"months_below_minimum_load": months, "node": "plant"},
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
    ],
)
def test_answer_follows_from_its_conditions(facts, answer, first):
    """One condition short is an if; no link, or hardly any chance of money or volume, is not yet."""
    money = {name: facts[name] for name in ("npv", "months") if name in facts}
    signals = {name: value for name, value in facts.items() if name not in money}
    found = verdict(summary(**money), lights(**signals))
    assert set(found["answer"]) == {answer}
    assert len(found) == 3
    assert found["condition"].iloc[0] == first or first is None
    assert list(found["met"]) == sorted(found["met"])
    assert bool(found["met"].all()) == (answer == "go")
