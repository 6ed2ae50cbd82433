"""Attackers who share no code with the gate read the members' page of small random clusters."""

from collections import Counter

import numpy as np
import pytest
from attack.attackers import Attack, attack, verdict
from attack.campaigns import Campaign, delivered
from attack.kinds_of_attack import KINDS, campaign, class_gain
from attack.light_study import light_study

from capacity.model.results.study import Study
from capacity.present.members_page.behind import who_stands_behind
from capacity.present.members_page.cells import release, wanted
from capacity.present.members_page.release import shown

FEW, MANY, PART = 2 * len(KINDS), 1000, 250
BUILT_TO_BE_TOLD = len(KINDS) - 1
"""the last kind, mixed, need not tell anything even where nothing is withheld"""


def published(study: Study) -> dict[str, object]:
    """What the page is made of."""
    return {name: shown.value for name, shown in release(study).cleared.items()}


def without_the_gate(study: Study) -> dict[str, object]:
    """The same numbers, rounded in the same way, with nothing withheld."""
    sets = wanted(study, who_stands_behind(study))
    return {cell.name: shown(cell.value, cell.kind) for one in sets for cell in one.cells}


def found_out(one: Campaign, figures: dict[str, object]) -> list[str]:
    """What is found out of those most worth an attack: exact, near or nothing of each."""
    return [attack(one.public, one.secrets, one.truth, figures, victim) for victim in one.victims]


def best(found: list[str]) -> str:
    """The most that is found out of anybody."""
    return min([*found, "nothing"], key=["exact", "near", "nothing"].index)


@pytest.mark.parametrize("seed", range(FEW))
def test_nobody_is_given_away(seed):
    """Where nothing is withheld the attackers learn somebody's figure; from the page nobody's."""
    one = campaign(seed)
    study = light_study(one.cluster, one.gains())
    if seed % len(KINDS) < BUILT_TO_BE_TOLD:
        assert best(found_out(one, without_the_gate(study))) != "nothing"
    assert best(found_out(one, published(study))) == "nothing"


@pytest.mark.parametrize("seed", range(4))
def test_what_a_member_of_a_class_gains_gives_nobody_away(seed):
    one = class_gain(np.random.default_rng([13, seed]))
    study = light_study(one.cluster, one.gains())
    assert best(found_out(one, without_the_gate(study))) != "nothing"
    assert best(found_out(one, published(study))) == "nothing"


@pytest.mark.long
@pytest.mark.parametrize("first", range(0, MANY, PART))
def test_a_thousand_campaigns_find_out_nothing(first):
    """And more than nine of ten that are built to find something do so where nothing is withheld."""
    told, gated = Counter(), Counter()
    for seed in range(first, first + PART):
        one = campaign(seed)
        study = light_study(one.cluster, one.gains())
        gated[best(found_out(one, published(study)))] += 1
        if seed % len(KINDS) < BUILT_TO_BE_TOLD:
            told[best(found_out(one, without_the_gate(study)))] += 1
    assert gated == {"nothing": PART}
    assert told["nothing"] < 0.1 * told.total()


@pytest.mark.parametrize("seed", [1, 4, 7, 8, 9, 19, 20, 43])
def test_the_campaign_s_own_reckoning_is_the_product_s(seed):
    """What the attackers know of seasons, ramps and recipes is true: it gives the page's own numbers."""
    one = campaign(seed)
    tables = light_study(one.cluster).tables
    raw = sum(delivered(one.public, one.secrets, "base", "raw").values())
    row = tables["potential"].set_index("product").loc["raw"]
    assert row["expected"] == pytest.approx(raw[0].sum() / 1000)
    assert [row[f"month_{m}"] for m in range(1, 13)] == pytest.approx(raw[0] / 1000)
    made = tables["projection"].set_index(["scenario", "year"])["central"]
    for said in one.public["made"]:
        here = delivered(one.public, one.secrets, said["scenario"], "raw")
        opened = {place: np.array(said["open"].get(place, said["open"].get("", [False] * 12))) for place in here}
        through = sum(float(amounts[said["year"]][opened[place]].sum()) for place, amounts in here.items())
        expected = (said["yield"] * through + said["rest"]) / 1000
        assert made.loc[said["scenario"], said["year"] + 1] == pytest.approx(expected)


def test_attackers_who_know_all_others_know_the_last():
    members = [{"member": m, "owner": m, "cls": "a", "place": "", "way": "share", "product": "raw", "most": 99e3}
               for m in ("mine", "partner", "victim")]  # fmt: skip
    facts = {"season": [1.0] * 12, "ramp": [1.0], "level_ramps": False, "scenarios": {"base": (1.0, 1.0)}}
    public = {"members": members, "classes": {"a": facts | {"product": "raw"}}, "made": [], "least": 0.0}
    known = {name: {"moving": 100.0, "level": 0.0} for name in ("mine", "partner")}
    low, high = Attack(public | {"timed": False}, known, "victim").interval({"year.raw": 3.6})
    assert (low, high) == pytest.approx((1195.0, 1205.0))
    assert verdict((low, high), 1200.0) == "exact"
    assert verdict((1100.0, 1300.0), 1200.0) == "near"
    assert verdict((1000.0, 1300.0), 1200.0) == verdict((1000.0, 900.0), 1200.0) == "nothing"
