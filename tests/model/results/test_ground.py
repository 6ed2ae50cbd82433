"""The diagnosis of the dairy sample: its tables are described, and agree with its files counted by hand."""

from pathlib import Path

import pandas as pd
import pytest

import capacity as cap
from capacity.model.results.columns import describe, tables

DAIRY = Path(__file__).parents[3] / "data" / "chui-dairy"


@pytest.fixture(scope="module")
def found():
    """The diagnosis of the dairy sample."""
    dairy = cap.read_cluster(DAIRY)
    return cap.diagnose(cap.study(dairy.only("base"), draws=8), cap.read_evidence(dairy))


def test_every_table_and_column_is_described_in_its_order(found):
    assert list(found.tables) == [name for name in tables() if name.startswith("diagnosis_")]
    for name, table in found.tables.items():
        assert list(table.columns) == list(describe(name)["column"]), name


def test_no_sale_is_lost_and_none_counts_twice(found):
    """Of the rows of relations.csv two pairs tell of the same sale from both sides."""
    rows = pd.read_csv(DAIRY / "relations.csv")
    sides = rows.groupby(["seller", "buyer", "product"])["said_by"].nunique()
    table = found.tables["diagnosis_sales"]
    assert len(table) == len(sides)
    assert (table["reports"] > 1).sum() == (sides > 1).sum() == 2


def test_what_members_sell_is_the_sum_of_the_file(found):
    rows = pd.read_csv(DAIRY / "relations.csv").drop_duplicates(["seller", "buyer", "product", "said_by"])
    rows["worth"] = rows["amount"] * rows["price"] * rows["per"].map({"day": 365, "month": 12})
    of_members = rows[rows["seller"].str.contains(r"^[А-Я]-", regex=True)]
    sold = of_members.groupby(["seller", "buyer", "product"])["worth"].mean()
    whole = found.tables["diagnosis_coherence"].iloc[0]
    assert whole["sold"] == pytest.approx(sold.sum())
    within = sold[sold.index.get_level_values("buyer").str.contains(r"^[А-Я]-", regex=True)]
    assert whole["share"] == pytest.approx(within.sum() / sold.sum())


def test_the_quotient_of_the_region_s_milk(found):
    """210.3 of 816.7 kt with 1,090 of 7,280 thousand people: 0.2575 / 0.1497 = 1.72."""
    (row,) = found.tables["diagnosis_specialisation"].to_dict("records")
    assert row["lq"] == pytest.approx(210.3 / 816.7 / (1090 / 7280))


def test_82_core_members_and_three_services(found):
    """As the sample's description says: 82 core members; bank, feed mill and vet do not count."""
    roles = found.tables["diagnosis_roles"].groupby("role")["members"].sum()
    assert roles.to_dict() == {"core": 82, "non_core": 3}


def test_the_plant_could_lead(found):
    assert found.tables["diagnosis_anchors"]["cls"].iloc[0] == "anchor"


def test_the_dairy_can_begin_and_knows_what_is_missing(found):
    assert found.tables["diagnosis_lights"].set_index("name")["state"].to_dict() == {
        "verdict": "begin",
        "members": "good",
        "resources": "warn",
        "infrastructure": "warn",
        "support": "warn",
    }
