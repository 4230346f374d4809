"""CIViC's accepted evidence (its own tab-separated file) → a compiled pack of rules.

Each evidence item becomes one rule, `civic.eid1234`, or is listed with the reason. What "does not support" becomes a rule
of the effect `unsupported`, which no plan ever takes for an option. The sentences are made from the parts (`civic.yaml`).
CIViC, the Clinical Interpretation of Variants in Cancer (civicdb.org), is released under CC0: pmid:28138153.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from typing import Any

import msgspec
from msgspec import Struct

from oncoplan.knowledge.authored import AuthoredRule, Cases, CriteriaTable, compile_rule
from oncoplan.knowledge.compile import rule_sections
from oncoplan.knowledge.compiled import FORMAT, Head, join
from oncoplan.knowledge.importers.civic_profiles import NotModelled, read_profile
from oncoplan.knowledge.importers.civic_terms import Terms, Therapies, disease_of, terms, therapies_of, tissues_of
from oncoplan.knowledge.importers.civic_variants import Reader
from oncoplan.knowledge.source import KnowledgeError
from oncoplan.model.rule import Evidence, Regimen, Reviewed, Rule, Source, Then
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.variants.category import read_category
from oncoplan.variants.category_exact import canonical

ADDRESS = "https://civicdb.org/downloads/nightly/nightly-AcceptedClinicalEvidenceSummaries.tsv"
"""CIViC's public nightly file of accepted evidence."""

COLUMNS = (
    "molecular_profile", "disease", "doid", "therapies", "therapy_interaction_type", "evidence_type", "evidence_direction",
    "evidence_level", "significance", "citation_id", "source_type", "citation", "rating", "evidence_id", "variant_origin",
    "last_review_date", "evidence_civic_url", "is_flagged",
)  # fmt: skip
_GERMLINE = ("Rare Germline", "Common Germline")


class Listed(Struct, frozen=True):
    """An item that is no rule, and why."""

    item: str
    profile: str
    cause: str
    what: str = ""
    claim: str = ""  # evidence type, significance and level


class Imported(Struct, frozen=True):
    """What came of a file."""

    data: bytes
    items: int
    rules: int
    listed: tuple[Listed, ...]
    unsupported: int
    flagged: int

    def causes(self) -> list[tuple[str, int, str]]:
        """Cause, how many items, one example; the commonest first."""
        counts = Counter(one.cause for one in self.listed)
        first = {one.cause: one for one in reversed(self.listed)}
        common = sorted(counts.items(), key=lambda count: (-count[1], count[0]))
        return [(cause, n, first[cause].what or first[cause].profile) for cause, n in common]


def rows_of(data: bytes) -> list[dict[str, str]]:
    """The rows of CIViC's file. Raises KnowledgeError where it is not that file."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise KnowledgeError("civic", f"the file is not UTF-8 text: {error.reason}") from None
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)
    missing = [name for name in COLUMNS if name not in (table.fieldnames or ())]
    if missing:
        raise KnowledgeError("civic", f"this is not CIViC's file of accepted evidence: it has no column {', '.join(missing)}")
    return [{key: (value or "").strip() for key, value in row.items() if isinstance(value, str | None) and key} for row in table]


def import_civic(data: bytes, vocabulary: Vocabulary) -> Imported:
    """The pack of a file's bytes. The same bytes and vocabulary give the same pack."""
    rows, maker, table = rows_of(data), Maker(vocabulary, terms()), CriteriaTable()
    rules: list[Rule] = []
    listed: list[Listed] = []
    seen: set[str] = set()
    for row in rows:
        item = f"civic.eid{row['evidence_id']}"
        try:
            if not row["evidence_id"].isdigit() or item in seen:
                raise NotModelled("an item without a number of its own", row["evidence_id"])
            rule = compile_rule(maker.rule(row), table, {}, "civic")
        except NotModelled as error:
            listed.append(Listed(item, row["molecular_profile"], error.cause, error.what, _claim(row)))
            continue
        except KnowledgeError as error:
            listed.append(Listed(item, row["molecular_profile"], "the rule cannot be compiled", error.says, _claim(row)))
            continue
        seen.add(item)
        rules.append(rule)
    sections = rule_sections(rules, {}, table)
    index = by_fact(sorted(rules, key=lambda rule: rule.id), table, vocabulary)
    sections["by_fact"] = msgspec.msgpack.encode(index)
    sections["listed"] = msgspec.msgpack.encode(listed)
    whole = hashlib.sha256()
    for name, section in sorted(sections.items()):
        whole.update(name.encode() + b"\0" + hashlib.sha256(section).digest())
    newest = max((row["last_review_date"][:10] for row in rows), default="") or "undated"
    head = Head(FORMAT, "civic", newest, f"sha256:{whole.hexdigest()}", len(rules))
    return Imported(
        data=join(head, sections), items=len(rows), rules=len(rules), listed=tuple(listed),
        unsupported=sum(rule.then.effect == "unsupported" for rule in rules),
        flagged=sum(rule.then.says.endswith(maker.known.flagged) for rule in rules),
    )  # fmt: skip


def by_fact(rules: list[Rule], table: CriteriaTable, vocabulary: Vocabulary) -> dict[str, list[int]]:
    """Gene, gene and codon, or marker → the rules that can hold when something of it was reported; `*`: those that silence
    can meet."""
    found: dict[str, list[int]] = {}
    for number, rule in enumerate(rules):
        for key in _facts_of(rule.when, table, vocabulary) or {"*"}:
            found.setdefault(key, []).append(number)
    return dict(sorted(found.items()))


def _facts_of(expr: tuple[Any, ...], table: CriteriaTable, vocabulary: Vocabulary) -> set[str]:
    """What must have been reported; for `all` one part's facts are enough, the fewest. Empty: nothing need be."""
    op = expr[0]
    if op == "c":
        asked = table.rows[expr[1]]
        gene = asked.params.get("gene", ())
        genes = {gene} if isinstance(gene, str) else set(gene)
        if asked.name == "alteration":
            return {key for name in genes for key in _codons(name, asked.params.get("any_of", ()), vocabulary) or {name}}
        if asked.name == "phenotype":
            return genes
        if asked.name == "expression":
            return {f"{name} expression" for name in genes}
        return {asked.params["what"]} if asked.name in ("marker", "signature") else set()
    if op == "all":
        parts = [facts for part in expr[1] if (facts := _facts_of(part, table, vocabulary))]
        genes_first = [facts for facts in parts if not facts & {"ER", "PR", "HER2"}] or parts
        return min(genes_first, key=lambda facts: (len(facts), sorted(facts))) if parts else set()
    if op == "any":
        parts = [_facts_of(part, table, vocabulary) for part in expr[1]]
        return set().union(*parts) if all(parts) else set()
    return set()


def _codons(gene: str, any_of: tuple[str, ...], vocabulary: Vocabulary) -> set[str]:
    """`EGFR 858` for each substitution asked for, in the numbering of findings; empty where something else is asked for."""
    found: set[str] = set()
    for text in any_of:
        change = read_category(text).change
        if change is None or change.form != "substitution":
            return set()
        found.add(f"{gene} {canonical(change, gene, vocabulary).start}")
    return found


class Maker:
    """Makes one item's rule as a person would write it."""

    def __init__(self, vocabulary: Vocabulary, known: Terms) -> None:
        self.vocabulary, self.known, self.reader = vocabulary, known, Reader(vocabulary, known)

    def rule(self, row: dict[str, str]) -> AuthoredRule:
        """Raises NotModelled with the cause."""
        kind, sense, against = row["evidence_type"], row["significance"], row["evidence_direction"] == "Does Not Support"
        chapter, effect = self._effect(kind, sense, row["evidence_direction"])
        if effect == "contradicts" and not against and row["evidence_level"] not in self.known.contradicts_levels:
            raise NotModelled(self.known.causes["not_defining"], row["disease"])
        inherited = kind == "Predisposing"
        origin = "germline" if inherited or row["variant_origin"] in _GERMLINE else None
        when = [self.reader.condition(read_profile(row["molecular_profile"]), origin)]
        suggests: tuple[str, ...] = ()
        if not inherited:
            disease = disease_of(row["disease"], row["doid"], self.vocabulary, self.known)
            if effect == "supports":
                suggests = disease.any_of if not against else ()
                when = [{"cancer": list(tissues_of(disease, self.vocabulary))}, *when]
            else:
                when = [*disease.conditions(), *when]
        therapies = Therapies()
        if kind == "Predictive":
            therapies = therapies_of(row["therapies"], row["therapy_interaction_type"], self.vocabulary, self.known)
        shown: Any = "unsupported" if against else effect
        then = self._then(shown, therapies, self._says(row, therapies, against), suggests)
        return AuthoredRule(
            id=f"civic.eid{row['evidence_id']}", chapter=chapter, subject="person" if inherited else "diagnosis",
            when={"all": when} if len(when) > 1 else when[0], then=then, evidence=_evidence(row),
            reviewed=Reviewed(on=row["last_review_date"][:10], basis="excerpt", by="CIViC editors"), cases=Cases(),
        )  # fmt: skip

    def _effect(self, kind: str, sense: str, direction: str) -> tuple[Any, str]:
        if kind in ("Functional", "Oncogenic"):
            raise NotModelled(self.known.causes["other_type"], kind)
        if sense == "Uncertain Significance":
            raise NotModelled(self.known.causes["uncertain"])
        if sense == "Protectiveness":
            raise NotModelled(self.known.causes["protective"])
        found = self.known.effects.get(f"{kind}|{sense}")
        if found is None or direction not in ("Supports", "Does Not Support"):
            raise NotModelled(self.known.causes["no_sense"], f"{kind}, {sense or 'none'}")
        return found

    def _then(self, effect: Any, therapies: Therapies, says: str, suggests: tuple[str, ...]) -> Then:
        plainly = self.known.plainly[effect]
        if effect == "sensitive" and therapies.choices:
            regimen = Regimen(one_of=therapies.choices)
            return Then(effect=effect, says=says, plainly=plainly, regimen=regimen, off_label_elsewhere=False)
        return Then(
            effect=effect, says=says, plainly=plainly, drugs=therapies.all, suggests=suggests,
            together=len(therapies.drugs) > 1 and effect != "sensitive", off_label_elsewhere=False,
        )  # fmt: skip

    def _says(self, row: dict[str, str], therapies: Therapies, against: bool) -> str:
        """Our sentence, from the item's parts."""
        known, level = self.known, row["evidence_level"]
        table = known.unsupported if against else known.sentences
        disease = row["disease"] or "disease"
        said = table[row["significance"]].format(profile=row["molecular_profile"], cancer=disease, drugs=therapies.words())
        rating = known.rating.format(rating=row["rating"]) if row["rating"] else ""
        tail = known.tail.format(level=level, means=known.levels.get(level, "level not known"), rating=rating)
        return said + tail + (known.flagged if row["is_flagged"].lower() == "true" else "")


def _claim(row: dict[str, str]) -> str:
    return f"{row['evidence_type']}, {row['significance'] or 'N/A'}, {row['evidence_direction']}, level {row['evidence_level']}"


def _evidence(row: dict[str, str]) -> Evidence:
    """The publication, and CIViC's own page of the item."""
    levels = {"civic": row["evidence_level"]}
    if row["rating"]:
        levels["civic_rating"] = row["rating"]
    page = Source(id=f"url:{row['evidence_civic_url']}", says=f"CIViC EID{row['evidence_id']}")
    if row["source_type"] == "PubMed" and row["citation_id"].isdigit():
        return Evidence(sources=(Source(id=f"pmid:{row['citation_id']}", says=row["citation"] or None), page), levels=levels)
    return Evidence(sources=(page,), levels=levels)
