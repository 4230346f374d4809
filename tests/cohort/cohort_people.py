"""People for the cohort suite: by hand, in sets that differ in one thing only, and made by hypothesis from small pools so that
many of them agree in much and differ in little."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Written = dict[str, Any]


def person(
    *findings: Any, cancer: str | None = "LUAD", test: Written | None = None, dx: Written | None = None, **keys: Any
) -> Written:
    """A record with one diagnosis and one test."""
    tests = [{"kind": "tumour_dna", "findings": list(findings), **(test or {})}] if findings or test else []
    return {
        "diagnoses": [{"id": "dx1", "cancer": cancer, **(dx or {})}] if cancer else [],
        **({"tests": tests} if tests else {}),
        **keys,
    }


def with_tests(*several: Written, cancer: str = "LUAD", **keys: Any) -> Written:
    """A record with several tests."""
    return {"diagnoses": [{"id": "dx1", "cancer": cancer}], "tests": list(several), **keys}


def egfr(**parts: Any) -> Written:
    return {"gene": "EGFR", "change": "L858R", **parts}


def brca(**parts: Any) -> Written:
    return {"gene": "BRCA2", "change": "c.5946del", **parts}


# Of one set, every two people differ in one thing that some criterion can tell.
DIFFERING: dict[str, list[Written]] = {
    "residue": [person(f"EGFR {c}") for c in ("L858R", "L858Q", "L861Q", "G719A", "G719S", "T790M", "C797S", "S768I")]
    + [person(f"KRAS {c}") for c in ("G12C", "G12D", "G12V", "G13D", "Q61H", "A146T", "mutation", "wild type")],
    "exon": [person(f"EGFR exon {n} {w}") for n in (18, 19, 20, 21) for w in ("deletion", "insertion", "mutation")]
    + [person(f"MET exon {n} skipping") for n in (13, 14)] + [person("MET exon 14 deletion"), person("MET D1010N")],
    "coding": [person({"gene": "MET", "protein": "p.D1010N", "coding": c}) for c in ("c.3028G>A", "c.3028_3029delinsAA")]
    + [person(egfr(coding=c, change=None, protein="p.L858R")) for c in ("c.2572_2573delinsAG", "c.2573T>G",
        "c.2573_2574delinsGT")]
    + [person({"gene": "MET", "coding": c}) for c in ("c.3028+1G>T", "c.3028+3A>G", "c.2942-1G>A", "c.3082+1G>C")]
    + [person({"gene": "TERT", "coding": c}) for c in ("c.-124C>T", "c.-146C>T",
        "c.-57A>C")] + [person("TERT promoter mutation")],
    "kind": [
        person(f"ERBB2 {w}")
        for w in ("amplification", "mutation", "exon 20 insertion", "S310F", "gain", "fusion", "variant", "loss")
    ] + [person(f"CDKN2A {w}") for w in ("homozygous deletion", "loss", "deletion", "R58*", "frameshift", "splice",
        "methylation")],
    "origin": [person(brca(origin=o, classification="pathogenic")) for o in ("germline", "somatic")]
    + [person(brca(classification="pathogenic"))]
    + [person(brca(classification="pathogenic"), test={"kind": k}) for k in ("germline_dna", "ctdna", "tumour_rna")],
    "classification": [
        person(brca(origin="germline", classification=c))
        for c in ("pathogenic", "likely pathogenic", "VUS", "uncertain significance", "likely benign", "benign", "oncogenic",
            "neutral")
    ] + [person(brca(origin="germline"))],
    "zygosity": [person(brca(origin="germline", classification="pathogenic", zygosity=z)) for z in ("homozygous", "heterozygous")]
    + [person({"gene": "PALB2", "change": "loss", "zygosity": z}) for z in ("biallelic", "heterozygous")],
    "copies": [person({"gene": g, "change": "amplification", "copies": n}) for g in ("MET", "ERBB2") for n in (3, 5.9, 6, 10, 12)]
    + [person("MET amplification")],
    "fraction": [person(egfr(vaf=v)) for v in (0.001, 0.049, 0.05, 0.2, 0.6)] + [person(egfr())],
    "phase": [
        person({"gene": "EGFR", "change": "T790M", **a}, {"gene": "EGFR", "change": "C797S", **b})
        for a, b in (({"phase": "a"}, {"phase": "a"}), ({"phase": "a"}, {"phase": "b"}), ({}, {}), ({"phase": "a"}, {}))
    ] + [person({"gene": "ABL1", "change": "T315I", "phase": "1"}, {"gene": "ABL1", "change": "E255V",
        "phase": p}) for p in "12"],
    "reversion": [
        person(brca(origin="germline", classification="pathogenic"), *second)
        for second in (
            (), ({"gene": "BRCA2", "change": "c.5950_5970del"},), ({"gene": "BRCA2", "protein": "p.S1982_A1990del"},),
            ({"gene": "BRCA2", "protein": "p.A1991fs"},), ({"gene": "BRCA2", "protein": "p.A3000fs"},), ("BRCA2 reversion",),
            ({"gene": "BRCA2", "protein": "p.S1982_A1990del", "origin": "germline"},), ({"gene": "BRCA2",
                "protein": "p.R2520Q"},),
        )
    ] + [
        person({"gene": "ATM", "protein": "p.R337fs", "vaf": a}, {"gene": "ATM", "protein": "p.P350fs", "vaf": b})
        for a, b in ((0.5, 0.1), (0.1, 0.5), (0.3, 0.3), (None, 0.1))
    ],
    "plasma": [
        with_tests(first, {"kind": "tumour_dna", "findings": second})
        for first in (
            {"kind": "ctdna", "findings": ["TP53 R273H", "EGFR L858R"]},
            {"kind": "ctdna", "findings": ["TP53 R273H", "EGFR L858R"], "germline_subtracted": True},
            {"kind": "ctdna", "findings": ["EGFR L858R"], "specimen": {"type": "plasma", "tumour_fraction": 0.2}},
            {"kind": "ctdna", "findings": [], "covers": {"genes": ["EGFR", "KRAS"], "kinds": ["snv", "indel"]}},
            {"kind": "tumour_dna", "findings": ["TP53 R273H"], "specimen": {"type": "plasma"}},
            {"kind": "tumour_dna", "findings": ["TP53 R273H", "EGFR L858R"]},
        )
        for second in ([], ["TP53 R273H"], ["TP53 R175H"], ["IDH2 R140Q"])
    ] + [person("TP53 R273H", "JAK2 V617F", cancer="AML", test={"kind": "ctdna"})],
    "dates": [
        with_tests(
            {"kind": "tumour_dna", "findings": ["EGFR L858R"], "covers": {"genes": ["EGFR"], "kinds": ["snv"]}, **one},
            {"kind": k, "findings": ["EGFR L858R", "EGFR T790M"], **two},
        )
        for one, two in (
            ({}, {}), ({"collected": "2025-01-05"}, {}), ({}, {"collected": "2026-08"}),
            ({"collected": "2025-01-05"}, {"collected": "2026-08"}), ({"collected": "2026-09-01"}, {"collected": "2026-08"}),
            ({"collected": "2019"}, {"collected": "2019"}),
        )
        for k in ("tumour_dna", "ctdna")
    ],
    "status of a test": [
        person("EGFR L858R", "PD-L1 TPS 60%", test={"assay": a, "status": s})
        for a in (None, "FoundationOne CDx", "Guardant360 CDx", "something unheard of")
        for s in ("final", "pending", "failed", "insufficient")
    ] + [person(test={"kind": "tumour_dna", "status": s}) for s in ("final", "pending", "failed")]
    + [person("EGFR L858R", "gibberish of no gene", test={"assay": "FoundationOne CDx"})],
    "covers": [
        person(test={"kind": k, "covers": c, **more})
        for k in ("tumour_dna", "tumour_rna", "germline_dna")
        for c in (
            {"genes": ["EGFR", "KRAS", "BRAF"], "kinds": ["snv", "indel"]}, {"genes": ["EGFR"], "kinds": ["snv"]},
            {"genes": ["ALK", "ROS1", "RET"], "kinds": ["fusion"]}, {"genes": ["BRCA1", "BRCA2"], "kinds": ["snv", "indel",
                "cnv"]},
            {"exons": {"EGFR": [18, 19, 20, 21]}, "kinds": ["snv", "indel"]}, {"exons": {"KRAS": [2]}, "kinds": ["snv"]},
        )
        for more in ({}, {"failed": ["EGFR"]}, {"specimen": {"purity": 0.05}})
    ],
    "assay": [person("TMB 14", "EGFR L858R", test={"assay": a}) for a in (
        "FoundationOne CDx", "Guardant360 CDx", "MSK-IMPACT", "Oncomine Dx Target Test",
    )],
    "negatives": [
        person(test={"kind": k, "negative": [n]})
        for k in ("tumour_dna", "tumour_rna", "ctdna", "germline_dna")
        for n in ("EGFR", "EGFR exon 19 deletion", "EGFR L858R", "KRAS G12C", "KRAS exon 2 mutation", "ALK fusion",
            "MET amplification",
                  "BRCA1 pathogenic variant", "del(17p)")
    ] + [person("no KRAS mutation"), person("RAS wild type"), person("no del(17p)", cancer="CLLSLL"), person("ALK IHC negative")],
    "markers": [person(w) for w in (
        "PD-L1 TPS 60%", "PD-L1 TPS 1%", "PD-L1 TPS <1%", "PD-L1 CPS 60", "PD-L1 CPS 10", "PD-L1 IC 60%", "PD-L1 positive",
        "PD-L1 negative", "PD-L1 1-49%", "TMB 9.9", "TMB 10", "TMB 12 mut/Mb", "TMB high", "HER2 IHC 3+", "HER2 IHC 2+",
            "HER2 IHC 1+",
        "HER2 IHC 0", "HER2 IHC 2+/ISH positive", "HER2 IHC 2+/ISH negative", "HER2 positive", "HER2 negative", "MSI-H", "MSS",
            "dMMR",
        "pMMR", "MLH1 loss", "MSH6 loss", "ER positive", "ER negative", "ER 5%", "PR negative", "HRD positive", "HRD 42",
            "HRD negative",
        "CLDN18.2 80%", "FOLR1 75%", "MGMT methylated", "MGMT unmethylated",
    )] + [person("PD-L1 TPS 60%", "PD-L1 TPS 5%"), person("PD-L1 TPS 5%", "PD-L1 TPS 60%"), person("ER positive", "ER negative")]
    + [with_tests({"findings": ["PD-L1 TPS 60%"], "collected": a}, {"findings": ["PD-L1 TPS 5%"], "collected": b})
       for a, b in (("2025", "2026"), ("2026", "2025"), ("2026", "2026-03"))],
    "fusions": [person(f, test={"kind": k}) for k in ("tumour_dna", "tumour_rna") for f in (
        "EML4::ALK", "ALK::EML4", "ALK fusion", "ALK rearrangement", "KIF5B::RET", "RET::KIF5B", "ETV6::NTRK3", "FGFR2::BICC1",
        "FGFR2 rearrangement", "BCR::ABL1", "NRG1 fusion", "CD74::NRG1", "TMPRSS2::ERG",
    )] + [person({"gene": "ALK", "partner": "EML4", "change": "fusion out of frame"})],
    "regions": [person(f, cancer=c) for c in ("CLLSLL", "PCM", "AML", "ODG") for f in (
        "del(17p)", "del(13q)", "+12", "t(11;14)", "t(4;14)", "gain(1q)", "1p/19q codeletion", "inv(16)", "t(8;21)",
            "complex karyotype",
    )],
    "either": [person(f, test=t) for t in ({}, {"kind": "germline_dna"}) for f in (
        "BRCA mutation", "BRCA1/2 mutation", "KRAS/NRAS mutation", "BRCA1 mutation", "BRCA2 mutation", "KRAS mutation",
        "NRAS mutation", "FGFR2/3 fusion",
    )],
    "one line": [person(*f, cancer="PAAD") for f in (
        ("CDKN2A/B homozygous deletion",), ("CDKN2A homozygous deletion",), ("CDKN2B homozygous deletion",),
        ("CDKN2A homozygous deletion", "CDKN2B homozygous deletion"), ("EGFR L858R, T790M",), ("EGFR L858R", "EGFR T790M"),
        ("EGFR L858R", "EGFR L858R"),
    )],
    "cancer": [person("BRAF V600E", cancer=c) for c in (
        "LUAD", "NSCLC", "LUNG", "COAD", "MEL", "SKCM", "THPA", "AML", "GB", "CUP", "TISSUE", "an illness unheard of", "IDC",
            "BREAST",
    )],
    "several cancers": [
        {"diagnoses": list(dx), "tests": [{"kind": "tumour_dna", "findings": ["EGFR L858R", "BRAF V600E"], **t}],
         "therapies": [{"drugs": ["osimertinib"], "outcome": ["progression"], **t}]}
        for dx in (
            [{"id": "a", "cancer": "LUAD"}, {"id": "b", "cancer": "COAD"}], [{"id": "a", "cancer": "COAD"}, {"id": "b",
                "cancer": "LUAD"}],
            [{"id": "a", "cancer": "LUAD", "status": "remission", "date": "2015"}, {"id": "b", "cancer": "IDC",
                "date": "2026-01"}],
        )
        for t in ({}, {"for": "a"}, {"for": "b"})
    ],
    "disease": [person(dx=d, **k) for k in ({}, {"lesions": [{"site": "brain", "size_mm": 12.0, "measurable": True}]}) for d in (
        {}, {"stage": "IB"}, {"stage": "II"}, {"stage": "IIIA"}, {"stage": "IV"}, {"extent": "metastatic"},
            {"extent": "localized"},
        {"extent": "locally_advanced", "resectable": False}, {"resectable": True}, {"nodes": "positive"}, {"nodes": "negative"},
        {"grade": "G3"}, {"side": "left"}, {"risk": "high"}, {"features": ["resected"]}, {"sites": ["brain"]}, {"sites": []},
        {"status": "new"}, {"status": "relapsed"}, {"phase": "chronic"}, {"response": "complete"}, {"tnm": "T2N1M0"},
        {"events": [{"progression": "2026-05"}], "date": "2024-02"},
    )],
    "therapies": [person("EGFR L858R", therapies=list(t), complete=c) for c in ([], ["therapies"]) for t in (
        [], [{"drugs": ["osimertinib"]}], [{"drugs": ["osimertinib"], "outcome": ["progression"], "setting": "metastatic"}],
        [{"drugs": ["gefitinib"], "end": "2026-09", "start": "2025"}], [{"drugs": ["carboplatin", "pemetrexed"],
            "setting": "adjuvant"}],
        [{"drugs": ["something new"]}], [{"drugs": ["platinum-based chemotherapy"], "best_response": "PR"}],
            [{"kind": "radiotherapy"}],
        [{"drugs": ["trastuzumab"], "ongoing": True, "line": 2}], [{"drugs": ["letrozole"], "start": "2020-01-01",
            "end": "2025-02-01"}],
    )] + [person("EGFR L858R")],
    "person": [person(**k) for k in (
        {}, {"age": 17}, {"age": 18}, {"age": 64}, {"age": 76}, {"birth_date": "1950-11-22"}, {"birth_date": "1950-11-23"},
        {"birth_date": "2008"}, {"sex": "female"}, {"sex": "male"}, {"sex": "female", "menopause": "post"}, {"pregnancy": True},
        {"pregnancy": False}, {"performance_status": {"ecog": 1}}, {"performance_status": {"kps": 50}},
        {"ancestry": ["ashkenazi_jewish"]}, {"ancestry": []}, {"exposures": {"smoking": {"status": "never"}}},
        {"exposures": {"smoking": {"status": "former", "pack_years": 30.0, "quit": "2020"}}},
        {"exposures": {"alcohol_drinks_per_week": 9.0, "asbestos": True}}, {"height_cm": 165.0, "weight_kg": 90.0},
        {"sex": "female", "age": 50, "ancestry": ["white"]}, {"sex": "female", "age": 50, "ancestry": ["hispanic"]},
        {"sex": "female", "age": 50, "ancestry": ["white"], "answers": {"breast_biopsies": 2, "atypical_hyperplasia": True}},
        {"sex": "male", "age": 60, "ancestry": ["white"], "height_cm": 180.0, "weight_kg": 80.0,
         "exposures": {"smoking": {"status": "current", "per_day": 20.0, "pack_years": 40.0}}},
        {"country": "DE"}, {"complete": ["tests"]},
    )],
    "conditions": [person(**k) for k in (
        {"conditions": []}, {"conditions": [{"is": "interstitial lung disease"}]},
        {"conditions": [{"is": "interstitial lung disease", "status": "resolved"}]}, {"conditions": [{"is": "Lynch syndrome"}]},
        {"conditions": [{"is": "hypertension"}], "complete": ["conditions"]}, {"medications": [{"drug": "warfarin"}]},
        {"medications": [{"drug": "itraconazole"}]}, {"medications": [{"drug": "itraconazole", "end": "2020"}]},
        {"medications": [{"drug": "a herb"}]}, {"medications": []}, {"procedures": [{"kind": "splenectomy", "on": "2026-10"}]},
        {"procedures": [], "toxicities": []}, {"toxicities": [{"term": "pneumonitis", "grade": 3, "drug": "pembrolizumab"}]},
        {"toxicities": [{"term": "pneumonitis"}]}, {"scores": {"MELD": 9}}, {"scores": {"IPSS": "high"}},
    )],
    "results": [person(results=list(r)) for r in (
        [], [{"what": "creatinine", "value": 0.9, "unit": "mg/dL"}], [{"what": "creatinine", "value": 90, "unit": "umol/L"}],
        [{"what": "creatinine", "value": 3.1, "unit": "mg/dL", "on": "2026-11"}], [{"what": "LVEF", "value": 60, "unit": "%"}],
        [{"what": "LVEF", "value": 41, "unit": "%", "on": "2026-11-01"}], [{"what": "LVEF", "value": 41, "unit": "%",
            "on": "2020"}],
        [{"what": "ALT", "value": 90, "unit": "U/L", "reference": {"high": 40}}], [{"what": "PSA", "value": "<0.1",
            "unit": "ng/mL"}],
        [{"what": "PSA", "value": v, "unit": "ng/mL", "on": d} for v, d in ((1, "2026-01-01"), (2, "2026-05-01"),
            (8, "2026-10-01"))],
        [{"what": "bilirubin", "value": 2, "unit": "mg/dL"}], [{"what": "AFP", "value": 500, "unit": "ng/mL"}],
    )] + [person("AFP 500 ng/mL", "LDH 2 x ULN"), person(screening=[{"test": "mammography", "on": "2026-01"}]),
        person(screening=[])],
    "family": [person(cancer="IDC", family=f, **k) for k in ({}, {"complete": ["family"]}) for f in (
        [], [{"relation": "mother", "cancers": [{"cancer": "breast cancer", "age": 40}]}],
        [{"relation": "mother", "cancers": [{"cancer": "breast cancer"}]}], [{"relation": "maternal aunt", "cancers": []}],
        [{"relation": "father", "cancers": [{"cancer": "colorectal cancer", "age": 45}]}],
        [{"relation": r, "cancers": [{"cancer": "ovarian cancer", "age": 50}]} for r in ("sister", "paternal grandmother")],
        [{"relation": "a friend", "cancers": [{"cancer": "breast cancer", "age": 40}]}],
    )],
    "answers": [person(answers=a) for a in (
        {}, {"tobacco": True}, {"hrd": "yes"}, {"hrd": False}, {"hrd": "perhaps"}, {"ras_wild_type": "yes"},
            {"ras_wild_type": "no"},
        {"msi_high": "yes"},
    )],
    "pharmacogenetics": [person(f, test={"kind": k}) for k in ("germline_dna", "tumour_dna") for f in (
        "DPYD *1/*2A", "DPYD poor metabolizer", "DPYD intermediate metabolizer", "DPYD normal metabolizer", "UGT1A1 *28/*28",
        "HLA-A*02:01", "TPMT *3A/*3A", "DPYD c.1905+1G>A",
    )],
    "risk": [person(cancer="COAD", sex="female", age=50, **k) for k in (
        {"results": [{"what": "Tyrer-Cuzick lifetime risk", "value": 24, "unit": "%"}]},
        {"scores": {"IBIS lifetime risk": "12 %"}}, {"scores": {"IBIS lifetime risk": 0.3}},
        {"family": [{"relation": "mother", "cancers": [{"cancer": "breast", "age": 33}]}], "complete": ["family"]},
        {"family": [{"relation": r, "cancers": [{"cancer": "breast", "age": 33}]} for r in ("mother", "sister")]},
    )],
    "order of a table": [person(scores=s) for s in ({"MELD": 5, "meld": 20}, {"meld": 20, "MELD": 5})],
}  # fmt: skip

_GENES = ("EGFR", "KRAS", "BRCA2", "BRCA1", "TP53", "MET", "ERBB2", "ATM", "ALK")
_CHANGES = (
    "L858R", "T790M", "G12C", "G12D", "R175H", "R273H", "exon 14 skipping", "exon 19 deletion", "exon 20 insertion",
        "amplification",
    "loss", "homozygous deletion", "fusion", "mutation", "variant", "truncating mutation", "c.5946del", "c.68_69del", "p.S1982fs",
    "p.S1982_A1990del", "p.R58*", "splice site mutation", "p.A100V", "p.L858=", "reversion",
)  # fmt: skip
_ENTRY = st.fixed_dictionaries(
    {"gene": st.sampled_from(_GENES), "change": st.sampled_from(_CHANGES)},
    optional={
        "origin": st.sampled_from(["germline", "somatic"]),
        "classification": st.sampled_from(["pathogenic", "likely pathogenic", "VUS", "benign", "oncogenic"]),
        "zygosity": st.sampled_from(["homozygous", "heterozygous"]), "phase": st.sampled_from(["a", "b"]),
        "copies": st.sampled_from([2.0, 6.0, 12.0]), "vaf": st.sampled_from([0.01, 0.3, 0.6]),
    },
)  # fmt: skip
_LINE = st.sampled_from([
    "PD-L1 TPS 60%", "PD-L1 CPS 5", "TMB 12", "TMB 8", "MSI-H", "MSS", "HER2 IHC 2+", "HER2 IHC 3+", "ER positive",
        "HRD positive",
    "EML4::ALK", "BRCA mutation", "RAS wild type", "t(11;14)", "del(17p)", "CDKN2A/B homozygous deletion", "KRAS wild type",
    "DPYD *1/*2A", "AFP 500 ng/mL",
])  # fmt: skip
_TEST = st.fixed_dictionaries(
    {"findings": st.lists(_ENTRY | _LINE, max_size=3)},
    optional={
        "kind": st.sampled_from(["tumour_dna", "tumour_rna", "ctdna", "germline_dna", "ihc"]),
        "assay": st.sampled_from(["FoundationOne CDx", "Guardant360 CDx", "Oncomine Dx Target Test"]),
        "collected": st.sampled_from(["2025-06-01", "2026", "2026-10-30"]),
        "status": st.sampled_from(["final", "pending", "failed"]), "for": st.sampled_from(["dx1", "dx2"]),
        "negative": st.lists(st.sampled_from(["EGFR", "KRAS G12C", "ALK fusion", "EGFR exon 19 deletion"]), max_size=2),
        "covers": st.sampled_from([{"genes": ["EGFR", "KRAS"], "kinds": ["snv"]}, {"genes": ["BRCA2"], "kinds": ["snv",
            "indel"]}]),
        "failed": st.just(["EGFR"]), "germline_subtracted": st.booleans(),
        "specimen": st.sampled_from([{"type": "plasma"}, {"purity": 0.05}, {"type": "blood", "tumour_fraction": 0.3}]),
    },
)  # fmt: skip
_DX = st.fixed_dictionaries(
    {"cancer": st.sampled_from(["LUAD", "LUNG", "COAD", "IDC", "HGSOC", "AML", "CLLSLL", "unheard of"])},
    optional={
        "stage": st.sampled_from(["IB", "III", "IV"]), "extent": st.sampled_from(["metastatic", "localized"]),
        "status": st.sampled_from(["new", "relapsed", "remission"]), "resectable": st.booleans(),
        "features": st.just(["resected"]), "date": st.sampled_from(["2019", "2026-03"]),
        "events": st.just([{"progression": "2026-05"}]),
    },
)  # fmt: skip
_THERAPY = st.fixed_dictionaries(
    {"drugs": st.lists(st.sampled_from(["osimertinib", "carboplatin", "olaparib", "letrozole", "a new one"]), max_size=2)},
    optional={
        "setting": st.sampled_from(["adjuvant", "metastatic"]), "outcome": st.sampled_from([["progression"], ["response"]]),
        "start": st.just("2025"), "end": st.just("2026-09-01"), "line": st.sampled_from([1, 2]), "for": st.sampled_from(["dx1",
            "dx2"]),
        "ongoing": st.booleans(),
    },
)  # fmt: skip
MADE = st.fixed_dictionaries(
    {"diagnoses": st.lists(_DX, min_size=1, max_size=2).map(lambda some: [{"id": f"dx{i + 1}",
        **d} for i, d in enumerate(some)])},
    optional={
        "tests": st.lists(_TEST, max_size=3), "therapies": st.lists(_THERAPY, max_size=2),
        "age": st.sampled_from([16, 40, 70]), "sex": st.sampled_from(["female", "male"]),
        "conditions": st.sampled_from([[], [{"is": "Lynch syndrome"}]]),
        "results": st.sampled_from([[], [{"what": "LVEF", "value": 45, "unit": "%", "on": "2026-11"}]]),
        "answers": st.sampled_from([{}, {"hrd": "yes"}, {"ras_wild_type": "no"}]),
        "complete": st.sampled_from([["therapies"], ["tests", "conditions"]]),
    },
)  # fmt: skip
