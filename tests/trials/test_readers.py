"""The registries' forms → a Trial: everything that matters is there, exactly; what is wrong is listed, never raised."""

from __future__ import annotations

import json
from typing import Any

import pytest
from studies import CTML, TEXT, XML, nci, study

from oncoplan.intake.problem import Unusable
from oncoplan.model.trial import Trial
from oncoplan.trials.files import from_bytes
from oncoplan.trials.read import read_trial
from oncoplan.trials.source import NotATrial, Source, source_of
from oncoplan.trials.terms import cancer_codes, cancers_of, disease_of, drugs_of


@pytest.fixture
def read(vocabulary):
    def made(value: Any, name: str = "t.json") -> Trial:
        data = value.encode() if isinstance(value, str) else json.dumps(value).encode()
        (source,) = from_bytes(data, name)
        assert isinstance(source, Source), source
        return read_trial(source, vocabulary)

    return made


def stated(trial: Trial) -> list[Any]:
    return [clause.when for clause in trial.clauses if clause.read_from == "structured"]


def test_a_study_of_the_registry(read):
    trial = read(study())
    assert (trial.id, trial.title, trial.source) == ("NCT90000001", "Osimertinib in lung cancer", "ctgov_v2")
    assert trial.other_ids == ("ORG-001", "2020-001234-56")
    assert (trial.status, trial.phases, trial.purpose, trial.healthy_volunteers) == ("recruiting", ("1", "2"), "treatment", False)
    assert trial.cancers == ("NSCLC",)
    assert not trial.conditions_open
    assert trial.drugs == ("osimertinib",)
    assert [(g.name, g.drugs) for g in trial.groups if g.kind == "arm"] == [("Cohort A", ("osimertinib",)), ("Cohort B", ())]
    assert trial.eligibility == TEXT
    assert stated(trial) == [{"age": {"min": 18}}, {"age": {"max": 75}}]
    boston, leipzig = trial.sites
    assert (boston.country, boston.postal_code, boston.latitude, boston.status) == ("US", "02215", 42.33, "recruiting")
    assert (leipzig.country, leipzig.status) == ("DE", "not_yet_recruiting")
    assert trial.snapshot == "2026-03-02"
    assert trial.problems == ()


def test_the_day_of_a_download_is_no_change():
    first, second = study(), study()
    second["derivedSection"]["miscInfoModule"]["versionHolder"] = "2026-04-01"
    assert source_of(first, "a").digest == source_of(second, "b").digest
    second["protocolSection"]["statusModule"]["overallStatus"] = "COMPLETED"
    assert source_of(first, "a").digest != source_of(second, "b").digest


def test_the_order_of_keys_is_no_change():
    turned = json.loads(json.dumps(study(), sort_keys=True))
    assert source_of(study(), "a").digest == source_of(turned, "b").digest


@pytest.mark.parametrize(
    ("least", "most", "when"),
    [
        ("18 Years", None, [{"age": {"min": 18}}]),
        ("6 Months", "24 Months", [{"age": {"min": 0.5}}, {"age": {"max": 2}}]),
        ("31 Days", None, [{"age": {"min": 0.0849}}]),
        (None, "18 Months", [{"age": {"below": 1.5833}}]),
        ("0 Years", "120 Years", []),
        ("N/A", "N/A", []),
        ("N/A", "99 Years", []),
    ],
)
def test_age_limits(read, least, most, when):
    rules = {"eligibilityCriteria": TEXT, "sex": "ALL", "minimumAge": least, "maximumAge": most}
    assert stated(read(study(eligibilityModule={k: v for k, v in rules.items() if v}))) == when


def test_an_age_limit_that_is_not_understood_is_never_met(read):
    trial = read(study(eligibilityModule={"minimumAge": "adult", "sex": "ALL"}))
    (clause,) = trial.clauses
    assert (clause.when, clause.left) == (None, ("adult",))
    assert trial.problems == ("the age limit 'adult' is not understood",)


def test_sex_by_gender_identity_leaves_a_question(read):
    rules = {"sex": "FEMALE", "genderBased": True, "genderDescription": "people who identify as women"}
    (clause,) = read(study(eligibilityModule=rules)).clauses
    assert clause.when == {"sex": "female"}
    assert clause.left == ("people who identify as women",)


def test_parts_of_the_wrong_shape_are_listed_and_the_rest_is_read(read):
    broken = study(
        contactsLocationsModule={"locations": [{"facility": "Here", "city": "Rome", "geoPoint": "north"}, "there"]},
        conditionsModule={"conditions": {"a": 1}},
        eligibilityModule=["x"],
    )
    trial = read(broken)
    assert [site.city for site in trial.sites] == ["Rome"]
    assert len(trial.problems) == 4
    assert any("geoPoint" in problem for problem in trial.problems)
    assert trial.title == "Osimertinib in lung cancer"


def test_legacy_xml(read):
    trial = read(XML, "NCT90000009.xml")
    assert (trial.id, trial.source, trial.status, trial.phases) == ("NCT90000009", "ctgov_xml", "active", ("1", "2"))
    assert trial.other_ids == ("ORG-9", "S-1")
    assert trial.eligibility == "Inclusion Criteria:\n\n  -  EGFR L858R\n\nExclusion Criteria:\n\n  -  Pregnancy"
    assert stated(trial) == [{"age": {"min": 0.5}}, {"sex": "female"}]
    assert (trial.healthy_volunteers, trial.purpose, trial.snapshot) == (False, "supportive", "2019-05-03")
    assert [(g.name, g.drugs) for g in trial.groups if g.kind == "arm"] == [("Cohort A", ("osimertinib",))]
    assert [(s.name, s.city, s.country, s.status) for s in trial.sites] == [("Charite", "Berlin", "DE", "recruiting")]


def test_xml_that_defines_entities_is_refused():
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><clinical_study>&a;</clinical_study>'
    (found,) = from_bytes(bomb, "x.xml")
    assert isinstance(found, Unusable)
    assert "entities" in found.says


def test_the_nci(read):
    trial = read(nci())
    assert (trial.id, trial.source, trial.status, trial.phases) == ("NCT90000020", "nci_cts", "recruiting", ("1", "2"))
    assert trial.other_ids == ("NCI-2020-00001",)
    assert trial.conditions == ("Lung Non-Small Cell Carcinoma",)
    assert trial.cancers == ("NSCLC",)
    assert trial.drugs == ("sotorasib",)
    assert stated(trial) == [{"age": {"min": 1}}, {"sex": "female"}]
    assert trial.eligibility == "Inclusion Criteria:\n\n* KRAS G12C\n\nExclusion Criteria:\n\n* Pregnancy"
    (site,) = trial.sites
    assert (site.latitude, site.longitude, site.status, site.country) == (44.02, -92.48, "suspended", "US")


def test_ctml(read):
    trial = read(CTML, "t.yaml")
    assert (trial.id, trial.other_ids, trial.status, trial.phases) == ("NCT90000030", ("20-001",), "recruiting", ("1", "2"))
    assert trial.drugs == ("osimertinib",)
    assert trial.eligibility == "Measurable disease\nExclusion Criteria:\nPregnancy"
    common = [clause.when for clause in trial.clauses if clause.read_from == "ctml" and clause.group is None]
    assert common == [
        {"age": {"min": 18}},
        {"cancer": ["NSCLC"]},
        {"any": [
            {"alteration": {"gene": ["EGFR"], "any_of": ["L858R"]}},
            {"alteration": {"gene": ["EGFR"], "any_of": ["exon 19 in-frame deletion"]}},
        ]},
    ]  # fmt: skip
    assert [(g.name, g.status) for g in trial.groups] == [("A", "open"), ("B", "closed")]
    (alk,) = [clause for clause in trial.clauses if clause.group == "arm1"]
    assert (alk.side, alk.when) == ("exclusion", {"not": {"alteration": {"gene": ["ALK"], "any_of": ["rearrangement"]}}})
    solid, colour = [clause for clause in trial.clauses if clause.group == "arm2"]
    assert solid.when == {"is": "solid_tumour"}
    assert (colour.when, colour.left) == (None, ("favourite colour blue",))


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"nct_id": "", "protocol_no": "NCT01234567", "status": "open", "treatment_list": {}}, "NCT01234567"),
        ({"nct_id": "nct01234567", "protocol_no": "NCT07654321", "treatment_list": {}}, "NCT01234567"),
        ({"nct_id": "pending", "protocol_ids": ["HK-1", "NCT01234567"], "treatment_list": {}}, "NCT01234567"),
        ({"protocol_id": 0, "protocol_no": "20-001", "treatment_list": {}}, "20-001"),
    ],
)
def test_a_registry_id_counts_wherever_it_stands(value, found):
    assert source_of(value, "t").id == found


def test_a_registry_id_of_another_trial_as_protocol_number_is_said(read):
    trial = read({"nct_id": "NCT01234567", "protocol_no": "NCT07654321", "treatment_list": {}})
    assert trial.id == "NCT01234567"
    assert "NCT07654321" in trial.problems[0]


@pytest.mark.parametrize("value", [[], "x", {}, {"a": 1}, {"protocolSection": {}}, {"treatment_list": {"step": []}}])
def test_what_is_no_trial_is_said(value):
    with pytest.raises(NotATrial):
        source_of(value, "t")


@pytest.mark.parametrize(
    ("condition", "codes"),
    [
        ("Non-small Cell Lung Cancer", ("NSCLC",)),
        ("Stage IIIA Lung Cancer AJCC v8", ("LUNG",)),
        ("Malignant Melanoma, Lung Cancer, or Colorectal Cancer", ("MEL", "LUNG", "COADREAD")),
        ("Acute Myeloid Leukaemia; Prostate Cancer", ("AML", "PROSTATE")),
        ("CRC (Colorectal Cancer)", ("COADREAD",)),
        ("Hematologic Malignancies", ("LYMPH", "MYELOID")),
        ("Liver Metastases", ()),
        ("Insomnia", ()),
        ("BRCA1 Mutation", ()),
    ],
)
def test_conditions(vocabulary, condition, codes):
    assert cancer_codes(condition, vocabulary) == codes


def test_solid_tumours_are_never_blood(vocabulary):
    codes = cancer_codes("Advanced Solid Tumors", vocabulary)
    assert {"LUNG", "BREAST", "BRAIN", "OTHER"} <= set(codes)
    assert not {"LYMPH", "MYELOID", "TISSUE"} & set(codes)


def test_a_cancer_that_is_not_mapped_leaves_the_conditions_open(vocabulary):
    assert cancers_of(["Breast Cancer", "Quality of Life"], vocabulary) == (("BREAST",), False)
    assert cancers_of(["Breast Cancer", "Zorgoma of the Elbow"], vocabulary) == (("BREAST",), True)


@pytest.mark.parametrize(
    ("name", "others", "drugs"),
    [
        ("Tagrisso 80 mg tablet", (), ("osimertinib",)),
        ("Drug: Pembrolizumab 200 mg IV", (), ("pembrolizumab",)),
        ("Nivolumab + Ipilimumab", (), ("nivolumab", "ipilimumab")),
        ("BMS-936558-01", ("Nivolumab",), ("nivolumab",)),
        ("XYZ-1234", (), ("xyz-1234",)),
        ("XYZ-1234 plus Cetuximab", (), ("xyz-1234", "cetuximab")),
        ("Placebo", (), ()),
        ("Osimertinib placebo", (), ()),
    ],
)
def test_drugs(vocabulary, name, others, drugs):
    assert drugs_of(name, others, vocabulary) == drugs


@pytest.mark.parametrize(
    ("conditions", "title", "codes", "is_open"),
    [
        (["Insomnia"], "Yoga in Patients With Small Cell Lung Cancer", ("SCLC",), False),
        ([], "Osimertinib for Non-small Cell Lung Cancer That Has Spread", ("NSCLC",), False),
        ([], "X in Treating Patients with Breast Cancer Undergoing Surgery", ("BREAST",), False),
        ([], "X in Patients with Prostate, Colon, or Breast Cancer", ("PROSTATE", "COADREAD", "BREAST"), True),
        ([], "X in Patients With Brain Metastases", (), False),
        ([], "Music Therapy in Cancer Survivors", (), False),
        (["Prostate Cancer"], "X in Patients With Prostate Cancer", ("PROSTATE",), False),
        (["Prostate Cancer"], "X in Patients With Prostate Cancer and Other Solid Tumors", ("PROSTATE",), True),
        (["Lung Cancer"], "X in Patients With EGFR-mutated NSCLC", ("LUNG",), False),
    ],
)
def test_what_a_title_adds_to_the_conditions(vocabulary, conditions, title, codes, is_open):
    assert disease_of(tuple(conditions), title, vocabulary)[1:] == (codes, is_open)


def test_a_title_is_named_among_the_conditions_where_it_is_all_there_is(vocabulary):
    worded, _, _ = disease_of((), "X for Glioblastoma", vocabulary)
    assert worded == ("Glioblastoma (title)",)
