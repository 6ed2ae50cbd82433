"""One month of a price or a demand is moved alone: the other eleven stay, whatever the season's mean does."""

from pathlib import Path

import pytest
from small_clusters import SEASON, dairy

from capacity.intake.documents.document import Document
from capacity.intake.findings.issues import InputError
from capacity.intake.numbers.month import month_number
from capacity.intake.scenarios import Written

MEAN = sum(SEASON) / 12


def written(**markets):
    """The files of the small dairy whose shops have other terms."""
    data = dairy()
    data["markets"]["shops"] = {"buys": "cheese", "price": [400, 500, 600, "KGS/kg"], **markets}
    return Written(Path(), Document(data, {}, "cluster.yml"), {"base": {}}, frozenset())


def by_month(files, changes):
    """The central price of each month with some changes."""
    spec = files.spec("base", changes)
    market = spec.markets["shops"]
    return [market.price.mode * factor for factor in spec.seasons[market.price_season].factors]


@pytest.mark.parametrize("value", [0.0, 100.0, 800.0])
def test_a_month_is_moved_alone(value):
    files = written(price_season="pasture")
    may = month_number(files, "base", "markets.shops.price.may")
    assert (may.today, may.unit, may.whole) == (pytest.approx(500 * 1.2 / MEAN), "KGS/kg", False)
    expected = [500 * factor / MEAN for factor in SEASON]
    expected[4] = value
    assert by_month(files, may.changes(value)) == pytest.approx(expected)
    assert files.spec("base", may.changes(value)).seasons["pasture"].by_month == tuple(SEASON)


def test_a_range_keeps_its_shape_and_a_price_without_a_season_gets_one():
    files = written()
    may = month_number(files, "base", "markets.shops.price.may")
    changes = may.changes(1100)
    assert by_month(files, changes) == pytest.approx([500] * 4 + [1100] + [500] * 7)
    price = files.spec("base", changes).markets["shops"].price
    assert (price.low / price.mode, price.high / price.mode) == pytest.approx((0.8, 1.2))


def test_other_paths_are_none_of_a_month_and_a_misspelt_month_is_refused():
    files = written()
    assert month_number(files, "base", "markets.shops.price") is None
    assert month_number(files, "base", "links.cheesing.cost.may") is None
    with pytest.raises(InputError, match=r"no such month.*did you mean march"):
        month_number(files, "base", "markets.shops.price.marsh")
    with pytest.raises(InputError, match="did you mean markets"):
        month_number(files, "base", "markets.shop.price.may")
