"""Tables of the economic view made by hand, for the study of fake_study.py."""

import pandas as pd

from capacity.model.gains.country import BRIDGE, JOBS, VALUE


def economy_tables() -> dict[str, pd.DataFrame]:
    """Return the tables by name; the amounts of the bridge add up."""
    steps = [
        ("after_grants", "", 12.8e6),
        ("grants", "", -400e3),
        ("members", "", 12.4e6),
        ("transfer", "links.pasteurising", 600e3),
        ("transfer", "finance.items", 100e3),
        ("factor", "markets.retail", 300e3),
        ("wage", "links.pasteurising", 900e3),
        ("unpaid", "links.cooling", -200e3),
        ("discount_rate", "", 2e6),
        ("economic", "", 16.1e6),
    ]
    bridge = [(*one, 50e3, one[2] - 1e6, one[2], one[2] + 1e6, 0.93, "KGS") for one in steps]
    jobs = [
        (year, *one, "KGS")
        for year in (1, 2, 3)
        for one in (
            ("pasteurising", "women", False, 6.0 + year, 2e6),
            ("pasteurising", "men", False, 5.0, 1.7e6),
            ("cooling", "women", True, 1.5, 0.0),
        )
    ]
    value = [(year, 3e6, 3.7e6, 0.7e6, 7.4e6, "KGS") for year in (1, 2, 3)]
    return {
        "economy": pd.DataFrame(bridge, columns=list(BRIDGE)),
        "jobs": pd.DataFrame(jobs, columns=list(JOBS)),
        "value_added": pd.DataFrame(value, columns=list(VALUE)),
    }
