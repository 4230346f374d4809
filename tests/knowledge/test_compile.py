"""Compiled knowledge: the same bytes everywhere, nothing lost, and no cache needed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

import oncoplan
from oncoplan.knowledge import load
from oncoplan.knowledge.compile import authored_rules, compile_folder
from oncoplan.knowledge.compiled import FORMAT, Head, NotCompiled, join, split
from oncoplan.knowledge.rulebook import RuleBook
from oncoplan.knowledge.source import BASE, KnowledgeError, digest_of
from tiny_pack import RULE, changed

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = str(Path(oncoplan.__file__).resolve().parents[1])
COMPILE = """
import hashlib, sys
from pathlib import Path
from oncoplan.knowledge.compile import compile_folder
print(hashlib.sha256(compile_folder(Path(sys.argv[1]))).hexdigest())
"""


def compiled_in(folder: Path, seed: str, cwd: Path) -> str:
    env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": PACKAGE}
    done = subprocess.run([sys.executable, "-c", COMPILE, str(folder)], env=env, cwd=cwd, capture_output=True, check=True)
    return done.stdout.decode().strip()


def test_the_same_knowledge_compiles_to_the_same_bytes_anywhere(tmp_path):
    copy = tmp_path / "elsewhere" / "base"
    shutil.copytree(BASE, copy)
    assert len({compiled_in(BASE, "1", ROOT), compiled_in(copy, "2", tmp_path)}) == 1


def test_the_digest_depends_on_content_alone(tmp_path):
    copy = tmp_path / "base"
    shutil.copytree(BASE, copy)
    os.utime(copy / "pack.yaml", (0, 0))
    assert digest_of(copy) == digest_of(BASE)
    (copy / "pack.yaml").write_text("pack: base\nversion: '2'\n")
    assert digest_of(copy) != digest_of(BASE)


def test_a_renamed_file_changes_the_digest(tmp_path):
    copy = tmp_path / "base"
    shutil.copytree(BASE / "definitions", copy)
    before = digest_of(copy)
    (copy / "common.yaml").rename(copy / "uncommon.yaml")
    assert digest_of(copy) != before


def test_every_rule_comes_back_as_it_was_written(book):
    written = {rule.id: rule for _, rule in authored_rules(BASE)}
    assert set(book.ids) == set(written)
    assert len(book) == len(written)
    for rule in book:
        source = written[rule.id]
        assert (rule.then, rule.evidence, rule.reviewed) == (source.then, source.evidence, source.reviewed)
        assert (rule.chapter, rule.group, rule.yields_to) == (source.chapter, source.group, source.yields_to)
        assert book.find(rule.id) == rule
    assert book.find("no.such.rule") is None


def test_every_criterion_a_rule_points_to_is_in_the_shared_table_once(book):
    rows = [msgspec.json.encode(msgspec.to_builtins(row), order="sorted") for row in book.criteria]
    assert len(rows) == len(set(rows)) > 100

    def indexes(expr):
        if expr[0] == "c":
            yield expr[1]
        elif expr[0] != "is":
            for part in expr[2] if expr[0] == "at_least" else expr[1] if expr[0] in ("all", "any") else (expr[1],):
                yield from indexes(part)

    used = {i for rule in book for i in indexes(rule.when)}
    used |= {i for d in book.definitions.values() for i in indexes(d.when)}
    assert used == set(range(len(book.criteria)))


def test_a_pack_goes_through_its_bytes_unchanged():
    head = Head(FORMAT, "p", "1", "sha256:0", 3)
    sections = {"b": b"\xc0", "a": msgspec.msgpack.encode({"x": 1})}
    again, found = split(join(head, sections))
    assert again == head
    assert {k: bytes(v) for k, v in found.items()} == sections
    assert join(head, sections) == join(head, dict(reversed(sections.items())))


@pytest.mark.parametrize("data", [b"", b"hello", b"\x80", msgspec.msgpack.encode({"head": b"\xc0"})])
def test_what_is_no_pack_is_refused(data):
    with pytest.raises(NotCompiled):
        split(data)


def test_a_pack_of_another_format_is_refused():
    with pytest.raises(NotCompiled, match="format"):
        split(join(Head(FORMAT + 1, "p", "1", "sha256:0", 0), {}))


def test_a_mistake_stops_the_compiler_and_names_the_place(pack):
    with pytest.raises(KnowledgeError, match=r"tiny\.yaml|treatment\.lung"):
        compile_folder(pack([changed(RULE, {"when.all": [{"no_such_criterion": 1}]})]))
    with pytest.raises(KnowledgeError, match="twice"):
        compile_folder(pack([RULE, RULE], name="two"))


@pytest.fixture
def no_built_file(monkeypatch, tmp_path):
    monkeypatch.setattr(load, "BUILT", tmp_path / "none.bin")


def test_the_cache_is_written_once_and_used_again(monkeypatch, tmp_path, no_built_file):
    monkeypatch.setenv("ONCOPLAN_CACHE", str(tmp_path))
    first = load.compiled_checkout()
    (kept,) = (tmp_path / "oncoplan").iterdir()
    assert kept.read_bytes() == first

    def never(folder):
        raise AssertionError("compiled again")

    monkeypatch.setattr("oncoplan.knowledge.compile.compile_folder", never)
    assert load.compiled_checkout() == first


def test_a_damaged_cache_is_compiled_again(monkeypatch, tmp_path, no_built_file):
    monkeypatch.setenv("ONCOPLAN_CACHE", str(tmp_path))
    first = load.compiled_checkout()
    (kept,) = (tmp_path / "oncoplan").iterdir()
    for damage in (b"", first[: len(first) // 2]):
        kept.write_bytes(damage)
        assert load.compiled_checkout() == first


@pytest.mark.parametrize("place", ["a_file", "/proc/nowhere", "read_only"])
def test_where_nothing_may_be_written_it_works_from_memory(monkeypatch, tmp_path, no_built_file, place):
    where = Path(place) if place.startswith("/") else tmp_path / place
    if place == "a_file":
        where.write_text("not a folder")
    if place == "read_only":
        where.mkdir()
        where.chmod(0o500)
    monkeypatch.setenv("ONCOPLAN_CACHE", str(where))
    assert len(RuleBook(load.compiled_checkout())) > 0
