"""`--cancer`: checked once, in the same words, by every command that takes it."""

from __future__ import annotations

from oncoplan.cli.errors import say


def usable_cancer(text: str | None) -> bool:
    """False, with a line on stderr that has the nearest names, for a cancer that the vocabulary does not have."""
    if text is None:
        return True
    from oncoplan.knowledge.load import base

    if base().vocabulary.find_cancer(text).code is not None:
        return True
    say(f"--cancer {text!r} is not in the cancer vocabulary", _hint(text))
    return False


def _hint(text: str) -> str:
    """The nearest codes and names."""
    from difflib import get_close_matches

    from oncoplan.knowledge.load import base

    words = base().vocabulary
    near = get_close_matches(text.upper(), words.keys("cancers"), n=3, cutoff=0.6)
    by_name = get_close_matches(text.lower(), list(words.cancer_names()), n=3, cutoff=0.6)
    told = ", ".join([*near, *by_name])
    return (
        f"did you mean {told}? OncoTree codes are at oncotree.mskcc.org"
        if told
        else "use an OncoTree code such as LUAD, or a name such as 'lung adenocarcinoma'"
    )
