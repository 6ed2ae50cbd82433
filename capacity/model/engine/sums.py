"""Products of matrices and solutions of small systems, summed in one order on every machine.

What numpy and scipy hand to BLAS and LAPACK is summed in the order that suits the processor, so that the last bits
differ from one to the next. numpy's einsum, unless told to, and its elementwise arithmetic do not.
"""

import numpy as np


def product(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return left @ right of vectors (n,) and matrices (m, n); scalars of two vectors."""
    names = "i" * (left.ndim - 1) + "k", "k" + "j" * (right.ndim - 1)
    return np.einsum(f"{names[0]},{names[1]}->{names[0][:-1]}{names[1][1:]}", left, right)


def solved(matrix: np.ndarray, side: np.ndarray) -> np.ndarray:
    """Return x (..., n) with matrix x = side, of symmetric matrices (..., n, n) without eigenvalues of 0 or below.

    By their factors L D L', column by column, each as if it stood alone. Where rounding has left a pivot of 0 or below,
    numbers are not finite.
    """
    rest, x = matrix.astype(float), side.astype(float)
    size = x.shape[-1]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for k in range(size):
            part = rest[..., k + 1 :, k] / rest[..., k, k, None]
            rest[..., k + 1 :, k + 1 :] -= part[..., None] * rest[..., k, None, k + 1 :]
            x[..., k + 1 :] -= part * x[..., k, None]
        for k in range(size - 1, -1, -1):
            known = (rest[..., k, k + 1 :] * x[..., k + 1 :]).sum(axis=-1)
            x[..., k] = (x[..., k] - known) / rest[..., k, k]
    return x
