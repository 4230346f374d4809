"""What must hold of any text: no crash, exact spans, conditions that compile, the same text the same clauses."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from oncoplan.knowledge.authored import CriteriaTable, compile_expr
from oncoplan.knowledge.load import base
from oncoplan.trials.eligibility import read_eligibility

PIECES = st.sampled_from(
    [
"Inclusion Criteria:", "Exclusion Criteria:", "\n", "\n* ", "\n  - ", " 1. ", " 2. ", "Age >= 18 years",
        "EGFR mutation", "or", "and", "no", "not", "without known", "unless", "KRAS G12C", "HER2-positive", "(", ")",
        ";", ",", ".", ":", "Cohort A:", "ECOG 0-1", "NSCLC", "prior osimertinib", "within 4 weeks",
        "ANC >= 1.5 x 10^9/L", "AST and ALT <= 2.5 x ULN", "brain metastases", "exon 19 deletion", "stage IIIB-IV",
        "one of the following:", "pregnant", "PD-L1 TPS >= 50%", "t(11;14)", "HLA-A*02:01", "BRCA1/2", "+", "-", "/",
        "%",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=40).map(" ".join))


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_text_is_read(text: str) -> None:
    clauses, groups = read_eligibility(text, base().vocabulary)
    table = CriteriaTable()
    for clause in clauses:
        assert text[clause.start : clause.end] == clause.text
        if clause.when is not None:
            compile_expr(clause.when, table, "text")
    assert {clause.group for clause in clauses} - {None} <= {group.key for group in groups}
    assert read_eligibility(text, base().vocabulary) == (clauses, groups)
