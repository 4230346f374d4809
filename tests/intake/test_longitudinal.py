"""Tables of many samples of the same people, read into one record per person."""

from __future__ import annotations

from pathlib import Path

import pytest

from oncoplan.intake.longitudinal import people_over_time
from oncoplan.intake.problem import Unusable

MAF = "Hugo_Symbol\tTumor_Sample_Barcode\tVariant_Classification\tHGVSp_Short\tt_ref_count\tt_alt_count\n"
SAMPLES = "SAMPLE_ID\tPATIENT_ID\tSAMPLE_CLASS\tGENE_PANEL\tONCOTREE_CODE\tCOLLECTION_DATE\n"


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path) -> tuple[Path, Path, Path]:
    samples = SAMPLES + (
        "a2\tA\tcfDNA\tMSK-ACCESS_v1\tLUAD\t2026-06-01\na1\tA\tcfDNA\tMSK-ACCESS_v1\tLUAD\t2026-03-01\n"
        "aN\tA\tWhole Blood\tMSK-ACCESS_v1\tNormal\t2026-03-01\nb1\tB\tFFPE\tMSK-IMPACT\tCOAD\t\n"
    )
    maf = MAF + (
        "EGFR\ta1\tMissense_Mutation\tp.L858R\t900\t100\nEGFR\ta2\tMissense_Mutation\tp.L858R\t800\t200\n"
        "EGFR\ta2\tMissense_Mutation\tp.T790M\t980\t20\nKRAS\tb1\tMissense_Mutation\tp.G12D\t70\t30\n"
    )
    patients = "PATIENT_ID\tSEX\tBest Overall Response (BOR)\nA\tFemale\tPR\nB\tMale\tNE\nC\tMale\tPD\n"
    return (write(tmp_path, "s.txt", samples), write(tmp_path, "m.maf", maf), write(tmp_path, "p.txt", patients))


def test_one_record_per_person_with_tests_in_order_of_their_days(files):
    first, second, third = people_over_time(files[0], files[1], patients=files[2])
    record = first.record
    assert (record.id, record.sex) == ("A", "female")
    assert [(t.sample, t.kind, t.collected, len(t.findings)) for t in record.tests] == [
        ("a1", "ctdna", "2026-03-01", 1), ("a2", "ctdna", "2026-06-01", 2),
    ]  # fmt: skip
    assert record.diagnoses[0].events == ({"response": "PR"},)
    assert [t.kind for t in second.record.tests] == ["tumour_dna"]
    assert second.record.diagnoses[0].events is None  # not evaluable is no response
    assert third.record.tests is None
    assert any("has none of this person" in p.says for p in third.problems)


def test_the_plan_of_such_a_record_names_the_new_resistance(files):
    from oncoplan.pipeline import plan

    made = plan(people_over_time(files[0], files[1])[0], as_of="2026-11-22")
    assert [m.label for m in made.timeline.marks if m.kind == "new_change"] == ["new in blood: EGFR T790M"]
    lines = {line.what: [p.value for piece in line.pieces for p in piece] for line in made.timeline.lines}
    assert lines == {"EGFR L858R in blood": [10.0, 20.0]}


def test_a_table_without_samples_is_refused_in_one_line(tmp_path):
    with pytest.raises(Unusable, match="no column sample_id"):
        people_over_time(write(tmp_path, "x.txt", "PATIENT_ID\tSEX\nA\tFemale\n"))


@pytest.mark.reference
def test_the_real_series_are_read_and_planned(reference, capsys):
    from evaluation.ctdna_series import main

    folder = reference("patients/ctdna/msk_access_summit/README.md").parent
    code = main([
        str(folder / "data_clinical_sample.txt"), str(folder / "data_mutations_extended.txt"), "--patients",
        str(folder / "data_clinical_patient.txt"), "--cna", str(folder / "data_CNA.tsv"), "--drug", "neratinib",
        "--cancer", "BILIARY_TRACT", "--spaced", "--swapped-counts",
    ])  # fmt: skip
    out = capsys.readouterr().out
    assert code == 0
    assert "25 of 25 people planned (100.0 %); 0 rows not understood" in out
    assert "new: RHOA Q63K" in out
