"""Go, go if, or not yet: conditions with their numbers, from the critical mass, the continuity and the money."""

import pandas as pd

ENOUGH = {"npv": 0.7, "heads": 0.7, "volume": 0.7, "suppliers": 5, "links": 0}
"""what each condition needs: probabilities, effective suppliers, missing links"""
HOPELESS = 0.3
SHOWN = 3


def verdict(summary: dict, lights: pd.DataFrame) -> pd.DataFrame:
    """Return answer (go | go_if | not_yet) and its conditions: condition, value, needed, unit, met, at.

    go: every condition is met. not_yet: a link is missing, the chance that it pays or that there is enough volume is
    below 0.3, or a plant stands over half of its working months. go_if: otherwise. Beside such a plant "it pays" is
    never met: the condition names it. Three conditions are shown, those not met first.
    """
    rows = [*_money(summary), *_lights(lights), *_continuity(summary)]
    frame = pd.DataFrame(rows, columns=["condition", "value", "needed", "unit", "met", "at"])
    likely = frame[frame["unit"] == "probability"].set_index("condition")["value"]
    hopeless = bool((likely.reindex(["npv", "volume"]).dropna() < HOPELESS).any())
    links_missing = not frame.loc[frame["condition"] == "links", "met"].all()
    hopeless = hopeless or links_missing or bool(summary["continuity"]["mostly_idle"])
    answer = "go" if frame["met"].all() else "not_yet" if hopeless else "go_if"
    frame.insert(0, "answer", answer)
    return frame.sort_values("met", kind="stable").head(SHOWN).reset_index(drop=True)


def _money(summary: dict) -> list[tuple]:
    chance = summary["scenarios"][summary["scenario"]]["probability_npv_positive"]
    if chance is None:
        return []
    idle = summary["continuity"]["mostly_idle"]
    return [("npv", chance, ENOUGH["npv"], "probability", chance >= ENOUGH["npv"] and not idle, "".join(idle[:1]))]


def _lights(lights: pd.DataFrame) -> list[tuple]:
    rows = []
    for row in lights.itertuples():
        if row.light in ("heads", "volume"):
            rows.append((row.light, row.probability, ENOUGH[row.light], "probability", bool(row.green), row.note))
        else:
            unit = "links" if row.light == "links" else "suppliers"
            rows.append((row.light, row.value, ENOUGH[row.light], unit, bool(row.green), row.note))
    return rows


def _continuity(summary: dict) -> list[tuple]:
    """Return whether the plant stands no longer than it may: in the mean of the futures, and likely in each."""
    found = summary["continuity"]
    return [("continuity", found["expected_months_below"], found["allowed"], "months", found["met"], found["node"])]
