"""Which stated numbers, and which answers, decide whether the cluster pays: the model's factors by their paths.

Tornado and switching values are of the deterministic case: everything else at its median, members joining in the
expected share, events at their expected effect. What the draws explain, and what knowing is worth, comes from the draws
of the projection.
"""

import re
from collections.abc import Callable, Collection

import numpy as np
import pandas as pd
from scipy.special import ndtri

from capacity.intake.cluster_checks.correlations import PLACE_ERROR, joint
from capacity.intake.facts import quantities
from capacity.intake.findings import InputError
from capacity.intake.quantities.bounds import limits
from capacity.intake.quantities.quantity import Quantity
from capacity.model.engine.digits import by_size
from capacity.model.future.case import Case
from capacity.model.future.measures import net_present_value as of_outcome
from capacity.model.future.projection import run_case
from capacity.model.potential.joining import chances, who_joins
from capacity.model.sensitivity.information import answer_value, information_value
from capacity.model.sensitivity.switching import switching_values, tornado
from capacity.model.uncertainty.distributions import median, values
from capacity.model.uncertainty.draws import Draws, central_draws
from capacity.model.uncertainty.sample_error import SAMPLE, is_sample

Result = Callable[[Case, Draws], np.ndarray]
"""what is asked of a case in some draws, (draw,)"""
CHANCE = "who joins and what happens"
"""the factor that is no number of the cluster file: the streams of members and events"""
CAUSES = " + "
"""between the numbers that are one cause"""
INSIDE = re.compile(
    r"(products\.[^.]+\.pays|economy|"
    r"finance\.(loan_products|loans|credit_lines|grants|subsidies|equity|fees|taxes|opening_cash|covenant))\."
)
"""paths of numbers that move money from one to another inside the chain, or to its lenders: no cause of their own"""
STILL = 1e-12
"""share of the largest result below which a swing is rounding"""
AT_ONCE = 2048
"""futures of the deterministic case that are run at once"""


def net_present_value(case: Case, draws: Draws) -> np.ndarray:
    """Return the net present value of a case in each draw, (draw,), in the cluster's currency."""
    if case.spec.finance is None:
        raise InputError(
            "without a finance block nothing can pay or not pay", fix="add finance: to the cluster file", code="Y34"
        )
    flows, _ = run_case(case, draws, keep=(), by_year=True)
    return of_outcome(case.spec, flows, draws)


def uncertain(case: Case) -> dict[str, Quantity]:
    """Return the uncertain numbers of a case by their paths, sorted."""
    return {q.name: q for q in sorted(quantities(case.spec), key=lambda q: q.name) if q.is_range}


def assumption_tornado(case: Case, result: Result = net_present_value) -> pd.DataFrame:
    """Return the result with each uncertain number at its P10 and its P90, the others central (see tornado)."""
    found = uncertain(case)
    low, high = (np.array([values(q, ndtri(np.array([p])))[0] for q in found.values()]) for p in (0.1, 0.9))
    central = np.array([median(q) for q in found.values()])
    return tornado(_deterministic(case, list(found), result), list(found), central, low, high)


def assumption_switching(case: Case, paths: tuple[str, ...] = (), result: Result = net_present_value) -> pd.DataFrame:
    """Return at which value of each number the result turns to zero (see switching_values).

    `paths` name the numbers, certain ones too; without them all uncertain ones. No value is tried that could not be: no
    amount below 0, no share above 1.
    """
    stated = {q.name: q for q in quantities(case.spec)}
    names = list(paths or uncertain(case))
    chosen = [stated[name] for name in names]
    least, most = np.array([limits(tuple(q.name.split(".")), q.unit) for q in chosen]).reshape(-1, 2).T
    model = _deterministic(case, names, result)
    return switching_values(model, names, np.array([median(q) for q in chosen]), least, most)


def _deterministic(case: Case, names: list[str], result: Result) -> Callable[[np.ndarray], np.ndarray]:
    """Return the result of the deterministic case as a function of some of its numbers, (factor, n) -> (n,)."""

    def model(tried: np.ndarray) -> np.ndarray:
        parts = [tried[:, start : start + AT_ONCE] for start in range(0, tried.shape[1], AT_ONCE)]
        fixed = [dict(zip(names, part, strict=True)) for part in parts]
        return np.concatenate([np.zeros(0), *(result(case, central_draws(case.spec.cluster, one)) for one in fixed)])

    return model


def assumption_information(case: Case, draws: Draws, result: np.ndarray, silent: Collection[str] = ()) -> pd.DataFrame:
    """Return what each uncertain number explains of a result (draw,) and what knowing it is worth, dearest first.

    `draws` are those that the result was computed in. Numbers that are correlated, directly or through others, are one
    `cause` (their paths, joined by +), and each of its rows says what it explains as a whole: see information_value.
    Numbers that are `silent` cannot move the result: they are no cause, and their rows say 0. The survey's own error,
    of all strata together, is one more cause.
    """
    found = uncertain(case)
    names = [name for name in draws.scores if _path(name) in found and name not in silent]
    groups = {CAUSES.join(group): group for group in _causes(case, names)}
    scores = {cause: np.stack([draws.scores[name] for name in group]) for cause, group in groups.items()}
    if errors := [name for name in draws.scores if is_sample(name)]:
        groups[SAMPLE], scores[SAMPLE] = (SAMPLE,), np.stack([draws.scores[name] for name in errors])
    table = information_value(result, scores).rename(columns={"input": "cause"})
    table.insert(0, "input", [groups[cause] for cause in table["cause"]])
    rest = pd.DataFrame({"input": [(name,) for name in draws.scores if name in silent], "cause": ""})
    whole = (pd.concat([table, rest]) if len(rest) else table).astype({"input": object, "cause": object})
    numbers = [name for name in table if name not in ("input", "cause")]
    return whole.explode("input", ignore_index=True).astype({"input": object}).fillna(dict.fromkeys(numbers, 0.0))


def _causes(case: Case, names: list[str]) -> list[tuple[str, ...]]:
    """Return the numbers that move together as one group each, the others alone, in the order of their names."""
    grouped = {name: group for group in joint(case.spec, names).groups for name in group}
    return list(dict.fromkeys(grouped.get(name, (name,)) for name in names))


def _path(dimension: str) -> str:
    """Return the path in the cluster file of a dimension of the draws: the error of places has one for each place."""
    return PLACE_ERROR if dimension.startswith(f"{PLACE_ERROR}@") else dimension


def answer_information(case: Case, draws: Draws, result: np.ndarray) -> pd.DataFrame:
    """Return what knowing each member's answer is worth: whether it joins in the end, dearest first (answer_value).

    Members who are certain to join, or not to, are left out.
    """
    return answer_value(result, joined(case, draws))


def joined(case: Case, draws: Draws) -> dict[str, np.ndarray]:
    """Return of each member whose answer leaves it open whether it has joined in the end, (draw,)."""
    met = zip(case.members["member"], chances(case.spec, who_joins(case.members), draws), strict=True)
    found = {str(name): draws.uniform(f"joins.{name}")[0] < chance for name, chance in met}
    return {name: row for name, row in found.items() if 0 < row.mean() < 1}


def assumption_sensitivity(case: Case, draws: Draws, result: np.ndarray, turned: int | None = None) -> pd.DataFrame:
    """Return one row for each uncertain number, the one that explains most of the net present value first.

    Columns: path; cause, explained, explained_low, explained_high, worth, worth_se, share (assumption_information, in
    which what only moves money inside the chain and does not move the result is no cause: cause is empty); low, high,
    result_low, result_high, swing (assumption_tornado); central, switching_value, switching_change
    (assumption_switching), of those `turned` numbers only that swing the result most. The error of places has a row for
    each place, and there nothing but what the draws explain.
    """
    swing = assumption_tornado(case)
    moves = swing["swing"] > STILL * np.abs(result).max(initial=0.0)
    silent = {path for path in swing.loc[~moves, "factor"] if INSIDE.match(path)}
    table = assumption_information(case, draws, result, silent).rename(columns={"input": "path"})
    turning = assumption_switching(case, tuple(swing["factor"].head(turned)) if turned else ())
    turning = turning.rename(columns={"value": "switching_value", "change": "switching_change"})
    for other in (swing, turning):
        table = table.merge(other.rename(columns={"factor": "path"}), on="path", how="left", validate="one_to_one")
    return table.sort_values(["explained", "swing"], ascending=False, kind="stable", key=by_size, ignore_index=True)
