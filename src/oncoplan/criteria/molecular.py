"""What the molecular criteria share: judging one alteration against categories, and what counts as *not seen*."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from msgspec import Struct, structs

from oncoplan.model.facts import Facts, TestDone
from oncoplan.model.finding import SILENT, Alteration
from oncoplan.model.verdict import Answer
from oncoplan.variants.category import contradicts, matches, read_category
from oncoplan.variants.coverage import could_see, covers_of, looked, weakness
from oncoplan.variants.coverage_kinds import exons_of, kinds_of
from oncoplan.variants.reversion import may_revert

_HARMLESS = {"benign", "likely benign", "neutral", "likely neutral", "polymorphism"}
_UNSURE = {"vus", "uncertain significance", "uncertain", "variant of uncertain significance", "unknown significance"}


class Judged(Struct, frozen=True):
    """One alteration's answer to a question, with its sentence."""

    alteration: Alteration
    answer: Answer
    says: str
    settled_by: tuple[str, ...] = ()
    looked: bool = False  # a no that shows by itself that the question was looked at: the same codon, a copy count


def judge_all(
    facts: Facts,
    found: Alteration,
    gene: tuple[str, ...],
    region: str | None,
    any_of: tuple[str, ...],
    but_not: tuple[str, ...],
    origin: str | None,
    classification: tuple[str, ...],
    copies_min: float | None,
    vaf_min: float | None,
    emergent: bool | None,
) -> Judged:
    """One alteration against everything a criterion asks of one alteration."""
    if found.either:
        asked = (any_of, but_not, origin, classification, copies_min, vaf_min, emergent)
        return _judge_either(found, [judge_all(facts, one, gene, region, *asked) for one in _options(found)], gene)
    answer, says = _category(facts, found, region, any_of)
    if answer == "unknown" and (found.classification or "").lower().replace("_", " ") in _UNSURE:
        answer, says = "not_met", f"{found.name} is of uncertain significance: no basis to act"
    if answer == "not_met":
        return Judged(found, "not_met", says, looked=same_codons(found, any_of))
    for excluded in but_not:
        out, why = matches(read_category(excluded), found, facts.vocabulary, effect=facts.effects.get(found.pointer))
        if out == "met":
            return Judged(found, "not_met", f"{found.name} is excluded ({excluded})")
        if out == "unknown":
            answer, says = "unknown", why
    settled: tuple[str, ...] = ()
    for part, sentence, keys in _rest(facts, found, origin, classification, copies_min, vaf_min, emergent):
        if part == "not_met":
            counted = origin is None or found.origin == origin
            return Judged(found, "not_met", sentence, looked=counted)
        if part == "unknown":
            answer, says, settled = "unknown", sentence, (*settled, *keys)
        elif answer == "met":
            says = sentence
    return Judged(found, answer, says, settled)


def _options(found: Alteration) -> list[Alteration]:
    """The alterations that `found` may be, each with what was said of all of them."""
    return [
        structs.replace(
            one, pointer=found.pointer, test=found.test, notes=found.notes, vaf=found.vaf, phase=found.phase,
            origin=found.origin or one.origin, zygosity=found.zygosity or one.zygosity,
            classification=found.classification or one.classification, collected=found.collected,
        )
        for one in found.either
    ]  # fmt: skip


def _judge_either(found: Alteration, judged: list[Judged], gene: tuple[str, ...]) -> Judged:
    """A finding that is one of several alterations: a yes or a no only where each of them would be."""
    answers: list[Answer] = [j.answer if not gene or set(gene) & set(j.alteration.genes) else "not_met" for j in judged]
    settled = tuple(dict.fromkeys(key for j in judged for key in j.settled_by))
    if set(answers) == {"met"}:
        return Judged(found, "met", found.name, settled)
    if set(answers) == {"not_met"}:
        return Judged(found, "not_met", judged[0].says)
    return Judged(found, "unknown", f"{found.name}: which of them it is, is not stated", settled)


def same_codons(found: Alteration, any_of: tuple[str, ...]) -> bool:
    """Whether every category asked about is of a codon that this finding shows was read (KRAS G12V answers for G12C)."""
    if found.protein is None or not found.protein.start or not any_of:
        return False
    for text in any_of:
        category = read_category(text)
        spans = list(category.codons)
        if category.change is not None and category.change.form == "substitution":
            spans.append((category.change.start, category.change.end))
        if not spans or any(first < found.protein.start or last > found.protein.end for first, last in spans):
            return False
    return True


def _category(facts: Facts, found: Alteration, region: str | None, any_of: tuple[str, ...]) -> tuple[Answer, str]:
    effect = facts.effects.get(found.pointer)
    if region is not None:
        return _region(found, region, any_of)
    if not any_of:
        stated = (found.classification or "").lower()
        if found.kind in SILENT or stated in _HARMLESS or (effect or "").endswith("neutral"):
            return "not_met", f"{found.name} is not known to change the protein or is harmless"
        return "met", found.name
    doubts: list[str] = []
    misses: list[str] = []
    unsure = (found.classification or "").lower().replace("_", " ") in _UNSURE
    for text in any_of:
        if unsure and not _located(text):
            misses.append(f"{found.name} is of uncertain significance: no basis to act")
            continue
        if text == _UNSPECIFIED:
            if found.kind in ("mutation", "variant") and not (found.protein or found.coding or found.genomic or found.exons):
                return "met", f"{found.name} (which change was not stated)"
            misses.append(f"{found.name} states its change")
            continue
        answer, says = matches(read_category(text), found, facts.vocabulary, effect=effect)
        if answer == "not_met" and text == "reversion":
            answer, says = may_revert(found, facts.alterations.get(found.gene or "", ()))
        if answer == "met":
            return "met", says
        (doubts if answer == "unknown" else misses).append(says)
    if doubts:
        return "unknown", doubts[0]
    return "not_met", misses[0] if len(misses) == 1 else f"{found.name} is none of {plain_list(any_of)}"


_UNSPECIFIED = "unspecified mutation"


def _located(text: str) -> bool:
    """Whether a category names the change or its place; `mutation`, `truncating` or `oncogenic` of a whole gene does not."""
    category = read_category(text)
    return category.form not in ("small", "function", "any") or bool(category.codons or category.exons or category.domain)


def _region(found: Alteration, region: str, any_of: tuple[str, ...]) -> tuple[Answer, str]:
    """A chromosome change by its region name, and by kind where that is asked."""
    if found.region is None or found.region.replace(" ", "").lower() != region.replace(" ", "").lower():
        return "not_met", f"{found.name} is not {region}"
    if not any_of or any(found.kind in _REGION_KINDS.get(text.lower(), (text.lower(),)) for text in any_of):
        return "met", found.name
    return "not_met", f"{found.name} is not {plain_list(any_of)} of {region}"


_REGION_KINDS: dict[str, tuple[str, ...]] = {
    "deletion": ("arm_loss", "loss", "homozygous_deletion", "loh", "codeletion", "chromosome"),
    "loss": ("arm_loss", "loss", "homozygous_deletion", "loh", "codeletion", "chromosome"),
    "gain": ("arm_gain", "gain", "amplification", "chromosome"),
    "amplification": ("arm_gain", "gain", "amplification"),
    "codeletion": ("codeletion",),
    "translocation": ("translocation", "fusion", "rearrangement"),
    "inversion": ("inversion", "fusion", "rearrangement"),
}


def _rest(
    facts: Facts,
    found: Alteration,
    origin: str | None,
    classification: tuple[str, ...],
    copies_min: float | None,
    vaf_min: float | None,
    emergent: bool | None,
) -> Iterable[tuple[Answer, str, tuple[str, ...]]]:
    if origin is not None:
        if found.origin is None:
            blood = ("germline_panel",) if origin == "germline" else ("matched_normal",)
            yield "unknown", f"{found.name}: whether it is {origin} was not shown", blood
        elif found.origin != origin:
            yield "not_met", f"{found.name} is {found.origin}, not {origin}", ()
    if classification:
        stated = (found.classification or "").lower().replace("_", " ")
        wanted = {c.lower().replace("_", " ") for c in classification}
        if not stated:
            yield "unknown", f"{found.name}: its classification is not stated", ("germline_confirmation",)
        elif stated not in wanted:
            yield "not_met", f"{found.name} is classified {stated}", ()
    if copies_min is not None:
        if found.copies is None:
            yield (
                "unknown",
                f"{found.name}: the copy number is not stated (at least {copies_min:g} asked)",
                ("copy_number_confirmation",),
            )
        elif found.copies < copies_min:
            yield "not_met", f"{found.name}: copy number {found.copies:g} is below {copies_min:g}", ()
    if vaf_min is not None:
        if found.vaf is None:
            yield "unknown", f"{found.name}: the allele fraction is not stated", ()
        elif found.vaf < vaf_min:
            yield "not_met", f"{found.name}: allele fraction {found.vaf:.1%} is below {vaf_min:.0%}", ()
    if perhaps_blood(facts, found):
        yield (
            "unknown",
            f"{found.name} was seen in plasma only and may come from blood cells (clonal haematopoiesis)",
            ("matched_normal",),
        )
    if emergent:
        yield _emergent(facts, found)
    if not _test_linked(facts, found):
        yield (
            "unknown",
            f"{found.name}: the record does not say which cancer the test was made on",
            ("histology_review",),
        )


def perhaps_blood(facts: Facts, found: Alteration) -> bool:
    """In plasma only, of a gene that clonal haematopoiesis mutates, in a person whose cancer is not of the blood."""
    if found.origin is not None or found.test is None:
        return False
    by_index = {t.index: t for t in facts.tests}
    test = by_index.get(found.test)
    if test is None or not test.plasma or test.test.germline_subtracted:
        return False
    group = facts.vocabulary.terms("gene_groups").get("plasma_caution") or {}
    if found.gene not in group.get("genes", ()):
        return False
    node = facts.vocabulary.cancer(facts.cancer) if facts.cancer else None
    if node is not None and node.lineage == "blood":
        return False
    twins = [a for a in facts.alterations.get(found.gene or "", ()) if a.name == found.name and a.test != found.test]
    return not any((t := by_index.get(a.test or 0)) is not None and not t.plasma for a in twins)


def _emergent(facts: Facts, found: Alteration) -> tuple[Answer, str, tuple[str, ...]]:
    """Newly seen: an earlier test that could have seen it did not. Where that test may have missed it, the sentence says so."""
    settles = ("tumour_ngs_panel",)
    mine = {t.index: t for t in facts.tests}.get(found.test if found.test is not None else -1)
    if mine is None or mine.collected is None or found.gene is None:
        return "unknown", f"{found.name}: whether it is new is not known (its test has no date)", settles
    twins = {a.test for a in facts.alterations.get(found.gene, ()) if a.name == found.name and a.test != mine.index}
    others = [t for t in facts.tests if t.succeeded and not t.germline and t.index != mine.index]
    for t in others:
        if t.index in twins and (t.collected is None or t.collected.last < mine.collected.first):
            when = f" on {t.collected.last}" if t.collected else " in a test without a date"
            return "not_met", f"{found.name} was there before{when}", ()
    earlier = [t for t in others if t.collected is not None and t.collected.last < mine.collected.first]
    kinds = _kinds_of_finding(found)
    stated = {n.test for n in facts.negatives.get(found.gene, ())}
    able = [t for t in earlier if could_see(t, found.gene, kinds) or t.index in stated]
    if not able:
        return "unknown", f"{found.name}: no earlier test could have seen it", settles
    last = max(able, key=lambda t: t.collected.last if t.collected else date.min)
    weak = weakness(last, found.gene, kinds)
    name = last.test.assay or (last.kind or "the earlier test").replace("_", " ")
    then = last.collected.last if last.collected else ""
    told = f"{found.name} is newly seen on {mine.collected.last}: {name} of {then} did not see it"
    return "met", told + (" (and may have missed it)" if weak else ""), ()


def _kinds_of_finding(found: Alteration) -> frozenset[str]:
    """What an earlier test must have been able to see: the assay catalogue's kind of this finding."""
    by_kind = {
        "fusion": "fusion", "rearrangement": "fusion", "amplification": "amplification", "gain": "amplification",
        "homozygous_deletion": "homozygous_deletion", "loss": "homozygous_deletion", "exon_skipping": "splice",
    }  # fmt: skip
    small = "indel" if found.kind in ("frameshift", "inframe_deletion", "inframe_insertion", "inframe_delins") else "substitution"
    return frozenset({by_kind.get(found.kind, small)})


def _test_linked(facts: Facts, found: Alteration) -> bool:
    if found.test is None or found.origin == "germline":
        return True
    return all(t.linked for t in facts.tests if t.index == found.test)


def not_seen(
    facts: Facts, gene: tuple[str, ...], region: str | None, any_of: tuple[str, ...], origin: str | None = None
) -> tuple[bool, str, tuple[str, ...]]:
    """Whether such a change can be called absent: (yes, sentence, pointers). Every gene and category must be excluded."""
    if region is not None:
        for negative in facts.negatives.get(region, ()):
            if not _weak_source(facts, negative.test, None, frozenset()):
                return True, f"{region} was looked for and not seen", (negative.pointer,)
        return False, "was not tested", ()
    pointers: list[str] = []
    sentences: list[str] = []
    reasons: list[str] = []
    for name in gene:
        left = _excluded_by_statement(facts, name, any_of, pointers, sentences, origin)
        if not left:
            continue
        kinds, exons = kinds_asked(left), exons_asked(facts, name, left)
        counted = False
        for test, weak in looked(facts, name, kinds, exons, germline=origin == "germline"):
            pointer = f"tests/{test.index}"
            if weak is None:
                counted = True
                pointers.append(pointer)
                sentences.append(f"{name} was covered by {test.test.assay or 'the test'} and nothing was reported")
                break
            pointers.append(pointer)
            reasons.append(f"{test.test.assay or test.kind or 'the test'} did not see it, but {weak}")
        if not counted:
            return False, reasons[-1] if reasons else _not_tested(facts, name, kinds), tuple(pointers)
    return True, "; ".join(dict.fromkeys(sentences)), tuple(dict.fromkeys(pointers))


def _not_tested(facts: Facts, name: str, kinds: frozenset[str]) -> str:
    if kinds == {"fusion"}:
        return f"{name} was not tested for fusions"
    if kinds == {"amplification"}:
        return f"{name} copy number was not tested"
    return f"{name} was not tested"


def _excluded_by_statement(
    facts: Facts,
    name: str,
    any_of: tuple[str, ...],
    pointers: list[str],
    sentences: list[str],
    origin: str | None,
) -> tuple[str, ...]:
    """The categories that no negative statement of the record excludes (("",) stands for *any change*)."""
    left = list(any_of) or ["mutation"]
    for negative in facts.negatives.get(name, ()):
        test = next((t for t in facts.tests if t.index == negative.test), None)
        if test is not None and test.germline != (origin == "germline") and not _both_seen(test, origin):
            continue
        gone = [text for text in left if contradicts(negative, read_category(text), facts.vocabulary)]
        if not gone:
            continue
        if _weak_source(facts, negative.test, name, kinds_asked(tuple(gone))):
            continue
        left = [text for text in left if text not in gone]
        pointers.append(negative.pointer)
        sentences.append(negative.name)
    return tuple(left)


def _both_seen(test: TestDone, origin: str | None) -> bool:
    """Whether the silence of a test speaks of this origin too: a tumour test that does not subtract the germline would
    have seen an inherited change; a germline test says nothing of the tumour."""
    subtracts = bool(test.test.germline_subtracted) or bool(test.assay and test.assay.germline_subtracted)
    return origin == "germline" and not test.germline and not subtracts


def _weak_source(facts: Facts, index: int | None, gene: str | None, kinds: frozenset[str]) -> str | None:
    """Why a negative statement does not count (a blood test with little tumour DNA, DNA alone for a fusion, ...)."""
    test = next((t for t in facts.tests if t.index == index), None)
    return None if test is None else weakness(test, gene, kinds)


@lru_cache(maxsize=4096)
def kinds_asked(any_of: tuple[str, ...]) -> frozenset[str]:
    """The kinds of change a test must be able to see so that its silence means no."""
    if not any_of:
        return frozenset({"substitution", "indel"})
    return frozenset(kind for text in any_of for kind in kinds_of(read_category(text)))


def exons_asked(facts: Facts, gene: str, any_of: tuple[str, ...]) -> frozenset[int]:
    """The exons that the categories are confined to; empty when not confined (or when no test is limited to exons)."""
    limited = any(cover.exons.get(gene) for test in facts.tests for cover in covers_of(test))
    if not limited:
        return frozenset()
    model = facts.vocabulary.gene_model(gene)
    found = [exons_of(read_category(text), model) for text in any_of]
    return frozenset(e for exons in found for e in exons) if all(found) else frozenset()


def plain_list(words: tuple[str, ...]) -> str:
    """`a`, `a or b`, `a, b or c`; long lists are cut, saying how many more."""
    if len(words) > 4:
        return f"{', '.join(words[:3])} or one of {len(words) - 3} others"
    return " or ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])} or {words[-1]}"


def negative_pointer(facts: Facts, gene: str) -> tuple[str, ...]:
    return tuple(n.pointer for n in facts.negatives.get(gene, ()))
