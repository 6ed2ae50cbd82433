"""Go, go if, or not yet: conditions with their numbers, from the money, the critical mass and the continuity."""

from collections.abc import Iterator

import pandas as pd

from capacity.model.bank.bank import ALL

ENOUGH = {"npv_net": 0.7, "classes": 0.7, "heads": 0.7, "volume": 0.7, "suppliers": 5, "links": 0}
"""what each condition needs: probabilities, effective suppliers, missing links"""
HOPELESS = 0.3


def verdict(summary: dict, lights: pd.DataFrame) -> pd.DataFrame:
    """Return answer (go | go_if | not_yet) and its conditions: condition, value, needed, unit, met, at.

    Of money there are three: npv_net, the chance that the cluster adds something after taxes, working capital and what
    its body costs; loans, the chance that the weakest borrower (at) keeps its covenant in every year, against the
    file's surety; classes, the chance that the class worst off (at) does not lose. go: every condition is met. not_yet:
    a link is missing, the chance that it pays or that there is enough volume is below 0.3, or a plant stands over half
    of its working months; beside such a plant npv_net is never met, and names it (at). go_if: otherwise. Those not met
    stand first.
    """
    rows = [*_money(summary), *_loans(summary), *_classes(summary), *_lights(lights), _continuity(summary)]
    frame = pd.DataFrame(rows, columns=["condition", "value", "needed", "unit", "met", "at"])
    likely = frame[frame["unit"] == "probability"].set_index("condition")["value"]
    hopeless = bool((likely.reindex(["npv_net", "volume"]).dropna() < HOPELESS).any())
    links_missing = not frame.loc[frame["condition"] == "links", "met"].all()
    hopeless = hopeless or links_missing or bool(_idle(summary))
    answer = "go" if frame["met"].all() else "not_yet" if hopeless else "go_if"
    frame.insert(0, "answer", answer)
    return frame.sort_values("met", kind="stable").reset_index(drop=True)


def _money(summary: dict) -> Iterator[tuple]:
    chance, idle = summary["scenarios"][summary["scenario"]]["probability_npv_net_positive"], _idle(summary)
    if chance is not None:
        yield "npv_net", chance, ENOUGH["npv_net"], "probability", chance >= ENOUGH["npv_net"] and not idle, idle


def _idle(summary: dict) -> str:
    """Return a plant that stands over half of its working months; empty where there is none."""
    return next(iter(summary["continuity"]["mostly_idle"]), "")


def _loans(summary: dict) -> Iterator[tuple]:
    """Yield whether the debt can be served by whoever serves it worst; nothing without debt."""
    owing = [one for one in summary["borrowers"] if one["party"] != ALL and one["probability_covenant"] is not None]
    if owing:
        weakest = min(owing, key=lambda one: one["probability_covenant"])
        chance, needed = weakest["probability_covenant"], weakest["surety"]
        yield "loans", chance, needed, "probability", chance >= needed, weakest["party"]


def _classes(summary: dict) -> Iterator[tuple]:
    """Yield whether the class that is worst off loses; nothing where nobody has joined."""
    chances = {one["party"]: 1 - one["probability_loses"] for one in summary["gains"] if one["members"]}
    if chances:
        worst = min(chances, key=chances.__getitem__)
        yield "classes", chances[worst], ENOUGH["classes"], "probability", chances[worst] >= ENOUGH["classes"], worst


def _lights(lights: pd.DataFrame) -> list[tuple]:
    rows = []
    for row in lights.itertuples():
        if row.light in ("heads", "volume"):
            rows.append((row.light, row.probability, ENOUGH[row.light], "probability", bool(row.green), row.note))
        else:
            unit = "links" if row.light == "links" else "suppliers"
            rows.append((row.light, row.value, ENOUGH[row.light], unit, bool(row.green), row.note))
    return rows


def _continuity(summary: dict) -> tuple:
    """Return whether the plant stands no longer than it may: in the mean of the futures, and likely in each."""
    found = summary["continuity"]
    return "continuity", found["expected_months_below"], found["allowed"], "months", found["met"], found["node"]
