"""Estimation from samples: designs, linearised standard errors, calibration and second phases, on plain arrays."""
