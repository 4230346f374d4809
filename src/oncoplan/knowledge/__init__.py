"""Loads, checks and compiles what medicine knows: rules and vocabularies, versioned and digested."""
