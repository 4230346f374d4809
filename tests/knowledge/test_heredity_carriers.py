"""What follows from a germline result: which genes have a rule, and what must never set one off."""

from __future__ import annotations

from typing import Any

import pytest

from oncoplan.knowledge.rulebook import RuleBook

THE_VARIANT = {"EGFR": "T790M", "MITF": "E318K"}  # genes of which one variant alone has a rule
RECESSIVE = ("MUTYH", "NTHL1", "MSH3", "MBD4")


def carrier_rules(book: RuleBook) -> list[Any]:
    rules = [book.rule(n) for n in book.for_person()]
    return [r for r in rules if r.id.startswith(("heredity.carrier.", "heredity.cascade."))]


def genes_of(book: RuleBook) -> list[str]:
    return sorted({gene for rule in carrier_rules(book) for gene in rule.genes})


def heard(plan: Any, *, verdict: str = "met") -> set[str]:
    return {
        r.rule
        for r in plan.recommendations
        if r.rule.startswith(("heredity.carrier.", "heredity.cascade.")) and r.verdict == verdict
    }


def person(*findings: str, sex: str = "female", age: int = 40) -> dict[str, Any]:
    return {"sex": sex, "age": age, "tests": [{"kind": "germline_dna", "findings": list(findings)}]}


def test_at_least_45_genes_lead_to_something(book):
    assert len(genes_of(book)) >= 45


def test_an_uncertain_variant_of_any_gene_sets_nothing_off(book, plan_of):
    for gene in genes_of(book):
        for sex in ("female", "male"):
            uncertain = person(
                f"{gene} c.100_101del uncertain significance", f"{gene} c.200_201del uncertain significance", sex=sex
            )
            assert not heard(plan_of(uncertain)), gene


def test_every_gene_tells_whom_to_test(book, plan_of):
    for gene in genes_of(book):
        one = THE_VARIANT.get(gene, "c.100_101del")
        found = heard(plan_of(person(f"{gene} {one} pathogenic", f"{gene} c.200_201del pathogenic")))
        assert any(rule.startswith("heredity.cascade.") for rule in found), gene


@pytest.mark.parametrize("gene", RECESSIVE)
def test_one_variant_of_a_recessive_gene_sets_nothing_off(plan_of, gene):
    assert not heard(plan_of(person(f"{gene} c.100_101del pathogenic")))


def test_a_tumour_result_is_not_a_germline_result(plan_of):
    tumour = {"sex": "female", "age": 40, "tests": [{"kind": "tumour_dna", "findings": ["BRCA1 c.68_69del"]}]}
    assert not heard(plan_of(tumour))


def test_sex_and_age_choose_the_rules(plan_of):
    young = heard(plan_of(person("BRCA2 c.5946del pathogenic", age=26)))
    assert "heredity.carrier.brca.breast_mri_25_29" in young
    assert "heredity.carrier.brca.mammography_30_75" not in young
    man = heard(plan_of(person("BRCA2 c.5946del pathogenic", sex="male", age=45)))
    assert {"heredity.carrier.brca2.prostate", "heredity.carrier.brca.male_breast_exam"} <= man
    assert not any("salpingo" in rule or "breast_mri" in rule for rule in man)


def test_surgery_that_was_done_ends_what_it_makes_needless(plan_of):
    record = person("BRCA1 c.68_69del pathogenic")
    record["procedures"] = [{"kind": "bilateral mastectomy", "on": "2020"}]
    assert not any("breast_mri" in rule or "mammography" in rule for rule in heard(plan_of(record)))


def test_the_sex_not_recorded_leaves_it_open_and_listed(plan_of):
    record = person("PALB2 c.3113G>A pathogenic")
    del record["sex"]
    assert "heredity.carrier.palb2.mammography" in heard(plan_of(record), verdict="unknown")


def test_the_low_risk_apc_variant_is_not_polyposis(plan_of):
    assert not any(".apc." in rule for rule in heard(plan_of(person("APC p.I1307K pathogenic"))))


def test_every_test_for_carriers_asks_whether_a_cancer_leaves_room_for_it(book):
    found = [rule for rule in carrier_rules(book) if rule.then.effect == "screen"]
    assert len(found) > 70
    for rule in found:
        assert "screening_has_room" in str(rule.when), rule.id


def test_risk_reducing_surgery_waits_while_a_cancer_is_advanced(book):
    words = ("salpingo", "mastectomy", "gastrectomy", "colectomy", "surgery")
    found = [r for r in carrier_rules(book) if r.id.rsplit(".", 1)[1].endswith(words) or "salpingo" in r.id]
    found = [rule for rule in found if not rule.id.endswith("before_surgery")]
    assert len(found) == 12
    for rule in found:
        assert "advanced_cancer_not_over" in str(rule.when), rule.id


def breast_cancer(**more: Any) -> dict[str, Any]:
    cancer = {"cancer": "IDC", "date": "2024-05-01", **more}
    return {**person("BRCA1 c.68_69del pathogenic", age=45), "diagnoses": [cancer]}


def test_a_carrier_with_metastatic_cancer_is_not_screened_and_her_family_is_tested(plan_of):
    record = breast_cancer(extent="metastatic", status="progressing")
    record["tests"].append({"kind": "ihc", "findings": ["HER2 negative"]})
    plan = plan_of(record)
    found = heard(plan)
    assert {"heredity.cascade.breast_ovary", "heredity.carrier.brca.treatment"} <= found
    assert not any(word in rule for rule in found for word in ("breast_mri", "mammography", "salpingo", "mastectomy"))
    assert any("talazoparib" in r.drugs and r.verdict == "met" for r in plan.recommendations)


def test_a_carrier_with_an_early_cancer_talks_of_surgery_and_after_it_is_screened_again(plan_of):
    now = heard(plan_of(breast_cancer(extent="localized", status="on_treatment")))
    assert {"heredity.carrier.brca1.salpingo_oophorectomy", "heredity.carrier.brca.mastectomy"} <= now
    assert not any("breast_mri" in rule for rule in now)
    for extent in ("localized", "locally_advanced"):
        later = heard(plan_of(breast_cancer(extent=extent, status="remission")))
        assert {"heredity.carrier.brca.breast_mri_30_75", "heredity.carrier.brca1.salpingo_oophorectomy"} <= later
