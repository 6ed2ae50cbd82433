"""What members keep at home of a season for the months in which they make nothing: honey for the winter."""

import numpy as np

from capacity.intake.cluster_file.schema import Spec


def months_fed(spec: Spec, name: str, product: str) -> np.ndarray:
    """Return for how many months' need a class keeps in each month, (12,), January first; 1 without a season.

    A month in which it makes nothing is fed out of the season before it, if the product keeps so long; these months'
    need is spread over the season as the season gives. What does not keep is kept in its own month alone, and what
    comes later than it keeps is not fed: members buy it. An amount of 40 kg a year of honey that is made in three
    months and keeps for twelve is 40 kg, not ten.
    """
    kind, keeps = spec.classes[name], spec.products[product].keeps
    if kind.season is None or keeps is None:
        return np.ones(12)
    season = np.array(spec.seasons[kind.season].factors)
    makes = season > 0
    lags = range(1, min(round(keeps.mode), 11) + 1)
    fed = np.logical_or.reduce([np.zeros(12, dtype=bool), *(np.roll(makes, lag) for lag in lags)]) & ~makes
    return 1 + fed.sum() * season / season.sum()
