"""Small trials in the forms of the registries, made up for the tests."""

from __future__ import annotations

import copy
from typing import Any

TEXT = "Inclusion Criteria:\n\n* Histologically confirmed lung cancer\n* EGFR L858R\n\nExclusion Criteria:\n\n* Pregnancy"


def study(nct: str = "NCT90000001", **parts: Any) -> dict[str, Any]:
    """A study of ClinicalTrials.gov's API; `parts` replaces or adds modules of the protocol."""
    protocol: dict[str, Any] = {
        "identificationModule": {
            "nctId": nct,
            "orgStudyIdInfo": {"id": f"ORG-{nct[-3:]}"},
            "secondaryIdInfos": [{"id": "2020-001234-56"}],
            "briefTitle": "Osimertinib in lung cancer",
        },
        "statusModule": {"overallStatus": "RECRUITING", "lastUpdatePostDateStruct": {"date": "2026-03-01"}},
        "descriptionModule": {"briefSummary": "A study."},
        "conditionsModule": {"conditions": ["Non-small Cell Lung Cancer"], "keywords": ["EGFR"]},
        "designModule": {"phases": ["PHASE1", "PHASE2"], "designInfo": {"primaryPurpose": "TREATMENT"}},
        "armsInterventionsModule": {
            "armGroups": [
                {"label": "Cohort A", "type": "EXPERIMENTAL", "description": "first", "interventionNames": ["Drug: Tagrisso"]},
                {"label": "Cohort B", "type": "PLACEBO_COMPARATOR", "interventionNames": ["Drug: Placebo"]},
            ],
            "interventions": [
                {"type": "DRUG", "name": "Tagrisso", "armGroupLabels": ["Cohort A"], "otherNames": ["AZD9291"]},
                {"type": "DRUG", "name": "Placebo", "armGroupLabels": ["Cohort B"]},
            ],
        },
        "eligibilityModule": {
            "eligibilityCriteria": TEXT, "healthyVolunteers": False, "sex": "ALL",
            "minimumAge": "18 Years", "maximumAge": "75 Years",
        },
        "contactsLocationsModule": {
            "locations": [
                {
                    "facility": "Dana-Farber Cancer Institute", "status": "RECRUITING", "city": "Boston",
                    "state": "Massachusetts", "zip": "02215", "country": "United States",
                    "geoPoint": {"lat": 42.33, "lon": -71.10},
                },
                {"facility": "Research Site", "city": "Leipzig", "country": "Germany", "status": "NOT_YET_RECRUITING"},
            ]
        },
    }  # fmt: skip
    derived = {"miscInfoModule": {"versionHolder": "2026-03-02"}}
    return {"protocolSection": copy.deepcopy({**protocol, **parts}), "derivedSection": derived}


XML = """<?xml version="1.0" encoding="UTF-8"?>
<clinical_study>
  <id_info><org_study_id>ORG-9</org_study_id><secondary_id>S-1</secondary_id><nct_id>NCT90000009</nct_id></id_info>
  <brief_title>Osimertinib in lung cancer</brief_title>
  <brief_summary><textblock>
      A study.
    </textblock></brief_summary>
  <overall_status>Active, not recruiting</overall_status>
  <phase>Phase 1/Phase 2</phase>
  <study_type>Interventional</study_type>
  <study_design_info><primary_purpose>Supportive Care</primary_purpose></study_design_info>
  <condition>Non-small Cell Lung Cancer</condition>
  <arm_group><arm_group_label>Cohort A</arm_group_label><description>first</description></arm_group>
  <intervention><intervention_type>Drug</intervention_type><intervention_name>Osimertinib</intervention_name>
    <arm_group_label>Cohort A</arm_group_label><other_name>Tagrisso</other_name></intervention>
  <eligibility>
    <criteria><textblock>
        Inclusion Criteria:

          -  EGFR L858R

        Exclusion Criteria:

          -  Pregnancy
    </textblock></criteria>
    <gender>Female</gender>
    <minimum_age>6 Months</minimum_age>
    <maximum_age>N/A</maximum_age>
    <healthy_volunteers>No</healthy_volunteers>
  </eligibility>
  <location><facility><name>Charite</name><address><city>Berlin</city><zip>10117</zip><country>Germany</country></address></facility>
    <status>Recruiting</status></location>
  <last_update_posted type="Actual">May 3, 2019</last_update_posted>
</clinical_study>
"""


def nci(nct: str = "NCT90000020", **keys: Any) -> dict[str, Any]:
    """A trial of the NCI's API."""
    found: dict[str, Any] = {
        "nci_id": "NCI-2020-00001", "nct_id": nct, "brief_title": "Sotorasib in lung cancer", "current_trial_status": "Active",
        "phase": "I_II", "primary_purpose": "TREATMENT", "record_verification_date": "2021-09-22",
        "eligibility": {
            "structured": {"min_age": "12 Months", "max_age": "999 Years", "sex": "FEMALE", "max_age_number": 999},
            "unstructured": [
                {"display_order": 2, "inclusion_indicator": False, "description": "Pregnancy"},
                {"display_order": 1, "inclusion_indicator": True, "description": "KRAS G12C"},
            ],
        },
        "diseases": [
            {"name": "Lung Non-Small Cell Carcinoma", "inclusion_indicator": "TRIAL"},
            {"name": "Carcinoma", "inclusion_indicator": "TREE"},
        ],
        "arms": [
            {"name": "Arm I", "interventions": [
                {"name": "Sotorasib", "type": "Drug", "category": "agent", "inclusion_indicator": "TRIAL"},
                {"name": "Drug", "type": "Drug", "category": "agent category", "inclusion_indicator": "TREE"},
            ]},
        ],
        "sites": [
            {
                "org_name": "Mayo Clinic in Rochester", "org_city": "Rochester", "org_state_or_province": "MN",
                "org_country": "United States", "org_postal_code": "55905", "org_coordinates": {"lat": 44.02, "lon": -92.48},
                "recruitment_status": "TEMPORARILY_CLOSED_TO_ACCRUAL",
            }
        ],
    }  # fmt: skip
    return {**copy.deepcopy(found), **keys}


CTML = """
nct_id: NCT90000030
protocol_no: '20-001'
long_title: A CTML trial
status: Open to Accrual
phase: I/II
drug_list:
  drug:
  - drug_name: 'Drug: Osimertinib'
prior_treatment_requirements:
- Measurable disease
- Exclude - Pregnancy
site_list:
  site:
  - site_name: DFCI
    org_city: Boston
    org_country: United States
    site_status: Open to Accrual
treatment_list:
  step:
  - step_code: '1'
    match:
    - and:
      - clinical:
          age_numerical: '>=18'
          oncotree_primary_diagnosis: Non-Small Cell Lung Cancer
      - or:
        - genomic: {hugo_symbol: EGFR, variant_category: Mutation, protein_change: p.L858R}
        - genomic: {hugo_symbol: EGFR, variant_category: Mutation, exon: 19, variant_classification: In_Frame_Del}
    arm:
    - arm_code: A
      arm_internal_id: 1
      arm_suspended: N
      arm_description: Osimertinib
      match:
      - genomic: {hugo_symbol: ALK, variant_category: '!Structural Variation'}
    - arm_code: B
      arm_internal_id: 2
      arm_suspended: Y
      match:
      - clinical: {oncotree_primary_diagnosis: _SOLID_, favourite_colour: blue}
"""
