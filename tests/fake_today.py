"""The members of a dairy made by hand, and the tables of how things stand today: see fake_study."""

import numpy as np
import pandas as pd

SEASONS = {
    "pasture": [4.8, 5.0, 6.2, 7.4, 9.9, 11.5, 13.8, 11.6, 8.6, 8.4, 7.6, 5.2],
    "stall": [8.2, 7.6, 8.5, 8.4, 8.9, 8.6, 8.6, 8.4, 8.1, 8.2, 7.9, 8.6],
}
PLACES = ("lower", "middle", "upper")
# class: members, t a year each, kept, bazaar, share that joins, season
CLASSES = {
    "commercial": (6, 278.0, 0.05, 0.03, 0.8, "stall"),
    "farm": (25, 35.8, 0.17, 0.08, 0.74, "pasture"),
    "household": (40, 6.5, 0.30, 0.15, 0.7, "pasture"),
}
STEPS = (
    *("produced", "kept", "bazaar", "elsewhere", "offered", "expected", "delivered"),
    *("attainable", "with_investment"),
)
CONTINUITY = {
    "node": "pasteurising",
    "months_below_minimum_load": 5,
    "worst_month": "2027-02",
    "months_below_members_alone": 6.2,
    "expected_months_below": 5.4,
    "months_below_if_all_join": 3.1,
    "allowed": 2.0,
    "allowed_stated": False,
    "working_months": 12.0,
    "works": "all_year",
    "works_stated": False,
    "days_worked": None,
    "mostly_idle": [],
    "probability_more_than_allowed": 0.91,
    "met": False,
}


def today_tables() -> dict[str, pd.DataFrame]:
    """Return the tables of a study that tell how things stand today."""
    return {
        "members": _members(),
        "staircase": _staircase(),
        "potential": _potential(),
        "links": _links(),
        "cover": _cover(),
        "flows": _flows(),
        "critical_mass": _critical_mass(),
        "continuity": _continuity(),
        "bottlenecks": _bottlenecks(),
    }


def survey(text: str | None) -> pd.DataFrame:
    """Return the surveyed members; with `text`, that text stands in every name."""
    rows = []
    for cls, (count, year, *_rest) in CLASSES.items():
        for index in range(count):
            current = year * 1000 / 12 * (0.7 + 0.6 * index / max(count - 1, 1))
            rows.append((f"{cls[0].upper()}-{index + 1:03d}", cls, PLACES[index % 3], current, np.nan))
    rows += [(f"K-{i + 1:03d}", "collector", PLACES[i % 3], np.nan, 45000.0) for i in range(5)]
    rows += [(f"P-{i + 1:03d}", "point", PLACES[i % 3], np.nan, 60000.0) for i in range(4)]
    rows += [("A-001", "anchor", "lower", np.nan, 456250.0), ("S-001", "shop", "lower", np.nan, 60833.0)]
    frame = pd.DataFrame(rows, columns=["member", "cls", "place", "current", "capacity"])
    if text is not None:
        frame["member"] = [f"{text}{index}" for index in range(len(frame))]
    frame["owner"] = frame["member"]
    answers = ["yes", "maybe", "yes", "no", "yes"]
    frame["joins"] = [answers[index % 5] for index in range(len(frame))]
    return frame.assign(
        weight=1.0, signed=False, letter="", good=np.nan, bad=np.nan, own_use=np.nan, own_use_is_share=False,
        price=np.nan, file="members.csv", row=range(2, len(frame) + 2),
    ).sort_values("member", ignore_index=True)  # fmt: skip


def _members() -> pd.DataFrame:
    rows = []
    counts = {name: values[0] for name, values in CLASSES.items()} | {
        "collector": 5,
        "point": 4,
        "anchor": 1,
        "shop": 1,
    }
    for cls, count in sorted(counts.items()):
        share = CLASSES[cls][4] if cls in CLASSES else 0.9
        for index, place in enumerate(PLACES):
            here = len(range(index, count, 3))
            if here:
                rows.append((cls, place, here, float(here), here * share, here))
    return pd.DataFrame(rows, columns=["cls", "place", "surveyed", "weight", "expected_to_join", "owners"])


def _levels(cls: str, month: int) -> dict[str, float]:
    count, year, kept, bazaar, joins, season = CLASSES[cls]
    produced = count * year * SEASONS[season][month - 1] / 100
    offered = produced * (1 - kept - bazaar - 0.02)
    values = (produced, produced * kept, produced * bazaar, produced * 0.02, offered, offered * joins)
    return dict(zip(STEPS, (*values, offered * joins * 0.94, produced * 1.18, produced * 1.42), strict=True))


def _staircase() -> pd.DataFrame:
    rows = [
        ("raw_milk", "t/month", cls, place, month, step, amount * part)
        for cls in CLASSES
        for place, part in zip(PLACES, (0.3, 0.35, 0.35), strict=True)
        for month in range(1, 13)
        for step, amount in _levels(cls, month).items()
    ]
    return pd.DataFrame(rows, columns=["product", "unit", "cls", "place", "month", "step", "amount"])


def monthly_sum(step: str) -> list[float]:
    """Return what all classes have at a step of the staircase, t, by month."""
    return [sum(_levels(cls, month)[step] for cls in CLASSES) for month in range(1, 13)]


def _potential() -> pd.DataFrame:
    row = {"product": "raw_milk", "unit": "t/year"}
    row |= {name: sum(monthly_sum(name)) for name in ("produced", "kept", "offered", "expected", "delivered")}
    row |= {"sold_elsewhere": sum(monthly_sum("bazaar")) + sum(monthly_sum("elsewhere"))}
    row |= {"se": 0.04 * row["expected"], "se_joining": 0.06 * row["expected"], "owners": 71}
    row |= {f"month_{month}": amount for month, amount in enumerate(monthly_sum("expected"), start=1)}
    return pd.DataFrame([row])


def _links() -> pd.DataFrame:
    rows = [
        ("cooling@lower", "cooling", "lower", 3.6, 1.6, 2, 2, np.nan, 0.0),
        ("cooling@middle", "cooling", "middle", 3.6, 1.9, 1, 1, np.nan, 0.0),
        ("cooling@upper", "cooling", "upper", 0.9, 0.8, 1, 1, np.nan, 0.0),
        ("pasteurising", "pasteurising", "", 15.0, 7.1, 1, 1, 6.0, 0.25),
        ("cheese_making", "cheese_making", "", 2.0, 0.7, 1, 1, np.nan, 0.1),
    ]
    names = ["node", "link", "place", "capacity", "current", "owners", "members", "minimum_load", "busy"]
    frame = pd.DataFrame(rows, columns=names)
    frame.insert(3, "unit", "t/day")
    return frame.assign(utilisation=frame["current"] / frame["capacity"])


def _cover() -> pd.DataFrame:
    rows = []
    delivered = np.array(monthly_sum("delivered")) * 12 / 365
    shares = {
        "cooling@lower": 0.3,
        "cooling@middle": 0.35,
        "cooling@upper": 0.35,
        "pasteurising": 0.85,
        "cheese_making": 0.15,
    }
    for link in _links().itertuples():
        for month in range(1, 13):
            supply = delivered[month - 1] * shares[link.node]
            busy = link.busy * link.capacity * 0.6
            below = bool(supply + busy < link.minimum_load)
            rows.append(
                (
                    link.node,
                    month,
                    link.unit,
                    supply,
                    min(supply, link.capacity),
                    busy,
                    link.capacity,
                    supply / link.capacity,
                    link.minimum_load,
                    below,
                )
            )
    names = ["node", "month", "unit", "supply", "activity", "busy", "capacity", "cover", "minimum_load", "below"]
    return pd.DataFrame(rows, columns=names)


def _flows() -> pd.DataFrame:
    rows = [
        ("raw_milk", "supply", "", 2000.0),
        ("raw_milk", "used", "cooling", 1900.0),
        ("raw_milk", "sold", "collector", 100.0),
        ("cooled_milk", "made", "cooling", 1870.0),
        ("cooled_milk", "used", "pasteurising", 1590.0),
        ("cooled_milk", "used", "cheese_making", 280.0),
        ("milk", "made", "pasteurising", 1542.0),
        ("milk", "sold", "shops", 1542.0),
        ("cheese", "made", "cheese_making", 28.0),
        ("cheese", "sold", "retail", 27.0),
        ("cheese", "lost", "", 1.0),
    ]
    frame = pd.DataFrame(rows, columns=["product", "side", "at", "amount"])
    return frame.assign(unit="t/year")[["product", "side", "at", "unit", "amount"]]


def _critical_mass() -> pd.DataFrame:
    rows = [
        ("heads", 59.9, 30.0, 0.99, True, ""),
        ("volume", 1.07, 1.0, 0.61, False, "pasteurising"),
        ("suppliers", 9.1, 5.0, 1.0, True, ""),
        ("links", 0.0, 0.0, 1.0, True, ""),
    ]
    return pd.DataFrame(rows, columns=["light", "value", "needed", "probability", "green", "note"])


def _continuity() -> pd.DataFrame:
    names = ("months_members_alone", "expected_months", "months_if_all_join", "probability_more")
    stated = ("months_below_members_alone", "expected_months_below", "months_below_if_all_join")
    row = {name: CONTINUITY[key] for name, key in zip(names, (*stated, "probability_more_than_allowed"), strict=True)}
    row |= {name: CONTINUITY[name] for name in ("node", "working_months", "allowed", "allowed_stated", "met")}
    row |= {"months_today": 5, "idle_share": 0.45, "volume": 1.07, "probability_volume": 0.61}
    return pd.DataFrame([row | {"volume_members_alone": 0.98, "volume_if_all_join": 1.3}])


def _bottlenecks() -> pd.DataFrame:
    winter = [(m, "supply", "raw_milk", 9400.0 + 100 * m, 8000.0, 11800.0, 0.74, 0.0) for m in (1, 2, 3, 12)]
    cooling = [(m, "capacity", "cooling@upper", 4100.0, 4100.0, 4100.0, 0.62, 11.0 * m - 40) for m in (5, 6, 7, 8)]
    retail = [(m, "market", "retail", 1900.0, 0.0, 3900.0, 0.35, 0.0) for m in (6, 7)]
    rows = [(f"2027-{month:02d}", *rest) for month, *rest in (*winter, *cooling, *retail)]
    names = ["month", "kind", "at", "shadow_price", "low", "high", "probability", "lost"]
    frame = pd.DataFrame(rows, columns=names)
    frame.insert(6, "unit", "KGS/t")
    price, single = frame["shadow_price"], frame["kind"] != "supply"
    frame = frame.assign(
        as_run=price.where(frame["kind"] != "market", 600.0), price_p10=0.8 * price, price_p50=price,
        price_p90=1.3 * price, amount=27.4, holds_from=np.where(single, 20.0, np.nan),
        holds_to=np.where(single, 32.0, np.nan), lost_unit="t/month",
    )  # fmt: skip
    return frame.sort_values(["month", "kind", "at"], ignore_index=True)
