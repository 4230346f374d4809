"""Rules are preselected by cancer and gene; that may never lose one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oncoplan.criteria.evaluate import NOT_MET, Evaluation
from oncoplan.knowledge.cases import record_of
from oncoplan.variants.assess import assess

CANCERS = ("LUAD", "LUSC", "NSCLC", "LUNG", "TISSUE", "COAD", "READ", "IDC", "BREAST", "SKCM", "MEL", "HGSOC", "SCLC",
           "STAD", "THPA", "AML", "DLBCLNOS", "CUP", "GB", None)  # fmt: skip
FINDINGS = (
    "EGFR L858R", "EGFR exon 20 insertion", "KRAS G12C", "BRAF V600E", "EML4::ALK", "CD74::ROS1", "KIF5B::RET",
    "ETV6::NTRK3", "MET exon 14 skipping", "ERBB2 amplification", "HER2 IHC 3+", "MSI-H", "TMB 20", "PD-L1 TPS 80%",
    "BRCA1 c.68_69del pathogenic", "PIK3CA H1047R", "ESR1 Y537S", "FGFR2::BICC1", "IDH1 R132C", "NRG1 fusion",
)  # fmt: skip


@settings(max_examples=200)
@given(
    st.sampled_from(CANCERS),
    st.lists(st.sampled_from(FINDINGS), max_size=4, unique=True),
    st.sampled_from([None, "metastatic", "localized"]),
    st.sampled_from([None, []]),
)
def test_no_rule_that_is_met_or_unknown_is_lost(book, vocabulary, cancer, findings, extent, therapies):
    dx = {"cancer": cancer or "something unheard of", **({"extent": extent} if extent else {})}
    record = {"diagnoses": [dx], "tests": [{"kind": "tumour_dna", "findings": findings}]}
    if therapies is not None:
        record["therapies"] = therapies
    (facts,) = assess(record_of(record, vocabulary), vocabulary, date(2026, 11, 22), "US").diagnoses
    evaluation = Evaluation(facts, book.criteria, book.definitions)
    every = [n for n in range(len(book)) if book.rule(n).subject == "diagnosis"]
    by_hand = {book.rule(n).id for n in every if evaluation.answer(book.rule(n).when) != NOT_MET}
    by_index = {book.rule(n).id for n in book.for_cancer(facts.cancer)}
    assert by_hand <= by_index


@settings(max_examples=40)
@given(st.lists(st.sampled_from(FINDINGS), max_size=4, unique=True))
def test_no_rule_asked_of_the_person_is_lost(book, vocabulary, findings):
    record = {"diagnoses": [{"cancer": "LUAD"}], "tests": [{"kind": "tumour_dna", "findings": findings}]}
    facts = assess(record_of(record, vocabulary), vocabulary, date(2026, 11, 22), "US").person
    evaluation = Evaluation(facts, book.criteria, book.definitions)
    by_hand = {r.id for r in book if r.subject == "person" and evaluation.answer(r.when) != NOT_MET}
    assert by_hand <= {book.rule(n).id for n in book.for_person()}


def test_every_rule_is_reached_by_some_index(book):
    reached = set(book.for_cancer(None)) | set(book.for_person()) | set(book.for_drugs)
    assert reached == set(range(len(book)))


def test_a_rule_of_one_cancer_is_not_asked_in_another(book):
    lung_only = {n for n in range(len(book)) if book.rule(n).cancers == ("NSCLC",)}
    assert lung_only
    assert not lung_only & set(book.for_cancer("COAD"))
    assert lung_only <= set(book.for_cancer("LUAD"))
    assert lung_only <= set(book.for_cancer("LUNG"))


@pytest.mark.parametrize("gene", ["BRAF", "ERBB2", "NTRK1", "RET"])
def test_a_sensitivity_is_found_by_its_gene(book, gene):
    numbers = book.for_genes([gene])
    assert numbers
    assert all(gene in book.rule(n).genes for n in numbers)
