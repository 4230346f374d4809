"""Hand-made plans of several shapes, for the tests of the reports."""

from __future__ import annotations

from typing import Any

from msgspec.structs import asdict, replace

from oncoplan.model.plan import (
    Because,
    Caution,
    Check,
    InputUsed,
    KnowledgeUsed,
    Limit,
    MadeBy,
    Missing,
    Plan,
    PlanApproval,
    PlanDiagnosis,
    PlanFinding,
    PlanSource,
    Recommendation,
    TestDue,
    Trial,
    TrialBecause,
    TrialGroup,
    TrialMissing,
    TrialSite,
    TrialsUsed,
)

MADE_BY = MadeBy(
    oncoplan="0.1.0",
    knowledge=(KnowledgeUsed(pack="base", version="2026.11", digest="sha256:aa"),),
    inputs=(InputUsed(name="lung.yaml", digest="sha256:bb"),),
)
LUNG = PlanDiagnosis(id="dx1", stated="LUAD", cancer="LUAD", name="Lung Adenocarcinoma", stage="IV", extent="metastatic")
BREAST = PlanDiagnosis(id="dx2", stated="breast", cancer="BRCA", name="Invasive Breast Carcinoma", stage=None, extent=None)
SCOPE = Limit(kind="not_assessed", says="This plan covers care that a test result changes.")


def plan(**given: Any) -> Plan:
    kept: dict[str, Any] = {
        "oncoplan_plan": 1, "plan_id": "sha256:cc", "record_id": "demo-001", "as_of": "2026-11-22", "jurisdiction": "US",
        "made_by": MADE_BY, "findings": (), "recommendations": (), "tests_due": (), "trials": (), "questions": (),
        "limits": (SCOPE,), "diagnoses": (LUNG,),
    }  # fmt: skip
    return Plan(**{**kept, **given})


def recommendation(**given: Any) -> Recommendation:
    kept: dict[str, Any] = {
        "rule": "treatment.lung.egfr.osimertinib", "chapter": "treatment", "effect": "sensitive", "verdict": "met",
        "diagnosis": "dx1", "drugs": ("osimertinib",), "classes": (), "says": "Osimertinib is a first-line option.",
        "plainly": "A targeted pill, osimertinib, is made for this gene change.", "on_label": True,
        "off_label_because": None, "rank": 1, "approvals": (PlanApproval(by="FDA", on="2018-04-18"),),
        "levels": {"amp": "A"}, "because": (EGFR, STAGE), "missing": (), "cautions": (), "checks": (ECG,), "also": (),
        "sources": (PlanSource(id="pmid:29151359", says="FLAURA"),), "basis": "full_text",
    }  # fmt: skip
    return Recommendation(**{**kept, **given})


EGFR = Because(criterion="alteration", about="molecular", verdict="met", says="EGFR p.L858R", facts=("tests/0/findings/0",))
STAGE = Because(criterion="disease", about="disease", verdict="met", says="The disease is metastatic", facts=("diagnoses/0",))
ECG = Check(
    rule="check.ecg", test="ecg_qtc", status="unchecked", says="Record an ECG before this drug.",
    plainly="A heart tracing (ECG) is needed before this drug.",
)  # fmt: skip
LINE = Missing(
    criterion="next_line", about="history", says="The treatments so far are not recorded (line 1 is asked for)",
    settled_by="Which cancer treatments have you had, when, and how did each end?",
)  # fmt: skip
TRIAL_LINE = TrialMissing(**asdict(LINE), clause="No earlier systemic treatment", start=0, end=29)
L858R = PlanFinding(
    text="EGFR p.L858R", gene="EGFR", kind="missense", effect="oncogenic", origin="somatic", test=0,
    says="EGFR p.L858R: missense, oncogenic, somatic, allele fraction 31.0%",
)  # fmt: skip
PD_L1 = TestDue(
    test="pd_l1_ihc", name="PD-L1 protein test", plainly="a tumor test for PD-L1", why="No result is recorded.",
    state="not_done", would_settle=("a", "b"), opens=("cemiplimab", "pembrolizumab"), first=False, specimen="tissue",
    methods=("IHC",),
)  # fmt: skip
ALK = TestDue(
    test="alk_fusion", name="ALK fusion test", plainly="a tumor test for joined ALK",
    why="Test ALK before first-line treatment.", state="failed", would_settle=("c",), opens=("alectinib",), first=True,
    specimen=None, methods=("FISH", "IHC"),
)  # fmt: skip

FIRST_LINE = plan(
    findings=(L858R,),
    recommendations=(
        recommendation(),
        recommendation(
            rule="treatment.lung.egfr.amivantamab", drugs=("amivantamab", "lazertinib"), on_label=None, verdict="unknown",
            rank=2, missing=(LINE,), says="Amivantamab with lazertinib is a first-line option.",
            plainly="A targeted pill and an antibody can be given together.", basis="memory",
        ),
        recommendation(
            rule="treatment.lung.avoid.checkpoint_then_tki", effect="avoid", drugs=("pembrolizumab",), on_label=None, rank=3,
            says="Avoid pembrolizumab before an EGFR inhibitor.", checks=(), approvals=(), levels={},
            plainly="An immune treatment just before the EGFR pill can hurt the lungs.",
        ),
    ),
    tests_due=(ALK, PD_L1),
    questions=("Is osimertinib right for me? What are the good and bad sides?", "May I have a copy of my test reports?"),
)  # fmt: skip

NO_OPTIONS = plan(questions=("My tests did not point to a drug made for a gene change. What are my other choices?",))

NOTHING_KNOWN = plan(diagnoses=(), limits=())

URGENT = plan(
    recommendations=(
        recommendation(
            rule="treatment.apl.urgent", effect="urgent", drugs=(), on_label=None, levels={}, approvals=(), checks=(),
            says="Start treatment for acute promyelocytic leukaemia today; do not wait for confirmation.",
            plainly="This result needs quick care. Your team can tell you what to do now.", rank=1,
        ),
        recommendation(rank=2),
    ),
    questions=("One of my results may be urgent. What needs to happen today?",),
)  # fmt: skip

CONFLICT = plan(
    findings=(
        L858R,
        PlanFinding(
            text="EGFR p.C797S", gene="EGFR", kind="missense", effect="oncogenic", origin=None, test=1,
            says="EGFR p.C797S: missense, oncogenic",
        ),
    ),
    recommendations=(
        recommendation(
            cautions=(
                Caution(
                    rule="treatment.lung.resistance.c797s", effect="resistant", verdict="met", drugs=("osimertinib",),
                    says="A C797 mutation is resistant to osimertinib.",
                    plainly="This change stops the newer EGFR pills from working.",
                ),
            ),
            checks=(
                Check(
                    rule="check.qtc", test="ecg_qtc", status="problem", says="QTc above 500 ms: do not start.",
                    plainly="The heart tracing is not normal. This drug may not be safe now.",
                ),
                Check(
                    rule="check.lvef", test="lvef", status="done", says="Measure the ejection fraction.",
                    plainly="The heart scan was done.",
                ),
            ),
        ),
        recommendation(
            rule="diagnosis.contradicts", chapter="diagnosis", effect="contradicts", drugs=(), on_label=None, levels={},
            approvals=(), checks=(), suggests=("SCLC",), says="Review the histology.", rank=2,
            plainly="The pathologist should look again.",
        ),
        recommendation(
            rule="prognosis.tp53", chapter="prognosis", effect="worse", drugs=(), on_label=None, levels={}, rank=3,
            approvals=(), checks=(), says="A TP53 mutation goes with a shorter time on treatment.",
            plainly="A second change, in TP53, can shorten how long the pill works.",
        ),
    ),
    limits=(SCOPE, Limit(kind="conflict", says="osimertinib: one result speaks for it and another against it"),
        Limit(kind="conflict", says="Mismatch repair and microsatellite results disagree")),
)  # fmt: skip

TWO_CANCERS = plan(
    diagnoses=(LUNG, BREAST),
    recommendations=(
        recommendation(),
        recommendation(
            diagnosis="dx2", rule="treatment.breast.x", drugs=("olaparib",), rank=2, on_label=False,
            off_label_because="Approved for ovarian cancer, not for this cancer", plainly="Olaparib is a pill.",
            says="Olaparib is an option.",
        ),
        recommendation(
            diagnosis=None, rule="heredity.refer", effect="refer", chapter="heredity", drugs=(), rank=3, on_label=None,
            says="Refer to genetics.", plainly="A visit with a genetic counselor can help you and your family.",
            approvals=(), levels={}, checks=(),
        ),
    ),
    trials=(Trial(id="NCT00000001", verdict="unknown", distance_km=12.3, because=(), missing=(TRIAL_LINE,)),),
)  # fmt: skip

_WHY = TrialBecause(
    criterion="alteration", about="molecular", verdict="met", says="EGFR p.L858R", facts=("tests/0/findings/0",),
    clause="A sensitizing EGFR mutation", start=40, end=67,
)  # fmt: skip
_FAILS = replace(_WHY, criterion="prior_therapy", about="history", verdict="not_met", says="Had cisplatin", clause="Chemotherapy")


def trial(number: int, **given: Any) -> Trial:
    kept: dict[str, Any] = {
        "id": f"NCT0000000{number}", "rank": number, "title": "A Study of a Drug in Lung Cancer", "verdict": "unknown",
        "as_read": "met", "distance_km": 12.3, "travel": "About 8 miles (12 km) from your home: City Clinic, Boston, MA.",
        "because": (_WHY,), "rests_on": ("EGFR p.L858R",), "missing": (),
        "status": "recruiting", "phases": ("2",), "genes": ("EGFR",), "biomarker": "met",
        "unread": ("Consent",), "site": TrialSite(name="City Clinic", city="Boston", state="MA", country="US", status=None),
        "group": "a", "groups": (TrialGroup(key="a", name="Arm A", verdict="met"),),
    }  # fmt: skip
    return Trial(**{**kept, **given})


TRIALS = plan(
    made_by=replace(MADE_BY, trials=TrialsUsed(store="trials.db", digest="sha256:dd", trials=439)),
    findings=(L858R,),
    recommendations=(recommendation(),),
    tests_due=(replace(PD_L1, trials=("NCT00000002", "NCT00000005")),),
    trials=(
        trial(1),
        trial(2, as_read="unknown", missing=(TRIAL_LINE,), phases=(), because=()),
        trial(3, as_read="unknown", missing=(TRIAL_LINE,), biomarker="unknown", distance_km=None, travel=None, unread=()),
        trial(4, verdict="met", biomarker=None, unread=()),
        trial(
            5, verdict="not_met", as_read="not_met", fails=(_FAILS,), because=(),
            changes="from 9 December 2026, when the 28-day washout ends", changes_on="2026-12-09",
        ),
    ),
)  # fmt: skip

_PARTNERS = ("cisplatin", "carboplatin")
LONG = plan(
    findings=tuple(
        PlanFinding(
            text=f"TP53 p.R{i}H", gene="TP53", kind="missense", effect=None if i % 2 else "oncogenic", origin=None, test=0,
            says=f"TP53 p.R{i}H: missense",
        )
        for i in range(1, 120)
    ),
    recommendations=(
        *(
            recommendation(
                rule=f"treatment.lung.drug{i}", drugs=(f"drug{i}mab", "pemetrexed", partner), rank=2 * i + j + 1,
                says=f"Drug {i} is an option with a sentence that is too long for one line of the page that it is on.",
                on_label=(True, None, False)[i % 3], verdict=("met", "unknown", "met")[i % 3],
                missing=(LINE,) if i % 3 == 1 else (), plainly=f"Drug {i} is an immune treatment.",
            )
            for i in range(25)
            for j, partner in enumerate(_PARTNERS)
        ),
        *(
            recommendation(
                rule=f"treatment.lung.avoid{i}", effect="resistant", verdict="met" if i < 2 else "unknown", rank=60 + i,
                drugs=(f"drug{i}mab",), says=f"Resistance number {i}.", plainly=f"Change {i} stops some pills.",
            )
            for i in range(9)
        ),
    ),
    tests_due=tuple(
        TestDue(
            test=f"test_{i}", name=f"Test {i}", plainly=f"a tumor test for gene {i}", why="No result is recorded.",
            state="not_done", would_settle=("a",), opens=tuple(f"drug{j}mab" for j in range(9)), first=i < 2, specimen=None,
            methods=(),
        )
        for i in range(15)
    ),
    questions=tuple(f"Should I have test {i}?" for i in range(9)),
    limits=tuple(Limit(kind="not_read", says=f"{i} rows: not understood", count=i) for i in range(12)),
)  # fmt: skip

ALL = {
    "trials": TRIALS,
    "first_line": FIRST_LINE, "no_options": NO_OPTIONS, "nothing_known": NOTHING_KNOWN, "urgent": URGENT,
    "conflict": CONFLICT, "two_cancers": TWO_CANCERS, "long": LONG,
}  # fmt: skip

TWO_LONG = plan(
    diagnoses=(LUNG, BREAST),
    recommendations=tuple(
        replace(r, diagnosis=dx, rank=r.rank + 100 * (dx == "dx2")) for dx in ("dx1", "dx2") for r in LONG.recommendations
    ),
    tests_due=LONG.tests_due,
    limits=(*CONFLICT.limits, *LONG.limits),
)
ALL["two_long"] = TWO_LONG
