"""What a meeting sees after any turns of its levers is what a whole fresh look at the scenario gives."""

import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.intake.cluster import read_cluster
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.quantities.quantity import Quantity
from capacity.model.future.case import make_case
from capacity.model.results.study import study
from capacity.model.whatif.dials import make_dials
from capacity.model.whatif.glance import TRIED, glance, glimpse
from capacity.present.explore.scene import Scene, open_scene, save_scene

SAMPLES = Path(__file__).parents[3] / "data"
DRAWS = 16
SETTINGS = st.dictionaries(st.integers(0, 5), st.sampled_from([-20.0, -5.0, 5.0, 10.0]), min_size=1, max_size=3)


@pytest.fixture(scope="module")
def scenes() -> dict[str, Scene]:
    return {name: open_scene(read_cluster(SAMPLES / name), "base", DRAWS) for name in ("chui-dairy", "talas-beans")}


def turned(scene: Scene, moves: dict[int, float]) -> dict:
    """The levers as they are set: some moved, the others at rest; a capacity is only added."""
    moved = {lever: moves.get(place, 0.0) for place, lever in enumerate(scene.levers)}
    return {lever: abs(times) if lever.key == "capacity" else times for lever, times in moved.items()}


@settings(max_examples=4)
@given(st.sampled_from(["chui-dairy", "talas-beans"]), st.lists(SETTINGS, min_size=1, max_size=2))
def test_any_turns_give_what_a_fresh_look_gives(scenes, name, turns):
    """Whatever was turned before; nothing is known to the fresh look."""
    scene = scenes[name]
    for moves in turns:
        seen = scene.today(turned(scene, moves))
        found = scene.study(seen)
    fresh = glance(glimpse(scene.cluster, TRIED, seen.spec, scene.futures))
    assert found.tables.keys() == fresh.tables.keys()
    for table, rows in fresh.tables.items():
        pd.testing.assert_frame_equal(found.tables[table], rows, rtol=1e-8)
    assert found.summary.keys() == fresh.summary.keys()


@pytest.mark.parametrize("key", ["price", "cost"])
def test_a_price_or_cost_is_turned_and_what_it_does_not_touch_is_kept(scenes, key):
    scene = scenes["talas-beans"]
    lever = next(one for one in scene.levers if one.key == key)
    seen = scene.today(dict.fromkeys(scene.levers, 0.0) | {lever: 10.0})
    assert scene.dials.lasts(seen.spec)
    assert seen.keeper is scene.lasting
    scene.study(seen)
    kept = scene.lasting("volume", lambda: pytest.fail("it was not kept"))
    pd.testing.assert_frame_equal(kept.tables["potential"], scene.before.tables["potential"], rtol=1e-8)


def test_what_changes_the_offer_is_found_anew(scenes):
    """Members who sell past the cluster for a better price offer less where today's outlets pay more."""
    scene = scenes["chui-dairy"]
    for lever in (one for one in scene.levers if one.key in ("supply", "capacity")):
        seen = scene.today(dict.fromkeys(scene.levers, 0.0) | {lever: 10.0})
        assert not scene.dials.lasts(seen.spec)
    outlet, lured = dearer_outlet(scene.cluster.spec), with_lure(scene.cluster.spec)
    assert scene.dials.lasts(outlet)
    dials = make_dials(make_case(lured, scene.cluster.survey.members), scene.futures)
    assert dials.fits(dearer_outlet(lured))
    assert not dials.lasts(dearer_outlet(lured))


def dearer_outlet(spec: Spec) -> Spec:
    """A spec in which one of today's outlets pays twice as much."""
    name = next(name for name, market in spec.markets.items() if market.today)
    price = spec.markets[name].price
    dearer = replace(price, low=2 * price.low, mode=2 * price.mode, high=2 * price.high)
    return spec.model_copy(
        update={"markets": {**spec.markets, name: spec.markets[name].model_copy(update={"price": dearer})}}
    )


def with_lure(spec: Spec) -> Spec:
    """A spec whose members sell past the cluster where others pay more."""
    classes = {
        name: kind.model_copy(
            update={"side_selling_by_gap": Quantity(0.5, 0.5, 0.5, "share", "", f"classes.{name}.side_selling_by_gap")}
        )
        for name, kind in spec.classes.items()
    }
    return spec.model_copy(update={"classes": classes})


def test_the_looks_verdict_is_the_reports(tmp_path, scenes):
    folder = Path(shutil.copytree(SAMPLES / "talas-beans", tmp_path / "talas-beans"))
    scene = open_scene(read_cluster(folder), "base", DRAWS)
    price = next(one for one in scene.levers if one.key == "price")
    settings_ = dict.fromkeys(scene.levers, 0.0) | {price: -15.0}
    found = scene.study(scene.today(settings_))
    save_scene(scene, settings_, "Cheap", "to try", replaced=False)
    whole = study(read_cluster(folder), "cheap", DRAWS)
    for table in ("verdict", "critical_mass", "continuity", "gains", "counter"):
        pd.testing.assert_frame_equal(found.tables[table], whole.tables[table])
    chances = {one["party"]: one["probability_covenant"] for one in whole.summary["borrowers"]}
    for one in found.summary["borrowers"]:
        assert one["probability_covenant"] == chances[one["party"]]
