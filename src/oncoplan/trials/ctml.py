"""A trial in CTML (clinical trial markup, of MatchMiner) → a Trial: its match trees as clauses, its steps and arms as groups.

A tree at a trial's only step is for everyone; one at an arm is for that arm. What CTML cannot say stands under `_oncoplan`
in the files that `ctml_write` makes, and is taken from there.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from oncoplan.model.trial import Clause, Group, Side, Site, Trial
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.trials.countries import country_code
from oncoplan.trials.ctml_match import NotUnderstood, condition_of, conjuncts, said
from oncoplan.trials.ctml_write import OURS, node_key
from oncoplan.trials.parts import Part
from oncoplan.trials.source import NCT, Source
from oncoplan.trials.statuses import phases_of, purpose_of, status_of
from oncoplan.trials.terms import drugs_of

_EXCLUDE = "Exclude - "
_LEVELS = (("step", "step"), ("arm", "arm"), ("dose_level", "dose_level"))
_NAMES = {"step": "step_code", "arm": "arm_code", "dose_level": "level_code"}
_SAYS = {"step": "step_type", "arm": "arm_description", "dose_level": "level_description"}
_SUSPENDED = {"step": "step_suspended", "arm": "arm_suspended", "dose_level": "level_suspended"}
_NODES = ("and", "or", "not", "genomic", "clinical")


def read_ctml(value: dict[str, Any], source: Source, vocabulary: Vocabulary) -> Trial:
    """The trial. What has not the documented shape is listed in `problems`; the rest is read."""
    trial = Part(value)
    clauses, groups = _Trees(trial, vocabulary).read()
    ours = value.get(OURS)
    if isinstance(ours, dict):
        return _with_ours(ours, source, clauses, groups, trial.problems)
    listed = [name for one in trial.part("drug_list").parts("drug") if (name := one.line("drug_name"))]
    drugs = [drug for name in listed for drug in drugs_of(name, (), vocabulary)]
    every = dict.fromkeys((*drugs, *(drug for group in groups for drug in group.drugs)))
    _same_ids(trial, source.id)
    return Trial(
        id=source.id, title=trial.line("long_title") or trial.line("short_title") or source.id, source="ctml",
        digest=source.digest, snapshot=source.snapshot, other_ids=_other_ids(trial, source.id),
        status=status_of(trial.text("status"), trial.problems), phases=phases_of(trial.text("phase")),
        purpose=purpose_of(trial.text("nct_purpose")), drugs=tuple(every), summary=trial.text("summary"),
        eligibility=eligibility_of(trial), clauses=clauses, groups=groups, sites=_sites(trial),
        problems=tuple(trial.problems),
    )  # fmt: skip


def _same_ids(trial: Part, own: str) -> None:
    """A registry's id in the place of the protocol number that is not the trial's own."""
    number = (trial.line("protocol_no") or "").upper()
    if NCT.fullmatch(number) and number != own:
        trial.problems.append(f"protocol_no: {number} is another trial's id in the registry; nct_id {own} counts")


def _other_ids(trial: Part, own: str) -> tuple[str, ...]:
    found = [trial.line("protocol_no"), *trial.lines("protocol_ids"), trial.line("protocol_id")]
    return tuple(dict.fromkeys(one for one in found if one and one not in (own, "0")))


def eligibility_of(trial: Part) -> str | None:
    """The criteria in words, line by line as written; what is marked `Exclude -` stands under the heading for that."""
    stated = trial.value.get("prior_treatment_requirements")
    lines = [str(one) for one in stated] if isinstance(stated, list) else [stated] if isinstance(stated, str) else []
    taken = [line for line in lines if not line.startswith(_EXCLUDE)]
    left = [line.removeprefix(_EXCLUDE) for line in lines if line.startswith(_EXCLUDE)]
    if left and not any(line.strip().lower().startswith(("exclusion", "key exclusion")) for line in left[:1]):
        left = ["Exclusion Criteria:", *left]
    return "\n".join((*taken, *left)) or None


def _sites(trial: Part) -> tuple[Site, ...]:
    return tuple(
        Site(
            name=one.line("org_name") or one.line("site_name") or "", city=one.line("org_city"),
            state=one.line("org_state_or_province"), country=country_code(one.line("org_country")),
            postal_code=one.line("org_postal_code"), latitude=one.part("org_coordinates").number("lat"),
            longitude=one.part("org_coordinates").number("lon"),
            status=status_of(one.text("recruitment_status") or one.text("site_status"), trial.problems),
        )
        for one in trial.part("site_list").parts("site")
    )  # fmt: skip


class _Trees:
    """Walks steps, arms and dose levels; a level is a group where there are several of it or it has a tree of its own."""

    def __init__(self, trial: Part, vocabulary: Vocabulary) -> None:
        self.trial, self.vocabulary = trial, vocabulary
        self.clauses: list[Clause] = []
        self.groups: list[Group] = []
        self.ours = OURS in trial.value
        self.exact = _exact(trial.value.get(OURS))

    def read(self) -> tuple[tuple[Clause, ...], tuple[Group, ...]]:
        if "match" in self.trial.value:
            self._tree(self.trial, None)
        self._level(self.trial.part("treatment_list"), 0, None, "")
        return tuple(self.clauses), tuple(self.groups)

    def _level(self, above: Part, depth: int, parent: str | None, path: str) -> None:
        if depth == len(_LEVELS):
            return
        kind, key = _LEVELS[depth]
        parts = above.parts(key)
        alone = kind == "step" and len(parts) == 1
        if kind == "dose_level" and not any("match" in part.value for part in parts):
            return
        for number, part in enumerate(parts, 1):
            name = f"{path}.{kind}{number}" if path else f"{kind}{number}"
            if alone:
                self._tree(part, None)
                self._level(part, depth + 1, None, "")
                continue
            if self.ours and kind == "arm":
                stated = part.part(OURS).text("group")
                self._tree(part, stated)
                continue
            self.groups.append(self._group(part, kind, name, parent))
            self._tree(part, name)
            self._level(part, depth + 1, name, name)

    def _group(self, part: Part, kind: str, key: str, parent: str | None) -> Group:
        names = [one.line("level_description") or "" for one in part.parts("dose_level")] if kind == "arm" else []
        drugs = [d for n in names for d in drugs_of(n, (), self.vocabulary) if self.vocabulary.drug(d) is not None]
        suspended = part.yes(_SUSPENDED[kind])
        return Group(
            key=key, name=part.line(_NAMES[kind]) or key, kind=kind, parent=parent,
            status=None if suspended is None else "closed" if suspended else "open", drugs=tuple(dict.fromkeys(drugs)),
            says=part.text(_SAYS[kind]),
        )  # fmt: skip

    def _tree(self, part: Part, group: str | None) -> None:
        """The clauses of a level's `match`, one for each thing that must hold by itself."""
        astray = [key for key in _NODES if key in part.value]
        if astray:
            part.problems.append(f"{part.where}: {', '.join(astray)} stands beside `match`, not in it: it is not read")
            self.clauses += [self._clause({key: part.value[key]}, group, read=False) for key in astray]
        tree = part.value.get("match")
        if tree is None:
            return
        if not isinstance(tree, list | dict):
            part.problems.append(f"{part.where}/match: a list is expected")
            return
        parts = tree if self.exact and isinstance(tree, list) else [tree]
        for part_of in parts:
            known = self.exact.get(node_key(part_of, group))
            self.clauses += known if known is not None else [self._clause(node, group) for node in conjuncts(part_of)]

    def _clause(self, node: Any, group: str | None, read: bool = True) -> Clause:
        text = said(node)
        side: Side = "exclusion" if _against(node) else "inclusion"
        try:
            if not read:
                raise NotUnderstood
            when = condition_of(node, self.vocabulary)
        except NotUnderstood:
            self.trial.problems.append(f"the criterion {text!r} is not understood")
            return Clause(side=side, text=text, left=(text,), group=group, read_from="ctml")
        return Clause(side=side, text=text, when=when, group=group, read_from="ctml")


def _against(node: Any) -> bool:
    """Whether a node says what must not be: a `not`, or one value with `!` in front."""
    if not isinstance(node, dict) or len(node) != 1:
        return False
    ((key, inner),) = node.items()
    if key == "not":
        return True
    return key in ("genomic", "clinical") and isinstance(inner, dict) and any(str(v).startswith("!") for v in inner.values())


def _with_ours(
    ours: dict[str, Any], source: Source, clauses: tuple[Clause, ...], groups: tuple[Group, ...], problems: list[str]
) -> Trial:
    """A trial that we wrote: all that CTML has no place for, with the trees as they stand in the file now."""
    try:
        trial = msgspec.convert(ours.get("trial"), Trial)
        beside = msgspec.convert(ours.get("beside", []), tuple[Clause, ...])
    except msgspec.ValidationError as error:
        problems.append(f"{OURS}: {error}: only the match trees are read")
        trial, beside = Trial(id=source.id, title=source.id, source="ctml", digest=source.digest), ()
    known = {group.key for group in trial.groups}
    return replace(
        trial, id=source.id, source="ctml", digest=source.digest, snapshot=source.snapshot or trial.snapshot,
        clauses=(*clauses, *beside), groups=(*trial.groups, *(group for group in groups if group.key not in known)),
        problems=tuple(problems),
    )  # fmt: skip


def _exact(ours: Any) -> dict[str, tuple[Clause, ...]]:
    """The clauses that our own trees were written from, by their nodes."""
    try:
        return msgspec.convert(ours.get("exact", {}) if isinstance(ours, dict) else {}, dict[str, tuple[Clause, ...]])
    except msgspec.ValidationError:
        return {}
