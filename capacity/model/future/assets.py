"""Capital items as the cluster file states them, by month: bought, written off, replaced, and worth at the end."""

from dataclasses import fields

import numpy as np

from capacity.intake.cluster_file.funding import Item
from capacity.model.finance import Assets, fixed_assets
from capacity.model.finance import Item as Terms
from capacity.model.uncertainty.draws import Draws


def asset_terms(item: Item, draws: Draws, months: int) -> Terms:
    """Return how an item lasts, in months of use; one without a life lasts to the end of the horizon."""
    begins = item.month if item.in_use is None else item.in_use
    life = draws.value(item.life) if item.life else np.array([max(months - begins, 1)])
    return Terms(
        item.month,
        life,
        item.in_use,
        salvage=draws.value(item.salvage),
        method=item.depreciates,
        replaced=item.replaced and item.life is not None,
    )


def owned(item: Item, draws: Draws, level: np.ndarray) -> Assets:
    """Return an item by month, each line (month, draw), in money of its month; nothing if bought after the horizon.

    `level` (month, draw) is the price level: a replacement costs what it costs then, and the books keep what was paid.
    """
    plan = fixed_assets(level, asset_terms(item, draws, len(level)))
    cost = draws.value(item.cost)
    return Assets(*(getattr(plan, line.name) * cost for line in fields(plan)))
