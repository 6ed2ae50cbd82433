"""The risk register in money: what each risk takes from the net present value, and what is saved by acting against it.

The same futures stand side by side, once for each question: no risk at all, each risk alone, each with its mitigation,
all together without and with what can be done. One run answers them all, and differences between copies are sharper
than the figures, because everything else in them is the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from capacity.intake.cluster_file.register import only_what_is_valued
from capacity.intake.cluster_file.risk import Event
from capacity.intake.cluster_file.schema import Spec
from capacity.model.calendar.events import drawn_strike
from capacity.model.calendar.timeline import horizon
from capacity.model.engine.digits import by_size
from capacity.model.future.case import Case
from capacity.model.future.measures import discounted_sum, net_present_value
from capacity.model.future.projection import run_case
from capacity.model.uncertainty.distributions import median
from capacity.model.uncertainty.draws import Draws, Strike, side_by_side
from capacity.model.uncertainty.monte_carlo_error import standard_error
from capacity.model.uncertainty.ranges import quantiles

MOST = 512
"""futures in which risks are priced, at most"""
ROOM = 2400
"""futures that stand side by side, at most: with many risks there are fewer copies of each"""
FEWEST = 64
"""futures that are taken however many risks there are, as far as the study has them"""
RISKS = (
    *("risk", "title", "register", "answers", "chance", "lasts", "struck", "loss", "loss_se", "loss_a_strike"),
    *("shortfall", "shortfall_se", "mitigation", "mitigation_title", "owner", "taken", "chosen"),
    *("mitigation_cost", "loss_left", "shortfall_left", "worth", "worth_se", "net_worth", "net_worth_se", "currency"),
)
BRIDGE = ("step", "risk", "amount", "se", "p10", "p50", "p90", "currency")


@dataclass(frozen=True)
class RiskPrices:
    """What the register comes to in money, from `draws` futures."""

    draws: int
    risks: pd.DataFrame
    """RISKS, the one that takes most first"""
    bridge: pd.DataFrame
    """BRIDGE: from the expected net present value without any risk to the one with all of them, and to the one with
    what is worth doing against them; amounts add up"""


def risk_prices(case: Case, draws: Draws, value: np.ndarray | None = None) -> RiskPrices:
    """Return what each risk of a scenario takes from the net present value, and what its mitigation saves.

    loss: mean NPV without any risk less mean NPV with this risk alone (the other risks absent); loss_a_strike: by how
    often it comes in the horizon; shortfall: by how much it lowers P10 of NPV. struck: share of the futures in which it
    comes at all. loss_left, shortfall_left: the same with the mitigation; worth: what the mitigation saves of the loss,
    net_worth: less what it costs (mitigation_cost, present value). *_se: Monte-Carlo standard errors. NaN where there
    is no mitigation. Whether the plan has taken a mitigation plays no part in that: both states are priced. chosen: the
    mitigation is taken, or worth more than it costs.

    `value` (draw,) is the net present value in all of the study's draws, where it is known: as long as no mitigation is
    taken, the bridge's totals stand on its mean, and only the steps between them on the fewer futures.
    """
    register = case.spec.happenings
    if case.spec.finance is None or not register:
        return RiskPrices(0, pd.DataFrame(columns=RISKS), pd.DataFrame(columns=BRIDGE))
    bare = only_what_is_valued(case.spec)
    case, some = replace(case, spec=bare), draws.part(0, futures_taken(register, draws.size))
    priced = _values(case, some, register, dict(_questions(register)))
    rows = [_row(bare, some, name, one, priced) for name, one in register.items()]
    frame = pd.DataFrame(rows, columns=list(RISKS))
    frame = frame.sort_values(["loss", "risk"], ascending=[False, True], key=by_size, ignore_index=True)
    chosen = sorted(frame.loc[frame["chosen"], "risk"])
    if chosen:
        priced |= _values(case, some, register, {"mitigated": {name: name in chosen for name in register}})
    bridge = _bridge(bare, some, frame, priced)
    if value is not None and not frame["taken"].any():
        bridge = _anchored(bridge, priced, value)
    return RiskPrices(some.size, frame, bridge)


def futures_taken(register: Mapping[str, Event], drawn: int) -> int:
    """Return in how many futures a register is priced: the largest power of two for which all copies have room."""
    copies = 2 + len(register) + sum(one.mitigation is not None for one in register.values())
    most = max(FEWEST, ROOM // copies)
    return min(drawn, MOST, 1 << (most.bit_length() - 1))


def _questions(register: Mapping[str, Event]) -> Iterator[tuple[str, dict[str, bool]]]:
    """Yield every copy of the futures: its name, and which risks are there, with their mitigation or without."""
    yield "plain", {}
    for name, one in register.items():
        yield name, {name: False}
        if one.mitigation:
            yield f"{name}, mitigated", {name: True}
    yield "all", dict.fromkeys(register, False)


def _values(
    case: Case, draws: Draws, register: Mapping[str, Event], asked: Mapping[str, dict[str, bool]]
) -> dict[str, np.ndarray]:
    """Return the net present value of every question asked, (draw,), before what mitigations cost."""
    strikes = {name: _beside(name, one, case.spec, draws, list(asked.values())) for name, one in register.items()}
    many = side_by_side(draws, len(asked), strikes)
    flows, _ = run_case(case, many, keep=())
    value = net_present_value(case.spec, flows, many)
    return dict(zip(asked, value.reshape(len(asked), draws.size), strict=True))


def _beside(name: str, event: Event, spec: Spec, draws: Draws, asked: list[dict[str, bool]]) -> Strike:
    """Return one risk's strike over all copies: nothing in those that do not have it."""
    months, done = horizon(spec), event.mitigation is not None
    states = {state: drawn_strike(name, event, draws, months, done=state) for state in {False, done}}
    nothing = np.zeros((months, draws.size), dtype=bool)
    on = [states[there[name]].on if name in there else nothing for there in asked]
    left = [states[there[name]].left if name in there else np.ones(1) for there in asked]
    return Strike(np.concatenate(on, axis=1), np.concatenate([np.broadcast_to(one, (draws.size,)) for one in left]))


def mitigation_cost(spec: Spec, draws: Draws, event: Event) -> np.ndarray:
    """Return the present value of what a risk's mitigation costs, (draw,), money."""
    done, months = event.mitigation, horizon(spec)
    if done is None:
        return np.zeros(draws.size)
    month = np.arange(months)[:, None]
    paid = draws.value(done.cost) * (month >= done.month) + draws.value(done.once) * (month == done.month)
    return discounted_sum(spec, np.broadcast_to(paid, (months, draws.size)), draws)


def _row(spec: Spec, draws: Draws, name: str, event: Event, value: Mapping[str, np.ndarray]) -> tuple:
    plain, alone = value["plain"], value[name]
    strikes = float(draws.value(event.chance).mean()) * horizon(spec) / 12
    on = drawn_strike(name, event, draws, horizon(spec), done=False).on
    loss = float((plain - alone).mean())
    said = (name, event.title, "risks" if name in spec.risks else "events", event.answers)
    odds = (median(event.chance), median(event.lasts), float(on.any(axis=0).mean()))
    lost = (loss, _mean_error(plain - alone), loss / strikes if strikes else np.nan)
    return (*said, *odds, *lost, *_shortfall(plain, alone), *_against(spec, draws, name, event, value), spec.currency)


def _against(spec: Spec, draws: Draws, name: str, event: Event, value: Mapping[str, np.ndarray]) -> tuple:
    done = event.mitigation
    if done is None:
        return ("", "", "", False, False, *[np.nan] * 7)
    eased, cost = value[f"{name}, mitigated"], mitigation_cost(spec, draws, event)
    saved = eased - value[name]
    left = (float((value["plain"] - eased).mean()), _shortfall(value["plain"], eased)[0])
    worth = (float(saved.mean()), _mean_error(saved), float((saved - cost).mean()), _mean_error(saved - cost))
    chosen = done.taken or worth[2] > 0
    return (done.does, done.title, done.owner, done.taken, chosen, float(cost.mean()), *left, *worth)


def _mean_error(values: np.ndarray) -> float:
    return float(standard_error(values, lambda some: some.mean(axis=-1)))


def _shortfall(before: np.ndarray, after: np.ndarray) -> tuple[float, float]:
    """Return by how much P10 falls, money, and its Monte-Carlo standard error."""
    pair = np.stack([before, after])
    return float(_gap(pair)), float(standard_error(pair, _gap))


def _gap(pair: np.ndarray) -> np.ndarray:
    before, after = quantiles(pair)[0]
    return before - after


def _bridge(spec: Spec, draws: Draws, frame: pd.DataFrame, value: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Return the way from NPV without risks to NPV with them, and with what is chosen: totals and steps between."""
    plain, struck, eased = value["plain"], value["all"], value.get("mitigated")
    single = {name: value[name] - plain for name in frame["risk"]}
    parts = [("plain", "", plain), *(("risk", name, change) for name, change in single.items())]
    parts += [("together", "", struck - plain - sum(single.values())), ("with_risks", "", struck)]
    if eased is not None:
        register = spec.happenings
        paid = [mitigation_cost(spec, draws, register[name]) for name in frame.loc[frame["chosen"], "risk"]]
        parts += [
            ("saved", "", eased - struck),
            ("mitigation_cost", "", -sum(paid)),
            ("mitigated", "", eased - sum(paid)),
        ]
    rows = [
        (step, name, float(amount.mean()), _mean_error(amount), *map(float, quantiles(amount)), spec.currency)
        for step, name, amount in parts
    ]
    return pd.DataFrame(rows, columns=list(BRIDGE))


def _anchored(bridge: pd.DataFrame, priced: Mapping[str, np.ndarray], value: np.ndarray) -> pd.DataFrame:
    """Return the bridge with its totals moved as one to where all draws see the net present value with all risks."""
    moved, shift, error = bridge.copy(), float(value.mean() - priced["all"].mean()), _mean_error(value)
    names = {"plain": "plain", "with_risks": "all", "mitigated": "mitigated"}
    for step, name in names.items():
        here = moved["step"] == step
        moved.loc[here, ["amount", "p10", "p50", "p90"]] += shift
        if name in priced:
            moved.loc[here, "se"] = float(np.hypot(error, _mean_error(priced[name] - priced["all"])))
    return moved
