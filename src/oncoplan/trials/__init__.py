"""Trials: registries in, eligibility to criteria, places and distance; the verdicts come from `criteria`."""
