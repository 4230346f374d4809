"""One criterion's words → the condition the person must fulfil, and what was not understood.

The rule of safety: of an inclusion, what is read must be *necessary* (other words may narrow it and are left); of an
exclusion, what is read must be *sufficient* (no other word may stand beside it, for it could narrow it). A sentence with an
exception, a permission or an alternative that is not understood is not read at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from oncoplan.model.pattern import Pattern
from oncoplan.model.trial import Condition, Side
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.trials.eligibility_conditions import conditions
from oncoplan.trials.eligibility_disease import disease
from oncoplan.trials.eligibility_found import Found, Sentence, words_of
from oncoplan.trials.eligibility_genomic import genomic
from oncoplan.trials.eligibility_laboratory import laboratory
from oncoplan.trials.eligibility_names import plain_sentence
from oncoplan.trials.eligibility_person import person
from oncoplan.trials.eligibility_scores import scores
from oncoplan.trials.eligibility_therapy import therapy
from oncoplan.trials.eligibility_whole import contradict

READERS: tuple[Callable[[Sentence], Iterator[Found]], ...] = (laboratory, person, therapy, conditions, scores, genomic, disease)
Reading = tuple[Condition | None, tuple[str, ...]]
_LONGEST = 1500  # a criterion of more characters is a page of text, not a sentence

_RESPONSE = Pattern(r"(?:modified )?response evaluation criteria (?:in|for) solid tumou?rs", re.I)
_STOP = Pattern(r"(?<=[.;])\s+(?=[A-Z(>])|(?<=[a-z)])\.(?=[A-Z][a-z])|\s*;\s*")
_ABBREVIATED = Pattern(r"\b(?:e\.?g|i\.?e|vs|approx|no|dr|incl|resp|max|min|fig|st|al|ca)\.$", re.I)
_NEGATIVE = Pattern(
    r"\b(?:no|not|without|never|negative|absence of|free of|lack of|lacking|neither|nor|cannot|non)\b(?P<rest>[^.;]*)$", re.I
)
_CONDITIONAL = Pattern(
    r"^\s*(?:\d+\s)?(?:for|in|among|if|when)\s(?:(?:the|all|any|those|male|female|adult|pediatric)\s)*(?:patients?|"
    r"participants?|subjects?|those|women|men|males?|females?|individuals|people|cases?|tumou?rs?|cohorts?|"
    r"children)\b"
    r"|^\s*(?:all\s|the\s|any\s)?(?:patients?|participants?|subjects?|those|women|men|males|females|individuals)"
    r"\s(?:with|who|whose|having|harbou?ring|treated|previously|receiving|on)\b.*\b(?:must|should|need|needs|"
    r"required|have to|has to|will)"
    r"\b"
    r"|^\s*(?:stages?\s\S+(?:\s(?:or|and)\s\S+)?|\S+)\s(?:patients|participants|subjects)\s(?:must|should|will|need)\b"
    r"|\band (?:patients|participants|subjects)\s(?:with|who|whose)\b"
    r"|\b(?:in|for) (?:the )?(?:patients|participants|subjects|those|women|men)\s(?:with|who|whose|without|"
    r"having|receiving|on)\b",
    re.I,
)
_AT_THE_TIME = Pattern(
    r"\b(?:time|day|date|moment|point|upon|when|before|prior|after|following|at)\b[^.;,]{0,40}$|\b(?:years?|"
    r"age)\b"
)
_NEW_HEAD = Pattern(r"\s*(?:,\s*(?:or|and/or)?|or|and/or)\s+(?:female|male|women|men|a?\s?history|any other|other)\b", re.I)
_WHICH = Pattern(r"\b(?:that|which)\s(?:is|are|was|were|has|have)\b|\bunless\b", re.I)
_MORE = Pattern(r"\s*(?:,\s*(?:or|and/or)?|or|and/or|/)\s*\S")
_NARROWS = Pattern(
    r"\b(?:with\w*|that|who|which|whose|requir\w*|if|for|during|at|in|prior|before|after|last\w*|grade|needing|"
    r"causing|not|no|is|are|has|have|of|to|as|on"
    r"|severe|active|uncontrolled|symptomatic|significant|unstable)\b|[<>=]|\d\s?(?:days?|weeks?|months?|years?|%|mg)",
    re.I,
)
_SYMBOL = Pattern(r"\b[A-Z][A-Z]+\d[A-Za-z0-9]*\b")
_EXAMPLES = Pattern(r"\b(?:including|includes?|such as|e\.?g|i\.?e|for example|namely|like)\b", re.I)
_KNOWN = Pattern(r"\bknown\b", re.I)
_NEXT = Pattern(r"[,;]|\band\b|\bor\b")
_UNCOUNTED = Pattern(r"\b(?:not|no|count\w*|is|are|will|may|does|do)\b", re.I)
_NEGATED = Pattern(r"\b(?:negative|no|not|without|never|absence|lack|lacking|neither|nor|cannot|free of|none)\b|n't\b", re.I)
_ONLY_LOOKED_AT = Pattern(
    r"\b(?:analys[ie]s|testing for|tested for|test for|determin\w+|evaluat\w+|assess\w*|availab\w+|submit\w*|"
    r"samples?|specimens?|screened for|undergo\w*|status of|if|know)\b",
    re.I,
)
_CHANGE = r"(?:[A-Z]\d{1,4}[A-Z*]?\b|exon \d+)"
_LEAVES_OUT = Pattern(rf"\bnon[- ]?{_CHANGE}|\((?:but )?(?:not|excluding|except|other than)\b[^)]{{0,40}}?{_CHANGE}", re.I)
_SHARED_END = Pattern(r"[A-Za-z0-9]-,? (?:or|and|and/or) (?:[A-Za-z0-9]+ ){0,2}[A-Za-z0-9]+-[a-z]{4,}")
_NO_DEMAND = Pattern(r"\b(?:is|are) defined (?:as|by)\b|\bnot necessarily\b", re.I)
_OF_CONTRACEPTION = Pattern(
    r"contracepti|birth control|child-?\s?bearing|abstinen|abstain|\bpartners?\b|condom|sterili[sz]", re.I
)
_FOR_AN_AGE = Pattern(r"\S[^.;]*\bfor (?:patients|participants|subjects|children|adults|those)\b[^.;]{0,30}\byears?\b", re.I)
_WORD = Pattern(r"[A-Za-z0-9][\w.'+-]*|[<>=%]+")
_DENIED = Pattern(
    r"^(?:\s|known|any|a|an|the|have|has|had|be|been|evidence|of|history|documented|active|current|currently|"
    r"prior|diagnosis|with|to|for|or|and|,|/|presence|detectable|clinical|signs?|symptoms?|is|are|other|harbou?r\w*|"
    r"positive)*$",
    re.I,
)


def _turned(sentence: str) -> bool:
    """Whether it names a change to leave it out (`non-V600`, `BRAF mutation (not V600E)`), shares the end of a word between genes
    (`ALK- or ROS1-rearranged`), defines a word, or says a limit for people of one age: all of it would be read as what it is
    not."""
    return any(pattern.search(sentence) for pattern in (_LEAVES_OUT, _SHARED_END, _FOR_AN_AGE, _NO_DEMAND))


def _of_whom(sentence: str, when: Condition | None) -> bool:
    """Whether the sex or the menopause in it says whom a sentence on contraception is for, not who may take part."""
    return when is not None and _OF_CONTRACEPTION.search(sentence) is not None and bool({"sex", "menopause"} & set(_asked(when)))


def _asked(when: Condition) -> Iterator[str]:
    """The criteria that a condition names."""
    for key, value in when.items():
        if key in ("all", "any"):
            yield from (name for part in value for name in _asked(part))
        elif key in ("not", "known", "presume"):
            yield from _asked(value)
        else:
            yield key


@lru_cache(maxsize=131072)
def read_clause(text: str, side: Side, vocabulary: Vocabulary) -> Reading:
    """What one criterion asks. `(None, ())` where nothing was understood."""
    plain = _RESPONSE.sub("RECIST", plain_sentence(text)).strip(" .;,:").lstrip("- ")
    if not plain or len(plain) > _LONGEST:
        return None, ()
    parts = sentences_of(plain)
    if any(_widens(one, side, vocabulary) for one in parts):
        return None, ()
    read = [(one, (None, ()) if _turned(one) else _sentence(one, side, vocabulary)) for one in parts]
    read = [(one, (None, ()) if _of_whom(one, when) else (when, rest)) for one, (when, rest) in read]
    kept = [when for _, (when, _) in read if when is not None]
    if not kept:
        return None, ()
    left = [part for one, (when, rest) in read for part in ((one,) if when is None else rest)]
    kept = [when for n, when in enumerate(kept) if when not in kept[:n]]
    if side == "inclusion" and contradict(kept, vocabulary):
        return None, ()
    return (kept[0] if len(kept) == 1 else {"all": kept}), tuple(left)


def _formal(sentence: Sentence) -> list[Found]:
    """What a sentence says on taking part itself; nothing else is read of such a sentence."""
    if sentence.side != "inclusion":
        return []
    return [
        Found(start=found.start(), end=found.end(), when=phrase.when, about="formal")
        for phrase in words_of(sentence.vocabulary).phrases
        if phrase.formal
        and (found := phrase.says.search(sentence.lower))
        and not _AT_THE_TIME.search(sentence.lower[: found.start()])
    ][:1]


def _widens(plain: str, side: Side, vocabulary: Vocabulary) -> bool:
    """Whether a sentence says an exception or a permission beside what readers read whole (limits with liver metastases)."""
    sentence = Sentence(plain, side, vocabulary)
    if _formal(sentence):
        return False
    known = words_of(vocabulary)
    lower = plain.lower()
    return known.widens.search(lower) is not None and known.widens.search(_without_limits(sentence, lower)) is not None


def _without_limits(sentence: Sentence, text: str) -> str:
    """The text without the laboratory limits in it, which may have an exception of their own that is read."""
    for found in laboratory(sentence):
        text = text[: found.start] + " " * (found.end - found.start) + text[found.end :]
    return text


def sentences_of(plain: str) -> list[str]:
    """Sentences of one line; an abbreviation's point ends none."""
    made: list[str] = []
    for part in _STOP.split(plain):
        if not part:
            continue
        if made and _ABBREVIATED.search(made[-1]):
            made[-1] = f"{made[-1]} {part}"
        else:
            made.append(part.strip(" ;"))
    return [one for one in made if one]


def _sentence(plain: str, side: Side, vocabulary: Vocabulary) -> Reading:
    sentence = Sentence(plain, side, vocabulary)
    formal = _formal(sentence)
    if not formal and _CONDITIONAL.search(_without_limits(sentence, plain)):
        return None, ()
    found = formal or _kept([one for reader in READERS for one in reader(sentence)])
    if not found:
        return None, ()
    if len(found) > 1 and any(one.about == "degree" for one in found):
        return None, ()  # how far `uncontrolled` reaches is not plain
    gaps = _gaps(plain, found)
    if side == "inclusion":
        return _inclusion(sentence, found, gaps)
    return _exclusion(sentence, found, gaps)


def _kept(found: list[Found]) -> list[Found]:
    """None that overlaps a longer one."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (f.start - f.end, f.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda f: f.start)


def _gaps(plain: str, found: list[Found]) -> list[str]:
    """The words before the first, between two, and behind the last."""
    edges = [0, *(edge for one in found for edge in (one.start, one.end)), len(plain)]
    return [plain[edges[n] : edges[n + 1]] for n in range(0, len(edges), 2)]


def _leftover(text: str, vocabulary: Vocabulary) -> str:
    """The words of a gap that are not filler."""
    known = words_of(vocabulary)
    bare = known.asides.sub(" ", text.lower())
    kept = [w for w in _WORD.findall(bare) if w.strip(".'-+") not in known.fillers and w not in ("or", "and", "and/or")]
    return " ".join(kept)


def _link(gap: str) -> str:
    """`or`, `and` or nothing said, between two things that were read."""
    words = re.findall(r"[a-z/]+", gap.lower())
    if "or" in words or "and/or" in words or gap.strip() == "/":
        return "or"
    return "and"


def _denied(gap: str) -> tuple[bool, str]:
    """Whether the words before say that it is not there, and the words without that."""
    found = _NEGATIVE.search(gap)
    if found is None or not _DENIED.match(found["rest"]):
        return False, gap
    return True, gap[: found.start()] + found["rest"]


def _inclusion(sentence: Sentence, found: list[Found], gaps: list[str]) -> Reading:
    vocabulary = sentence.vocabulary
    left: list[str] = [word for one in found for word in one.left]
    alternatives: list[list[Condition]] = [[]]
    either = False
    denied_before = False
    stages = sum(one.about == "stage" for one in found)  # `stage IA to operable stage IIIA`: how they join is not plain
    for number, one in enumerate(found):
        if number and one.about == "cancer" and _EXAMPLES.search(gaps[number]):
            left.append(sentence.text[one.start : one.end])
            continue
        if (
            number
            and one.about == "therapy"
            and re.search(r"\b(?:which|that)\b", gaps[number])
            and found[number - 1].about == "phrase"
        ):
            left.append(sentence.text[one.start : one.end])  # of a lesion, not of the person
            continue
        denied, rest = _denied(gaps[number])
        link = _link(rest) if number else ""
        if not denied and denied_before and number and not _leftover(rest, vocabulary) and link == "or":
            denied = True
        elif (
            not denied
            and denied_before
            and number
            and link == "and"
            and not _leftover(rest, vocabulary)
            and "," not in rest
            and one.about != "state"
        ):
            return None, ()
        if denied and one.about in ("cancer", "state", "stage") and number == 0 and len(found) > 1:
            return None, ()
        known = one.known or bool(_KNOWN.search(rest))
        when: Condition = turn(one.when, known) if denied else one.when
        word = _leftover(rest, vocabulary)
        if (number and word and one.about == "cancer") or (one.about == "stage" and stages > 1):
            if link == "or":
                return None, ()  # an alternative would be lost
            left.append(sentence.text[one.start : one.end])
            continue
        negative = denied or set(one.when) == {"not"} or (one.about == "biomarker" and one.absent)
        after = gaps[number + 1]
        if (
            negative
            and one.about != "formal"
            and (word or _leftover(after if number + 1 == len(found) else _NEXT.split(after)[0], vocabulary))
        ):
            return None, ()
        if one.about in ("therapy", "lines") and number + 1 == len(found) and _UNCOUNTED.search(after):
            return None, ()
        if (not denied and _NEGATED.search(rest)) or (word and one.about in ("therapy", "lines") and not denied):
            return None, ()
        if (
            one.about in ("condition", "site", "degree")
            and not denied
            and (len(found) > 1 or word or _leftover(gaps[-1], vocabulary))
        ):
            return None, ()
        if one.about == "biomarker" and _ONLY_LOOKED_AT.search(rest):
            return None, ()
        if link == "or" and not (denied and denied_before):
            alternatives.append([])
            either = True
        alternatives[-1].append(when)
        if word:
            if one.about == "cancer" and number == 0:
                return None, ()
            left.append(word)
        denied_before = denied
    tail = _leftover(gaps[-1], vocabulary)
    if tail:
        left.append(tail)
        if re.match(r"[\s,)]*(?:or|and/or)\b|\s*/", gaps[-1].lower()) or _another(sentence, found[-1]):
            return None, ()
    if re.search(r"(?:^|\s)(?:or|and/or|either)\s*$", gaps[0].lower()) or (either and left):
        return None, ()
    if re.search(r"\bor\b", gaps[0].lower()) and _leftover(gaps[0], vocabulary):
        return None, ()
    if not any(alternatives):
        return None, ()
    made = [part[0] if len(part) == 1 else {"all": part} for part in alternatives if part]
    return (made[0] if len(made) == 1 else {"any": made}), tuple(left)


def _another(sentence: Sentence, last: Found) -> bool:
    """Whether, after the last thing read, `or` leads to another name: an alternative that was not understood."""
    place = re.search(r"\bor\b", sentence.lower[last.end :])
    if place is None or last.about not in ("biomarker", "cancer", "therapy"):
        return False
    start = last.end + place.start()
    if last.about == "biomarker" and _SYMBOL.search(sentence.text[start:]):
        return True  # the look of a gene that the vocabulary does not know
    return any(
        hit.start > start and hit.key != "ctDNA"
        for hit in sentence.of("gene", "marker", "result", "cancer", "drug", "class", "treatment")
    )


def _exclusion(sentence: Sentence, found: list[Found], gaps: list[str]) -> Reading:
    """Each part bars by itself; a word that is left could narrow it, so that then nothing is read."""
    vocabulary = sentence.vocabulary
    if any(one.left for one in found):
        return None, ()
    if any(not any(one.start <= hit.start < one.end for one in found) for hit in sentence.of("cancer")):
        return None, ()  # a cancer that is not read narrows what is barred
    barred: list[Condition] = []
    known = False
    for number, one in enumerate(found):
        denied, rest = _denied(gaps[number])
        if denied or _leftover(rest, vocabulary) or (one.about == "therapy" and set(one.when) == {"not"}):
            return None, ()
        if number and re.search(r"\band\b|\bwith\b", rest.lower()) and "and/or" not in rest.lower():
            return None, ()
        if number and not re.search(r"\bor\b|,|/|;|\band/or\b", rest.lower()):
            return None, ()
        known = known or one.known or bool(_KNOWN.search(rest))
        barred.append(one.when)
    tail = gaps[-1]
    closed = (_MORE.match(tail.lower()) and not _NARROWS.search(tail)) or (_NEW_HEAD.match(tail) and not _WHICH.search(tail))
    word = _leftover(tail, vocabulary)
    if word and not closed:
        return None, ()
    turned = [turn(when, known) for when in barred]
    return (turned[0] if len(turned) == 1 else {"all": turned}), ((word,) if word else ())


def turn(when: Condition, known: bool) -> Condition:
    """An exclusion as what the person must fulfil."""
    if known:
        return {"not": {"known": when}}
    if set(when) == {"not"}:
        inner: Condition = when["not"]
        return inner
    return {"not": when}
