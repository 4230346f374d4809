"""A judgement of oncogenicity in words: one short clause for the doctor, one plain line for the person."""

from __future__ import annotations

from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.oncogenicity import Oncogenicity


def judgement_in_words(judged: Oncogenicity, vocabulary: Vocabulary) -> str:
    """`oncogenic: shown in functional studies (OS2, 4 points), common hotspot in tumours (OS3, 4 points); curated`."""
    words = vocabulary.oncogenicity_scheme.bases
    reasons = [words["code"].format(says=says, code=code, points=points) for code, points, says in judged.codes]
    told = f"{judged.effect}: {', '.join(reasons)}" if reasons else judged.effect
    if judged.basis != "points":
        told = f"{told}; {words[judged.basis]}"
    if judged.note:
        told = f"{told}; {words.get(judged.note, judged.note)}"
    return told


def judgement_plainly(judged: Oncogenicity, vocabulary: Vocabulary) -> str | None:
    """The class in a plain sentence with what it rests on; None where nothing is known to rest on."""
    scheme = vocabulary.oncogenicity_scheme
    sentence = next((c.plainly for c in scheme.classes if c.effect == judged.effect), None)
    if sentence is None or not judged.codes:
        return None
    reasons = [scheme.codes[code].plainly for code, _, _ in judged.codes]
    return scheme.plainly["because"].format(sentence=sentence, reasons=scheme.plainly["joined"].join(reasons))
