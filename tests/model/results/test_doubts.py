"""What is too good to be true: each figure beyond what such projects reach is a question."""

import numpy as np
import pandas as pd
import pytest
from small_clusters import dairy, make_spec

from capacity.model.results.doubts import COLUMNS, doubt_table

NAN = float("nan")


def asked(rate=0.2, no_outlay=0.0, gain=10.0, without=100.0, ramps=None, **classes):
    """The doubts of a cluster by figure and party."""
    data = dairy()
    data["ramps"] = ramps or {}
    for name, said in classes.items():
        data["classes"][name] |= said
    spec = make_spec(data)
    measures = pd.DataFrame(
        {"scenario": ["base", "other"], "measure": "irr", "p50": [rate, 9.0], "probability_no_outlay": [no_outlay, 0.0]}
    )
    parties = list(spec.classes)
    gains = pd.DataFrame(
        {"party": parties, "gain_normal": 1.0, "without_normal": 100.0, "net_p50": np.arange(len(parties))}
    )
    gains.loc[0, ["gain_normal", "without_normal"]] = gain, without
    found = doubt_table(spec, "base", {"measures": measures, "gains": gains})
    assert tuple(found.columns) == COLUMNS
    return {(row.figure, row.party): row for row in found.itertuples(index=False)}, parties


def test_ordinary_figures_raise_no_question():
    found, _ = asked()
    assert found == {}


@pytest.mark.parametrize(
    ("rate", "no_outlay", "doubtful"),
    [(0.5, 0.0, False), (0.51, 0.1, True), (NAN, 0.6, True), (None, 0.4, False), (None, None, False)],
)
def test_a_return_over_a_half_or_without_an_outlay(rate, no_outlay, doubtful):
    """A median of no rate is either all lost or nothing laid out: only the second is too good."""
    found, parties = asked(rate, no_outlay)
    assert (("return", "") in found) == doubtful
    assert not doubtful or found["return", ""].most == parties[-1]


@pytest.mark.parametrize(
    ("gain", "without", "doubtful"), [(100.0, 100.0, False), (101.0, 100.0, True), (50.0, 0.0, False)]
)
def test_a_member_whose_income_more_than_doubles(gain, without, doubtful):
    found, parties = asked(gain=gain, without=without)
    assert (("gain", parties[0]) in found) == doubtful


@pytest.mark.parametrize(("times", "doubtful"), [(1.1, False), (1.3, True)])
def test_output_that_grows_past_what_good_practice_makes_possible(times, doubtful):
    """Attainable is 1.2 of today's; two steps of 1.1 together pass it."""
    name = next(iter(dairy()["classes"]))
    ramp = {"of": f"classes.{name}.output", "times": [times, "share"]}
    found, _ = asked(ramps={"feed": ramp}, **{name: {"attainable": [1.2, "share"]}})
    assert (("growth", name) in found) == doubtful
    two = {"feed": ramp | {"times": [1.1, "share"]}, "herd": ramp | {"times": [1.1, "share"]}}
    found, _ = asked(ramps=two, **{name: {"attainable": [1.2, "share"]}})
    assert found["growth", name].value == pytest.approx(1.21)
