"""Where the goods of today's chain come from and go to over a year."""

import pytest
from one_plant import FARMS, PLANT, plain
from small_clusters import dairy, dairy_members, make_cluster, make_members

from capacity.model.diagnosis.flows import COLUMNS, COMES, GOES, flows_table
from capacity.model.diagnosis.today import run_today


def flows(data, members):
    return flows_table(run_today(make_cluster(data, members)))


def test_one_plant_by_hand():
    """300 kg and half of two times 200 kg a month are 6 t a year; a tenth of it becomes cheese, all of it sold."""
    found = flows(plain(), make_members([*FARMS, PLANT]))
    assert list(found.columns) == list(COLUMNS)
    rows = {(row.product, row.side, row.at): (row.amount, row.unit) for row in found.itertuples()}
    assert rows == {
        ("milk", "supply", ""): (pytest.approx(6.0), "t/year"),
        ("milk", "used", "drying"): (pytest.approx(6.0), "t/year"),
        ("cheese", "made", "drying"): (pytest.approx(0.6), "t/year"),
        ("cheese", "sold", "shops"): (pytest.approx(0.6), "t/year"),
    }


def test_what_comes_goes():
    """A year like the one before adds nothing to stores: both sides of every product are equal."""
    found = flows(dairy(), dairy_members())
    for product, rows in found.groupby("product"):
        sums = rows.groupby("side")["amount"].sum()
        comes, goes = (sum(sums.get(side, 0.0) for side in sides) for sides in (COMES, GOES))
        assert comes == pytest.approx(goes, rel=1e-6), product


def test_places_of_a_link_are_one_row():
    found = flows(dairy(), dairy_members())
    assert not found.duplicated(["product", "side", "at"]).any()
    assert not found["at"].str.contains("@").any()
