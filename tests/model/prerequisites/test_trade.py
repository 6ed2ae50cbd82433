"""Sales among members: none counts twice, what is sold within is part of what is sold, the net is that of the sales."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.intake.evidence.relations import TOLD
from capacity.model.prerequisites.trade import coherence, hubs, net_measures, sales, trade_net

MEMBERS = ("a", "b", "c", "d")
names = st.sampled_from([*MEMBERS, "outside", "elsewhere"])


def told(*rows):
    """Rows of seller, buyer, product, who said it, worth."""
    full = [(*row, False, row[0] in MEMBERS, row[1] in MEMBERS) for row in rows]
    return pd.DataFrame(full, columns=TOLD)


sides = st.sampled_from(["seller", "buyer"])
rows = st.lists(
    st.tuples(
        names, names, st.sampled_from(["milk", "feed"]), st.sampled_from(["seller", "buyer"]), st.integers(1, 999)
    ),
    max_size=30,
).map(lambda found: [row for row in found if row[0] != row[1]])


def test_a_sale_that_both_told_of_counts_once_with_their_mean():
    found = sales(told(("a", "b", "milk", "seller", 100), ("a", "b", "milk", "buyer", 80)))
    assert found[["worth", "reports"]].to_numpy().tolist() == [[90, 2]]
    assert found["difference"].iloc[0] == pytest.approx(0.2)


def test_two_rows_of_one_side_are_parts_of_its_sale():
    found = sales(told(("a", "b", "milk", "seller", 100), ("a", "b", "milk", "seller", 50)))
    assert found[["worth", "reports"]].to_numpy().tolist() == [[150, 1]]


@given(rows, st.randoms())
def test_the_order_of_the_rows_changes_nothing(found, random):
    other = found.copy()
    random.shuffle(other)
    one, two = coherence(sales(told(*found))), coherence(sales(told(*other)))
    pd.testing.assert_frame_equal(one, two)


@given(rows)
def test_what_is_sold_within_is_part_of_what_is_sold(found):
    table = coherence(sales(told(*found)))
    assert (table["within"] <= table["sold"]).all()
    products = table[table["product"] != ""]
    if len(table):
        whole = table.iloc[0]
        assert whole["product"] == ""
        assert products["sold"].sum() == pytest.approx(whole["sold"])
        assert products["within"].sum() == pytest.approx(whole["within"])


@given(rows)
def test_what_members_sell_within_is_what_members_buy_within(found):
    table = hubs(sales(told(*found)))
    assert table["sold_within"].sum() == pytest.approx(table["bought_within"].sum())
    assert set(table["member"]) <= set(MEMBERS)


def test_the_measures_of_a_star_by_pencil():
    """Three members sell to a fourth: 3 arrows of 12, one group of 4, all shortest ways through the middle."""
    found = sales(
        told(("a", "d", "milk", "seller", 10), ("b", "d", "milk", "seller", 10), ("c", "d", "milk", "seller", 10))
    )
    measures = net_measures(found, 4).set_index("measure")["value"]
    assert measures["density"] == 0.25
    assert (measures["connected"], measures["groups"], measures["dealing"]) == (1, 1, 4)
    assert measures["effective_sellers"] == pytest.approx(3)
    first = hubs(found).iloc[0]
    assert (first["member"], first["partners"], first["between"], first["bought_within"]) == ("d", 3, 1, 30)


def test_whoever_stands_outside_is_no_part_of_the_net():
    found = sales(told(("a", "outside", "milk", "seller", 10), ("elsewhere", "b", "feed", "buyer", 10)))
    assert len(trade_net(found)) == 0
    assert coherence(found)["share"].tolist() == [0, 0]


def test_nothing_told_is_nothing_known():
    found = sales(told())
    assert all(table.empty for table in (found, coherence(found), hubs(found), net_measures(found, 5)))
