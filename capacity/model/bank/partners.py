"""What partners get for what they put in: a share of what is left in good years, and of what lacks in bad ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from capacity.model.finance import Accounts, by_year, irr, make_statements, npv

if TYPE_CHECKING:
    from capacity.intake.cluster_file.schema import Finance
    from capacity.model.uncertainty.draws import Draws


def payouts(finance: "Finance", draws: "Draws", party: str, accounts: Accounts) -> dict[str, np.ndarray]:
    """Return what each partner of a party gets (below 0: makes good) by month, nominal (month, draw), by path.

    Of each year of twelve months, in its last: the share in the gain of the net cash flow after debt service and
    drawings where that is above 0, the share in the risk where it is below. Those who were promised neither are left
    out; the shares of a public partner are those of risk and reward of the partnership.
    """
    entries = {f"finance.equity.{i}": entry for i, entry in enumerate(finance.equity) if entry.to == party}
    entries = {path: entry for path, entry in entries.items() if entry.gain or entry.risk}
    if not entries:
        return {}
    flow = make_statements(accounts).cash_flow["net cash flow"]
    left = by_year(flow)
    found = {}
    for path, entry in entries.items():
        share = np.maximum(left, 0.0) * draws.value(entry.gain) + np.minimum(left, 0.0) * draws.value(entry.risk)
        found[path] = np.zeros((len(flow), share.shape[1]))
        found[path][11 : 12 * len(share) : 12] = share
    return found


@dataclass(frozen=True)
class Stake:
    """One partner's money, each (draw,), in the prices of the file's `prices`."""

    npv: np.ndarray
    irr: np.ndarray
    """NaN without a single one"""


def stakes(
    finance: "Finance", rate: np.ndarray, level: np.ndarray, paid_in: Mapping[str, np.ndarray], got: Mapping
) -> dict[str, Stake]:
    """Return what each partner's stake is worth at a discount rate; `level` is 1 where values are nominal."""
    found = {}
    for path, flows in got.items():
        own = by_year((flows - paid_in[path]) / level)
        found[path] = Stake(npv(own, rate, finance.convention), irr(own))
    return found
