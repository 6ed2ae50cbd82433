"""Tables for the bank made by hand, for the study of fake_study.py: one borrower, and all together."""

import numpy as np
import pandas as pd

from capacity.model.bank.tables import COLUMNS
from capacity.present.money.bank_tables import MEASURES

PARTIES = ("cooler", "consolidated")
YEARS = 10


def bank_tables() -> dict[str, pd.DataFrame]:
    """Return the tables by name."""
    rows = {
        "statements": _statements(),
        "borrowers": _borrowers(),
        "loans": _loans(),
        "funding": _funding(),
        "eligibility": _eligibility(),
        "covenants": _covenants(),
        "mixes": [("cooler", "KGS", 1.2, 0.8, 8e5, 0.0, 1.2e5, 5e5, 1.8e5, 0.0, 2.4e5, 0.0)],
        "late": [("cooler", "loans", 6, "KGS", 4.8e5, 5.5e5, 6.0, 7.2e3, 8.2e3)],
        "budget": [("finance.items.0", "cooler", "2027-05", "KGS", 8e5, 9e5, 8e4, 4.8e5, 0.0, 3.2e5)],
        "partners": [
            ("cooler", "finance.equity.0", "Investor", "venture", "KGS", 2e5, 0.3, 0.1, 1e5, 5e4, 9e4, 2e5, 0.21)
        ],
        "maturities": [("cooler", 60.0, "KGS", 0.0), ("cooler", 120.0, "KGS", 4.8e5), ("cooler", np.nan, "KGS", 0.0)],
    }
    return {name: pd.DataFrame(rows[name], columns=columns) for name, columns in COLUMNS.items()}


def _statements() -> list[tuple]:
    lines = {
        ("income", "sales"): 2e6,
        ("income", "profit"): 2e5,
        ("cash_flow", "cash from operations"): 3e5,
        ("cash_flow", "investment"): 8e4,
        ("sources_and_uses", "debt service"): 1.1e5,
        ("cash_flow", "cash at end"): 4e5,
        ("balance", "debt"): 3e5,
        ("balance", "assets"): 1.1e6,
    }
    return [
        (party, sheet, line, year, "KGS", amount * year, amount * year / 2, amount * year, amount * year * 2)
        for party in PARTIES
        for (sheet, line), amount in lines.items()
        for year in range(1, YEARS + 1)
    ]


def _borrowers() -> list[tuple]:
    units = {"npv_net": "KGS", "npv_after_grants": "KGS", "npv_owners": "KGS", "eav": "KGS", "irr": "1/year"}
    return [
        (
            *(party, name, units.get(name, "share" if name.startswith("prob") else "ratio"), *_spread(name), 0.01, ""),
            *(0.3 if name == "payback_years" else None, None, None, 1.0, 45.0),
        )
        for party in PARTIES
        for name in MEASURES
    ]


def _spread(name: str) -> tuple[float | None, ...]:
    if name.startswith("probability"):
        return None, None, 0.71, None
    if name == "payback_years":
        return 3.5, 2.25, 4.0, None
    size = 1e6 if name in ("npv_net", "npv_after_grants", "npv_owners", "eav") else 1.0
    return 0.9 * size, 0.4 * size, 0.8 * size, 1.5 * size


def _loans() -> list[tuple]:
    labels = [f"{2027 + (4 + m) // 12}-{(4 + m) % 12 + 1:02d}" for m in range(60)]
    return [("cooler", "finance.loans.0", "", label, "KGS", 0.0, 1200.0, 8000.0, 0.0, 4.8e5) for label in labels]


def _funding() -> list[tuple]:
    rows = []
    for party in PARTIES:
        for month in range(12 * YEARS):
            label = f"{2027 + month // 12}-{month % 12 + 1:02d}"
            bought = 8e5 if month == 4 else 0.0
            lines = (bought, 0.6 * bought, 0.0, 0.0, 0.4 * bought, 9e3 if 4 < month < 65 else 0.0)
            low = -3e4 if month == 5 else 1e4 * month
            rows.append((party, label, "KGS", *lines, 1e4 * month, low, max(-low, 0.0), 4e4 if month < 9 else 0.0))
    return rows


def _eligibility() -> list[tuple]:
    return [("cooler", "finance.loans.0", "", "legal_person", True, np.nan, np.nan, "")]


def _covenants() -> list[tuple]:
    return [
        (
            *(party, year, f"{2026 + year}-12", 1.2, 1.1e5 + 1e4 * year, 1e5, 1.1 + 0.1 * year, 0.9, 1.2, 1.6, 0.7),
            year == 6,
            0.8,
        )
        for party in PARTIES
        for year in range(1, 7)
    ]
