"""Numbers that cannot be are refused with what was expected; what is only large or small passes."""

import pytest
from small_clusters import dairy

from capacity.intake.documents.document import Document
from capacity.intake.findings.issues import InputError
from capacity.intake.specs import build_spec

REFUSED = {
    "finance.items.0.life": [0, "month"],
    "joining.half_by": [0, "month"],
    "joining.needed": [2e6, "member"],
    "events.border.lasts": [0, "month"],
    "finance.loans.0.term": [700, "month"],
    "finance.loans.0.grace": [12000, "month"],
    "finance.items.0.lead": [900, "month"],
    "products.cheese.keeps": [2000, "month"],
    "ramps.feed.starts": [601, "month"],
    "ramps.feed.takes": [100, "year"],
    "ramps.feed.times": [1.5e5, "percent"],
    "markets.shops.price": [1e14, "KGS/kg"],
    "purchases.salt.price": [1, 1e14, 2e14, "KGS/kg"],
    "links.cheesing.cost": [1e13, "KGS/kg"],
    "markets.shops.pays_after": [30, "year"],
    "links.cheesing.working_days": [32, "day/month"],
    "links.cheesing.hours": [25, "h/day"],
    "products.milk.measures.l": [0, "kg"],
    "classes.farm.attainable": [115, "share"],
    "markets.shops.price_growth": [8, "1/year"],
    "finance.inflation": [9.6, "1/year"],
    "finance.covenant": [120, "share"],
    "markets.shops.demand": [1e14, "kg/month"],
    "start": "3027-01",
    "finance.running.0.start": 601,
    "seasons.pasture.by_month": ["nan"] * 12,
}
ACCEPTED = {
    "finance.items.0.life": [{"normal": {"mean": 10, "sd": 3}, "unit": "year"}, [99, "year"], [1, "month"]],
    "joining.half_by": [[0.5, "month"], [50, "year"]],
    "markets.shops.price": [[0, "KGS/kg"], [2_500_000, "KGS/kg"], [9e10, "KGS/kg"], [0.4, "KGS/kg"]],
    "links.cheesing.working_days": [[31, "day/month"], [1, "day/month"]],
    "links.cheesing.hours": [[24, "h/day"], {"normal": {"mean": 22, "sd": 1}, "unit": "h/day"}],
    "products.cheese.keeps": [[0, "month"], [50, "year"]],
    "finance.items.0.lead": [[0, "month"]],
    "finance.inflation": [[2.1, "1/year"], [-0.02, "1/year"]],
    "classes.farm.attainable": [[12, "share"]],
    "start": ["1999-12", "2100-01"],
    "finance.items.0.cost": [[900, "bnKGS"]],
}


def changed(path, value):
    return build_spec(Document(dairy(), {}, "cluster.yml"), {path: value})


@pytest.mark.parametrize(("path", "value"), REFUSED.items())
def test_a_number_beyond_what_can_be_is_refused_with_its_path_and_a_remedy(path, value):
    with pytest.raises(InputError) as caught:
        changed(path, value)
    issue = caught.value.issues[0]
    assert (issue.severity, bool(issue.fix), bool(issue.file)) == ("error", True, True)


def test_what_was_found_and_what_was_expected_is_said():
    with pytest.raises(InputError) as caught:
        changed("finance.items.0.life", [0, "month"])
    (issue,) = caught.value.issues
    assert issue.problem == "life is 0 month: 1 up to 2400 was expected"
    assert issue.fix == "write how long it lasts, e.g. [10, year], or leave it out"


@pytest.mark.parametrize(("path", "value"), [(path, value) for path, values in ACCEPTED.items() for value in values])
def test_what_some_real_cluster_may_state_passes(path, value):
    changed(path, value)
