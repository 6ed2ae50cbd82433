"""Knowing more is worth what theory says, and what has no influence is worth nothing."""

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import norm

from capacity.model.sensitivity.conditional import conditional_mean
from capacity.model.sensitivity.information import answer_value, information_value, perfect_information
from capacity.model.uncertainty.drawing import sobol_scores

WEIGHTS = {"price": 3.0, "yield": 2.0, "cost": 1.0, "idle": 0.0, "unasked": 0.0}
LUCK, MEAN = 2.0, 1.0


@pytest.fixture(scope="module")
def sample():
    """A result that is linear in five normal numbers and in luck, (draw,), and the numbers."""
    scores = sobol_scores(5, 8192, 3)
    inputs = dict(zip(WEIGHTS, scores, strict=True))
    luck = np.random.default_rng(1).standard_normal(8192)
    return MEAN + np.array(list(WEIGHTS.values())) @ scores + LUCK * luck, inputs


def gain(deviation: float) -> float:
    """E max(m, 0) - max(mean, 0) of a normal m with the mean MEAN: unit normal loss integral."""
    ratio = MEAN / deviation
    return MEAN * norm.cdf(ratio) + deviation * norm.pdf(ratio) - MEAN


def test_each_number_explains_and_is_worth_what_theory_says(sample):
    found = information_value(*sample).set_index("input")
    variance = sum(weight**2 for weight in WEIGHTS.values()) + LUCK**2
    for name, weight in WEIGHTS.items():
        row = found.loc[name]
        assert row["explained"] == pytest.approx(weight**2 / variance, abs=0.01)
        assert row["explained_low"] - 0.004 <= weight**2 / variance <= row["explained_high"] + 0.004
        worth = gain(weight) if weight else 0.0
        assert row["worth"] == pytest.approx(worth, abs=max(3 * row["worth_se"], 0.01))
    assert found.index[:3].tolist() == ["price", "yield", "cost"]


def test_knowing_everything(sample):
    value, error = perfect_information(sample[0])
    assert value == pytest.approx(gain(np.sqrt(18)), abs=3 * error)
    found = information_value(*sample)
    assert found["share"].iloc[0] == pytest.approx(gain(3.0) / gain(np.sqrt(18)), abs=0.03)


def test_a_sure_case_leaves_nothing_to_know(sample):
    """Where the result is above zero whatever happens, nothing is worth asking."""
    result, inputs = sample
    found = information_value(result + 100, inputs)
    assert (found["worth"] == 0).all()
    assert perfect_information(result + 100)[0] == 0


@pytest.mark.parametrize("shape", [lambda z: z, np.exp, lambda z: -(z**3)])
def test_the_shape_of_an_input_plays_no_part(sample, shape):
    result, inputs = sample
    found = [information_value(result, {"x": some}) for some in (inputs["price"], shape(inputs["price"]))]
    assert found[1]["explained"][0] == pytest.approx(found[0]["explained"][0], abs=1e-3)


def test_a_bent_influence_is_seen():
    """A square explains everything although it is uncorrelated; a threshold nearly everything."""
    scores = sobol_scores(1, 4096, 1)[0]
    assert conditional_mean(scores**2, scores).explained == pytest.approx(1, abs=0.01)
    assert conditional_mean((scores > 0.4) * 1.0, scores).explained == pytest.approx(1, abs=0.15)


def test_numbers_that_move_together_are_one_cause():
    """Of two correlated numbers and a third the two together explain what neither does; a copy adds nothing."""
    one, rest, third = sobol_scores(3, 4096, 5)
    other = 0.6 * one + 0.8 * rest
    result = one + other + third
    found = information_value(result, {"both": np.stack([one, other]), "one": one}).set_index("input")["explained"]
    assert found["both"] == pytest.approx(3.2 / 4.2, abs=0.01)
    assert found["one"] == pytest.approx(1.6**2 / 4.2, abs=0.01)
    twice = information_value(result, {"one": np.stack([one, one])}).iloc[0]
    assert twice["explained"] == pytest.approx(found["one"], rel=1e-9)


def test_a_cause_of_many_numbers_does_not_explain_by_their_count():
    """Forty numbers without influence explain nothing, with few draws as with many."""
    for count in (256, 4096):
        noise = np.random.default_rng(count).standard_normal((41, count))
        row = information_value(noise[0], {"all": noise[1:]}).iloc[0]
        assert row["explained_low"] == 0
        assert row["explained"] < 0.12


def test_intervals_hold_the_truth():
    """90 % intervals of the share explained, in 60 samples of plain random numbers."""
    held = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        price, other = rng.standard_normal((2, 1024))
        row = information_value(price + other, {"price": price}).iloc[0]
        held.append(row["explained_low"] <= 0.5 <= row["explained_high"])
    assert 0.8 <= np.mean(held) <= 1


def test_answers_are_counted_one_by_one():
    """A plant that everything hangs on, a farm, and a member that brings nothing."""
    uniforms = np.random.default_rng(2).random((3, 8192))
    joins = {"plant": uniforms[0] < 0.7, "farm": uniforms[1] < 0.5, "vet": uniforms[2] < 0.9}
    result = np.where(joins["plant"], 10.0 + 2 * joins["farm"], -10.0)
    found = answer_value(result, joins).set_index("member")
    assert found.index.tolist() == ["plant", "farm", "vet"]
    plant = found.loc["plant"]
    assert plant["chance"] == pytest.approx(0.7, abs=0.02)
    assert (plant["if_joins"], plant["if_not"]) == (pytest.approx(11, abs=0.1), -10)
    assert plant["worth"] == pytest.approx(0.3 * 10, abs=0.2)
    assert plant["share"] == pytest.approx(1)
    assert found.loc["vet", ["worth", "explained"]].tolist() == pytest.approx([0, 0], abs=2e-3)


def test_a_yes_or_no_gains_right_calls():
    """Critical mass is reached if both of two members join (1/4): called "no", right in 3 of 4 cases.

    Knowing one of them does not change the call for the better; knowing the plant alone, where it decides, would.
    """
    uniforms = np.random.default_rng(5).random((2, 4096))
    both = (uniforms[0] < 0.5) & (uniforms[1] < 0.5)
    found = answer_value(np.where(both, 1.0, -1.0), {"one": uniforms[0] < 0.5})
    assert found["worth"][0] == pytest.approx(0, abs=0.01)
    alone = answer_value(np.where(uniforms[0] < 0.5, 1.0, -1.0), {"one": uniforms[0] < 0.5})
    assert alone["worth"][0] == pytest.approx(0.5, abs=0.02)


def test_a_result_that_never_varies_is_explained_by_nothing():
    found = information_value(np.full(512, 0.1), {"x": ndtri((np.arange(512) + 0.5) / 512)})
    assert found.loc[0, ["explained", "worth"]].tolist() == [0, 0]


def test_too_few_draws_are_refused():
    with pytest.raises(ValueError, match="too few"):
        information_value(np.ones(100), {"x": np.ones(100)})
