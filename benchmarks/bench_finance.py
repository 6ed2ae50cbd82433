"""Internal rates of return of many cash flows, beside pyxirr and numpy-financial, in several families of flows.

    python benchmarks/bench_finance.py [FLOWS]

Seconds of processor time for as many flows (1,000,000 unless given). The peers work one flow at a time, each on plain
lists as it likes best, on as many as they do in a second or two, scaled up; all take turns. Ours finds every rate and
says where there are several; the peers give one. The limit is one pass of Horner's rule over the flows. Checks first
that rates equal the eigenvalues' and that every draw with several is flagged; ends with 1 if not. Then what the other
measures of the flows take.
"""

import sys
from collections.abc import Callable

import numpy as np
import numpy_financial
import pyxirr
from clock import clock
from race import Race, take_turns

from capacity.model.finance import annuity, debt_service_cover, internal_rates, npv, payback

FLOWS, YEARS, QUARTERS, ROUNDS = 1_000_000, 11, 41, 3
PEERS = {
    "pyxirr": (lambda flow: pyxirr.irr(flow, silent=True), 10_000),
    "numpy-financial": (numpy_financial.irr, 300),
}
"""library -> its rate of one flow, and how many flows it is given"""


def outlay_first(count: int, random: np.random.Generator) -> np.ndarray:
    """An investment and ten gains, now and then a loss."""
    flows = random.uniform(50, 400, (YEARS, count))
    flows[0] = -random.uniform(500, 2000, count)
    return flows


def random_signs(count: int, random: np.random.Generator) -> np.ndarray:
    """Anything: none, one or several rates."""
    return random.normal(size=(YEARS, count))


def two_or_none(count: int, random: np.random.Generator) -> np.ndarray:
    """An investment, gains, and a cost of closing down."""
    flows = outlay_first(count, random)
    flows[-1] *= -3
    return flows


def by_quarter(count: int, random: np.random.Generator) -> np.ndarray:
    """Ten years by quarters: outlays in the first year, then gains and losses."""
    flows = random.normal(40, 60, (QUARTERS, count))
    flows[:4] = -random.uniform(100, 400, (4, count))
    return flows


FAMILIES = {
    "outlay first": outlay_first,
    "signs at random": random_signs,
    "two rates or none": two_or_none,
    "by quarter": by_quarter,
}


def horner(flows: np.ndarray) -> np.ndarray:
    """Return the value of flows (period, draw) at 10 % a period."""
    value = flows[-1].copy()
    for flow in flows[-2::-1]:
        value *= 1 / 1.1
        value += flow
    return value


def eigenvalue_rates(flows: np.ndarray) -> np.ndarray:
    """Return every rate above -100 % of one flow, the slow way."""
    roots = np.roots(flows)
    real = roots[np.abs(roots.imag) < 1e-9 * np.abs(roots)].real
    return np.sort(real[real > 0]) - 1


def check(flows: np.ndarray) -> None:
    """Assert that number and rates of 2,000 flows are those of the eigenvalues."""
    found = internal_rates(flows)
    for draw in range(min(2000, flows.shape[1])):
        slow = eigenvalue_rates(flows[:, draw])
        assert len(slow) == found.count[draw], (flows[:, draw], slow, found.of(draw))
        assert np.allclose(found.of(draw), slow, rtol=1e-6, atol=1e-6)


def race(name: str, flows: np.ndarray) -> Race:
    """Measure one family."""
    count = flows.shape[1]
    works = {"ours": lambda: internal_rates(flows), "limit": lambda: horner(flows)}
    works |= {peer: _one_by_one(rate_of, flows[:, :some]) for peer, (rate_of, some) in PEERS.items()}
    taken = take_turns(works, ROUNDS)
    peers = {peer: taken[peer] * count / min(some, count) for peer, (_, some) in PEERS.items()}
    several = float((internal_rates(flows).count > 1).mean())
    work = f"IRR of {count:,} flows, {name} ({len(flows)} periods, {several:.0%} with several rates)"
    return Race(work, taken["ours"], peers, ("one pass of Horner's rule", taken["limit"]), {})


def _one_by_one(rate_of: Callable, flows: np.ndarray) -> Callable:
    rows = [row.tolist() for row in flows.T]
    return lambda: [rate_of(row) for row in rows]


def races(count: int = FLOWS) -> list[Race]:
    """Check and measure every family."""
    random = np.random.default_rng(1)
    found = []
    for name, family in FAMILIES.items():
        flows = family(count, random)
        if len(flows) == YEARS:
            check(flows[:, :2000])
        found.append(race(name, flows))
    return found


def print_others(count: int) -> None:
    """Print what the other measures take."""
    flows = outlay_first(count, np.random.default_rng(1))
    service = np.broadcast_to(annuity(1000.0, 0.1, YEARS), flows.shape)
    once, _ = clock(lambda: np.add(flows, 1.0), 1)
    bundle = {
        "NPV": lambda: npv(flows, 0.1),
        "NPV, a rate for each": lambda: npv(flows, np.linspace(0.05, 0.15, count)),
        "payback": lambda: payback(flows),
        "DSCR": lambda: debt_service_cover(flows, service),
    }
    for name, work in bundle.items():
        taken, _ = clock(work, 1)
        print(f"{name:22} {taken:8.3f} s   {taken / once:5.1f} passes over the flows")


if __name__ == "__main__":
    many = int(sys.argv[1]) if len(sys.argv) > 1 else FLOWS
    for one in races(many):
        one.show()
    print_others(many)
