"""The store: incremental, with a change log; robust against broken trials, kills, other writers, other versions, other files."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from studies import CTML, TEXT, XML, nci, study

from oncoplan.cli.main import main
from oncoplan.intake.problem import Unusable
from oncoplan.trials import importing
from oncoplan.trials.book import TrialBook
from oncoplan.trials.files import sources
from oncoplan.trials.importing import BOOK, Imported, import_sources
from oncoplan.trials.store import Store


@pytest.fixture
def where(tmp_path: Path) -> Path:
    return tmp_path / "trials.db"


@pytest.fixture
def take(where: Path, tmp_path: Path, book):
    """Import values (each a file) or paths into the store."""

    def taken(*things: Any, day: str = "2026-11-22") -> Imported:
        paths = []
        for number, thing in enumerate(things):
            path = thing
            if not isinstance(thing, Path):
                text = thing if isinstance(thing, str) else json.dumps(thing)
                ending = ".xml" if text.startswith("<?xml") else ".yaml" if text.startswith("\nnct_id") else ".json"
                path = tmp_path / f"{number}{ending}"
                path.write_text(text, encoding="utf-8")
            paths.append(path)
        with Store.made(where) as store:
            return import_sources(sources(paths), store, book, day)

    return taken


def held(where: Path) -> dict[str, Any]:
    with Store.opened(where) as store:
        return {trial.id: trial for trial in store.trials()}


def test_the_same_again_is_untouched(take, where):
    first = take(study(), XML, nci(), CTML)
    assert (first.new, first.unread) == (4, [])
    before = where.read_bytes()
    again = take(study(), XML, nci(), CTML)
    assert (again.new, again.changed, again.same, again.changes) == (0, 0, 4, 0)
    assert where.read_bytes() == before


def test_the_source_comes_back_as_it_was(take, where):
    value = study(extra={"kept": "as it came \u00b5 \u2265"})
    take(value, XML, CTML)
    with Store.opened(where) as store:
        found = {source.id: source.data for source in store.sources()}
    assert json.loads(found["NCT90000001"]) == value
    assert found["NCT90000009"] == XML.encode()
    assert found["NCT90000030"] == CTML.encode()


def test_what_changed_is_logged(take, where):
    take(study(), day="2026-03-10")
    later = study(
        statusModule={"overallStatus": "ACTIVE_NOT_RECRUITING"},
        eligibilityModule={
            "eligibilityCriteria": TEXT.replace("EGFR L858R", "EGFR L858R or exon 19 deletion"), "sex": "ALL",
            "minimumAge": "16 Years", "maximumAge": "75 Years",
        },
    )  # fmt: skip
    protocol = later["protocolSection"]
    protocol["armsInterventionsModule"]["armGroups"].pop()
    protocol["contactsLocationsModule"]["locations"][1]["status"] = "RECRUITING"
    protocol["contactsLocationsModule"]["locations"].append(
        {"facility": "UCLA", "city": "Los Angeles", "country": "United States"}
    )
    later["derivedSection"]["miscInfoModule"]["versionHolder"] = "2026-05-01"
    told = take(later, day="2026-05-02")
    assert (told.changed, told.new) == (1, 0)
    with Store.opened(where) as store:
        log = store.changes(since="2026-05-01")
        assert [(one.what, one.before, one.after) for one in log] == [
            ("status", "recruiting", "active"),
            ("arm", "Cohort B", None),
            ("criterion", "Minimum age: 18 Years", "Minimum age: 16 Years"),
            ("criterion", "* EGFR L858R", "* EGFR L858R or exon 19 deletion"),
            ("site", "Research Site, Leipzig, Germany: not_yet_recruiting", "Research Site, Leipzig, Germany: recruiting"),
            ("site", None, "UCLA, Los Angeles, United States: status not said"),
        ]
        assert {(one.on, one.seen) for one in log} == {("2026-05-01", "2026-05-02")}
        assert store.changes()[0].what == "trial"
        past = store.before("NCT90000001", "2026-05-01")
        assert past is not None
        assert past.status == "recruiting"
        assert store.before("NCT90000001", "2026-06-01") is None


def test_an_older_version_does_not_replace_a_later_one(take, where):
    old = study(statusModule={"overallStatus": "NOT_YET_RECRUITING"})
    old["derivedSection"]["miscInfoModule"]["versionHolder"] = "2025-01-01"
    take(study())
    told = take(old)
    assert (told.older, told.changed) == (1, 0)
    assert held(where)["NCT90000001"].status == "recruiting"


def test_duplicates_are_said_and_the_later_stays(take, where):
    later = study(statusModule={"overallStatus": "COMPLETED"})
    later["derivedSection"]["miscInfoModule"]["versionHolder"] = "2026-09-01"
    told = take(study(), later, study())
    assert told.repeated == 2
    assert held(where)["NCT90000001"].status == "completed"
    assert any("not the same" in error.says for error in told.unread)
    assert told.trials == 1


def test_the_same_trial_twice_is_only_a_note(take):
    told = take(study(), study())
    assert (told.new, told.repeated, told.unread) == (1, 1, [])


def test_one_broken_trial_among_many(take, where, tmp_path):
    lines = [json.dumps(study(f"NCT9000{number:04}")) for number in range(300)]
    lines[7] = lines[7][:-20]
    lines[9] = "[]"
    lines[11] = json.dumps({"protocolSection": {"identificationModule": {"nctId": 5.5}}})
    (tmp_path / "many.jsonl").write_text("\n".join(lines))
    told = take(tmp_path / "many.jsonl")
    assert told.new == 297
    assert len(held(where)) == 297
    assert [error.says.split(":")[0] for error in told.unread] == [
        "many.jsonl, line 8",
        "many.jsonl, line 10",
        "many.jsonl, line 12",
    ]


def test_a_reader_that_breaks_on_one_trial_costs_that_trial_only(take, where, monkeypatch):
    whole = importing.read_trial

    def breaks(source, vocabulary):
        if source.id == "NCT90000002":
            raise ZeroDivisionError("a fault")
        return whole(source, vocabulary)

    monkeypatch.setattr(importing, "read_trial", breaks)
    told = take(study("NCT90000001"), study("NCT90000002"), study("NCT90000003"))
    assert told.new == 2
    assert "NCT90000002 broke the reader (ZeroDivisionError" in told.unread[0].says
    assert sorted(held(where)) == ["NCT90000001", "NCT90000003"]


def test_a_kill_half_way_leaves_whole_trials_and_the_rest_can_follow(where, book, tmp_path, monkeypatch):
    for number in range(120):
        (tmp_path / f"{number:03}.json").write_text(json.dumps(study(f"NCT9000{number:04}")))
    files = sorted(tmp_path.glob("*.json"))

    def killed(paths):
        for number, one in enumerate(sources(paths)):
            if number == 110:
                raise KeyboardInterrupt
            yield one

    with Store.made(where) as store, pytest.raises(KeyboardInterrupt):
        import_sources(killed(files), store, book, "2026-11-22")
    assert len(held(where)) == 100
    with Store.made(where) as store:
        told = import_sources(sources(files), store, book, "2026-11-22")
    assert (told.same, told.new) == (100, 20)


def test_readers_are_not_disturbed_by_a_writer(take, where):
    take(study())
    with Store.opened(where) as reader, Store.made(where) as writer, writer.writing():
        writer.keep("x", b"y")
        assert len(reader) == 1
        assert reader.kept("x") is None


def test_what_a_killed_writer_left_half_written_is_taken_back(take, where):
    take(study())
    killed = (
        "import os, sqlite3, sys; db = sqlite3.connect(sys.argv[1], isolation_level=None); db.execute('PRAGMA cache_size=1');"
        "db.execute('BEGIN IMMEDIATE'); db.execute('DELETE FROM trials');"
        "db.executemany('INSERT INTO kept VALUES (?, randomblob(5000))', [(str(n),) for n in range(500)]); os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", killed, str(where)], check=False).returncode == 9
    assert where.with_name(where.name + "-journal").exists()
    assert list(held(where)) == ["NCT90000001"]


def test_a_second_writer_waits_and_then_says_so(take, where, monkeypatch):
    take(study())
    monkeypatch.setattr("oncoplan.trials.store._WAIT", 0.05)
    with (
        Store.made(where) as first,
        Store.made(where) as second,
        first.writing(),
        pytest.raises(Unusable, match="another import"),
        second.writing(),
    ):
        pass


def test_a_new_reader_reads_the_sources_again(take, where, monkeypatch):
    take(study())
    with Store.opened(where) as store:
        before = store.digest
    monkeypatch.setattr(importing, "reader_digest", lambda: "sha256:other")
    told = take()
    assert (told.read_again, told.changed, told.changes) == (1, 0, 0)
    with Store.opened(where) as store:
        assert store.digest != before
        assert store.read_otherwise("sha256:other") == []


def test_a_store_that_another_version_read_is_used_and_said(take, where, monkeypatch, capsys, tmp_path):
    take(study())
    record = tmp_path / "p.yaml"
    record.write_text("oncoplan_record: 1\nid: p\ndiagnoses: [{cancer: LUAD}]\n")
    words = ["trials", "match", str(record), "--store", str(where)]
    assert main(words) == 0
    assert "another version" not in capsys.readouterr().err
    monkeypatch.setattr("oncoplan.trials.shelf.reader_digest", lambda: "sha256:other")
    assert main(words) == 0
    told = capsys.readouterr()
    assert "1 of 1 trials" in told.err
    assert f"hint: oncoplan trials import --store {where} reads them again" in told.err
    assert "NCT90000001" in told.out


def test_the_digest_is_of_the_trials_not_of_their_order_or_day(take, where, tmp_path):
    take(study("NCT90000001"), study("NCT90000002"), day="2026-01-01")
    with Store.opened(where) as store:
        first = store.digest
    where.unlink()
    take(study("NCT90000002"), study("NCT90000001"), day="2026-11-22")
    with Store.opened(where) as store:
        assert store.digest == first


def test_a_trial_of_two_registries_is_one(take, where):
    summary = nci("NCT90000001", current_trial_status="Closed to Accrual", record_verification_date="2026-08-01")
    take(study(), summary)
    (trial,) = held(where).values()
    assert (trial.source, trial.status, trial.snapshot) == ("ctgov_v2", "active", "2026-08-01")
    assert trial.drugs == ("osimertinib",)
    assert "NCI-2020-00001" in trial.other_ids
    assert [site.city for site in trial.sites] == ["Rochester"]


def test_a_curated_trial_keeps_its_criteria_and_takes_the_sites_of_the_registry(take, where):
    sites = CTML[CTML.index("  site:\n") : CTML.index("treatment_list")]
    curated = CTML.replace("NCT90000030", "NCT90000001").replace(sites, "  site: []\n")
    take(study(), curated)
    (trial,) = held(where).values()
    assert trial.source == "ctml"
    assert [site.city for site in trial.sites] == ["Boston", "Leipzig"]
    assert {clause.read_from for clause in trial.clauses} >= {"ctml"}
    assert not any(clause.read_from == "structured" for clause in trial.clauses)


def test_texts_by_id_are_trials_and_give_their_criteria_to_those_that_have_none(take, where):
    bare = nci("NCT90000001", eligibility={"structured": {"min_age": "18 Years"}})
    told = take({"NCT90000001": TEXT, "NCT90000002": TEXT, "NCT90000003": 5}, bare)
    assert (told.new, len(told.unread)) == (3, 1)
    trials = held(where)
    first = trials["NCT90000001"]
    assert (first.source, first.eligibility, first.title) == ("text", TEXT, "Sotorasib in lung cancer")
    assert first.cancers == ("NSCLC",)
    assert first.clauses[0].when == {"age": {"min": 18}}
    assert [site.city for site in first.sites] == ["Rochester"]
    assert trials["NCT90000002"].eligibility == TEXT


def test_a_trial_is_found_by_its_other_ids(take, where):
    take(study("NCT90000001"), study("NCT90000002"), CTML)
    with Store.opened(where) as store:
        assert store.find("nct90000001") == "NCT90000001"
        assert store.find("org-002") == "NCT90000002"
        assert store.find("20-001") == "NCT90000030"
        assert store.find("2020-001234-56") is None
        assert store.find("nothing") is None


def test_the_trials_are_kept_ready_to_be_matched(take, where, book):
    take(study(), nci())
    with Store.opened(where) as store:
        data = store.kept(BOOK)
        assert data is not None
        ready = TrialBook(data, book, lambda name: store.trial(name))
        assert sorted(ready.by_id) == ["NCT90000001", "NCT90000020"]
        assert ready.head.trials == store.digest


def test_archives_folders_pages_and_stores(take, where, tmp_path, book):
    folder = tmp_path / "in" / "below"
    folder.mkdir(parents=True)
    (folder / "one.json").write_text(json.dumps(study("NCT90000001")))
    (folder / "note.txt").write_text("not a trial")
    (folder / ".hidden.json").write_text("{")
    (folder / "page.json").write_text(json.dumps({"studies": [study("NCT90000002")], "nextPageToken": "x"}))
    with tarfile.open(tmp_path / "in" / "more.tar.gz", "w:gz") as tar:
        (tmp_path / "NCT90000003.json").write_text(json.dumps(study("NCT90000003")))
        tar.add(tmp_path / "NCT90000003.json", "./deep/NCT90000003.json")
    with zipfile.ZipFile(tmp_path / "in" / "xml.zip", "w") as zipped:
        zipped.writestr("NCT9000xxxx/NCT90000009.xml", XML)
    told = take(tmp_path / "in")
    assert (told.new, told.unread) == (4, [])
    other = tmp_path / "other.db"
    with Store.made(other) as store:
        assert import_sources(sources([where]), store, book, "2026-11-22").new == 4
    assert sorted(held(other)) == sorted(held(where))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.json", b"{", "not JSON"),
        ("a.json", b'"text"', "neither a trial"),
        ("a.json", b"", "not JSON"),
        ("a.yaml", b"a: [", "line 2"),
        ("a.xml", b"<html></html>", "no <clinical_study>"),
        ("a.xml", b"<clinical", "not XML"),
        ("a.json.gz", b"\x1f\x8b\x08\x00\x00", "compressed"),
        ("a.tar.gz", b"\x1f\x8b\x08\x00\x00", "ends too early"),
        ("a.zip", b"PK\x03\x04", "damaged"),
        ("a.db", b"SQLite format 3\x00" + b"\x00" * 100, "store"),
    ],
)
def test_files_that_cannot_be_read_are_said(take, tmp_path, name, content, says):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(content)
    told = take(tmp_path / "in" / name)
    assert told.trials == 0
    assert says in told.unread[0].says


def test_other_files_and_versions_are_refused(take, where, tmp_path):
    with pytest.raises(Unusable, match="no such store"):
        Store.opened(where)
    where.write_text("some text that is long enough to be no database" * 20)
    with pytest.raises(Unusable, match="damaged"):
        Store.opened(where)
    where.unlink()
    sqlite3.connect(where).executescript("CREATE TABLE x (y); ").close()
    with pytest.raises(Unusable, match="not a store"):
        Store.made(where)
    where.unlink()
    take(study())
    with sqlite3.connect(where) as raw:
        raw.execute("PRAGMA user_version=0")
    raw.close()
    with pytest.raises(Unusable, match="older version"):
        Store.opened(where)


def run(capsys, *words: str) -> tuple[int, str, str]:
    code = main(["trials", *words])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_the_command_line(capsys, where, tmp_path):
    (tmp_path / "one.json").write_text(json.dumps(study()))
    (tmp_path / "bad.json").write_text("{")
    code, out, err = run(capsys, "import", str(tmp_path / "one.json"), "--store", str(where), "--as-of", "2026-11-22")
    assert (code, err) == (0, "")
    assert out == f"1 trial in {where}: 1 new\n"
    code, out, err = run(capsys, "import", str(tmp_path), "--store", str(where))
    assert code == 3
    assert "1 as before, 1 not read" in out
    assert "bad.json: line 1" in err
    assert "hint:" in err
    code, out, _ = run(capsys, "show", "--store", str(where))
    assert code == 0
    assert "1 trials, 1 from ctgov_v2" in out
    code, out, _ = run(capsys, "show", "nct90000001", "--store", str(where))
    assert code == 0
    for part in ("NCT90000001  Osimertinib in lung cancer", "status: recruiting; phase 1/2", '"age": {"min": 18}',
                 "recruiting: Dana-Farber Cancer Institute, Boston, Massachusetts, United States"):  # fmt: skip
        assert part in out
    code, out, _ = run(capsys, "show", "NCT90000001", "--store", str(where), "--format", "json")
    assert json.loads(out)["id"] == "NCT90000001"
    code, out, _ = run(capsys, "show", "NCT90000001", "--store", str(where), "--format", "source")
    assert json.loads(out) == study()
    code, out, _ = run(capsys, "show", "NCT90000001", "--store", str(where), "--changes")
    assert out == "2026-11-22  NCT90000001  trial: (none) -> Osimertinib in lung cancer\n"


@pytest.mark.parametrize(
    "words",
    [
        ["show", "--store", "nowhere.db"],
        ["import", "--store", "nowhere.db"],
        ["import", "nothing.json", "--store", "nowhere.db"],
        ["import", "nothing.json", "--store", "no/such/folder/nowhere.db"],
        ["import", "x.json", "--store", "s.db", "--as-of", "yesterday"],
    ],
)
def test_mistakes_are_one_line_and_a_hint(capsys, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, *words)
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 2
    assert err.splitlines()[1].startswith("hint: ")
    assert not list(tmp_path.iterdir())


def test_a_store_named_among_its_own_files_is_no_trouble(capsys, take, where):
    take(study())
    code, out, err = run(capsys, "import", str(where), "--store", str(where))
    assert (code, err) == (0, "")
    assert out == f"1 trial in {where}: nothing new\n"


def test_lines_that_fail_alike_are_one_line(capsys, where, tmp_path):
    (tmp_path / "a.jsonl").write_text("\n".join(["[]"] * 40 + [json.dumps(study())]))
    code, out, err = run(capsys, "import", str(tmp_path / "a.jsonl"), "--store", str(where))
    assert code == 3
    assert err.splitlines()[0] == "oncoplan: a.jsonl, line 1 (and 39 more like it): a trial is a mapping"
    assert len(err.splitlines()) == 2
    assert "40 not read" in out
    _, _, err = run(capsys, "import", str(tmp_path / "a.jsonl"), "--store", str(where), "--all")
    assert len(err.splitlines()) == 80


def test_an_unknown_trial(capsys, take, where):
    take(study())
    code, _, err = run(capsys, "show", "NCT00000000", "--store", str(where))
    assert code == 1
    assert "goes by this" in err
