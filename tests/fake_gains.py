"""Tables of who gains made by hand, for the study of fake_study.py."""

import pandas as pd

NAN = float("nan")


def gains_tables() -> dict[str, pd.DataFrame]:
    """Return the tables by name."""
    return {
        "gains": _gains(),
        "income": _income(),
        "price_split": _split(),
        "price_range": _ranges(),
        "agreement": pd.DataFrame(
            [("now", False, 0.0, 0.0), ("any", True, 0.87, 0.01)],
            columns=["prices", "nobody_loses_central", "probability_nobody_loses", "probability_se"],
        ),
        "storing": _storing(),
        "waiting": _waiting(),
        "without": _without(),
    }


def _gains() -> pd.DataFrame:
    none = (NAN,) * 9
    rows = [
        ("commercial", "KGS", 4.8, 1.8e6, 2.9e6, 4.1e6, 1.9e6, 3.0e6, 4.2e6, -0.14e6, -0.09e6, -0.04e6, 0, -0.47e6,
         -0.7e6, -0.46e6, -0.2e6, 9e3, 0.99, 0.002),
        ("farm", "KGS", 18.5, 0.2e6, 0.36e6, 0.5e6, 0.21e6, 0.35e6, 0.48e6, -2e4, 4e3, 2e4, 0.24e6, 0.1e6, -0.2e6,
         0.1e6, 0.3e6, 5e3, 0.3, 0.01),
        ("household", "KGS", 28.0, 38e3, 68e3, 93e3, 39e3, 66e3, 90e3, -2.5e3, 1782.0, 5e3, 0, 5e4, 1e4, 4e4, 1.1e5,
         1e3, 0.04, 0.005),
        ("anchor", "KGS", 1.0, 1e6, 6.7e6, 11e6, 0, 0, 0, 1e6, 6.7e6, 11e6, 0.77e6, 5.9e6, 0.2e6, 4.3e6, 9.8e6, 1e5,
         0.07, 0.005),
        ("collector", "KGS", 5.0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        ("cluster", "KGS", 0.0, *none, 0, -1.08e6, -1.3e6, -1.1e6, -0.9e6, 1e3, 1.0, 0.0),
    ]  # fmt: skip
    names = ["party", "currency", "members"]
    names += [f"{line}_{year}" for line in ("with", "without", "gain") for year in ("bad", "normal", "good")]
    names += ["invested_central", "net_central", "net_p10", "net_p50", "net_p90", "net_p50_se"]
    frame = pd.DataFrame(rows, columns=[*names, "probability_loses", "probability_se"])
    middles = {f"{line}_p50": 0.9 * frame[f"{line}_normal"] for line in ("with", "without", "gain")}
    frame = frame.assign(**middles, central_percentile=55.0)
    return frame.assign(without_source=["survey"] * 5 + [""])


def _without() -> pd.DataFrame:
    names = ["party", "source", "prices", "product", "unit", "work", "margin", "currency", "income", "beside", "stands"]
    rows = [
        ("household", "survey", "today", "raw_milk", "l", NAN, NAN, "KGS", 1.8e6, "", 0.0),
        ("anchor", "survey", "first_year", "delivered_milk", "l", 1.5e6, 3.4, "KGS", 5.0e6, "displaced", 0.0),
        ("collector", "not_said", "first_year", "cooled_milk", "l", NAN, NAN, "KGS", 0.0, "", 0.4),
    ]
    return pd.DataFrame(rows, columns=names)


def _income() -> pd.DataFrame:
    rows = [
        (party, month, "KGS", scale * (1.02 + 0.01 * month), scale, scale * 0.02, 0.0, scale * 0.02, scale * 0.03)
        for party, scale in (("commercial", 250e3), ("farm", 30e3), ("household", 5.5e3))
        for month in range(1, 13)
    ]
    names = ["party", "month", "currency", "with_central", "without_central"]
    found = pd.DataFrame(rows, columns=[*names, *(f"gain_{part}" for part in ("central", "p10", "p50", "p90"))])
    return found.assign(without_source="survey")


def _split() -> pd.DataFrame:
    parts = [
        ("", "costs", 0.05), ("farm", "costs", 0.45), ("farm", "left", 0.2), ("collector", "costs", 0.1),
        ("anchor", "costs", 0.25), ("anchor", "left", -0.05), ("household", "left", 0.0001),
    ]  # fmt: skip
    rows = [
        (product, party, part, "KGS", "kg", share, *sorted([0.9 * share, share, 1.1 * share]), share * price)
        for product, price in (("cheese", 550.0), ("fresh_dairy", 54.0))
        for party, part, share in parts
    ]
    names = ["product", "party", "part", "currency", "unit", "share_central", "share_p10", "share_p50", "share_p90"]
    return pd.DataFrame(rows, columns=[*names, "money_central"])


def _ranges() -> pd.DataFrame:
    rows = [
        ("raw_milk", "KGS", "l", 36.0, 35.2, 38.44, "farm", "anchor", 34.0, 35.0, 36.0, 36.0, 38.0, NAN, True, 0.87,
         0.01),
        ("cooled_milk", "KGS", "kg", 117.25, 117.25, 116.92, "collector", "anchor", 110.0, 117.0, 120.0, 100.0, 116.0,
         125.0, False, 0.4, 0.01),
    ]  # fmt: skip
    names = ["product", "currency", "unit", "price_central", "lowest_central", "highest_central", "seller", "buyer"]
    names += [f"{end}_{part}" for end in ("lowest", "highest") for part in ("p10", "p50", "p90")]
    return pd.DataFrame(rows, columns=[*names, "exists_central", "probability_exists", "probability_se"])


def _storing() -> pd.DataFrame:
    rows = [
        ("cheese", "anchor", month, 1e4 if month > 6 else 0.0, "kg", "KGS", 9e3 - 1e3 * month, -5e3, 1e3, 9e3, 0.1)
        for month in range(1, 13)
    ]
    names = ["product", "party", "month", "stock", "unit", "currency"]
    return pd.DataFrame(rows, columns=[*names, *(f"gain_{p}" for p in ("central", "p10", "p50", "p90")), "loses"])


def _waiting() -> pd.DataFrame:
    rows = [
        ("cheese", 7, 7 + wait, wait, "KGS", "kg", 550.0 + 5 * wait, 560.0, 551.0, 400.0, 560.0, 700.0, 1 - wait / 5)
        for wait in range(1, 5)
    ]  # fmt: skip
    names = ["product", "from_month", "month", "months", "currency", "unit", "needed_central", "price_central"]
    return pd.DataFrame(rows, columns=[*names, "needed_p50", "price_p10", "price_p50", "price_p90", "probability_pays"])
