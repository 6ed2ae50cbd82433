"""Draws: correlated distributions beside scipy.stats, and what Sobol' sequences are worth beside random numbers.

    OPENBLAS_NUM_THREADS=1 python benchmarks/bench_draws.py

First 20 correlated numbers (7 triangular, 7 PERT of different shape, 6 normal cut at 0) x 10,000 draws, in seconds of
processor time: the peer (scipy.stats ppf, number by number), ours with the tables made anew and with the tables at
hand, and the limit (as many random numbers), in turns; the values are checked first, to 1e-9 of each range. Then the
error of figures of a chain of 20 numbers, with and without luck, by the number of draws: of random numbers, one long
Sobol' sequence, our eight interleaved ones, and the error that these tell of themselves.
"""

import numpy as np
from race import Race, take_turns
from scipy import stats
from scipy.special import ndtri

from capacity.intake.cluster_checks.correlations import Joint
from capacity.intake.quantities.quantity import Quantity
from capacity.intake.quantities.shape import Shape
from capacity.model.uncertainty import distributions as marginals
from capacity.model.uncertainty.drawing import correlated, sobol_scores
from capacity.model.uncertainty.monte_carlo_error import standard_error
from capacity.model.uncertainty.ranges import quantiles

FACTORS, DRAWS, RANK = 20, 10_000, 0.3
FIGURES = ("mean", "P10", "P50", "P90")


def quantities() -> list[Quantity]:
    """Return seven triangles, seven ranges and six normals cut at 0."""
    modes = np.linspace(0.1, 0.9, 7)
    found = [Quantity(0, mode, 1, "share", name=f"t{i}", shape=Shape("triangular")) for i, mode in enumerate(modes)]
    found += [Quantity(0, mode, 1, "share", name=f"p{i}") for i, mode in enumerate(modes + 0.02)]
    for i, deviation in enumerate(np.linspace(1.5, 3, 6)):
        high = 5 + 8 * deviation
        found.append(Quantity(0, 5, high, "kg", name=f"n{i}", shape=Shape("normal", deviation / high)))
    return found


def ours(chosen: list[Quantity], scores: np.ndarray, together: Joint) -> list[np.ndarray]:
    """Return the values of the numbers, correlated."""
    moved = correlated(dict(zip(together.names, scores, strict=True)), together)
    return [marginals.values(quantity, moved[quantity.name]) for quantity in chosen]


def peer(chosen: list[Quantity], scores: np.ndarray, together: Joint) -> list[np.ndarray]:
    """Return the same by scipy.stats."""
    shares = stats.norm.cdf(np.linalg.cholesky(together.matrix) @ scores)
    return [_quantile(quantity, share) for quantity, share in zip(chosen, shares, strict=True)]


def _quantile(quantity: Quantity, share: np.ndarray) -> np.ndarray:
    place = quantity.place
    if quantity.shape.kind == "triangular":
        return stats.triang.ppf(share, place)
    if quantity.shape.kind == "pert":
        return stats.beta.ppf(share, 1 + 4 * place, 5 - 4 * place)
    deviation = quantity.shape.spread * quantity.high
    return stats.truncnorm.ppf(share, -quantity.mode / deviation, 8, quantity.mode, deviation)


def forget() -> None:
    """Throw the tables away."""
    for known in (marginals.shape_table, marginals.root_pieces):
        known.cache_clear()


def races() -> list[Race]:
    """Check and measure the distributions."""
    chosen = quantities()
    score = 2 * np.sin(np.pi * RANK / 6)
    matrix = np.full((FACTORS, FACTORS), score) + (1 - score) * np.eye(FACTORS)
    together = Joint(tuple(quantity.name for quantity in chosen), matrix, matrix)
    scores = np.random.default_rng(1).standard_normal((FACTORS, DRAWS))
    pairs = zip(chosen, ours(chosen, scores, together), peer(chosen, scores, together), strict=True)
    worst = max(np.abs(mine - theirs).max() / (quantity.high - quantity.low) for quantity, mine, theirs in pairs)
    assert worst < 1e-9, worst
    works = {
        "peer": lambda: peer(chosen, scores, together),
        "forget": forget,
        "anew": lambda: ours(chosen, scores, together),
        "again": lambda: ours(chosen, scores, together),
        "limit": lambda: np.random.default_rng(1).random((FACTORS, DRAWS)),
    }
    taken, work = take_turns(works), f"{FACTORS} correlated numbers x {DRAWS:,} draws"
    peers, limit = {"scipy.stats, number by number": taken["peer"]}, ("as many random numbers", taken["limit"])
    return [
        Race(f"{work}, {tables}", taken[name], peers, limit, {})
        for name, tables in (("anew", "tables made anew"), ("again", "tables at hand"))
    ]


def chain(scores: np.ndarray, luck: np.ndarray) -> np.ndarray:
    """Return the yearly cash of a small chain of 20 numbers: supply, yield, capacity, price, costs; (draw,)."""
    numbers = np.exp(0.15 * scores)
    supply = numbers[:6].sum(axis=0) * (1 + luck)
    worked = np.minimum(supply * numbers[6], 6.5 * numbers[7])
    return worked * (numbers[8:12].mean(axis=0) * 10 - numbers[12:16].sum(axis=0)) - 10 * numbers[16:].sum(axis=0)


def figures(values: np.ndarray) -> np.ndarray:
    """Return mean, P10, P50, P90."""
    return np.array([values.mean(), *quantiles(values)])


def one_sequence(draws: int, seed: int) -> np.ndarray:
    """Return normal scores of one scrambled Sobol' sequence."""
    points = stats.qmc.Sobol(FACTORS, rng=np.random.default_rng(seed)).random_base2((draws - 1).bit_length())
    return ndtri(np.clip(points.T, 2.0**-33, 1 - 2.0**-33))


def errors(draws: int, spread: float, repeats: int) -> None:
    """Print the error of each figure by way of drawing, over repeats, and the error that ours tells of itself."""
    ways = {
        "random": lambda seed: np.random.default_rng(seed).standard_normal((FACTORS, draws)),
        "one Sobol'": lambda seed: one_sequence(draws, seed),
        "eight": lambda seed: sobol_scores(FACTORS, draws, seed),
    }
    found, told = {}, []
    for way, make in ways.items():
        runs = []
        for seed in range(repeats):
            luck = spread * np.random.default_rng([seed, 1]).standard_normal(draws)
            values = chain(make(seed), luck)
            runs.append(figures(values))
            if way == "eight":
                told.append(standard_error(values, figures) ** 2)
        found[way] = np.std(runs, axis=0, ddof=1)
    found["told"] = np.sqrt(np.mean(told, axis=0))
    for way, sizes in found.items():
        ratios = "".join(f"{size:10.4f}{(found['random'][i] / size) ** 2:7.0f}x" for i, size in enumerate(sizes))
        print(f"{draws:7d} {spread:5.2f}  {way:<11}{ratios}")


def main() -> None:
    """Measure and print."""
    for race in races():
        race.show()
    print("\nstandard error of a figure, and by how much its variance is below that of random numbers")
    print(f"  draws  luck  way        {''.join(f'{name:>10}        ' for name in FIGURES)}")
    for spread in (0.0, 0.1):
        for draws in (1024, 8192):
            errors(draws, spread, 60)


if __name__ == "__main__":
    main()
