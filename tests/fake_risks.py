"""Tables of the risk register made by hand, for the study of fake_study.py."""

import pandas as pd

from capacity.model.risks.register import BRIDGE, RISKS
from capacity.model.risks.stress import STRESS

NAN = float("nan")
NONE = ("", "", "", False, False, *[NAN] * 7)


def risk_tables(text: str | None = None) -> dict[str, pd.DataFrame]:
    """Return the tables by name; `text` stands in what is done and in who answers."""
    return {"risks": _risks(text), "risk_bridge": _bridge(), "stress": _stress()}


def _risks(text: str | None) -> pd.DataFrame:
    hay = (text or "A reserve of hay", text or {"en": "A reserve of hay", "ru": "Запас сена", "ky": "Чөп запасы"})
    rows = [
        (
            *("drought", "", "risks", text or "Agronomist", 0.15, 6.0, 0.8, 900e3, 40e3, 600e3, 500e3, 90e3),
            *(*hay, "cluster", False, True, 340e3, 410e3, 230e3, 490e3, 20e3, 150e3, 20e3, "KGS"),
        ),
        (
            *("border", "", "risks", "", 0.05, 3.0, 0.4, 60e3, 8e3, 120e3, 10e3, 30e3),
            *(text or "A second market", "", "cluster", False, False, 100e3, 30e3, 5e3, 30e3, 4e3, -70e3, 4e3, "KGS"),
        ),
        ("strike", "", "risks", "", 0.3, 1.0, 0.97, 10e3, 9e3, 3.3e3, 0.0, 20e3, *NONE, "KGS"),
    ]
    return pd.DataFrame(rows, columns=list(RISKS))


def _bridge() -> pd.DataFrame:
    rows = [
        ("plain", "", 12.4e6, 0.9e6),
        ("risk", "drought", -900e3, 40e3),
        ("risk", "border", -60e3, 8e3),
        ("risk", "strike", -10e3, 9e3),
        ("together", "", 20e3, 5e3),
        ("with_risks", "", 11.45e6, 0.9e6),
        ("saved", "", 480e3, 20e3),
        ("mitigation_cost", "", -340e3, 0.0),
        ("mitigated", "", 11.59e6, 0.9e6),
    ]
    full = [(*row, row[2] - 2e6, row[2], row[2] + 2e6, "KGS") for row in rows]
    return pd.DataFrame(full, columns=list(BRIDGE))


def _stress() -> pd.DataFrame:
    rows = [
        ("drought", "", "2028-05", 2, 6.0, 14e6, 13.1e6, 900e3, 1.1e6, 0.4, 430e3, "KGS"),
        ("border", "", "2027-06", 1, 3.0, 14e6, 13.86e6, 140e3, 150e3, 0.05, 60e3, "KGS"),
        ("strike", "", "2027-07", 1, 1.0, 14e6, 14e6, 0.0, 0.0, NAN, NAN, "KGS"),
        ("together", "", "2027-06", 1, NAN, 14e6, 13e6, 1e6, 1.2e6, 0.45, NAN, "KGS"),
    ]
    return pd.DataFrame(rows, columns=list(STRESS))
