"""A record as people write it: what is understood, what is listed, and that one bad value loses only itself."""

from __future__ import annotations

import gzip
import json
import sys
from subprocess import run

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oncoplan.intake import Intake, Unusable, load_record, read_records
from oncoplan.model.record import FindingEntry, Record

WHOLE = """
oncoplan_record: 1
id: demo-001
sex: female
birth_date: 1962-04
country: US
postal_code: "02139"
ancestry: [ashkenazi_jewish]
performance_status: {ecog: 1}
exposures: {smoking: {status: former, pack_years: 30, quit: 2015}, alcohol_drinks_per_week: 3}
diagnoses:
  - {id: dx1, cancer: LUAD, stage: IV, date: 2026-08-03, status: new, extent: metastatic, phase: null, sites: [liver],
     events: [{progression: 2026-07-28}]}
therapies:
  - {drugs: [osimertinib], for: dx1, setting: metastatic, line: 1, start: 2026-01-02, end: 2026-07-30,
     outcome: [progression]}
tests:
  - assay: Guardant360 CDx
    kind: ctdna
    collected: 2026-08-05
    status: final
    specimen: {type: blood}
    findings: ["EGFR L858R", {gene: EGFR, change: p.T790M, vaf: 0.04}]
    negative: [ALK fusion]
  - {kind: ihc, findings: ["PD-L1 TPS 60%", "HER2 IHC 2+"]}
family:
  - {relation: mother, cancers: [{cancer: breast, age: 44}], alive: false}
  - {relation: maternal aunt, cancers: [{cancer: ovary}],
     tests: [{kind: germline_dna, findings: ["BRCA2 c.5946del pathogenic"]}]}
screening: [{test: colonoscopy, on: 2019-05-01, result: normal}]
results: [{what: creatinine, value: 0.9, unit: mg/dL, on: 2026-08-01, reference: {low: 0.6, high: 1.1}},
          {what: PSA, value: "<0.1", unit: ng/mL, on: 2026-09-01},
          {what: BCR::ABL1, value: 0.08, unit: "% IS", on: 2026-09-01, assay: RT-qPCR}]
conditions: [{is: hepatitis B, status: resolved}]
medications: [{drug: paroxetine}]
procedures: [{kind: bilateral salpingo-oophorectomy, on: 2015}]
menopause: post
answers: {no_satisfactory_alternative: yes}
complete: [therapies, family]
"""


def says(intake: Intake) -> list[str]:
    return [problem.line() for problem in intake.problems]


def test_the_whole_record_of_the_contract_is_read_without_a_word(load):
    intake = load(WHOLE)
    assert intake.problems == ()
    assert intake.record.complete == ("therapies", "family")
    assert intake.record.therapies[0].diagnosis == "dx1"
    assert intake.record.procedures[0].on == "2015"
    assert intake.record.answers == {"no_satisfactory_alternative": True}
    assert intake.record.results[1].value == "<0.1"
    assert intake.name == "record.yaml"
    assert intake.digest.startswith("sha256:")


def test_a_record_that_was_read_can_be_written_and_read_again(load, write):
    record = load(WHOLE).record
    again = load_record(write("again.json", msgspec.json.encode(record)))
    assert again.record == record
    assert again.problems == ()


def test_yaml_words_stay_text_where_text_is_wanted(load):
    record = load("id: 007\ncountry: NO\npostal_code: 02139\nlanguage: no\ncity: on\nbirth_date: 1960-01-02\n").record
    assert (record.id, record.country, record.postal_code, record.language) == ("007", "NO", "02139", "no")
    assert (record.city, record.birth_date) == ("on", "1960-01-02")


@pytest.mark.parametrize(("text", "value"), [("yes", True), ("no", False), ("true", True), ("No", False), ("0", False)])
def test_yes_and_no_are_truths_where_a_truth_is_wanted(load, text, value):
    assert load(f"id: a\npregnancy: {text}\n").record.pregnancy is value


def test_shorthands(load):
    record = load(
        "id: a\nsex: F\nperformance_status: 1\ndiagnoses: breast cancer\n"
        "therapies: [osimertinib, {drugs: carboplatin + pemetrexed, outcome: progression}]\n"
        "conditions: [diabetes]\nmedications: paroxetine\nprocedures: [mastectomy]\nscreening: [colonoscopy]\n"
        "family: {relation: mother, cancers: [breast]}\nexposures: {smoking: never}\n"
        "tests: [{specimen: blood, findings: EGFR L858R}]\n"
    ).record
    assert record.sex == "female"
    assert record.performance_status.ecog == 1
    assert record.diagnoses[0].cancer == "breast cancer"
    assert record.therapies[0].drugs == ("osimertinib",)
    assert record.therapies[1].drugs == ("carboplatin", "pemetrexed")
    assert record.therapies[1].outcome == ("progression",)
    assert record.conditions[0].is_ == "diabetes"
    assert record.medications[0].drug == "paroxetine"
    assert record.family[0].cancers[0].cancer == "breast"
    assert record.exposures.smoking.status == "never"
    assert record.tests[0].findings == ("EGFR L858R",)


@pytest.mark.parametrize(
    ("written", "sex"),
    [("F", "female"), ("m", "male"), ("Weiblich", "female"), ("männlich", "male"), ("woman", "female")],
)
def test_sex_in_other_words(load, written, sex):
    assert load(f"id: a\nsex: {written}\n").record.sex == sex


@pytest.mark.parametrize(
    ("written", "kept"), [("4", "IV"), ("3B", "IIIB"), ("IV", "IV"), ("Stage 2", "II"), ("4S", "4S")]
)
def test_stages_in_arabic_numerals(load, written, kept):
    assert load(f"id: a\ndiagnoses: [{{stage: {written}}}]\n").record.diagnoses[0].stage == kept


@pytest.mark.parametrize(
    ("written", "value"),
    [('"12%"', 0.12), ("0.4", 0.4), ("0", 0.0), ("1", 1.0), ('"0,25"', 0.25), ('"<1"', None), ("-0.1", None)],
)
def test_fractions(load, written, value):
    entry = (
        load(f"id: a\ntests: [{{findings: [{{gene: X, change: Y, vaf: {written}}}]}}]\n").record.tests[0].findings[0]
    )
    assert entry.vaf == value


def test_a_percentage_without_its_sign_is_taken_as_one_with_a_note(load):
    intake = load("id: a\ntests: [{findings: [{gene: X, vaf: 12}]}]\n")
    assert intake.record.tests[0].findings[0].vaf == 0.12
    assert [problem.kind for problem in intake.problems] == ["note"]
    assert intake.all_read


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("4,5", 4.5),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("0,125", 0.125),
        ("12,345,678", 12345678),
        ("1,234", None),
    ],
)
def test_numbers_with_commas(load, written, value):
    intake = load(f'id: a\nresults: [{{what: x, value: "{written}"}}]\n')
    assert intake.record.results[0].value == value
    assert intake.all_read is (value is not None)


def test_a_value_with_its_unit_is_taken_apart(load):
    result = load('id: a\nresults: [{what: creatinine, value: "0.9 mg/dL"}]\n').record.results[0]
    assert (result.value, result.unit) == (0.9, "mg/dL")


def test_an_impossible_date_is_listed_and_left_out(load):
    intake = load("id: a\ndiagnoses: [{cancer: LUAD, date: 2026-02-30}]\n")
    assert intake.record.diagnoses[0].date is None
    assert says(intake) == ["record.yaml: diagnoses[0].date: '2026-02-30' is not a date: 2026-02 has 28 days"]


def test_places_of_findings_stay_true_when_one_cannot_be_read(load):
    intake = load("id: a\ntests: [{}, {findings: [7, EGFR L858R]}]\n")
    assert intake.record.tests[1].findings == (FindingEntry(), "EGFR L858R")
    assert intake.record.tests[1].unread == ("findings[0]",)
    assert says(intake) == ['record.yaml: tests[1].findings[0]: "7" is not a finding']


def test_what_yaml_takes_for_a_mapping_is_still_a_finding_in_words(load):
    assert load("id: a\ntests: [{findings: [EGFR: L858R]}]\n").record.tests[0].findings[0].text == "EGFR L858R"


def test_unknown_keys_are_listed_with_what_was_meant(load):
    intake = load("id: a\nbirthdate: 1960\ntests: [{tumor: x, findngs: [a]}]\n")
    assert [problem.hint for problem in intake.problems if "birthdate" in problem.where] == [
        'did you mean "birth_date"?'
    ]
    assert [problem.hint for problem in intake.problems if "findngs" in problem.where] == ['did you mean "findings"?']


def test_a_list_that_lost_something_is_no_longer_complete(load):
    intake = load("id: a\ntherapies: [{drug: osimertinib}]\nfamily: []\ncomplete: [therapies, family]\n")
    assert intake.record.complete == ("family",)
    assert any(line.startswith("record.yaml: complete[0]:") for line in says(intake))


def test_a_test_whose_status_is_misspelt_does_not_pass_for_done(load):
    intake = load("id: a\ntests: [{status: fialed}]\n")
    assert intake.record.tests[0].status == "fialed"
    assert intake.problems[0].hint == 'did you mean "failed"?'


def test_none_is_an_empty_list_and_unknown_is_absent(load):
    record = load("id: a\ntherapies: none\nfamily: unknown\ndiagnoses: []\nconditions: [none]\n").record
    assert (record.therapies, record.family, record.diagnoses, record.conditions) == ((), None, (), ())


def test_repeated_ids_and_links_that_lead_nowhere(load):
    intake = load("id: a\ndiagnoses: [{id: d}, {id: d}]\ntests: [{id: t}, {id: t, for: e}]\n")
    assert says(intake) == [
        'record.yaml: diagnoses[1].id: the id "d" is already that of diagnoses[0]',
        'record.yaml: tests[1].id: the id "t" is already that of tests[0]',
        'record.yaml: tests[1].for: there is no diagnosis with the id "e"',
    ]


def test_a_record_without_id_is_one_clear_line(write, unusable):
    assert unusable(load_record, write("r.yaml", "sex: female\n")).says == "r.yaml: the record has no id"


def test_several_records_in_every_form(write):
    paths = [
        write("two.yaml", "id: a\n---\nid: b\n---\n"),
        write("list.json", '[{"id": "c"}, {"sex": "F"}, {"id": "d"}]'),
        write("lines.jsonl.gz", gzip.compress(b'{"id": "e"}\n{bad\n\n{"id": "a"}\n')),
    ]
    read = list(read_records(paths))
    assert [one.record.id if isinstance(one, Intake) else one.says.partition(":")[0] for one in read] == [
        "a", "b", "c", "list.json", "d", "e", "lines.jsonl.gz", "a",
    ]  # fmt: skip
    assert says(read[-1]) == ['lines.jsonl.gz:4: id: the id "a" was already used in two.yaml']


def test_duplicate_keys_are_reported_and_the_first_is_used(write):
    for name, text in (("r.yaml", "id: a\nsex: F\nsex: M\n"), ("r.json", '{"id": "a", "sex": "F", "sex": "M"}')):
        intake = load_record(write(name, text))
        assert intake.record.sex == "female"
        assert 'the key "sex" is written' in says(intake)[0]


BOMB = "id: x\na: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
)


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("gone.yaml", None, "there is no such file"),
        ("empty.yaml", b"", "the file is empty"),
        ("empty.jsonl", b"\n\n", "the file is empty"),
        ("bomb.yaml", BOMB.encode(), "counting every use of an alias"),
        ("deep.yaml", b"id: a\nx: " + b"[" * 5000, "nested more than"),
        ("deep.json", b"[" * 100_000, "nested too deep"),
        ("deeper.json", b'{"id": "a", "x": ' + b"[" * 100 + b"]" * 100 + b"}", "nested more than"),
        ("junk.yaml", bytes(range(256)) * 20, "this is not a text file"),
        ("cut.yaml.gz", gzip.compress(bytes(range(256)) * 999, mtime=0)[:200], "ends too early"),
        ("tag.yaml", b"id: !!python/object/apply:os.system [ls]\n", "the tag"),
        ("star.yaml", b"id: a\ntests: [{findings: [*1/*2A]}]\n", "line 2"),
        ("tab.yaml", b"id: a\ntests:\n\t- x\n", "a tab stands"),
        ("nan.json", b'{"id": "a", "age": NaN}', "not a number that JSON has"),
        ("half.json", b'{"id": "\\ud800"}', "half of a character"),
        ("text.yaml", b"hello\n", "is not a record"),
        ("new.yaml", b"oncoplan_record: 2\nid: a\n", 'version "2" is not known'),
        ("bundle.json", b'{"resourceType": "Bundle"}', "FHIR"),
        ("zip.yaml", b"PK\x03\x04....", "archive"),
        ("tumour.vcf", b"##fileformat=VCFv4.2\n", "not a record by its name"),
    ],
)
def test_what_cannot_be_used_is_one_clear_line(write, unusable, name, content, part, tmp_path):
    path = tmp_path / name if content is None else write(name, content)
    assert part in unusable(load_record, path).says


def test_a_folder_is_one_clear_line(tmp_path, unusable):
    assert "folder" in unusable(load_record, tmp_path).says


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_other_encodings(write, encoding):
    assert load_record(write("r.yaml", "id: a\r\ncity: Zürich\r\n".encode(encoding))).record.city == "Zürich"


def test_windows_1252_is_read_with_a_note(write):
    intake = load_record(write("r.yaml", "id: a\ncity: Zürich\n".encode("cp1252")))
    assert intake.record.city == "Zürich"
    assert intake.problems[0].kind == "note"


def test_a_huge_line_is_refused_within_bounds(write, unusable):
    path = write("r.jsonl", b'{"id": "' + b"x" * (17 << 20))
    (only,) = read_records([path])
    assert isinstance(only, Unusable)
    assert "longer than 16 MB" in only.says


def test_messages_never_carry_terminal_codes(load):
    intake = load('id: a\nsex: "\\e[31mred\\nX"\n')
    assert all(line.isprintable() for line in says(intake))


def test_nothing_heavy_is_imported_before_it_is_needed():
    code = (
        "import sys, oncoplan.intake; print([m for m in ('yaml', 'isal', 'gzip', 'csv', 'json') if m in sys.modules])"
    )
    done = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.dictionaries(st.sampled_from(Record.__struct_encode_fields__), JSON, max_size=6))
def test_any_record_is_read_or_refused_and_never_breaks(write, data):
    (intake,) = read_records([write("r.json", json.dumps(data))])
    if isinstance(intake, Unusable):
        assert intake.hint
        return
    msgspec.json.decode(msgspec.json.encode(intake.record), type=Record)
    assert all(problem.says and problem.where for problem in intake.problems)


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bad=JSON, place=st.integers(0, 2))
def test_one_bad_finding_never_moves_or_loses_the_others(write, bad, place):
    findings: list[object] = ["EGFR L858R", "TP53 R175H"]
    findings.insert(place, bad)
    intake = load_record(write("r.json", json.dumps({"id": "a", "tests": [{"findings": findings}]})))
    read = intake.record.tests[0].findings
    assert len(read) == 3
    assert [one for at, one in enumerate(read) if at != place] == ["EGFR L858R", "TP53 R175H"]
