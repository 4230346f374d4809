"""Verdicts in, a plan of care out: rank, conflicts, cautions, tests due, questions, limits."""
