"""What a price stands for: words that are known, units that fit, and where it is wrong if they do not."""

from copy import deepcopy

import pytest
from small_clusters import dairy, make_spec

from capacity.intake.cluster_file.shown_units import price_point, priced_products, quoted
from capacity.intake.findings.issues import InputError


def priced(point: dict) -> dict:
    data = deepcopy(dairy())
    data["products"]["milk"]["pays"] = {"price": [30, "KGS/kg"], "point": point}
    return data


def test_a_point_says_where_per_what_with_how_much_fat_and_vat():
    spec = make_spec(priced({"at": "farm_gate", "per": "l", "fat": 3.6, "vat": "excluded"}))
    ((path, product, point),) = priced_products(spec)
    assert (path, product) == (("products", "milk", "pays", "point"), "milk")
    assert (point.at, point.per, point.fat, point.vat) == ("farm_gate", "l", 3.6, "excluded")
    assert quoted(spec, "milk") == ("l", pytest.approx(1.03))


def test_a_market_may_have_one_and_a_product_shows_its_market_s():
    data = deepcopy(dairy())
    data["markets"]["shops"]["point"] = {"at": "retail", "vat": "included"}
    spec = make_spec(data)
    assert price_point(spec, "cheese").at == "retail"
    assert price_point(spec, "milk") is None
    assert quoted(spec, "cheese") == ("kg", 1.0)


@pytest.mark.parametrize(
    ("point", "word"),
    [({"at": "barn"}, "barn"), ({"per": "piece"}, "piece"), ({"fat": 120}, "100"), ({"vat": "12"}, "vat")],
)
def test_what_cannot_be_is_refused(point, word):
    with pytest.raises(InputError) as refused:
        make_spec(priced(point))
    assert word in str(refused.value)
