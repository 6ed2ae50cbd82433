"""Tables of plan, losses, steps and draws made by hand, for the study of fake_study.py."""

import numpy as np
import pandas as pd

NAN = float("nan")


def insight_tables(text: str | None = None) -> dict[str, pd.DataFrame]:
    """Return the tables by name; `text` stands in the names of members and steps."""
    return {
        "standing": _standing(),
        "leaving": _leaving(text),
        "coordination": _coordination(),
        "sensitivity": _sensitivity(),
        "answers": _answers(text),
        "first_steps": _first_steps(text),
        "packages": _packages(),
        "smallest_group": _smallest_group(),
    }


def _standing() -> pd.DataFrame:
    rows = [("pasteurising", f"2027-{month:02d}", 0.5 - 0.04 * min(month, 13 - month)) for month in range(1, 13)]
    return pd.DataFrame(rows, columns=["node", "month", "probability"])


def _leaving(text: str | None) -> pd.DataFrame:
    rows = [
        ("class", "commercial", 14.6e6, 2e6, 0.2, 12, False, True),
        ("member", f"{text}0" if text else "C-006", 7.3e6, 1e6, 0.75, 6, False, True),
        ("member", f"{text}1" if text else "A-001", 5.1e6, 4e6, 0.0, 12, True, True),
        ("anchor", "pasteurising", 5.1e6, 4e6, 0.0, 12, True, True),
        ("class", "anchor", 5.1e6, 4e6, 0.0, 12, True, True),
        *(
            ("member", f"{text}{i}" if text else f"F-{i:03d}", 1.2e6 - 4e4 * i, 1e4, 0.99, 5, False, False)
            for i in range(2, 26)
        ),
        ("class", "collector", 0.0, 0.0, 1.0, 5, False, False),
    ]
    names = ["kind", "name", "others_lose", "self_loses", "output", "months_below", "stops", "own_pattern"]
    frame = pd.DataFrame(rows, columns=names)
    lost = frame["others_lose"] + frame["self_loses"]
    return frame.assign(all_lose=lost, lost=lost, value=70e6 - lost, share_lost=lost / 77e6, unit="KGS/year")


def _coordination() -> pd.DataFrame:
    gain = [0.0, 0.0, 0.0, 0.0, 0.0, -0.2e6, -1.5e6, -0.2e6, 0.0, 0.5e6, 1.4e6, 2.1e6]
    rows = [(f"2028-{m:02d}", 5.6e6, 5.6e6 + gain[m - 1], gain[m - 1], "KGS/month") for m in range(1, 13)]
    return pd.DataFrame(rows, columns=["month", "rule", "plan", "gain", "unit"])


def _sensitivity() -> pd.DataFrame:
    rows = [
        ("markets.collector.price", 0.41, 0.34, 0.48, 0.25e6, 0.08e6, 34.0, 38.0, 30e6, -1e6, 36.0, 37.6, 0.044),
        ("markets.retail.price", 0.24, 0.16, 0.31, 0.1e6, 0.1e6, 500.0, 600.0, 2e6, 26e6, 550.0, 491.0, -0.107),
        ("links.cheese_making.cost", 0.1, 0.02, 0.2, 0.0, 0.0, 7.0, 9.0, 16e6, 11e6, 8.0, 13.0, 0.63),
        ("joining.place_error@upper", 0.02, 0.01, 0.05, 0.0, 0.0, *[NAN] * 4, NAN, NAN, NAN),
        ("classes.household.own_use", 0.0, 0.0, 0.01, 0.0, 0.0, 100.0, 140.0, 14e6, 14e6, 120.0, NAN, NAN),
    ]
    names = ["path", "explained", "explained_low", "explained_high", "worth", "worth_se", "low", "high"]
    names += ["result_low", "result_high", "central", "switching_value", "switching_change"]
    frame = pd.DataFrame(rows, columns=names)
    frame["swing"] = (frame["result_high"] - frame["result_low"]).abs()
    return frame.assign(cause=frame["path"], unit=["KGS/kg", "KGS/kg", "KGS/kg", "share", "kg/month"], money="KGS")


def _answers(text: str | None) -> pd.DataFrame:
    members = [f"{text}{i}" if text else f"F-{i:03d}" for i in range(1, 8)]
    frame = pd.DataFrame({"member": members, "chance": np.linspace(0.9, 0.5, 7)})
    frame = frame.assign(if_joins=20e6, if_not=9e6, explained=0.02, explained_low=0.01, explained_high=0.04)
    return frame.assign(worth=0.0, worth_se=0.0, unit="KGS")


def _first_steps(text: str | None) -> pd.DataFrame:
    tank = text or {"en": "Two-tonne cooling tank", "ru": "Танк на 2 т", "ky": "2 т муздаткыч"}
    rows = [
        ("finance.items.0", tank, "investment", 0.9e6, 4.1e6, 0.2e6, 4.56, 21.5, "t/year", 5.0e6, True),
        ("winter_feed", text or "Winter feed", "practice", 0.25e6, 0.8e6, 0.1e6, 3.2, 40.0, "t/year", 1.05e6, True),
        ("undecided", "", "recruitment", NAN, 1.2e6, 0.2e6, NAN, 16.0, "t/year", 1.2e6, False),
        ("recruitment.household@lower", "", "recruitment", NAN, 0.3e6, 0.2e6, NAN, 6.0, "t/year", 0.3e6, False),
        ("capacity.cooling@upper", "", "investment", 0.4e6, -0.1e6, 0.03e6, -0.3, 0.3, "t/year", 0.28e6, False),
    ]
    names = ["step", "title", "kind", "cost", "npv_lift", "npv_lift_se", "per_cost", "output_lift", "output_unit"]
    return pd.DataFrame(rows, columns=[*names, "break_even_cost", "in_package"]).assign(cost_a_year=0.0)


def _packages() -> pd.DataFrame:
    rows = [
        (0.5e6, "winter_feed", 0.25e6, 0.8e6, 0.1e6, 0.8e6, True, "KGS"),
        (2.0e6, "finance.items.0, winter_feed", 1.15e6, 4.7e6, 0.3e6, 4.9e6, True, "KGS"),
    ]
    names = ["budget", "steps", "cost", "npv_lift", "npv_lift_se", "parts", "settled", "currency"]
    return pd.DataFrame(rows, columns=names)


def _smallest_group() -> pd.DataFrame:
    names = ["works", "suppliers", "heads", "asked", "share", "months_below", "loads"]
    return pd.DataFrame([(True, 21, 21.0, 66, 0.78, 0, "pasteurising")], columns=names)


def targets() -> pd.DataFrame:
    """Return one target in three scenarios."""
    rows = [
        (scenario, "shops", "cheese", 3, "t/year", 60.0, 45.0, 66.0, 81.0, chance, 0.005)
        for scenario, chance in (("base", 0.64), ("border", 0.41), ("cautious", 0.12))
    ]
    names = ["scenario", "target", "product", "year", "unit", "amount", "p10", "p50", "p90"]
    return pd.DataFrame(rows, columns=[*names, "probability", "probability_se"])
