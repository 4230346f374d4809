"""Notation and meaning of what tests find: read a finding, read a category of change, say whether one is the other."""
