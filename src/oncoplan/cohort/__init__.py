"""Cohorts: the same rules for many people at once, in columns. See docs/cohorts.md."""
