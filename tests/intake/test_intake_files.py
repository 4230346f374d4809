"""Files named by a record's tests, and records made of the command line's flags."""

from __future__ import annotations

import msgspec
import pytest

from oncoplan.intake import Intake, from_flags, load_record

MAF = (
    "Hugo_Symbol\tHGVSp_Short\tTumor_Sample_Barcode\tVariant_Classification\tFILTER\n"
    "EGFR\tp.L858R\tS1\tMissense_Mutation\tPASS\nTP53\tp.R175H\tS2\tMissense_Mutation\tPASS\n"
    "KRAS\t\tS1\t\tPASS\nAPC\tp.A1=\tS1\tSilent\tPASS\n"
)


def genes(intake: Intake, test: int = 0) -> list[str]:
    return [entry.gene for entry in intake.record.tests[test].findings if not isinstance(entry, str)]


def test_a_file_beside_the_record_becomes_findings_of_its_test(write):
    write("t.maf", MAF)
    intake = load_record(
        write("r.yaml", "id: p\ntests: [{findings: [ALK fusion], file: t.maf, sample: S1, genome: GRCh38}]\n")
    )
    test = intake.record.tests[0]
    assert test.findings[0] == "ALK fusion"
    assert [entry.gene for entry in test.findings[1:]] == ["EGFR"]
    assert test.findings[1].row == "t.maf:2"
    assert (test.file, test.sample, test.genome) == (None, "S1", "GRCh38")
    assert [name for name, _ in intake.others] == ["t.maf"]
    assert [(problem.kind, problem.count) for problem in intake.problems] == [("not_read", 1), ("filtered", 1)]
    assert len(test.unread) == 1


def test_the_sample_named_like_the_person_is_theirs(write):
    write("t.maf", MAF)
    assert genes(load_record(write("r.yaml", "id: S2\ntests: [{file: t.maf}]\n"))) == ["TP53"]


@pytest.mark.parametrize(
    ("file", "part"),
    [
        ("t.maf", "holds 2 samples"),
        ("gone.maf", "there is no such file"),
        ("https://example.org/t.maf", "is on a network"),
        ("//host/share/t.maf", "is on a network"),
        (".", "folder"),
        ("/dev/zero", "is not a file"),
        ("r.yaml", "no reader knows this file"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_problem_and_the_record_goes_on(write, file, part):
    write("t.maf", MAF)
    intake = load_record(
        write("r.yaml", f"id: p\ntests: [{{kind: tumour_dna, findings: [ALK fusion], file: '{file}'}}]\n")
    )
    assert intake.record.tests[0].findings == ("ALK fusion",)
    assert intake.record.tests[0].unread == ("file",)
    (problem,) = intake.problems
    assert problem.where == "r.yaml: tests[0].file"
    assert part in problem.says


def test_a_file_outside_the_folder_is_read_when_it_is_there(write, tmp_path):
    write("t.maf", MAF)
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "r.yaml").write_text("id: S1\ntests: [{file: ../t.maf}]\n")
    assert genes(load_record(inner / "r.yaml")) == ["EGFR"]


def test_flags_alone():
    (intake,) = from_flags("LUAD", "4", ["EGFR L858R"])
    assert (intake.record.diagnoses[0].cancer, intake.record.diagnoses[0].stage) == ("LUAD", "IV")
    assert intake.record.tests[0].findings == ("EGFR L858R",)
    assert intake.name == "command line"
    assert intake.digest == from_flags("LUAD", "4", ["EGFR L858R"])[0].digest
    msgspec.json.encode(intake.record)


def test_several_samples_are_several_records(write):
    clinical = write("c.txt", "SAMPLE_ID\tONCOTREE_CODE\nS1\tLUAD\n")
    one, two = from_flags(maf=write("t.maf", MAF), clinical=clinical)
    assert (one.record.id, one.record.diagnoses[0].cancer, genes(one)) == ("S1", "LUAD", ["EGFR"])
    assert (two.record.id, two.record.diagnoses) == ("S2", None)
    assert [problem.line() for problem in two.problems] == ['c.txt: no row for "S2", so its cancer is not known']
    assert one.name == "t.maf"
    assert one.record.tests[0].unread


def test_a_cancer_given_fills_what_the_table_does_not_have(write):
    clinical = write("c.txt", "SAMPLE_ID\tONCOTREE_CODE\nS1\tLUAD\n")
    one, two = from_flags("COAD", maf=write("t.maf", MAF), clinical=clinical)
    assert [intake.record.diagnoses[0].cancer for intake in (one, two)] == ["LUAD", "COAD"]
    assert two.all_read


def test_one_sample_of_a_file(write):
    (intake,) = from_flags("LUAD", None, ["MSI-H"], maf=write("t.maf", MAF), sample="S2")
    assert intake.record.id == "S2"
    assert genes(intake, 1) == ["TP53"]


def test_a_file_without_samples_is_named_by_itself(write):
    (intake,) = from_flags("LUAD", maf=write("tumour.maf", "Hugo_Symbol\tHGVSp_Short\nEGFR\tp.L858R\n"))
    assert intake.record.id == "tumour"


def test_files_of_one_sample_make_one_record(write):
    cna = write("cna.txt", "Hugo_Symbol\tS1\nMET\t2\n")
    fusions = write("sv.txt", "Sample_Id\tFusion\nS1\tEML4--ALK\n")
    (intake,) = from_flags("LUAD", maf=write("t.maf", MAF), sample="S1", cna=cna, sv=fusions)
    assert len(intake.record.tests) == 3
    assert intake.record.tests[2].findings[0].text == "EML4::ALK"


@pytest.mark.parametrize(
    ("flags", "part"),
    [
        ({"maf": "gone.maf"}, "there is no such file"),
        ({"maf": "t.maf", "findings": ["X"]}, "--finding was given with 2 samples"),
        ({"maf": "t.maf", "sample": "S9"}, 'there is no sample "S9"'),
        ({"clinical": "t.maf"}, "no column says which cancer"),
        ({"vcf": "t.maf"}, "this is not a VCF"),
    ],
)
def test_flags_that_cannot_be_used(write, unusable, tmp_path, flags, part):
    write("t.maf", MAF)
    named = {key: tmp_path / value if key in ("maf", "vcf", "clinical") else value for key, value in flags.items()}
    assert part in unusable(from_flags, **named).says
