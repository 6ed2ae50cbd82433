"""Answers that are corrected or change: where they stand, entries drafted, filled in, tried and added."""
