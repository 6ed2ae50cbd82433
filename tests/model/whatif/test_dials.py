"""A dial that is turned gives the figures of a new recording; what is no dial is told apart."""

from dataclasses import replace
from functools import reduce
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from capacity.intake.cluster import read_cluster
from capacity.intake.cluster_file.schema import Spec
from capacity.intake.facts.cluster import quantities
from capacity.intake.quantities.quantity import Quantity
from capacity.model.future.case import make_case
from capacity.model.future.measures import discount_rate, measures, yearly, yearly_cash
from capacity.model.future.projection import run_case
from capacity.model.uncertainty.drawing import sample_draws
from capacity.model.whatif.dials import DIALS, Dials, Glimmer, make_dials

SAMPLES = Path(__file__).parents[3] / "data"
CLUSTERS = {name: read_cluster(SAMPLES / name) for name in ("chui-dairy", "bishkek-sewing")}
DRAWS = {name: sample_draws(cluster, 16, 1) for name, cluster in CLUSTERS.items()}


def scaled(part: BaseModel, path: list[str], times: float) -> object:
    """A part of a spec in which the quantity at a path is multiplied."""
    if not path:
        return replace(part, low=part.low * times, mode=part.mode * times, high=part.high * times)
    if isinstance(part, BaseModel):
        return part.model_copy(update={path[0]: scaled(getattr(part, path[0]), path[1:], times)})
    return {**part, path[0]: scaled(part[path[0]], path[1:], times)}


def moved(spec: Spec, times: dict[str, float]) -> Spec:
    """The spec with some quantities multiplied."""
    return reduce(lambda now, item: scaled(now, item[0].split("."), item[1]), times.items(), spec)


@pytest.fixture(scope="module")
def ready() -> dict[str, Dials]:
    return {
        name: make_dials(make_case(cluster.spec, cluster.survey.members), DRAWS[name])
        for name, cluster in CLUSTERS.items()
    }


def assert_equal(found: Glimmer, spec: Spec, name: str) -> None:
    """The same figures as those of a new recording, to 1e-12."""
    outcome, _ = run_case(make_case(spec, CLUSTERS[name].survey.members), DRAWS[name])
    cash = yearly_cash(outcome)
    size = np.abs(cash["with_cluster"]).max()
    for line, values in cash.items():
        np.testing.assert_allclose(found.lines[line], values, rtol=1e-12, atol=1e-12 * size)
    sold = yearly(outcome, "sold")
    np.testing.assert_allclose(found.sold, sold, rtol=1e-12, atol=1e-12 * np.abs(sold).max())
    expected = measures(spec, outcome, discount_rate(spec, DRAWS[name]))
    for measure, values in expected.items():
        np.testing.assert_allclose(found.measures[measure], values, rtol=1e-9, atol=1e-12 * size)


def turnable(spec: Spec) -> list[str]:
    """The dials that stand in a spec."""
    return sorted(quantity.name for quantity in quantities(spec) if DIALS.fullmatch(quantity.name))


NAMES = {name: turnable(cluster.spec) for name, cluster in CLUSTERS.items()}
MOVES = st.sampled_from(sorted(CLUSTERS)).flatmap(
    lambda name: st.tuples(
        st.just(name),
        st.lists(
            st.dictionaries(st.sampled_from(NAMES[name]), st.sampled_from([0.5, 0.9, 1.25]), max_size=6),
            min_size=2,
            max_size=2,
        ),
    )
)


@settings(max_examples=8)
@given(MOVES)
def test_turning_equals_recording_anew(ready, moves):
    """Any dials, turned any way, one after another: each time the figures of a new recording."""
    name, turns = moves
    for times in turns:
        after = moved(CLUSTERS[name].spec, times)
        assert_equal(ready[name].turned(after), after, name)


def test_what_is_no_dial_needs_a_new_recording(ready):
    """A rate of interest, or a season, is not turned but refused."""
    spec, dials = CLUSTERS["chui-dairy"].spec, ready["chui-dairy"]
    paths = {quantity.name for quantity in quantities(spec)}
    other = next(path for path in sorted(paths) if path.startswith("products."))
    assert dials.fits(spec)
    assert not dials.fits(spec.model_copy(update={"start": "2028-01"}))
    assert not dials.fits(moved(spec, {other: 1.1}))
    with pytest.raises(ValueError, match="more than dials"):
        dials.turned(spec.model_copy(update={"start": "2028-01"}))


def test_capacity_that_nobody_has_can_be_turned(ready):
    """Equipment without a stated capacity has a dial at 0."""
    spec, name = CLUSTERS["chui-dairy"].spec, "cooling"
    more = Quantity(30.0, 30.0, 30.0, spec.products[spec.links[name].rated].unit, "", f"links.{name}.capacity")
    after = spec.model_copy(
        update={"links": {**spec.links, name: spec.links[name].model_copy(update={"capacity": more})}}
    )
    assert_equal(ready["chui-dairy"].turned(after), after, "chui-dairy")


def test_dials_are_not_read_before_the_end(ready):
    """A number that follows from a dial would stand still."""
    tape = ready["chui-dairy"].tape
    dial = next(iter(tape.dials.rows.values()))
    with pytest.raises(ValueError, match="follows from a dial"):
        tape.read([dial * 2])
