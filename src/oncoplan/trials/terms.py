"""A registry's words for cancers and drugs → the vocabulary's. What is not a cancer or a drug there is left as written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from oncoplan.model.pattern import Pattern
from oncoplan.model.vocabulary import Vocabulary

_I = re.IGNORECASE
_ASIDE = Pattern(r"\s*\([^()]*\)")
_IN_ASIDE = Pattern(r"\(([^()]*)\)")
_EDITION = Pattern(r"\s*\b(?:ajcc|figo|uicc|enneking|bclc)\b.*$|\s+v[678]\b", _I)
_LETTER = Pattern(r"^[A-Z]\.\s+")
_STATE = (
    r"(?:anatomic|clinical|pathologic(?:al)?|prognostic|postneoadjuvant(?: therapy)?|adults?|child(?:hood|ren)?|pa?ediatric"
    r"|patients? with|subjects? with|participants? with|stages? [0ivx]+[a-d]?\d?(?:\s*(?:-|,|or|and|to|/)\s*[ivx]+[a-d]?\d?)*"
    r"|recurrent|relapsed?|refractory"
    r"|(?:locally )?advanced|metastatic|unresectable|(?:un)?resect(?:able|ed)|(?:limited|extensive|early)[ -]stage|resistant"
    r"|localized|oligometastatic|oligorecurrent|progressive|persistent|malignant|unspecified|(?:high|low|intermediate)[ -]risk"
    r"|previously (?:un)?treated|newly diagnosed|positive|negative|somatostatin receptor-positive|msi-h(?:/dmmr)?|dmmr"
    r"|triple[ -]negative type"
    r"|[A-Z0-9-]{2,10}[ -](?:mutated|mutant|positive|negative|rearranged|amplified|altered)|patients?|disease|protein specific)"
)
_BEFORE = Pattern(rf"^{_STATE}(?:\s*[,/]\s*(?:and|or)?\s*|\s+(?:and|or)\s+|\s*-\s+|\s+)", _I)
_AFTER = Pattern(rf"(?:\s*[,/]\s*(?:and|or)?\s*|\s+(?:and|or)\s+|\s*-\s+|\s+){_STATE}$", _I)
_WITH = Pattern(r"\s+(?:with|harbou?ring|expressing|in|after|post|before)\s.+$", _I)
_SPLIT = Pattern(r"\s*;\s*|\s*\|\s*")
_LIST = Pattern(r"\s*,\s*(?:and|or)\s+|\s+(?:and/or|and|or)\s+|\s*,\s*|\s*/\s*", _I)
_FOR = Pattern(
    r"\b(?:with|in|for|from|of|treat(?:ing|s|ment of)?)\s+(?:the\s+)?"
    r"(?:(?:adult |child |older |pa?ediatric |young )?"
    r"(?:patients?|participants?|subjects?|people|persons?|adults?|children|women|men)\s+(?:with|who have)\s+)?", _I
)  # fmt: skip
_AND_MORE = Pattern(
    r"\s*(?:[,:;(]\s*)?\b(?:who|whose|undergoing|treated|receiving|after|following|previously|that|harbou?ring|with|without|before"
    r"|during|using|to|on|at|by|survivors?|and metastases|carrying|expressing|patients?|participants?|subjects?)\b.*$",
    _I,
)  # fmt: skip
_ONE_OF = Pattern(r"one of ([A-Z0-9_, ]+); which one was not said")
_A_CANCER = Pattern(
    r"cancer|tumou?r|carcino|neoplas|malignan|metasta|leuk[ae]|oma(?:s|ta)?\b|myelodysplas|myeloprolif|mastocyto|histiocyto"
    r"|polycyth", _I
)  # fmt: skip
_SOLID = Pattern(r"\bsolid (?:tumou?rs?|malignan(?:cy|cies)|cancers?|neoplasms?|carcinomas?)\b|\bmalignant solid\b", _I)
_BLOOD = Pattern(r"\bha?ematologic(?:al)? (?:malignanc(?:y|ies)|cancers?|neoplasms?)\b|\bblood cancers?\b", _I)


def cancers_of(conditions: Iterable[str], vocabulary: Vocabulary) -> tuple[tuple[str, ...], bool]:
    """OncoTree codes that the conditions name, each once, in their order; and whether some condition is, by its words, a
    cancer that was not mapped. A condition that is no cancer gives none."""
    found: dict[str, None] = {}
    open_ = False
    for condition in conditions:
        codes = cancer_codes(condition, vocabulary)
        found.update(dict.fromkeys(codes))
        open_ = open_ or (not codes and _A_CANCER.search(condition) is not None)
    return tuple(found), open_


def disease_of(conditions: tuple[str, ...], title: str, vocabulary: Vocabulary) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """The conditions as worded, their codes, and whether other cancers may be meant: one that was not mapped, or one that the
    title names beyond them (`... and Other Solid Tumors`). Where no condition is a known cancer, the title's counts."""
    codes, open_ = cancers_of(conditions, vocabulary)
    phrase, named = cancers_of_title(title, vocabulary)
    if codes:
        beyond = [one for one in named if not any(vocabulary.is_a(one, c) or vocabulary.is_a(c, one) for c in codes)]
        return conditions, codes, open_ or bool(beyond)
    if not named:
        return conditions, (), open_
    several = _LIST.search(_ASIDE.sub("", phrase)) is not None and _SOLID.search(phrase) is None
    return (*conditions, f"{phrase} (title)"), named, open_ or several


def cancers_of_title(title: str, vocabulary: Vocabulary) -> tuple[str, tuple[str, ...]]:
    """What a title says the trial is for (`... in Patients With Small Cell Lung Cancer`), and its codes; ("", ()) where that is
    not wholly a cancer, or a list of cancers."""
    plain = " ".join(title.split())
    for found in _FOR.finditer(plain):
        phrase = _AND_MORE.sub("", plain[found.end() :]).strip(" .,-")
        codes = _codes(phrase, vocabulary)
        if not codes:
            parts = [part for part in _LIST.split(phrase) if _BEFORE.sub("", f"{part} x") != "x"]
            each = [_codes(part, vocabulary) for part in parts]
            codes = tuple(dict.fromkeys(code for some in each for code in some)) if parts and all(each) else ()
        if codes and codes != ("TISSUE",):
            return phrase, codes
    return "", ()


def cancer_codes(condition: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The codes of one condition: of all its words; without state and stage; then of the parts of a list of names."""
    pieces = _SPLIT.split(condition)
    whole = _codes(condition, vocabulary) if len(pieces) == 1 else ()
    if whole:
        return whole
    found: dict[str, None] = {}
    parts = [part for piece in pieces for part in ((piece,) if _codes(piece, vocabulary) else _LIST.split(piece))]
    for part in parts if len(parts) > 1 else ():
        found.update(dict.fromkeys(_codes(part, vocabulary)))
    return tuple(found)


def _codes(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    if _SOLID.search(text):
        return () if _BLOOD.search(text) else solid(vocabulary)
    for form in _forms(text):
        match = vocabulary.find_cancer(form)
        if match.code is not None and not (match.how == "code" and len(form) < 3):
            several = _ONE_OF.match(match.note or "")
            return tuple(several[1].split(", ")) if several else (match.code,)
    return ()


def solid(vocabulary: Vocabulary) -> tuple[str, ...]:
    """The tissues of the tree that are not blood."""
    nodes = [node for code in vocabulary.keys("cancers") if (node := vocabulary.cancer(code)) is not None]
    roots = {node.code for node in nodes if not node.parent}
    return tuple(sorted(node.code for node in nodes if node.parent in roots and node.lineage == "solid"))


def _forms(text: str) -> Iterator[str]:
    """The name as written, then with less and less of what is said around it."""
    seen: set[str] = set()
    bare = _EDITION.sub("", _LETTER.sub("", " ".join(text.split()))).strip(" .,-")
    waiting = [text, bare, _ASIDE.sub("", bare)]
    while waiting:
        form = " ".join(waiting.pop(0).split()).strip(" .,-")
        if not form or form in seen or len(seen) > 40:
            continue
        seen.add(form)
        yield form
        waiting += [_BEFORE.sub("", form), _AFTER.sub("", form), _WITH.sub("", form)]
        head, dash, tail = form.partition(" - ")
        if dash:
            waiting += [tail, head]
    for aside in _IN_ASIDE.findall(text):
        if aside.strip() and aside.strip() not in seen:
            yield aside.strip()


_DOSE = Pattern(
    r"\s*\b\d[\d.,]*\s*(?:mg|mcg|µg|ug|g|ml|iu|u|units?|gy|%)(?:\s*/\s*(?:m\^?2|m²|kg|day|d|ml|\d+\s*ml))?(?![a-z]).*$", _I
)
_FORM = Pattern(
    r"\s*\b(?:tablets?|capsules?|injections?|infusions?|for injection|injectable (?:product|solution)|oral(?:ly)?"
    r"|intravenous(?:ly)?|iv|sc|subcutaneous|solution|suspension|powder|pre-?filled syringe|mono(?:-| )?therapy|alone"
    r"|treatment|therapy|film[- ]coated|hydrochloride|mesylate|maleate|dimaleate|phosphate|citrate|succinate|tosylate"
    r"|ditosylate|malate|acetate|hydrate|sodium|disodium|sulfate|calcium|tartrate|fumarate|esylate|besylate|camsylate"
    r"|product)\b\.?", _I
)  # fmt: skip
_DRUGS = Pattern(
    r"\s*\+\s*|\s*/\s*|\s*[,;&]\s*"
    r"|\s+(?:plus|and|or|with|combined with|in combination with|followed by|versus|vs\.?)\s+", _I
)  # fmt: skip
_KIND = Pattern(
    r"^(?:drug|biological|combination product|radiation|procedure|device|other|genetic|dietary supplement|behavioral)\s*:\s*", _I
)
_GIVEN = Pattern(r"^(?:(?:pegylated )?liposomal|oral|intravenous|iv|(?:high|low|reduced|standard)[- ]dose|generic)\s+", _I)
_NOT_A_DRUG = Pattern(r"\b(?:placebo|sham|questionnaire|laboratory|biopsy|imaging|sample collection|best supportive care)\b", _I)


def drugs_of(name: str, others: Iterable[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """The drugs of one intervention: generic names where the name, or another name for it, is known; else the name as written.

    A placebo gives none. Names in a list (`A + B`, `A and B`) give each.
    """
    bare = _KIND.sub("", " ".join(name.split()))
    if not bare or _NOT_A_DRUG.search(bare):
        return ()
    whole = _drug(bare, vocabulary)
    if whole is not None:
        return (whole,)
    regimen = vocabulary.regimen(bare)
    if regimen:
        return regimen
    parts = [part for part in _DRUGS.split(_ASIDE.sub("", bare)) if part.strip()]
    known = [drug for part in parts if (drug := _drug(part, vocabulary)) is not None]
    if len(parts) > 1 and known:
        return tuple(dict.fromkeys(_drug(part, vocabulary) or part.strip().lower() for part in parts))
    for other in (*_IN_ASIDE.findall(bare), *others):
        found = _drug(_KIND.sub("", other), vocabulary)
        if found is not None:
            return (found,)
    return (bare.lower(),)


def _drug(text: str, vocabulary: Vocabulary) -> str | None:
    text = text.replace("®", "").replace("™", "").strip()
    bare = _ASIDE.sub("", text)
    plain = _FORM.sub("", _DOSE.sub("", bare))
    for form in (text, bare, _DOSE.sub("", bare), plain, _GIVEN.sub("", plain.strip())):
        found = vocabulary.find_drug(form.strip(" .,-")) if form.strip() else None
        if found is not None:
            return found
    return None
