"""A dial that is turned gives the figures of a new recording; what is no dial is told apart."""

from dataclasses import replace
from functools import reduce
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from capacity.intake.cluster import quantities, read_cluster
from capacity.intake.schema import Spec
from capacity.model.dials import Dials, Glimmer, make_dials
from capacity.model.draws import sample_draws
from capacity.model.measures import measures, quantiles, spread, yearly, yearly_cash
from capacity.model.projection import make_case, run_case

SAMPLES = Path(__file__).parents[2] / "data"
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
    for line in ("increment", "after_finance"):
        np.testing.assert_allclose(getattr(found, line), quantiles(cash[line]), rtol=1e-12, atol=1e-12 * size)
    sold = quantiles(yearly(outcome, "sold"))
    np.testing.assert_allclose(found.sold, sold, rtol=1e-12, atol=1e-12 * np.abs(sold).max())
    expected = measures(spec, outcome, DRAWS[name].value(spec.finance.discount_rate))
    for measure, values in expected.items():
        ends = (np.array(list(one.values()), float) for one in (found.measures[measure], spread(values)))
        np.testing.assert_allclose(*ends, rtol=1e-9, atol=1e-9)


@settings(max_examples=8)
@given(st.sampled_from(list(CLUSTERS)), st.data())
def test_turning_equals_recording_anew(ready, name, data):
    """Any dials, turned any way, one after another."""
    spec, dials = CLUSTERS[name].spec, ready[name]
    for _ in range(2):
        chosen = data.draw(st.lists(st.sampled_from(sorted(dials.tape.dials.rows)), unique=True, max_size=6))
        after = moved(spec, {path: data.draw(st.sampled_from([0.5, 0.9, 1.25])) for path in chosen})
        assert_equal(dials.turned(after), after, name)


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


def test_dials_are_not_read_before_the_end(ready):
    """A number that follows from a dial would stand still."""
    tape = ready["chui-dairy"].tape
    dial = next(iter(tape.dials.rows.values()))
    with pytest.raises(ValueError, match="follows from a dial"):
        tape.read([dial * 2])
