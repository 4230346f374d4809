"""Real tumours of TCGA: the rows of a cohort are those of the plans of its people."""

from __future__ import annotations

import gzip
from datetime import date

import pytest
from test_cohort_plans import compare, due, told

from oncoplan.cohort.batch import Batch
from oncoplan.cohort.matching import Matcher
from oncoplan.cohort.rows import Planner
from oncoplan.cohort.study import read_study
from oncoplan.intake import from_flags
from oncoplan.pipeline import assess_record

DAY = date(2026, 11, 22)
TUMOURS, EVERY = 100, 90  # every ninetieth of the 9,083, so that all the studies are among them


@pytest.mark.reference
def test_a_hundred_tumours_of_many_cancers(reference, compiled, tmp_path):
    clinical = (reference / "cohort" / "tcga_sample_oncotree.tsv").read_text(encoding="utf-8").splitlines(keepends=True)
    chosen = clinical[1 :: EVERY][:TUMOURS]
    names = {row.split("\t")[0] for row in chosen}
    (tmp_path / "clinical.tsv").write_text("".join([clinical[0], *chosen]), encoding="utf-8")
    with gzip.open(reference / "cohort" / "tcga_pan_9k.nonsyn.maf.gz", "rt", encoding="utf-8") as rows:
        head = next(rows)
        at = head.split("\t").index("Tumor_Sample_Barcode")
        kept = [row for row in rows if row.split("\t", at + 1)[at] in names]
    (tmp_path / "tumours.maf").write_text("".join([head, *kept]), encoding="utf-8")
    people = from_flags(maf=tmp_path / "tumours.maf", clinical=tmp_path / "clinical.tsv")
    assert len(people) == TUMOURS
    found = [assess_record(person, as_of=DAY, jurisdiction="US") for person in people]
    assert len({dx.cancer for one in found for dx in one.diagnoses}) > 20
    rows = Planner(Matcher(compiled)).rows(found)
    assert compare(rows, people, as_of=DAY, jurisdiction="US") > TUMOURS
    # the reader of studies leaves passengers out, which may change no row
    batch = Batch(DAY, jurisdiction="US")
    study = read_study(tmp_path / "tumours.maf", tmp_path / "clinical.tsv", None, None, batch.book.vocabulary, batch.asked)
    assert study.passengers > len(kept) / 2
    for one, planned in zip(rows, batch.plan(study.people), strict=True):
        assert [told(r) for r in planned.recommendations] == [told(r) for r in one.recommendations], planned.sample
        assert [due(t) for t in planned.tests_due] == [due(t) for t in one.tests_due], planned.sample
