"""CIViC's evidence as a pack: what each item becomes, what is listed, and how a plan shows it."""

from __future__ import annotations

import threading
from collections import Counter
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from oncoplan.cli.main import main
from oncoplan.intake import from_flags
from oncoplan.knowledge.importers.civic import ADDRESS, COLUMNS, import_civic, rows_of
from oncoplan.knowledge.importers.fetch import fetched
from oncoplan.knowledge.load import pack
from oncoplan.knowledge.rulebook import RuleBook
from oncoplan.knowledge.source import KnowledgeError
from oncoplan.pipeline import make

HEADER = ("molecular_profile_id", *COLUMNS, "evidence_statement")
ITEM = {
    "molecular_profile": "EGFR L858R", "molecular_profile_id": "33", "disease": "Lung Non-small Cell Carcinoma", "doid": "3908",
    "therapies": "Poziotinib", "evidence_type": "Predictive", "evidence_direction": "Supports", "evidence_level": "B",
    "significance": "Sensitivity/Response", "citation_id": "12345678", "source_type": "PubMed", "citation": "Doe et al., 2020",
    "rating": "4", "variant_origin": "Somatic", "last_review_date": "2024-02-03 10:00:00 UTC", "is_flagged": "false",
    "evidence_statement": "A sentence of the database that must not be copied.",
}  # fmt: skip


def tsv(*items: dict[str, str]) -> bytes:
    """A small file in CIViC's columns; each item says how it differs from ITEM."""
    rows = ["\t".join(HEADER)]
    for number, changed in enumerate(items, 1):
        row = {**ITEM, "evidence_id": str(number), "evidence_civic_url": f"https://civicdb.org/links/evidence_items/{number}"}
        rows.append("\t".join({**row, **changed}.get(name, "") for name in HEADER))
    return ("\n".join(rows) + "\n").encode()


@pytest.fixture(scope="module")
def imported(vocabulary):
    return lambda *items: import_civic(tsv(*items), vocabulary)


@pytest.fixture(scope="module")
def rule(imported, vocabulary):
    def one(**changed):
        made = imported(changed)
        assert made.rules == 1, made.listed
        return RuleBook(made.data, vocabulary).rule(0)

    return one


@pytest.fixture(scope="module")
def plan_of(imported, vocabulary):
    def make_one(items, *findings, cancer="LUAD", day="2026-11-22"):
        book = RuleBook(imported(*items).data, vocabulary)
        return make(from_flags(cancer=cancer, findings=findings)[0], as_of=day, knowledge=[book]).plan

    return make_one


def test_an_item_becomes_a_rule_with_its_level_source_and_our_own_sentence(rule):
    found = rule()
    assert (found.id, found.chapter, found.then.effect) == ("civic.eid1", "treatment", "sensitive")
    assert found.then.drugs == ("poziotinib",)
    assert found.evidence.levels == {"civic": "B", "civic_rating": "4"}
    assert [s.id for s in found.evidence.sources] == ["pmid:12345678", "url:https://civicdb.org/links/evidence_items/1"]
    assert "must not be copied" not in found.then.says
    assert found.pack == "civic"
    assert not found.evidence.approvals


@pytest.mark.parametrize(
    ("kind", "sense", "chapter", "effect"),
    [
        ("Predictive", "Sensitivity/Response", "treatment", "sensitive"),
        ("Predictive", "Resistance", "treatment", "resistant"),
        ("Predictive", "Reduced Sensitivity", "treatment", "resistant"),
        ("Predictive", "Adverse Response", "treatment", "avoid"),
        ("Diagnostic", "Positive", "diagnosis", "supports"),
        ("Diagnostic", "Negative", "diagnosis", "contradicts"),
        ("Prognostic", "Better Outcome", "prognosis", "better"),
        ("Prognostic", "Poor Outcome", "prognosis", "worse"),
        ("Predisposing", "Predisposition", "heredity", "refer"),
    ],
)
def test_the_kind_and_sense_of_an_item_give_chapter_and_effect(rule, kind, sense, chapter, effect):
    found = rule(evidence_type=kind, significance=sense, evidence_level="A")
    assert (found.chapter, found.then.effect) == (chapter, effect)
    against = rule(evidence_type=kind, significance=sense, evidence_direction="Does Not Support")
    assert (against.chapter, against.then.effect) == (chapter, "unsupported")
    assert against.then.says.startswith("Does not support: ")
    assert against.then.suggests == ()


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({"evidence_type": "Functional", "significance": "Gain of Function"}, "no rule"),
        ({"evidence_type": "Oncogenic", "significance": "Oncogenicity"}, "no rule"),
        ({"evidence_type": "Predisposing", "significance": "Uncertain Significance"}, "uncertain"),
        ({"significance": "N/A"}, "no direction"),
        ({"evidence_type": "Diagnostic", "significance": "Negative"}, "negative diagnosis below level A"),
        ({"therapies": "Unobtainium 77"}, "not in our table"),
        ({"therapies": "Chemotherapy"}, "class"),
        ({"therapies": ""}, "no drug"),
        ({"therapies": "Erlotinib,Gefitinib", "therapy_interaction_type": "Sequential"}, "one after the other"),
        ({"disease": "Chuvash Polycythemia", "doid": "0060474"}, "not in our tree"),
        ({"disease": "Leukemia", "doid": "1240"}, "wider"),
        ({"disease": "", "doid": ""}, "no disease"),
        ({"molecular_profile": "EGFR Y1092 PHOSPHORYLATION"}, "state of the protein"),
    ],
)
def test_what_cannot_be_said_is_listed_with_its_cause(imported, changed, part):
    made = imported(changed, {})
    assert (made.rules, len(made.listed)) == (1, 1)
    assert part in made.listed[0].cause
    assert made.listed[0].item == "civic.eid1"


def test_what_is_listed_is_in_the_pack(imported, vocabulary):
    book = RuleBook(imported({"therapies": "Unobtainium 77"}, {}).data, vocabulary)
    assert [(row["item"], row["what"]) for row in book.listed()] == [("civic.eid1", "Unobtainium 77")]


def test_substitutes_are_alternatives_and_a_combination_is_one_option(plan_of):
    two = {"therapies": "Poziotinib,Lapatinib"}
    alternatives = plan_of([{**two, "therapy_interaction_type": "Substitutes"}], "EGFR L858R")
    together = plan_of([{**two, "therapy_interaction_type": "Combination"}], "EGFR L858R")
    assert sorted(r.drugs for r in published(alternatives)) == [("lapatinib",), ("poziotinib",)]
    assert [r.drugs for r in published(together)] == [("poziotinib", "lapatinib")]


def test_a_flagged_item_says_so(rule, imported):
    assert "flagged in CIViC" in rule(is_flagged="true").then.says
    assert imported({"is_flagged": "true"}, {}).flagged == 1


def test_a_state_within_the_disease_is_kept(rule):
    triple = rule(disease="Triple-receptor Negative Breast Cancer", doid="0060081")
    assert {"HER2", "ER", "PR", "EGFR"} <= set(triple.genes)
    assert triple.cancers == ("BREAST",)


def test_an_inherited_variant_is_asked_of_the_person(rule):
    asked = {"evidence_type": "Predisposing", "significance": "Predisposition", "doid": "14175"}
    found = rule(molecular_profile="VHL R167Q (c.500G>A)", **asked)
    assert (found.subject, found.cancers) == ("person", ())


def test_the_same_file_gives_the_same_pack(imported):
    assert imported({}, {"rating": ""}).data == imported({}, {"rating": ""}).data


def published(plan):
    return [r for r in plan.recommendations if r.pack == "civic"]


def test_a_plan_tells_the_pack_apart_behind_the_base(plan_of):
    plan = plan_of([{}], "EGFR L858R")
    mine = published(plan)
    assert [(r.rule, r.on_label, r.verdict) for r in mine] == [("civic.eid1", False, "met")]
    assert "civic" in mine[0].off_label_because
    assert mine[0].rank > max(r.rank for r in plan.recommendations if r.pack == "base")
    assert [k.pack for k in plan.made_by.knowledge] == ["base", "civic"]


def test_the_base_is_not_moved_by_a_pack(plan_of):
    items = [{}, {"significance": "Resistance", "therapies": "Osimertinib"}, {"therapies": "Osimertinib", "evidence_level": "A"}]
    alone = make(from_flags(cancer="LUAD", findings=("EGFR L858R",))[0], as_of="2026-11-22").plan
    both = plan_of(items, "EGFR L858R")
    ours = [r for r in both.recommendations if r.pack == "base"]
    assert [(r.rule, r.drugs, r.rank, r.cautions, r.on_label) for r in ours] == [
        (r.rule, r.drugs, r.rank, r.cautions, r.on_label) for r in alone.recommendations
    ]
    assert (both.tests_due, both.questions, both.limits) == (alone.tests_due, alone.questions, alone.limits)


def test_evidence_for_an_option_of_the_base_stands_in_it(plan_of):
    plan = plan_of([{"therapies": "Osimertinib"}], "EGFR L858R")
    assert published(plan) == []
    option = next(r for r in plan.recommendations if r.drugs == ("osimertinib",))
    assert [(a.rule, a.pack, a.on_label) for a in option.also if a.pack != "base"] == [("civic.eid1", "civic", False)]


def test_does_not_support_is_never_an_option(plan_of):
    plan = plan_of([{"evidence_direction": "Does Not Support"}], "EGFR L858R")
    assert [(r.effect, r.drugs) for r in published(plan)] == [("unsupported", ("poziotinib",))]
    under = plan_of([{"evidence_direction": "Does Not Support", "therapies": "Osimertinib"}], "EGFR L858R")
    option = next(r for r in under.recommendations if r.drugs == ("osimertinib",))
    assert [n.rule for n in option.not_supported] == ["civic.eid1"]
    assert published(under) == []
    assert all(c.rule != "civic.eid1" for c in option.cautions)


@pytest.mark.parametrize("findings", [("EGFR L861Q",), ("KRAS G12C",), ()])
def test_evidence_of_another_allele_or_gene_is_not_shown(plan_of, findings):
    assert published(plan_of([{}], *findings)) == []


def test_silence_orders_no_test_for_a_pack(plan_of):
    due = {row for test in plan_of([{}], "TP53 R273H").tests_due for row in test.would_settle}
    assert not any(rule.startswith("civic.") for rule in due)


def test_wild_type_is_met_where_a_test_says_so(plan_of):
    item = {"molecular_profile": "KRAS Wildtype", "disease": "Colorectal Cancer", "doid": "9256", "therapies": "Lapatinib"}
    assert [r.drugs for r in published(plan_of([item], "KRAS wild type", cancer="COADREAD"))] == [("lapatinib",)]
    assert published(plan_of([item], cancer="COADREAD")) == []


def test_a_doid_is_found_in_the_vocabulary(vocabulary):
    assert vocabulary.find_cancer("DOID 3908").code == "NSCLC"
    assert vocabulary.find_cancer("DOID:9256").code == "COADREAD"


def test_a_file_that_is_not_civics_is_refused(vocabulary):
    for data in (b"a\tb\n1\t2\n", b"", b"\xff\xfe\x00"):
        with pytest.raises(KnowledgeError):
            rows_of(data)


class _Serve(BaseHTTPRequestHandler):
    def __init__(self, body: bytes, *arguments) -> None:
        self.body = body
        super().__init__(*arguments)

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/civic.tsv" else 404)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def address():
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Serve, tsv({}, {"therapies": "Chemotherapy"})))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_the_public_address_is_civics_nightly_file():
    assert ADDRESS.startswith("https://civicdb.org/downloads/nightly/")


def test_an_address_is_fetched_and_a_missing_one_is_an_os_error(address):
    assert len(rows_of(fetched(f"{address}/civic.tsv"))) == 2
    with pytest.raises(OSError, match="404"):
        fetched(f"{address}/nothing")


def test_import_plan_and_diff_on_the_command_line(address, tmp_path, capsys):
    one, two = tmp_path / "one.bin", tmp_path / "two.bin"
    assert main(["knowledge", "import", "civic", f"{address}/civic.tsv", "--out", str(one)]) == 0
    out = capsys.readouterr().out
    assert "2 evidence items: 1 rules, 1 listed" in out
    assert "only a class" in out
    assert main(["match", "--cancer", "LUAD", "EGFR L858R", "--knowledge", str(one)]) == 0
    assert "pack civic" in capsys.readouterr().out
    assert main(["plan", "--cancer", "LUAD", "--finding", "EGFR L858R", "--knowledge", str(one), "--format", "letter"]) == 0
    assert "poziotinib" not in capsys.readouterr().out
    (tmp_path / "two.tsv").write_bytes(tsv({"evidence_level": "A"}, {}, {"therapies": "Lapatinib"}))
    assert main(["knowledge", "import", "civic", str(tmp_path / "two.tsv"), "--out", str(two)]) == 0
    capsys.readouterr()
    assert main(["knowledge", "diff", str(one), str(two)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == ["+ civic.eid2", "+ civic.eid3", "~ civic.eid1"]
    assert any("evidence.levels" in line for line in lines)


def test_a_pack_is_kept_under_its_name(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("ONCOPLAN_CACHE", str(tmp_path / "cache"))
    (tmp_path / "civic.tsv").write_bytes(tsv({}))
    assert main(["knowledge", "import", "civic", str(tmp_path / "civic.tsv")]) == 0
    capsys.readouterr()
    assert main(["match", "--cancer", "LUAD", "EGFR L858R", "--knowledge", "civic"]) == 0
    assert "poziotinib" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["plan", "match"])
def test_a_pack_that_cannot_be_used_is_one_line_and_a_hint(command, tmp_path, capsys):
    (tmp_path / "bad.bin").write_bytes(b"no pack")
    for name in ("nowhere.bin", str(tmp_path / "bad.bin")):
        rest = ["--finding", "EGFR L858R"] if command == "plan" else ["EGFR L858R"]
        assert main([command, "--cancer", "LUAD", *rest, "--knowledge", name]) == 1
        err = capsys.readouterr().err.splitlines()
        assert len(err) == 2
        assert err[1].startswith("hint: ")


def test_the_coverage_page_counts_rules_and_names_the_gaps(tmp_path, capsys):
    (tmp_path / "civic.tsv").write_bytes(tsv({"evidence_level": "A"}, {"therapies": "Osimertinib", "evidence_level": "A"}))
    assert main(["knowledge", "coverage", "--civic", str(tmp_path / "civic.tsv")]) == 0
    out = capsys.readouterr().out
    assert "| Lung |" in out
    assert "2 claims of sensitivity" in out
    assert "| EGFR L858R | NSCLC | poziotinib |" in out


def test_a_folder_of_rules_is_a_pack_of_the_base_vocabulary(tmp_path):
    (tmp_path / "pack.yaml").write_text("pack: mine\nversion: '1'\n")
    book = pack(tmp_path)
    assert (book.head.pack, book.evidence, len(book)) == ("mine", False, 0)
    assert book.vocabulary.cancer("LUAD") is not None


@pytest.mark.reference
def test_the_reference_file(reference, vocabulary):
    made = import_civic((reference / "knowledge" / "civic_accepted_evidence_2026-05-29.tsv").read_bytes(), vocabulary)
    book = RuleBook(made.data, vocabulary)
    assert made.items == made.rules + len(made.listed) == 4854
    assert made.rules > 3800
    effects = Counter(rule.then.effect for rule in book)
    assert effects["unsupported"] == made.unsupported > 350
    assert all(rule.then.says.startswith("Does not support") == (rule.then.effect == "unsupported") for rule in book)
    assert not any("cannot be compiled" in one.cause for one in made.listed)


class _Whole(RuleBook):
    """The same pack without its preselection."""

    def for_facts(self, numbers, reported):
        return sorted(set(numbers))


@pytest.mark.reference
@pytest.mark.parametrize(
    ("cancer", "findings"),
    [
        ("LUAD", ("EGFR L858R", "EGFR T790M", "MET amplification")),
        ("CML", ("BCR::ABL1", "ABL1 T315I")),
        ("COADREAD", ("KRAS wild type", "BRAF V600E", "MSI-H")),
        ("BRCA", ("HER2 positive", "PIK3CA H1047R", "germline BRCA1 c.68_69del pathogenic")),
        ("GIST", ("KIT exon 11 mutation", "PDGFRA D842V")),
        ("LUAD", ("EGFR S768_D770dup", "ERBB2 mutation", "ALK rearrangement")),
    ],
)
def test_the_preselection_loses_nothing(reference, vocabulary, cancer, findings):
    data = import_civic((reference / "knowledge" / "civic_accepted_evidence_2026-05-29.tsv").read_bytes(), vocabulary).data
    intake = from_flags(cancer=cancer, findings=findings)[0]
    quick, slow = (make(intake, as_of="2026-11-22", knowledge=[kind(data, vocabulary)]).plan for kind in (RuleBook, _Whole))
    assert quick.recommendations == slow.recommendations
    assert published(quick)
