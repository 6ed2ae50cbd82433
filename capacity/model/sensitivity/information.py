"""What it is worth to know more: which assumption, and which members' answers, to check before the meeting.

The choice is to go ahead or not. Today it is made on the average result: go if that is above zero. Somebody who knew
one number first would go wherever the average given that number is above zero. What this brings more, on average, is
the expected value of partial perfect information (Raiffa & Schlaifer 1961; from given draws: Strong, Oakley & Brennan,
Medical Decision Making 34, 2014). It is counted in draws that the rule was not learnt from, so that chance in the
draws is never taken for knowledge: a number without influence is worth 0.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from capacity.model.engine.digits import by_size
from capacity.model.sensitivity.conditional import Conditional, conditional_mean
from capacity.model.uncertainty.draws import BLOCKS
from capacity.model.uncertainty.monte_carlo_error import TIMES_90

LEAST = 256
"""draws from which conditional means can be told"""


def information_value(result: np.ndarray, inputs: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Return what each input explains of a result and what knowing it is worth, from the draws alone, dearest first.

    A worth that may be chance (less than 1.9 standard errors) counts as 0 in that order; then comes what explains most.

    `result` (draw,) is what a decision to go ahead brings, e.g. the net present value; `inputs` maps names to (draw,),
    or to (number, draw) where several numbers move together and are one input.
    explained: first-order Sobol' index, var E(result | input) / var result, with a 90 % interval (jackknife over the
    eight groups of draws); worth: expected value of knowing the input before deciding, in the result's unit, with its
    standard error; share: worth / what knowing everything were worth. Of a result that is yes or no, pass +1 and -1:
    the worth is then by how much more often the call "more likely than not" would be right.
    """
    result = np.asarray(result, dtype=float)
    if len(result) < LEAST:
        raise ValueError(f"{len(result)} draws are too few to tell what an input explains; use at least {LEAST}")
    everything = perfect_information(result)[0]
    rows = []
    for name, cause in inputs.items():
        given = conditional_mean(result, *np.atleast_2d(np.asarray(cause, dtype=float)))
        worth, error = _worth(result, given)
        share = worth / everything if everything > 0 else 0.0
        rows.append((name, *_explained(given), worth, error, share))
    columns = ["input", "explained", "explained_low", "explained_high", "worth", "worth_se", "share"]
    frame = pd.DataFrame(rows, columns=columns)
    sure = np.where(frame["worth"] > TIMES_90 * frame["worth_se"], frame["worth"], 0.0)
    frame = frame.assign(sure=sure).sort_values(["sure", "explained"], ascending=False, kind="stable", key=by_size)
    return frame.drop(columns="sure").reset_index(drop=True)


def answer_value(result: np.ndarray, joins: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Return what it is worth to know of each member whether it joins, dearest first (see information_value).

    `joins` maps members to (draw,): whether the member has joined in the end. Beside the worth: the chance that it
    joins, and the average result if it does and if it does not (NaN where one of the two never happens).
    """
    result = np.asarray(result, dtype=float)
    frame = information_value(result, joins)
    answers = [np.asarray(joins[name], dtype=bool) for name in frame["input"]]
    frame.insert(1, "chance", [float(answer.mean()) for answer in answers])
    for place, (column, wanted) in enumerate((("if_joins", True), ("if_not", False))):
        means = [float(result[answer == wanted].mean()) if (answer == wanted).any() else np.nan for answer in answers]
        frame.insert(2 + place, column, means)
    return frame.rename(columns={"input": "member"})


def perfect_information(result: np.ndarray) -> tuple[float, float]:
    """Return what knowing everything before deciding were worth, in the result's unit, and its standard error.

    E max(result, 0) - max(E result, 0).
    """
    go = result.mean() > 0
    gains = np.maximum(result, 0) - result * go
    return float(gains.mean()), _error([gains[k::BLOCKS].mean() for k in range(BLOCKS)])


def _worth(result: np.ndarray, given: Conditional) -> tuple[float, float]:
    """Return the gain of going where the conditional mean is above zero, learnt from the other groups of draws."""
    gains = result * (given.unseen > 0) - result * (result.mean() > 0)
    return max(0.0, float(gains.mean())), _error([gains[k::BLOCKS].mean() for k in range(BLOCKS)])


def _error(groups: list) -> float:
    return float(np.std(groups, ddof=1) / np.sqrt(BLOCKS))


def _explained(given: Conditional) -> tuple[float, float, float]:
    """Return the share of the variance that an input explains and its 90 % interval, from leaving groups out."""
    left_out = given.explained_without
    error = TIMES_90 * np.sqrt((BLOCKS - 1) / BLOCKS * ((left_out - left_out.mean()) ** 2).sum())
    found = given.explained
    best, low, high = (float(np.clip(share, 0, 1)) for share in (found, found - error, found + error))
    return best, low, high
