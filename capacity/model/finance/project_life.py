"""Each draw keeps its own project life: nothing comes after it, and what is left is counted in its own last period."""

import numpy as np

from capacity.intake.findings.issues import InputError


def within_life(flows: np.ndarray, life: np.ndarray | int, left: np.ndarray | float = 0.0) -> np.ndarray:
    """Return flows (period, ...draw) up to each draw's life (...draw), whole periods, and what is left at its end.

    `left` (period, ...draw), or a number, is what would be got back if the project ended in a period (residual value,
    working capital); it is added in the last period of each draw. A life longer than the table is refused.
    """
    flows = np.asarray(flows, dtype=float)
    life = np.broadcast_to(np.asarray(life), flows.shape[1:])
    if (life > len(flows)).any() or (life < 1).any() or (life != np.round(life)).any():
        raise InputError(
            f"a project lives from {life.min()} to {life.max()} periods, and the table has {len(flows)}",
            fix="give whole periods of at least 1, and a table as long as the longest life",
        )
    age = np.arange(1, len(flows) + 1).reshape(-1, *[1] * life.ndim)
    return np.where(age <= life, flows, 0.0) + np.where(age == life, left, 0.0)


def at_end(stock: np.ndarray, life: np.ndarray | int) -> np.ndarray:
    """Return a balance (period, ...draw) at the end of each draw's own life, (...draw)."""
    stock = np.asarray(stock)
    last = np.broadcast_to(np.asarray(life) - 1, stock.shape[1:])
    return np.take_along_axis(stock, last[None], axis=0)[0][()]
