"""Harnesses that measure the product on case files: `python -m evaluation.NAME FILE`."""
