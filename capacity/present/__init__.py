"""Figures, words and pages."""
