"""Store or sell: a crop of one grower, kept from September to November, worked by hand."""

from copy import deepcopy

import numpy as np
import pytest
from money_clusters import books, both_books
from small_clusters import dairy, make_members, make_spec

from capacity.model.gains.gains import gains
from capacity.model.gains.storing import Stored, stored
from capacity.model.gains.tables import gains_tables

HARVEST = [0.0] * 8 + [12.0] + [0.0] * 3
SALES = [0.0] * 8 + [6.0, 3.0, 3.0, 0.0]
PRICES = [(12 - 3.07) / 9] * 8 + [1.0, 1.03, 1.04] + [(12 - 3.07) / 9]
MEMBERS = make_members(
    [
        {"member": "g", "cls": "grower", "place": "up", "current": 1000.0},
        {"member": "w", "cls": "warehouse", "place": "up", "capacity": 50_000.0},
    ]
)


def beans(years: int = 2) -> dict:
    """12 t in September at 80; bagged for 3; half is sold at once, a quarter in October, a quarter in November."""
    data = deepcopy(dairy(joining={}, events={}, ramps={}, finance=None, scenarios={}, purchases={}))
    del data["survey"]["joins"], data["survey"]["letter"]
    store = {"loss": [0.01, "1/month"], "cost": [0.5, "KGS/kg/month"], "release": {"calendar": "sales"}}
    return data | {
        "start": "2027-01",
        "horizon": [years, "year"],
        "seasons": {
            name: {"unit": "index", "by_month": twelve}
            for name, twelve in (("harvest", HARVEST), ("sales", SALES), ("price", PRICES))
        },
        "products": {
            "beans": {"unit": "kg"},
            "bagged": {"unit": "kg", "keeps": [4, "month"], "store": store},
        },
        "links": {
            "growing": {"rated": "beans", "makes": {"beans": [1, "kg"]}, "cost": [42, "KGS/kg"]},
            "bagging": {
                "rated": "beans", "takes": {"beans": [1, "kg"]}, "makes": {"bagged": [1, "kg"]},
                "cost": [3, "KGS/kg"],
            },
        },
        "classes": {"grower": {"runs": ["growing"], "season": "harvest"}, "warehouse": {"runs": ["bagging"]}},
        "markets": {
            "exporters": {"buys": "bagged", "price": [100, "KGS/kg"], "price_season": "price"},
            "dealer": {"buys": "beans", "today": True, "price": [80, "KGS/kg"]},
        },
    }  # fmt: skip


def test_what_keeping_brings_month_by_month():
    """6,000 kg into October: 0.99 x 103 - 0.5 - 100 = 1.47 each; 2,970 kg into November: 0.99 x 104 - 0.5 - 103."""
    (found,) = stored(books(beans(), MEMBERS))
    gained, stock = found.by_month("warehouse")[:, 0], found.stock("warehouse")[:, 0]
    assert found.product == "bagged"
    assert found.begins == 8
    assert stock[8:] == pytest.approx([0, 6_000, 2_970, 0])
    assert gained[8:] == pytest.approx([0, 6_000 * 1.47, 2_970 * -0.54, 0])


def test_the_price_that_pays_for_waiting():
    """From 100 in September: (100 + 0.5) / 0.99 in October, and so on."""
    (found,) = stored(books(beans(), MEMBERS))
    needed = [asked[0, 0] for asked, _ in found.waiting()]
    met = [got[0, 0] for _, got in found.waiting()]
    assert needed[:2] == pytest.approx([100.5 / 0.99, (100.5 / 0.99 + 0.5) / 0.99])
    assert met[:3] == pytest.approx([103, 104, 100 * PRICES[11]])


def test_beans_at_105_in_september_want_118_in_may():
    """With 3 for handling, 10 % a year on 108 and 0.3 % a month lost: 108 / 0.997^8 + 0.9 x (1/0.997 + ... )."""
    shape = (12, 1)
    price, loss, cost = (np.full(shape, value) for value in (108.0, 0.003, 0.9))
    found = Stored("beans", has_market=True, price=price, loss=loss, cost=cost, held={}, begins=0, keeps=12)
    asked = found.waiting()[7][0]
    assert asked == pytest.approx(108 / 0.997**8 + 0.9 * sum(0.997**-k for k in range(1, 9)))
    assert asked == pytest.approx(117.9, abs=0.05)


def test_the_warehouse_gains_what_storing_and_bagging_leave():
    """Bought for 960,000; half sold for 600,000; 2,970 kg at 103, 2,940.3 kg at 104; 36,000 bagging, 4,485 storing."""
    found = gains(books(beans(), MEMBERS))
    income = 600_000 + 2_970 * 103 + 2_940.3 * 104
    spent = 960_000 + 36_000 + 0.5 * (6_000 + 2_970)
    assert found.gain[found.names.index("warehouse"), :, 0] == pytest.approx([income - spent] * 2)


def test_what_is_in_store_at_the_end_of_a_year_counts_as_income():
    """With half a crop kept over New Year, cash lags; the year's income holds what the stock is worth."""
    data = beans()
    data["seasons"]["sales"]["by_month"] = [6.0] + [0.0] * 7 + [6.0] + [0.0] * 3
    data["products"]["bagged"]["keeps"] = [6, "month"]
    ledger = books(data, MEMBERS)
    found = gains(ledger)
    warehouse = found.names.index("warehouse")
    cash = ledger.accounts.parties["with_cluster"].sel(party="warehouse").values[:12, 0].sum()
    left = 6_000 * 0.99**3
    assert found.gain[warehouse, 0, 0] == pytest.approx(cash + left * 100 * PRICES[11])


def test_the_tables_tell_whose_gain_it_is_and_how_often_waiting_pays():
    tables = gains_tables(make_spec(beans()), both_books(beans(), 64, MEMBERS))
    october = tables["storing"].query("month == 10 and party == 'warehouse'").iloc[0]
    assert (october["stock"], october["gain_central"]) == pytest.approx((6_000, 8_820))
    pays = tables["waiting"].set_index("month")["probability_pays"]
    assert (pays[10], pays[11], pays[12]) == (1, 1, 0)
