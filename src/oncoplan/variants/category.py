"""The category algebra: read what a rule asks for, and say whether an alteration is that, is not, or may be."""

from __future__ import annotations

from oncoplan.variants.category_match import matches
from oncoplan.variants.category_negative import contradicts
from oncoplan.variants.category_read import Category, read_category

__all__ = ["Category", "contradicts", "matches", "read_category"]
