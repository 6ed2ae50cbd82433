"""How likely a target is reached: counted over the draws, against what is sold in its year."""

import numpy as np
import pytest
from small_clusters import dairy, dairy_members, make_cluster

from capacity.intake.findings.issues import InputError
from capacity.model.future.measures import yearly
from capacity.model.future.monthly import outputs
from capacity.model.future.projection import project_in
from capacity.model.results.targets import COLUMNS, target_table
from capacity.model.uncertainty.drawing import sample_draws

SIZE = 64


def table(amount: list, year: int = 2, **more: object):
    cluster = make_cluster(
        dairy(targets={"shops": {"sells": "cheese", "amount": amount, "year": year}}, **more), dairy_members()
    )
    drawn = sample_draws(cluster, SIZE, 1)
    futures = project_in(cluster, drawn)
    return futures, target_table(futures, drawn)


def test_the_chance_is_the_share_of_draws_that_sell_enough():
    """In every scenario: the draws of the year in which the chain sells at least the amount, in t a year."""
    futures, _ = table([1, "t/year"])
    base = futures["base"]
    sold = yearly(base.draws, "sold")[outputs(base.network)["cheese"]][:, 1].sum(axis=0) / 1000
    half = float(np.median(sold))
    futures, found = table([half, "t/year"])
    rows = found.set_index("scenario")
    assert set(rows.index) == set(futures)
    assert rows.loc["base", "probability"] == pytest.approx((sold >= half * (1 - 1e-12)).mean(), abs=2 / SIZE)
    assert rows.loc["base", "amount"] == pytest.approx(half)
    assert rows.loc["base", "p50"] == pytest.approx(half)
    assert 0 < rows.loc["base", "probability_se"] < 0.5


def test_nothing_is_always_reached_and_everything_never():
    assert set(table([0, "t/year"])[1]["probability"]) == {1.0}
    assert set(table([1e9, "t/year"])[1]["probability"]) == {0.0}


def test_a_higher_target_is_no_more_likely():
    chances = [table([amount, "t/year"])[1]["probability"].iloc[0] for amount in (0, 1, 5, 20, 80)]
    assert chances == sorted(chances, reverse=True)


def test_an_uncertain_target_is_met_draw_by_draw():
    """A range is drawn like every other number: its chance lies between those of its ends."""
    low, high = (table([amount, "t/year"])[1]["probability"].iloc[0] for amount in (1, 80))
    drawn = table([1, 5, 80, "t/year"])[1]["probability"].iloc[0]
    assert high <= drawn <= low


def test_without_targets_there_is_no_row():
    cluster = make_cluster(dairy(), dairy_members())
    drawn = sample_draws(cluster, 8, 1)
    assert target_table(project_in(cluster, drawn), drawn).columns.tolist() == list(COLUMNS)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ({"sells": "chese", "amount": [1, "t/year"]}, "chese"),
        ({"sells": "cheese", "amount": [1, "t"]}, "t"),
        ({"sells": "cheese", "amount": [1, "t/year"], "year": 99}, "the horizon ends with year"),
    ],
)
def test_a_target_that_cannot_be_is_refused(target, said):
    with pytest.raises(InputError, match=said):
        make_cluster(dairy(targets={"shops": target}), dairy_members())
