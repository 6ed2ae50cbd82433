"""A member's gain is shown only where neither her class nor what is left without it gives anybody away."""

from dataclasses import replace

import numpy as np
import pytest
from attack.campaigns import MARGIN, Chain, Kind, make_campaign
from attack.light_study import light_study

from capacity.present.members_page.behind import way_from
from capacity.present.members_page.cells import judge, release
from capacity.present.members_page.standing import Standing, told_by_both

MANY, SOME = np.linspace(60.0, 140.0, 12), np.linspace(80.0, 120.0, 9)


def shown(*kinds: Kind, chain: Chain | None = None) -> dict[str, object]:
    """The gains that the page of a cluster shows."""
    one = make_campaign("gains", list(kinds), chain or Chain(plants=("town",) * 5))
    return {name: cell.value for name, cell in release(light_study(one.cluster, one.gains())).named("gain.").items()}


def test_a_class_of_many_beside_one_of_many_is_shown_with_its_year_its_chance_and_its_months():
    found = shown(Kind("a", MANY, "summer"), Kind("b", SOME, "summer"))
    assert {name.partition(".")[0] for name in found} == {"a", "b"}
    year = MANY.sum() * 12 * MARGIN / len(MANY)
    assert found["a.year"] == pytest.approx((0.5 * year, year, 1.5 * year), rel=5e-3)
    assert found["a.loses"] == 0.1
    assert [found[f"a.unit.{month}"] for month in range(1, 13)] == [pytest.approx((1.0, 2.0, 3.0), rel=5e-3)] * 12


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_a_class_of_few_is_not_shown_nor_any_from_which_it_follows(count):
    assert shown(Kind("a", MANY, "summer"), Kind("b", SOME[:count] * 5, "summer")) == {}


def test_a_class_in_which_one_brings_nearly_all_is_not_shown():
    assert shown(Kind("a", MANY, "summer"), Kind("b", np.array([900.0, *[5.0] * 8]), "summer")) == {}


def test_no_class_is_shown_whose_goods_pass_what_one_alone_runs_and_keeps_to_himself():
    kinds = Kind("a", MANY, "summer"), Kind("b", SOME, "summer")
    assert shown(*kinds, chain=Chain(waived=True))
    assert shown(*kinds, chain=Chain(waived=False)) == {}


def test_a_class_that_agreed_to_be_spoken_of_is_not_asked_for():
    assert {name.partition(".")[0] for name in shown(Kind("a", MANY, "summer"), Kind("b", SOME, waived=True))} == {"a"}


def test_nothing_else_on_the_page_changes_when_gains_are_asked_for():
    one = make_campaign("gains", [Kind("a", MANY, "summer"), Kind("b", SOME, "summer")], Chain())
    bare, full = (release(light_study(one.cluster, gains)).cleared for gains in (None, one.gains()))
    assert {name: cell for name, cell in full.items() if not name.startswith("gain.")} == bare


def test_a_second_page_is_held_against_the_first_class_by_class():
    """Eight who leave one class for another hide each other in the total; one who is left over in a class does not."""
    one = make_campaign("gains", [Kind("a", MANY, "summer"), Kind("b", SOME, "summer")], Chain())
    old = judge(light_study(one.cluster, one.gains())).standing
    assert set(old.figures) >= {"raw", "raw of a", "raw of b"}
    moved = {**old.figures, "raw of a": old.figures["raw of a"][1:], "raw": old.figures["raw"]}
    assert told_by_both(Standing(old.cluster, old.owners, moved), old) == (old.figures["raw of a"][0],)


def test_the_way_from_a_product_leads_through_what_is_made_of_it():
    spec = make_campaign("gains", [Kind("a", MANY)], Chain()).cluster.spec
    assert way_from(spec, "raw") == {"working"}
    assert way_from(spec, "good") == frozenset()
    bottling = spec.links["working"].model_copy(update={"takes": {"good": 1.0}, "makes": {"bottle": 1.0}})
    longer = replace_links(spec, bottling=bottling)
    assert way_from(longer, "raw") == {"working", "bottling"}


def replace_links(spec, **more):
    """The spec with more links."""
    return spec.model_copy(update={"links": {**spec.links, **more}})


def test_a_gain_that_nobody_knows_is_not_shown():
    one = make_campaign("gains", [Kind("a", MANY, "summer")], Chain())
    tables = one.gains()
    tables["gains"] = tables["gains"].assign(gain_normal=np.nan)
    study = light_study(one.cluster, tables)
    assert release(study).named("gain.") == {}
    assert release(replace(study, tables={**study.tables, "gains": tables["gains"].iloc[:0]})).named("gain.") == {}
