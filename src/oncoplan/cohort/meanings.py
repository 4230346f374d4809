"""What one alteration by itself means in a cancer, as `oncoplan match` says it, decided once for all that are alike.

Two alterations are alike here when no criterion of the knowledge tells them apart (see `told.py`): most of the many variants
of a gene are. So a hundred thousand rows come to some thousand questions, and those go through the planning code together.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from oncoplan.cohort.batch import Batch
from oncoplan.intake.problem import one_line
from oncoplan.model.finding import Alteration, AnyFinding
from oncoplan.model.plan import Recommendation
from oncoplan.model.record import Diagnosis, FindingEntry, Record, Test
from oncoplan.report.matched import rests_on_findings
from oncoplan.variants.assess import assess
from oncoplan.variants.errors import Unreadable
from oncoplan.variants.merge import merge
from oncoplan.variants.oncogenicity import effect_of
from oncoplan.variants.second_product import second_product
from oncoplan.variants.words import read_finding

NOT_READ = "not read: "
_POINTER = "tests/0/findings/0"
_LABEL = {True: 0, None: 1, False: 2}


class Reading(NamedTuple):
    """An alteration as read by itself: what it does, and the findings it comes to."""

    effect: str
    findings: tuple[AnyFinding, ...]


class Meaning(Struct, frozen=True):
    """What an alteration carries in a cancer: best AMP levels, drugs (on label first), and the rules that say it."""

    on_label: str = ""
    off_label: str = ""
    drugs: tuple[str, ...] = ()
    resistant: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


NOTHING = Meaning()


class Meanings:
    """Reads alterations and answers what they mean; each distinct one is worked out once."""

    def __init__(self, batch: Batch) -> None:
        self._batch, self._words = batch, batch.book.vocabulary
        self._place = (batch.jurisdiction or "US").upper()
        self._nobody = assess(Record(id="", tests=(Test(),)), self._words, batch.as_of, self._place).person
        self._readings: dict[FindingEntry, Reading] = {}
        self._questions: dict[Hashable, int] = {}
        self._question_of: dict[FindingEntry, int] = {}
        self._entries: list[FindingEntry] = []  # one of each question
        self._genes: dict[str, frozenset[str]] = {}
        self._meanings: dict[tuple[int, str], Meaning] = {}

    def asks(self, gene: str, cancer: str) -> bool:
        """Whether something asks about the gene in a stated cancer."""
        genes = self._genes.get(cancer)
        if genes is None:
            code = self._words.find_cancer(cancer).code
            genes = self._genes[cancer] = frozenset() if code is None else self._batch.matcher.compiled.genes_in(code)
        return gene in genes

    def reading(self, entry: FindingEntry, cancer: str) -> tuple[str, int | None]:
        """The effect of an alteration, and its kind of question in a stated cancer ("" for none that is known); None where
        nothing in the knowledge asks about it. Neither its place in a file nor how many reads showed it matters."""
        bare = replace(entry, row=None, vaf=None, depth=None, alt_reads=None)
        known = self._readings.get(bare)
        if known is None:
            known = self._readings[bare] = self._read(bare)
        if not known.findings or not cancer:
            return known.effect, None
        genes = _genes(known.findings)
        if genes and not any(self.asks(gene, cancer) for gene in genes):
            return known.effect, None
        question = self._question_of.get(bare)
        if question is None:
            question = self._question_of[bare] = self._question(bare, known)
        return known.effect, question

    def _read(self, entry: FindingEntry) -> Reading:
        try:
            found = read_finding(entry, self._words, pointer=_POINTER, test=0, default_origin=None)
        except Unreadable as error:
            return Reading(one_line(f"{NOT_READ}{error.reason.removeprefix('cannot read ')}"), ())
        findings = tuple(second_product(one, self._words) for one in merge(tuple(found), self._words))
        effects = {effect_of(one, self._words) for one in findings if isinstance(one, Alteration)}
        return Reading((effects.pop() if len(effects) == 1 else None) or "", findings)

    def _question(self, entry: FindingEntry, reading: Reading) -> int:
        """One number for all that no criterion tells apart."""
        key: Hashable = entry
        if len(reading.findings) == 1 and isinstance(found := reading.findings[0], Alteration):
            facts = replace(self._nobody, effects={found.pointer: reading.effect} if reading.effect else {})
            key = self._batch.matcher.told.alterations((found,), facts)
        number = self._questions.setdefault(key, len(self._questions))
        if number == len(self._entries):
            self._entries.append(entry)
        return number

    def work_out(self, asked: Iterable[tuple[int, str]]) -> None:
        """Answer these questions, each in a stated cancer, together."""
        new = [one for one in dict.fromkeys(asked) if one not in self._meanings]
        units = []
        for question, cancer in new:
            record = Record(
                id="", diagnoses=(Diagnosis(id="dx1", cancer=cancer),), tests=(Test(findings=(self._entries[question],)),)
            )
            units.append(assess(record, self._words, self._batch.as_of, self._place).diagnoses[0])
        known: dict[int, Meaning] = {}
        for one, options in zip(new, self._batch.recommended(units), strict=True):
            if id(options) not in known:  # many share the very tuple, which the planner keeps
                known[id(options)] = meaning_of(options)
            self._meanings[one] = known[id(options)]

    def meaning(self, question: int, cancer: str) -> Meaning:
        """What was worked out."""
        return self._meanings[question, cancer]


def _genes(findings: tuple[AnyFinding, ...]) -> tuple[str, ...]:
    """The genes of an alteration; none where more than these may be asked about."""
    return findings[0].genes if len(findings) == 1 and isinstance(findings[0], Alteration) else ()


def meaning_of(options: Iterable[Recommendation]) -> Meaning:
    """The statements of a plan that rest on its findings, as `match` shows them, in short."""
    shown = [option for option in options if rests_on_findings(option)]
    offers = sorted((o for o in shown if o.effect == "sensitive"), key=lambda o: _LABEL[o.on_label])
    against = [drug for o in shown if o.effect in ("resistant", "avoid") for drug in o.drugs]
    return Meaning(
        on_label=_best(o for o in offers if o.on_label is not False),
        off_label=_best(o for o in offers if o.on_label is False),
        drugs=tuple(dict.fromkeys(o.regimen for o in offers)),
        resistant=tuple(dict.fromkeys(against)),
        rules=tuple(dict.fromkeys(o.rule for o in shown)),
    )


def _best(offers: Iterable[Recommendation]) -> str:
    """The best AMP level: A before D."""
    return min((o.levels["amp"] for o in offers if "amp" in o.levels), default="")
