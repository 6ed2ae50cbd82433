"""Measures of many cash flows at once, beside pyxirr and numpy-financial one flow at a time where they are installed.

    python benchmarks/bench_finance.py [FLOWS]

Prints seconds of processor time for as many flows (1,000,000 unless given) of 11 years, in three families: outlay
first, signs at random, and two rates or none. The peers run 10,000 and 300 flows and are scaled up; each ratio is the
median of rounds in which both run in turn. Checks first that rates equal the eigenvalues' and that every draw with
several is flagged; ends with 1 if not.
"""

import sys
from importlib.util import find_spec

import numpy as np
from clock import clock

from capacity.model.finance import annuity, debt_service_cover, internal_rates, npv, payback

YEARS, ROUNDS = 11, 3
PEERS = {"pyxirr": 10_000, "numpy_financial": 300}
"""library -> how many flows it is given"""


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


FAMILIES = {"outlay first": outlay_first, "signs at random": random_signs, "two rates or none": two_or_none}


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


def peer_irr(name: str) -> object:
    """Return the peer's rate of one flow."""
    if name == "pyxirr":
        from pyxirr import irr  # noqa: PLC0415

        return lambda flow: irr(flow, silent=True)
    from numpy_financial import irr  # noqa: PLC0415

    return irr


def race(flows: np.ndarray) -> None:
    """Print our time for all flows, and each peer's for as many."""
    count = flows.shape[1]
    print(f"  ours {clock(lambda: internal_rates(flows), 1)[0]:8.2f} s", end="")
    for name, some in PEERS.items():
        if not find_spec(name):
            print(f"   {name} is not installed", end="")
            continue
        rate_of, rows = peer_irr(name), [row.tolist() for row in flows[:, :some].T]
        ratios = []
        for _ in range(ROUNDS if name == "pyxirr" else 1):
            theirs, _ = clock(lambda rate_of=rate_of, rows=rows: [rate_of(row) for row in rows], 1)
            ours, _ = clock(lambda: internal_rates(flows), 1)
            ratios.append(theirs * count / some / ours)
        ratio = sorted(ratios)[len(ratios) // 2]
        print(f"   {name} {ratio:6.1f} times ({min(ratios):.1f} to {max(ratios):.1f})", end="")
    print()


def main(count: int) -> None:
    """Check, measure and print."""
    random = np.random.default_rng(1)
    for name, family in FAMILIES.items():
        flows = family(count, random)
        check(flows[:, :2000])
        shares = np.bincount(internal_rates(flows).count) / count
        print(
            f"IRR of {count:,} flows, {name}: " + ", ".join(f"{k} rates {share:.1%}" for k, share in enumerate(shares))
        )
        race(flows)
    flows = outlay_first(count, random)
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
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
