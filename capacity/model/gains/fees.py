"""Members' fees: what a class pays to the body that manages the cluster, and what a price has to do with it."""

from collections.abc import Mapping, Sequence

import numpy as np

from capacity.intake.cluster_file.schema import Finance
from capacity.model.uncertainty.draws import Draws


def pay_fees(finance: Finance | None, draws: Draws, names: Sequence[str], lines: Mapping[str, np.ndarray]) -> None:
    """Add every fee to the lines fees_paid and fees_received (party, month, draw), money a month of the start.

    A sum a month of the whole class, or a share of what it sells to others (lines sales and received).
    """
    for fee in finance.fees if finance else ():
        payer, taker = names.index(fee.pays), names.index(fee.to)
        if fee.amount is None:
            money = (lines["sales"][payer] + lines["received"][payer]) * draws.value(fee.share)
        else:
            money = draws.value(fee.amount)
        lines["fees_paid"][payer] += money
        lines["fees_received"][taker] += money


def after_fees(
    finance: Finance | None, draws: Draws, names: Sequence[str], change: np.ndarray, sold: np.ndarray
) -> None:
    """Take the fees off a change of money (party, draw) that comes of the parties selling for `sold` more, in place."""
    for fee in finance.fees if finance else ():
        if fee.amount is None:
            payer, taker = names.index(fee.pays), names.index(fee.to)
            money = sold[payer] * draws.value(fee.share)
            change[payer] -= money
            change[taker] += money
