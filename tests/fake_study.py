"""A study made by hand, in the agreed table forms: what pages and figures are tried on without running the model."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
from fake_bank import bank_tables
from fake_economy import economy_tables
from fake_gains import gains_tables
from fake_insight import insight_tables, targets
from fake_risks import risk_tables
from fake_today import CONTINUITY, PLACES, monthly_sum, survey, today_tables

from capacity.intake.documents.document import parse_document
from capacity.intake.rows.fates import REASONS
from capacity.intake.specs import build_spec
from capacity.model.results.held import beside

SPOILT = ("title", "note", "reason", "author", "by", "buy", "pay", "donor", "owner", "borrower", "to", "does", *PLACES)


@dataclass(frozen=True)
class FakeCluster:
    """The parts of a cluster that pages read."""

    slug: str
    specs: Mapping[str, object]
    survey: object

    @property
    def spec(self) -> object:
        """Return the base scenario's spec."""
        return self.specs["base"]

    def under(self, scenario: str) -> object:
        """Return a scenario's spec."""
        return self.specs[scenario]


@dataclass(frozen=True)
class FakeStudy:
    """The parts of a study that pages read."""

    cluster: FakeCluster
    scenario: str
    draws: int
    seed: int
    summary: dict
    tables: Mapping[str, pd.DataFrame]
    held: Mapping[str, pd.DataFrame]
    centre: Mapping[str, object] = field(default_factory=dict)


def held_beside(cluster: object, draws: int = 8192) -> Mapping[str, pd.DataFrame]:
    """Return the frames that a study of a cluster holds beside its tables."""
    return beside(SimpleNamespace(cluster=cluster, drawn=SimpleNamespace(size=draws))).held


def fake_study(text: str | None = None) -> FakeStudy:
    """Return a dairy study; with `text`, that text stands in every title, reason, answer and name."""
    spec = _spec(text)
    specs = {"base": spec, "cautious": spec, "border": spec}
    cluster = FakeCluster("chui-dairy", specs, SimpleNamespace(members=survey(text), issues=()))
    tables = {
        **today_tables(),
        **insight_tables(text),
        **risk_tables(text),
        **economy_tables(),
        "projection": _projection(),
        "targets": targets(),
        "monthly": _monthly(),
        "plant": _plant(),
        "cash": _cash(),
        **bank_tables(),
        "measures": _measures(),
        **gains_tables(),
        "verdict": _verdict(),
        "scenarios": _scenarios(text),
        "assumptions": _assumptions(text),
        "issues": _issues(text),
        "quality": pd.DataFrame(
            [
                {"read": 90, "used": 84, "quarantined": 3, "blank": 1, "excluded": 2, "corrected": 3}
                | dict.fromkeys(REASONS, 0)
                | {"asked_twice": 1, "totals": 1}
            ]
        ),
    }
    return FakeStudy(cluster, "base", 8192, 1, _summary(tables), tables, held_beside(cluster))


def empty_study() -> FakeStudy:
    """Return a study whose tables have their columns and no rows: no markets, no finance, no minimum load."""
    full = fake_study()
    tables = {name: table.iloc[0:0] for name, table in full.tables.items()}
    summary = {**full.summary, "potential": [], "links": [], "bottlenecks": [], "projection": [], "scenarios": {}}
    summary |= {"coordination_gain": None, "coordination": None}
    summary |= {"continuity": {**dict.fromkeys(CONTINUITY), "node": "", "met": True}}
    return replace(full, tables=tables, summary=summary)


def without(study: FakeStudy, *names: str) -> FakeStudy:
    """Return the study with some tables emptied."""
    tables = {name: table.iloc[0:0] if name in names else table for name, table in study.tables.items()}
    return replace(study, tables=tables)


def _spec(text: str | None) -> object:
    raw = (Path(__file__).parent / "fake_cluster.yml").read_text(encoding="utf-8")
    document = parse_document(raw)
    if text is not None:
        _spoil(document.data, text)
    return build_spec(document)


def _spoil(data: object, text: str) -> None:
    """Put the text into every title and reason, in place."""
    if isinstance(data, list):
        for item in data:
            _spoil(item, text)
    if not isinstance(data, dict):
        return
    for key, value in data.items():
        if key in SPOILT or key == "answers":
            data[key] = dict.fromkeys(value, text) if isinstance(value, dict) else text
        else:
            _spoil(value, text)


def _projection() -> pd.DataFrame:
    rows = []
    for scenario, pace in (("base", 1.0), ("border", 0.86), ("cautious", 0.71)):
        for product, level in (("cheese", 74.0), ("milk", 1310.0)):
            for year in range(1, 11):
                middle = level * pace * (0.55 + 0.45 * (1 - 0.5**year))
                spread = 0.1 + 0.012 * year
                rows.append(
                    (scenario, year, product, "t", middle * (1 - spread), middle, middle * (1 + spread), middle * 1.02)
                )
    frame = pd.DataFrame(rows, columns=["scenario", "year", "product", "unit", "p10", "p50", "p90", "central"])
    return frame.assign(p10_se=0.9, p50_se=0.4, p90_se=1.1)


def _monthly() -> pd.DataFrame:
    rows = []
    for scenario, pace in (("base", 1.0), ("border", 0.86), ("cautious", 0.71)):
        for index in range(24):
            month = f"{2027 + index // 12}-{index % 12 + 1:02d}"
            supply = monthly_sum("delivered")[index % 12] * pace * (0.5 + 0.02 * index)
            for product, series, level in (
                ("cheese", "output", 0.03),
                ("milk", "output", 0.7),
                ("raw_milk", "supply", 1.0),
            ):
                middle = supply * level
                rows.append(
                    (scenario, month, product, "t", series, middle * 0.85, middle, middle * 1.14, middle * 1.01)
                )
    return pd.DataFrame(
        rows, columns=["scenario", "month", "product", "unit", "series", "p10", "p50", "p90", "central"]
    )


def _plant() -> pd.DataFrame:
    rows = []
    for month in range(1, 13):
        activity = monthly_sum("delivered")[month - 1] * 12 / 365 * 0.85
        stands = 0.64 if month in (1, 2, 12) else 0.05
        rows.append(
            (
                "base",
                f"2027-{month:02d}",
                "pasteurising",
                "t/day",
                activity * 0.8,
                activity,
                activity * 1.2,
                15.0,
                6.0,
                stands,
                0.1,
            )
        )
    names = ["activity_p10", "activity_p50", "activity_p90", "capacity_p50", "minimum_load", "stands", "binds"]
    return pd.DataFrame(rows, columns=["scenario", "month", "node", "unit", *names])


def _cash() -> pd.DataFrame:
    rows = []
    for scenario, pace in (("base", 1.0), ("border", 0.8), ("cautious", 0.6)):
        for year in range(1, 11):
            increment = pace * (-14e6 if year == 1 else 5.1e6 + 0.25e6 * year)
            cash = {"with_p50": 41e6 + increment, "without_p50": 41e6, "increment_p10": increment - 2.2e6}
            cash |= {"increment_p50": increment, "increment_p90": increment + 2.9e6}
            cash |= {"investment_p50": 19e6 if year == 1 else 0.0, "grant_p50": 3e6 if year == 1 else 0.0}
            cash |= {"loan_p50": 11e6 if year == 1 else 0.0, "debt_service_p50": 2.6e6 if year <= 5 else 0.0}
            after = increment + (11e6 if year == 1 else 0.0) - cash["debt_service_p50"]
            cash |= {"after_finance_p10": after - 2e6, "after_finance_p50": after, "after_finance_p90": after + 2.4e6}
            rows.append({"scenario": scenario, "year": year, "currency": "KGS", **cash})
    return pd.DataFrame(rows)


def _measures() -> pd.DataFrame:
    rows = []
    for scenario, pace in (("base", 1.0), ("border", 0.4), ("cautious", -0.3)):
        rows += [
            (scenario, "npv", "KGS", 14.2e6 * pace - 9e6, 14.2e6 * pace, 14.2e6 * pace + 11e6),
            (scenario, "npv_net", "KGS", 9.5e6 * pace - 9e6, 9.5e6 * pace, 9.5e6 * pace + 11e6),
            (scenario, "irr", "1/year", 0.05, 0.12 + 0.11 * pace, 0.34),
            (scenario, "payback_years", "year", 2.9, 4.1 / max(pace, 0.4), np.nan),
            (scenario, "dscr_min", "ratio", 0.8, 1.1 + 0.3 * pace, 2.1),
            (scenario, "probability_npv_positive", "share", np.nan, 0.5 + 0.3 * pace, np.nan),
            (scenario, "probability_npv_net_positive", "share", np.nan, 0.5 + 0.22 * pace, np.nan),
        ]
    frame = pd.DataFrame(rows, columns=["scenario", "measure", "unit", "p10", "p50", "p90"])
    rates, years = frame["measure"] == "irr", frame["measure"] == "payback_years"
    shares = {"probability_never": np.where(rates, 0.04, np.where(years, 0.17, np.nan)), "counted": 1.0}
    shares |= {name: np.where(rates, 0.0, np.nan) for name in ("probability_no_outlay", "probability_several")}
    return frame.assign(
        **{f"{end}_se": 0.01 * frame[end].abs() for end in ("p10", "p50", "p90")},
        **shares,
        central_percentile=54.0,
        draws=1024,
    )


def _verdict() -> pd.DataFrame:
    rows = [
        ("volume", 0.61, 0.7, "probability", False, "pasteurising"),
        ("continuity", 5.4, 2.0, "months", False, "pasteurising"),
        ("npv_net", 0.72, 0.7, "probability", True, ""),
        ("loans", 0.84, 0.8, "probability", True, "cooler"),
    ]
    frame = pd.DataFrame(rows, columns=["condition", "value", "needed", "unit", "met", "at"])
    frame.insert(0, "answer", "go_if")
    return frame


def _scenarios(text: str | None) -> pd.DataFrame:
    rows = [
        (
            "border",
            text or "The border is closed",
            text or "As in spring 2023",
            "markets.retail.demand",
            "12 t/month",
            "4.8 t/month",
        ),
        ("cautious", text or "Slow joining", text or "Neighbours wait", "joining.half_by", "9 month", "18 month"),
    ]
    return pd.DataFrame(rows, columns=["scenario", "title", "reason", "path", "from", "to"])


def _assumptions(text: str | None) -> pd.DataFrame:
    rows = [
        ("classes.household.own_use", "120 l/month", 123.6, 123.6, 123.6, "kg/month", "estimate"),
        ("joining.half_by", "9 month", 9.0, 9.0, 9.0, "month", "estimate"),
        ("links.cheese_making.cost", "6 – 8 – 10 KGS/kg", 6.0, 8.0, 10.0, "KGS/kg", "estimate"),
        ("markets.retail.price", "480 – 550 – 620 KGS/kg", 480.0, 550.0, 620.0, "KGS/kg", "press"),
    ]
    names = ["path", "stated", "low", "mode", "high", "unit", "source"]
    frame = pd.DataFrame(rows, columns=names)
    titles = {"estimate": "Working group", "press": "Milk prices by district (24.kg 359506)"}
    return frame.assign(
        author=text or "facilitator",
        date="2026-11",
        title=[text or titles[source] for source in frame["source"]],
        agreed_by=[text or ("initiative group" if source == "press" else "") for source in frame["source"]],
        agreed_on=["2026-11-20" if source == "press" else "" for source in frame["source"]],
    )


def _issues(text: str | None) -> pd.DataFrame:
    rows = [
        (
            '"12 head" is not a number',
            "write 12, or add a line to corrections.yml",
            "members.csv",
            "",
            14,
            "F-003",
            "Дойных коров",
            "12 head",
            "quarantine",
            "C01",
        ),
        ("the answer is blank", "ask again", "members.csv", "", 31, "H-017", "Вступите", "", "warning", "missing"),
    ]
    names = ["problem", "fix", "file", "sheet", "row", "member", "column", "value", "severity", "code"]
    frame = pd.DataFrame(rows, columns=names)
    if text is not None:
        frame = frame.assign(problem=text, fix=text, member=text, column=text, value=text)
    return frame


def _summary(tables: Mapping[str, pd.DataFrame]) -> dict:
    measures = tables["measures"].set_index(["scenario", "measure"])
    scenarios = {
        name: {"npv": measures.loc[(name, "npv"), ["p10", "p50", "p90"]].to_dict()}
        for name in ("base", "border", "cautious")
    }
    return {
        "cluster": "chui-dairy",
        "scenario": "base",
        "currency": "KGS",
        "start": "2027-01",
        "members": {"surveyed": 82, "expected_to_join": 59.9},
        "critical_mass": {
            "needed": 30.0,
            "expected": 59.9,
            "probability_heads": 0.99,
            "volume": 1.07,
            "probability_volume": 0.61,
            "effective_suppliers": 9.1,
            "missing_links": [],
        },
        "potential": tables["potential"].to_dict("records"),
        "links": tables["links"].to_dict("records"),
        "continuity": CONTINUITY,
        "bottlenecks": tables["bottlenecks"].to_dict("records"),
        "projection": tables["projection"].to_dict("records"),
        "scenarios": scenarios,
        "finance": {"discount_rate": 0.12, "prices": "real", "convention": "end-year"},
        "coordination_gain": 0.031,
        "coordination": {"gain": 2.1e6, "month": "12", "store": "cheese", "node": "cheese_making"},
        "data_quality": {"rows": 90, "used": 84, "quarantined": 3, "blank": 1, "excluded": 2, "corrected": 3},
        "run": {"draws": 8192, "seed": 1, "version": "0.1.0"},
    }
