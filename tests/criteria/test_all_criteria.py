"""What must hold of every criterion: it has a test of its own name, and of every record some properties."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oncoplan.criteria.evaluate import MET, UNKNOWN, Evaluation
from oncoplan.criteria.registry import every_name, find

HERE = Path(__file__).parent


@pytest.mark.parametrize("name", every_name())
def test_every_criterion_has_its_own_test_and_a_docstring(name):
    assert (HERE / f"test_{name}.py").exists()
    assert (find(name).ask.__doc__ or "").strip()


# The findings are of several genes and kinds on purpose: each may meet, exclude or be irrelevant to some criterion.
FINDINGS = (
    "EGFR L858R", "EGFR T790M", "EGFR exon 19 deletion", "EGFR A763_Y764insFQEA", "KRAS G12C", "KRAS wild type",
    "NRAS wild type", "BRAF V600E", "ALK fusion", "EML4::ALK", "no ALK fusion", "MET exon 14 skipping", "MET amplification",
    "ERBB2 amplification", "HER2 IHC 2+", "ER positive", "PR negative", "PD-L1 TPS 60%", "PD-L1 CPS 5", "MSI-H", "pMMR",
    "TMB 12", "HRD positive", "BRCA2 c.5946del pathogenic", "germline BRCA1 c.68_69del pathogenic", "PIK3CA E545K",
    "ESR1 D538G", "TP53 R273H", "RET fusion", "NTRK1 fusion",
)  # fmt: skip
CANCERS = ("LUAD", "NSCLC", "LUNG", "COAD", "IDC", "SKCM", "HGSOC", "SCLC", "AML")

RECORD = st.fixed_dictionaries(
    {"cancer": st.sampled_from(CANCERS), "findings": st.lists(st.sampled_from(FINDINGS), max_size=5, unique=True)}
)


def written(record, **keys) -> dict:
    return {
        "diagnoses": [{"cancer": record["cancer"], "extent": "metastatic"}],
        "tests": [{"kind": "tumour_dna", "findings": record["findings"], **keys}],
    }


def answers(facts, book, record) -> dict[str, int]:
    """Every rule's answer for a record, by brute force."""
    one = Evaluation(facts(record), book.criteria, book.definitions)
    return {rule.id: one.answer(rule.when) for rule in book if rule.subject != "drug"}


@settings(max_examples=100)
@given(RECORD, st.randoms(use_true_random=False))
def test_the_order_of_findings_changes_no_answer(facts, book, record, random):
    shuffled = list(record["findings"])
    random.shuffle(shuffled)
    assert answers(facts, book, written(record)) == answers(facts, book, written({**record, "findings": shuffled}))


@settings(max_examples=100)
@given(RECORD)
def test_an_irrelevant_finding_changes_no_answer(facts, book, record):
    more = {**record, "findings": [*record["findings"], "ZFY p.A100V"]}
    assert answers(facts, book, written(record)) == answers(facts, book, written(more))


WIDE = {"genes": ["EGFR", "KRAS", "NRAS", "BRAF", "MET", "ERBB2", "BRCA1", "BRCA2", "PIK3CA", "ESR1", "TP53"],
        "kinds": ["substitution", "indel", "amplification", "splice"]}  # fmt: skip


@settings(max_examples=100)
@given(RECORD, st.lists(st.sampled_from(WIDE["genes"]), min_size=1, unique=True))
def test_less_coverage_never_settles_anything(facts, book, record, gone):
    """Taking genes out of what a test covered may make an answer unknown; it never makes a new no or a new yes."""
    narrow = {**WIDE, "genes": [g for g in WIDE["genes"] if g not in gone] or ["TERT"]}
    before = answers(facts, book, written(record, covers=WIDE))
    after = answers(facts, book, written(record, covers=narrow))
    # tests due are about coverage itself: an order is met because something was not covered
    orders = {r.id for r in book if r.then.effect == "order"}
    changed = {k: (before[k], v) for k, v in after.items() if v not in (before[k], UNKNOWN) and k not in orders}
    assert not changed


@settings(max_examples=100)
@given(RECORD)
def test_no_test_at_all_never_makes_a_wild_type(facts, record):
    from oncoplan.criteria.wild_type import wild_type

    bare = facts({"diagnoses": [{"cancer": record["cancer"]}]})
    for gene in ("KRAS", "NRAS", "BRAF", "EGFR"):
        assert wild_type(bare, gene=(gene,)).is_unknown


MORE = (
    {"age": 64}, {"sex": "female"}, {"performance_status": {"ecog": 1}}, {"menopause": "post"},
    {"ancestry": ["icelandic"]}, {"medications": [{"drug": "paracetamol"}]}, {"country": "US"},
    {"exposures": {"smoking": {"status": "never"}}}, {"results": [{"what": "creatinine", "value": 0.9, "unit": "mg/dL"}]},
)  # fmt: skip


@settings(max_examples=100)
@given(RECORD, st.lists(st.sampled_from(MORE), min_size=1, max_size=3))
def test_more_of_a_record_that_does_not_conflict_never_turns_met_into_unknown(facts, book, record, more):
    fuller = written(record)
    for part in more:
        fuller.update(part)
    before, after = answers(facts, book, written(record)), answers(facts, book, fuller)
    assert not {k for k, v in before.items() if v == MET and after[k] == UNKNOWN}


@settings(max_examples=100)
@given(RECORD, st.sampled_from(["TP53 R175H", "CDKN2A homozygous deletion", "STK11 Q37*", "APC R1450*"]))
def test_another_finding_of_another_gene_never_turns_met_into_unknown(facts, book, record, another):
    before = answers(facts, book, written(record))
    after = answers(facts, book, written({**record, "findings": [*record["findings"], another]}))
    assert not {k for k, v in before.items() if v == MET and after[k] == UNKNOWN}


@settings(max_examples=40)
@given(RECORD)
def test_both_readings_agree_on_every_rule(facts, book, record):
    for dx in (0, None):
        one = Evaluation(facts(written(record), dx=dx), book.criteria, book.definitions)
        for rule in book:
            assert one.explain(rule.when).answer == ("not_met", "unknown", "met")[one.answer(rule.when)], rule.id


@settings(max_examples=60)
@given(RECORD)
def test_every_unknown_criterion_says_what_would_settle_it_and_every_sentence_says_something(facts, book, record):
    one = Evaluation(facts(written(record)), book.criteria, book.definitions)
    for index in range(len(book.criteria)):
        verdict = one.ask(index)
        assert verdict.says.strip(), book.criteria[index]
        if verdict.is_unknown:
            assert verdict.settled_by, (book.criteria[index], verdict)
            assert all(verdict.settled_by), (book.criteria[index], verdict)
