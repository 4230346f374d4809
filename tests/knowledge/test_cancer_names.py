"""Cancers as doctors and labels name them, in other spelling, word order and state."""

from __future__ import annotations

import pytest

from oncoplan.knowledge.load import base


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("non-small-cell carcinoma of the lung", "NSCLC"), ("lung cancer, non-small cell", "NSCLC"),
        ("lung cancer (non-small cell)", "NSCLC"),
        ("lung adenocarcinoma, metastatic", "LUAD"), ("recurrent or metastatic HNSCC", "HNSC"),
        ("unresectable or metastatic melanoma", "MEL"),
        ("relapsed/refractory multiple myeloma", "PCM"), ("metastatic castration-sensitive prostate cancer", "PROSTATE"),
        ("invasive ductal carcinoma of the breast", "IDC"), ("carcinoma of the rectum", "READ"),
        ("carcinoma of the ovary", "OVARY"),
        ("renal cell carcinoma, clear cell", "CCRCC"), ("Merkel-cell carcinoma", "MCC"), ("basal-cell carcinoma", "BCC"),
        ("neuroendocrine tumour of the pancreas", "PANET"), ("mesothelioma of the pleura", "PLMESO"),
        ("Waldenström's macroglobulinaemia", "WM"),
        ("secretory carcinoma of the salivary gland", "HNMASC"), ("subependymal giant cell astrocytoma", "ENCG"),
        ("SEGA", "ENCG"),
        ("myeloid/lymphoid neoplasm", "MLNER"), ("myeloid/lymphoid neoplasm (with FGFR1 rearrangement)", "MLNFGFR1"),
        ("CML, blast phase", "CML"), ("metastatic primary CNS lymphoma", "NHL"),
    ],
)  # fmt: skip
def test_a_name_in_other_words(name, code):
    assert base().vocabulary.find_cancer(name).code == code


@pytest.mark.parametrize("name", ["no cancer", "not lung cancer", "lung cancer, excluded", "carcinoma of the", ""])
def test_what_is_no_name_is_not_made_one(name):
    assert base().vocabulary.find_cancer(name).code is None


def test_what_is_not_said_stays_in_the_note():
    found = base().vocabulary.find_cancer("metastatic GBM")
    assert found.code == "DIFG"
    assert "IDH" in (found.note or "")
