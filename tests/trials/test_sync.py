"""The registry's API against a local server: pages, failures that pass, failures that do not, and going on after them."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from studies import study

from oncoplan.cli.main import main
from oncoplan.knowledge.importers import fetch
from oncoplan.knowledge.importers.fetch import Refused, fetched
from oncoplan.trials import registry
from oncoplan.trials.importing import Importer
from oncoplan.trials.registry import ADDRESS, Registry, Search
from oncoplan.trials.store import Store
from oncoplan.trials.syncing import sync

DAY = "2026-11-22"


class Server:
    """Serves studies in pages. `failures`: what to do with the requests that come, in turn; `log`: what was asked."""

    def __init__(self) -> None:
        self.studies: dict[str, dict[str, Any]] = {f"NCT9000{number:04}": study(f"NCT9000{number:04}") for number in range(25)}
        self.failures: list[Any] = []
        self.log: list[dict[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
                outer.log.append(asked)
                failure = outer.failures.pop(0) if outer.failures else None
                outer.answer(self, asked, failure)

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}/api/v2/studies"

    def answer(self, handler: BaseHTTPRequestHandler, asked: dict[str, str], failure: Any) -> None:
        if failure == "cut":
            handler.connection.close()
            return
        body = json.dumps(self.page(asked)).encode()
        status, headers = failure if isinstance(failure, tuple) else (200, {})
        handler.send_response(status)
        for key, value in headers.items():
            handler.send_header(key, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        sent = {"short": body[: len(body) // 2], "html": b"<html>".ljust(len(body))}.get(str(failure), body)
        handler.wfile.write(sent)

    def page(self, asked: dict[str, str]) -> dict[str, Any]:
        if "filter.ids" in asked:
            return {"studies": [self.studies[one] for one in asked["filter.ids"].split(",") if one in self.studies]}
        statuses = asked.get("filter.overallStatus", "RECRUITING").split(",")
        every = list(self.studies.values())
        wanted = [one for one in every if one["protocolSection"]["statusModule"]["overallStatus"] in statuses]
        size, at = int(asked["pageSize"]), int(asked.get("pageToken", "0"))
        page: dict[str, Any] = {"studies": wanted[at : at + size]}
        if at + size < len(wanted):
            page["nextPageToken"] = str(at + size)
        if asked.get("countTotal"):
            page["totalCount"] = len(wanted)
        return page

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def small_pages(monkeypatch):
    monkeypatch.setattr(registry, "PAGE", 10)


class Clock:
    """Time that passes only where somebody waits."""

    def __init__(self) -> None:
        self.now, self.waits = 0.0, list[float]()

    def wait(self, seconds: float) -> None:
        self.waits.append(round(seconds, 2))
        self.now += seconds

    def read(self) -> float:
        return self.now


@pytest.fixture
def take(server: Server, tmp_path: Path, book):
    """One sync; what it told, and how it waited."""

    def done(search: Search | None = None, *, day: str = DAY, most: int | None = None) -> Any:
        clock = Clock()
        asked = search if search is not None else Search(conditions=("lung cancer",), statuses=("recruiting",))
        with Store.made(tmp_path / "s.db") as store:
            importer = Importer(store, book, day)
            tells: list[tuple[int, int | None]] = []
            went_on = sync(
                asked, Registry(server.address, wait=clock.wait, clock=clock.read), importer, most=most,
                tell=lambda done, total: tells.append((done, total)),
            )  # fmt: skip
            return importer.finish(), clock.waits, tells, went_on

    return done


def held(tmp_path: Path) -> dict[str, Any]:
    with Store.opened(tmp_path / "s.db") as store:
        return {trial.id: trial for trial in store.trials()}


def test_the_address_is_the_public_one():
    assert ADDRESS == "https://clinicaltrials.gov/api/v2/studies"


def test_a_search_page_by_page(take, server, tmp_path):
    told, waits, tells, went_on = take()
    assert (told.new, told.unread, went_on) == (25, [], False)
    assert len(held(tmp_path)) == 25
    assert [asked.get("pageToken") for asked in server.log] == [None, "10", "20"]
    assert server.log[0] == {
        "query.cond": "lung cancer", "filter.overallStatus": "RECRUITING", "pageSize": "10", "countTotal": "true"
    }  # fmt: skip
    assert tells == [(10, 25), (20, None), (25, None)]
    assert waits == [1.33, 1.33], "at most 45 requests a minute"


def test_how_a_search_is_written():
    search = Search(
        conditions=("lung cancer", "NSCLC"), interventions=("osimertinib",), term="EGFR", location="Boston",
        statuses=("recruiting", "active"), updated_since="2026-01-01",
    )  # fmt: skip
    assert search.parameters() == {
        "query.cond": "(lung cancer) OR (NSCLC)", "query.intr": "osimertinib", "query.term": "EGFR", "query.locn": "Boston",
        "filter.overallStatus": "RECRUITING,ACTIVE_NOT_RECRUITING",
        "filter.advanced": "AREA[LastUpdatePostDate]RANGE[2026-01-01,MAX]",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("failures", "waits"),
    [
        ([(429, {"Retry-After": "7"})], [7.0]),
        ([(500, {}), (503, {})], [1.0, 2.0]),
        (["cut", "cut", "cut"], [1.0, 2.0, 4.0]),
        (["short"], [1.0]),
        ([(429, {"Retry-After": "9999"})], [120.0]),
    ],
)
def test_failures_that_pass(take, server, tmp_path, failures, waits):
    server.failures = [None, *failures]
    told, waited, _, _ = take()
    assert told.new == 25
    assert waited[: 1 + len(waits)] == [1.33, *waits]
    assert len(server.log) == 3 + len(failures)


def test_retry_after_may_be_a_date(server):
    server.failures = [(503, {"Retry-After": formatdate(time.time() + 30, usegmt=True)})]
    waits: list[float] = []
    fetched(f"{server.address}?pageSize=10", wait=waits.append)
    assert 25 < waits[0] <= 30


def test_an_answer_that_is_no_page_is_asked_for_once_more(take, server):
    server.failures = ["html"]
    told, _, _, _ = take()
    assert told.new == 25


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_refusal_is_final(server, status):
    server.failures = [(status, {})]
    with pytest.raises(Refused, match=str(status)):
        fetched(f"{server.address}?pageSize=10", wait=lambda _: pytest.fail("waited"))


def test_a_server_that_is_not_there_is_said_at_once(server):
    server.close()
    with pytest.raises(OSError, match="refused"):
        fetched(server.address, wait=lambda _: pytest.fail("waited"))


def test_a_search_that_was_interrupted_goes_on(take, server, tmp_path):
    server.failures = [None, None, *["cut"] * fetch._TRIES]
    with pytest.raises(OSError, match="cut"):
        take()
    assert len(held(tmp_path)) == 20
    server.log.clear()
    told, _, tells, went_on = take()
    assert went_on
    assert (told.new, len(held(tmp_path))) == (5, 25)
    assert [asked.get("pageToken") for asked in server.log] == ["20"]
    assert tells == [(25, None)]


def test_an_interrupted_search_begins_anew_on_another_day_or_with_other_words(take, server):
    server.failures = [None, *["cut"] * fetch._TRIES]
    with pytest.raises(OSError, match="cut"):
        take()
    server.log.clear()
    take(Search(conditions=("melanoma",), statuses=("recruiting",)))
    assert "pageToken" not in server.log[0]
    server.log.clear()
    take(day="2026-11-23")
    assert "pageToken" not in server.log[0]


def test_a_token_that_the_server_forgot_begins_the_search_anew(take, server, tmp_path):
    server.failures = [None, *["cut"] * fetch._TRIES]
    with pytest.raises(OSError, match="cut"):
        take()
    server.log.clear()
    server.failures = [(400, {})]
    told, _, _, _ = take()
    assert [asked.get("pageToken") for asked in server.log] == ["10", None, "10", "20"]
    assert len(held(tmp_path)) == 25
    assert told.unread == []


def test_a_study_that_no_longer_recruits_is_found_out(take, server, tmp_path):
    take(day="2026-11-01")
    server.studies["NCT90000003"]["protocolSection"]["statusModule"]["overallStatus"] = "COMPLETED"
    server.log.clear()
    told, _, _, _ = take()
    assert told.changed == 1
    assert held(tmp_path)["NCT90000003"].status == "completed"
    assert server.log[-1]["filter.ids"] == "NCT90000003"


def test_without_words_the_store_is_brought_up_to_date(take, server, tmp_path):
    take(day="2026-11-01")
    del server.studies["NCT90000007"]
    server.log.clear()
    told, _, _, _ = take(Search())
    assert {"filter.ids" in asked for asked in server.log} == {True}
    assert (told.same, told.changed) == (24, 0)
    assert told.notes == ["NCT90000007: the registry did not give this study; it is kept as it was"]
    assert len(held(tmp_path)) == 25


def test_the_end_of_a_search_can_be_set(take, tmp_path):
    told, _, _, _ = take(most=10)
    assert told.new == 10


def test_one_broken_study_in_a_page(take, server, tmp_path):
    server.studies["NCT90000004"] = {"protocolSection": {"statusModule": {"overallStatus": "RECRUITING"}}}
    told, _, _, _ = take()
    assert (told.new, len(told.unread)) == (24, 1)


def run(capsys, *words: str) -> tuple[int, str, str]:
    code = main(["trials", "sync", *words])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_the_command_line(capsys, server, tmp_path, monkeypatch):
    monkeypatch.setattr(registry, "_BETWEEN", 0.0)
    store = str(tmp_path / "s.db")
    code, out, err = run(
        capsys, "--condition", "lung cancer", "--store", store, "--address", server.address, "--as-of", "2026-11-01"
    )
    assert (code, err) == (0, "")
    assert out == f"25 trials in {store}: 25 new\n"
    assert server.log[0]["filter.overallStatus"] == "RECRUITING,NOT_YET_RECRUITING,ENROLLING_BY_INVITATION"
    code, out, _ = run(capsys, "--store", store, "--address", server.address)
    assert (code, out) == (0, f"25 trials in {store}: 25 as before\n")


def test_a_server_that_fails_is_one_line_and_a_hint(capsys, server, tmp_path):
    server.failures = [(403, {})]
    code, out, err = run(capsys, "--condition", "x", "--store", str(tmp_path / "s.db"), "--address", server.address)
    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "oncoplan: the registry cannot be asked: the server answered 403 (Forbidden)",
        "hint: check the network, and the address",
    ]
    assert not (tmp_path / "s.db").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--store", "new.db"], 2),
        (["--store", "new.db", "--condition", "x", "--status", "openish"], 1),
        (["--store", "new.db", "--condition", "x", "--updated-since", "soon"], 1),
        (["--store", "new.db", "--condition", "x", "--max", "0"], 1),
        (["--store", "new.db", "--condition", "x", "--address", "ftp://x"], 1),
    ],
)
def test_mistakes(capsys, tmp_path, monkeypatch, words, code):
    monkeypatch.chdir(tmp_path)
    found, out, err = run(capsys, *words)
    assert (found, out) == (code, "")
    assert len(err.splitlines()) == 2
    assert not list(tmp_path.iterdir())
