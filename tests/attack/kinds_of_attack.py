"""The ways in which a page can give somebody away, each as campaigns that succeed where nothing is withheld."""

from collections.abc import Callable

import numpy as np
from attack.campaigns import Campaign, Chain, Kind, make_campaign


def many(rng: np.random.Generator, low: int = 9, high: int = 20) -> np.ndarray:
    """What many alike produce a month."""
    return rng.uniform(60, 140, int(rng.integers(low, high)))


def few(rng: np.random.Generator, like: np.ndarray) -> np.ndarray:
    """What one to three bring who weigh as much as half of the others together."""
    count = int(rng.integers(1, 4))
    return rng.uniform(0.8, 1.2, count) * like.sum() * rng.uniform(0.4, 0.7) / count


def _way(rng: np.random.Generator, count: int) -> dict:
    way = str(rng.choice(["share", "amount", "two"]))
    return {"way": way, "kept": rng.uniform(0.1, 0.5, count)}


def dominance(rng: np.random.Generator) -> Campaign:
    """One figure less one's own and a partner's: all but one keep nearly all, or have next to nothing."""
    amounts = rng.uniform(90, 110, int(rng.integers(8, 14)))
    kept = np.full(len(amounts), 0.1)
    if rng.random() < 0.5:
        kept[1:] = rng.uniform(0.995, 0.999)
    else:
        amounts[1:] *= 0.003
    weights = rng.choice([1.0, 2.0], len(amounts)) if rng.random() < 0.3 else None
    way = str(rng.choice(["share", "two"]))
    places = ("up", "down") if rng.random() < 0.5 else ("up",)
    kind = Kind("a", amounts, "summer", way=way, kept=kept, places=places, weights=weights)
    return make_campaign("dominance", [kind], Chain())


def seasons(rng: np.random.Generator) -> Campaign:
    """Twelve months tell the sums of those who follow one season and of those who follow the other."""
    first = many(rng)
    second = few(rng, first)
    kinds = [Kind("a", first, "summer"), Kind("b", second, "winter", **_way(rng, len(second)))]
    return make_campaign("seasons", kinds, Chain())


def one_family(rng: np.random.Generator) -> Campaign:
    """The same, where the few are many members of few owners."""
    first = many(rng)
    second = rng.uniform(0.8, 1.2, 8) * first.sum() * 0.07
    owners = tuple(f"family{i % int(rng.integers(1, 4))}" for i in range(8))
    return make_campaign("families", [Kind("a", first, "summer"), Kind("b", second, "winter", owners=owners)], Chain())


def output(rng: np.random.Generator) -> Campaign:
    """What a plant that may be spoken of sells, over its recipe: what one to three bring."""
    amounts = rng.uniform(500, 1500, int(rng.integers(1, 4)))
    extra = {"least": 50.0} if rng.random() < 0.3 else {}
    return make_campaign("output", [Kind("a", amounts, "summer", **_way(rng, len(amounts)))], Chain(**extra))


def years(rng: np.random.Generator) -> Campaign:
    """A later year less an earlier one: only few have grown."""
    first = many(rng)
    second = few(rng, first)
    kinds = [Kind("a", first, "summer"), Kind("b", second, "summer", ramp=float(rng.uniform(1.5, 2.5)))]
    return make_campaign("years", kinds, Chain())


def scenario(rng: np.random.Generator) -> Campaign:
    """A scenario less the base: only few have moved."""
    first = many(rng)
    second = few(rng, first)
    kinds = [Kind("a", first, "summer"), Kind("b", second, "summer", moved=float(rng.uniform(0.4, 0.9)))]
    return make_campaign("scenario", kinds, Chain())


def standing(rng: np.random.Generator) -> Campaign:
    """The months in which a plant stands say between which amounts the supply lies: of one place, of one to three."""
    first, second = many(rng), rng.uniform(500, 1500, int(rng.integers(1, 4)))
    chain = Chain(each_place=True, plants=("up", "down"), least=float(second.sum()) * float(rng.choice([0.97, 1.05])))
    kinds = [Kind("a", first * 20, "steps", places=("down",)), Kind("b", second, "steps", places=("up",))]
    return make_campaign("standing", kinds, chain)


def waived(rng: np.random.Generator) -> Campaign:
    """A total less those who agreed to be spoken of."""
    first, second = many(rng), rng.uniform(500, 1500, int(rng.integers(1, 4)))
    return make_campaign("waived", [Kind("a", first, "summer", waived=True), Kind("b", second, "summer")], Chain())


def one_place(rng: np.random.Generator) -> Campaign:
    """A total, and what is made at the one place that has a plant: of few, or of all but few."""
    first = many(rng)
    second = few(rng, first)
    plants = (("up",), ("down",))[int(rng.integers(2))]
    kinds = [Kind("a", first, "summer", places=("down",)), Kind("b", second, "summer", places=("up",))]
    return make_campaign("place", kinds, Chain(each_place=True, plants=plants))


def cut_months(rng: np.random.Generator) -> Campaign:
    """A year's total and what a plant sells that stands, is full or finds no buyers in some months: two seasons."""
    first = many(rng)
    second = few(rng, first)
    by_month = sum(first) * np.array([0.3, 1.8]) + second.sum() * np.array([1.6, 0.5])
    middle = float(by_month.mean())
    chain = [Chain(least=middle), Chain(room=middle), Chain(demand=0.1 * middle, demand_season="even")]
    kinds = [Kind("a", first, "summer"), Kind("b", second, "winter")]
    return make_campaign("cut", kinds, chain[int(rng.integers(3))])


def class_gain(rng: np.random.Generator) -> Campaign:
    """What a member of a class gains, over the price: what her class brings, and the total less it."""
    first = many(rng)
    second = few(rng, first)
    kinds = [Kind("a", first, "summer"), Kind("b", second, "summer")]
    return make_campaign("gain", kinds, Chain(waived=bool(rng.random() < 0.8)))


def mixed(rng: np.random.Generator) -> Campaign:
    """Anything at all: what no kind of attack above was made for."""
    kinds = []
    for name in "abcd"[: int(rng.integers(1, 5))]:
        count = int(rng.choice([1, 2, 3, 5, 8, 15]))
        amounts = rng.lognormal(4, float(rng.choice([0.2, 1.0])), count) * float(rng.choice([1, 1, 8]))
        pairs = tuple(f"{name}-family{i // 2}" for i in range(count)) if rng.random() < 0.2 else ()
        kinds.append(
            Kind(
                name,
                amounts,
                str(rng.choice(["summer", "winter", "even", "steps"])),
                **_way(rng, count),
                places=(("up",), ("down",), ("up", "down"))[int(rng.integers(3))],
                owners=pairs,
                weights=rng.choice([1.0, 3.0], count) if rng.random() < 0.2 else None,
                chance=float(rng.choice([1.0, 1.0, 0.5])),
                ramp=float(rng.choice([1.0, 1.0, 1.5])),
                founding=bool(rng.random() < 0.3),
                waived=bool(rng.random() < 0.15),
                moved=float(rng.choice([0.0, 0.0, 0.5])),
            )
        )
    total = sum(float(kind.amounts.sum()) for kind in kinds)
    chain = Chain(
        least=float(rng.choice([0.0, 0.5, 0.9])) * total,
        room=float(rng.choice([1.1, 0.7, 100.0])) * total,
        demand=None if rng.random() < 0.6 else 0.08 * total,
        plants=(("up",), ("up", "down"), ("up", "down", "down", "up", "up", "down"))[int(rng.integers(3))],
        waived=bool(rng.random() < 0.7),
        each_place=bool(rng.random() < 0.4),
        half_by=6 if rng.random() < 0.2 else None,
    )
    return make_campaign("mixed", kinds, chain)


KINDS: tuple[Callable[[np.random.Generator], Campaign], ...] = (
    dominance,
    seasons,
    one_family,
    output,
    years,
    scenario,
    standing,
    waived,
    one_place,
    cut_months,
    mixed,
)


def campaign(seed: int) -> Campaign:
    """The campaign of a seed: every kind in turn."""
    return KINDS[seed % len(KINDS)](np.random.default_rng([8, seed]))
