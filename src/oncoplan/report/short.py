"""Short labels for a recommendation: what it rests on, what it hinges on, its label, its cautions."""

from __future__ import annotations

import re

from oncoplan.model.plan import Missing, Plan, PlanDiagnosis, Recommendation
from oncoplan.report.arranged import hinges
from oncoplan.report.lines import clipped, counted

_ASKED = re.compile(r"\((?P<asked>[^()]+?) (?:is )?asked(?: for| about)?\)")
_NOT_RECORDED = re.compile(
    r"(?:Whether (?:there (?:is|was) (?:an? )?|the disease has the feature |the )?|The )?"
    r"(?P<what>.+?) (?:(?:is|was) not (?:recorded|known)|is needed)"
)
_BETWEEN = re.compile(r"; whether it is (?P<what>.+?) is not recorded")
_ANY_RESULT = re.compile(r" (?:at least 0|positive or negative.*)$")
_BEFORE = {"next_line": "", "disease": "", "menopause": "", "age": "age ", "stage": "stage ", "prior_therapy": "earlier "}
_NAMES = {
    "next_line": "line of treatment", "prior_therapy": "earlier treatments", "disease": "extent of disease",
    "cancer": "exact histology", "menopause": "menopausal status", "": "more information",
}  # fmt: skip
_CATEGORY = re.compile(r" is an? (?=\S)")
_STATES = {
    "not_done": "not done", "pending": "pending", "failed": "failed", "inadequate": "no adequate result",
    "outdated": "outdated", "repeat": "repeat now",
}  # fmt: skip


def why(option: Recommendation, most: int = 2) -> str:
    """The findings an option rests on; without any, the first other reason."""
    molecular = [b.says for b in option.because if b.about == "molecular"]
    reasons = list(dict.fromkeys(molecular or [b.says for b in option.because]))
    return "; ".join(reasons[:most]) + (f" (+{len(reasons) - most})" if len(reasons) > most else "")


def why_cell(option: Recommendation) -> str:
    """The same for a narrow column: the first finding, without the category it belongs to."""
    first, more, rest = why(option, 1).partition(" (+")
    return _CATEGORY.split(first)[0] + more + rest


def hinge(missing: Missing) -> str:
    """What is still open, in a few words: `line 1`, `EGFR exon 20 insertion`. Whether it must hold or must not hold is
    not in the plan, so it is always shown as a question."""
    says = missing.says
    head = says.split(": ")[0]
    if says.endswith("?"):
        return clipped(says.removesuffix("?"), 60)
    if missing.about == "molecular":
        return clipped(_ANY_RESULT.sub(" result", head.split(" does not say whether it is ")[-1]), 40)
    if missing.criterion == "tested_for":
        return clipped(f"{head} tested", 40)
    between = _BETWEEN.search(says)
    if between:
        return clipped(between["what"], 40)
    asked, stated = _ASKED.search(says), _NOT_RECORDED.fullmatch(says.split(" (")[0])
    what = stated["what"] if stated else ""
    if asked and missing.criterion in _BEFORE:
        before = f"{what.removesuffix(' of the disease')} " if what.endswith(" of the disease") else _BEFORE[missing.criterion]
        return clipped(before + asked["asked"].removesuffix(" is"), 40)
    return clipped(what or _NAMES.get(missing.criterion, missing.criterion.replace("_", " ")), 40)


def hinged(option: Recommendation, most: int = 2) -> str:
    """All an option hinges on as questions, the first few by name; empty when it is met."""
    names = list(dict.fromkeys(hinge(m) for m in hinges(option)))
    return " ".join(f"{name}?" for name in names[:most]) + (f" (+{len(names) - most})" if len(names) > most else "")


def label(option: Recommendation, most: int = 2) -> str:
    """`on label`, `off label`, or what it depends on."""
    depends = hinged(option, most)
    if option.pack != "base" and option.on_label is False:
        level = next((v for k, v in sorted(option.levels.items()) if not k.endswith("_rating")), "")
        words = f"{option.pack} {level}".strip()
        return f"{words}, if: {depends}" if depends else words
    words = {True: "on label", False: "off label", None: ""}[option.on_label]
    if option.preferred:
        words = f"{words}, preferred".removeprefix(", ")
    if depends:
        return f"{words}, if: {depends}" if words else f"if: {depends}"
    return words or "label not settled"


def cautions(option: Recommendation) -> str:
    """A sign for what speaks against an option, and how many checks are open."""
    met = [c for c in option.cautions if c.verdict == "met"]
    signs = []
    forbidden = any(c.forbids for c in option.checks)
    if forbidden or any(c.effect == "avoid" for c in met):
        signs.append("! avoid")
    if any(c.effect == "resistant" for c in met):
        signs.append("! resistance")
    if any(c.against and not c.forbids for c in option.checks):
        signs.append("! problem")
    if any(c.status == "problem" and not c.against for c in option.checks):
        signs.append("! dose")
    if len(met) < len(option.cautions):
        against = {c.effect for c in option.cautions if c.verdict != "met"}
        signs.append("? resistance" if against == {"resistant"} else "? caution")
    unchecked = sum(c.status == "unchecked" for c in option.checks)
    if unchecked:
        signs.append(f"{unchecked} to check")
    return ", ".join(signs)


_COURSES = {
    "responding": "Responding", "warning": "Watch", "progressing": "Progressing", "relapse": "Relapse",
    "resistance": "New resistance", "unproven": "No proven consequence",
}  # fmt: skip
CHANGES = ("resistance", "progressing", "relapse")  # courses that put the treatment in question


def course(one: Recommendation) -> str:
    """What a series shows, in a word."""
    return _COURSES.get(one.course or "", "Monitor")


_SERIES = ("measure", "ctdna", "alteration", "marker")
_ASKED_TAIL = re.compile(r" \((?:at least|at most|above|below|and|[-\d.eE+ ])+ asked\)")


def shown_by(one: Recommendation) -> str:
    """The values that a statement on the course rests on, or that are to be confirmed; empty where it names none."""
    says = [b.says for b in one.because if b.criterion in _SERIES]
    if one.verdict != "met":
        says = [m.says for m in one.missing if m.criterion in _SERIES and m.decides] or says
    starts = bool(says) and (" nadir " in says[0] or " at the start" in says[0])  # says little without the newest value
    changes = all(b.criterion == "alteration" for b in one.because if b.criterion in _SERIES)
    return _ASKED_TAIL.sub("", "; ".join(dict.fromkeys(says[: 2 if starts else 3 if changes else 1])))


def state(word: str) -> str:
    return _STATES.get(word, word.replace("_", " "))


def asks_itself(missing: Missing) -> bool:
    """Whether the sentence says already what would settle it: a question that repeats it, or that no test answers."""
    return missing.settled_by in ("", "comorbidities", missing.says)


def test_name(plan: Plan, key: str) -> str:
    """The name of a test where the plan gives it, else its key in words; a question stays a question."""
    for due in plan.tests_due:
        if due.test == key:
            return due.name
    return key if key.endswith("?") else key.replace("_", " ")


def diagnosis(dx: PlanDiagnosis) -> str:
    """The cancer as it was understood, with its stage and extent."""
    name = dx.name or (f'"{dx.stated}" (not in the cancer vocabulary)' if dx.stated else "cancer not stated")
    parts = [f"{name} ({dx.cancer})" if dx.cancer and dx.name else name]
    if dx.stage:
        parts.append(f"stage {dx.stage}")
    if dx.extent:
        parts.append(dx.extent.replace("_", " "))
    return ", ".join(parts)


def more(number: int, what: str) -> str:
    return f"... and {counted(number, f'more {what}', f'more {what}s')} in the detail"
