"""The public trials beside the repository: all are read, and nothing that a verdict needs is lost."""

from __future__ import annotations

import gzip
import json
import tarfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from oncoplan.intake.problem import Unusable
from oncoplan.model.trial import Trial
from oncoplan.model.vocabulary import Vocabulary
from oncoplan.trials.ctml_match import conjuncts
from oncoplan.trials.ctml_write import as_ctml, as_yaml
from oncoplan.trials.files import from_bytes, sources
from oncoplan.trials.formats import value_of
from oncoplan.trials.read import read_trial
from oncoplan.trials.source import Source, as_json

pytestmark = pytest.mark.reference
Read = dict[str, tuple[Source, Trial]]


def read(path: Path, vocabulary: Vocabulary) -> Read:
    found: Read = {}
    for one in sources([path]):
        assert isinstance(one, Source), one
        assert one.id not in found
        found[one.id] = one, read_trial(one, vocabulary)
    return found


@pytest.fixture(scope="module")
def ctgov(reference: Path, vocabulary: Vocabulary) -> tuple[Read, dict[str, Any]]:
    path = reference / "trials" / "clinicaltrials_gov_v2.tar.gz"
    with tarfile.open(path) as tar:
        raw = [json.load(tar.extractfile(member)) for member in tar if member.name.endswith(".json")]  # type: ignore[arg-type]
    by_id = {one["protocolSection"]["identificationModule"]["nctId"]: one for one in raw}
    return read(path, vocabulary), by_id


def test_every_study_of_the_registry_is_read_without_loss(ctgov):
    found, raw = ctgov
    assert set(found) == set(raw)
    assert len(found) == 396
    for name, (source, trial) in found.items():
        protocol = raw[name]["protocolSection"]
        assert json.loads(source.data) == raw[name]
        assert trial.problems == ()
        assert trial.eligibility == protocol.get("eligibilityModule", {}).get("eligibilityCriteria")
        assert [s.name for s in trial.sites] == [
            " ".join(s.get("facility", "").split()) for s in protocol.get("contactsLocationsModule", {}).get("locations", [])
        ]
        arms = protocol.get("armsInterventionsModule", {}).get("armGroups", [])
        assert [g.name for g in trial.groups if g.key.startswith("arm") and g.key[3:].isdigit()] == [
            " ".join(arm["label"].split()) for arm in arms
        ]
        assert trial.status not in (None, "unknown") or protocol["statusModule"]["overallStatus"] == "UNKNOWN"
        ages = [protocol.get("eligibilityModule", {}).get(key) for key in ("minimumAge", "maximumAge")]
        stated = [c for c in trial.clauses if c.read_from == "structured" and "age" in c.text]
        assert all(clause.when is not None for clause in stated)
        assert len(stated) <= sum(age is not None for age in ages)


def test_the_sites_of_a_study_keep_their_place(ctgov):
    found, raw = ctgov
    given = sum(
        "geoPoint" in site for one in raw.values()
        for site in one["protocolSection"].get("contactsLocationsModule", {}).get("locations", [])
    )  # fmt: skip
    assert sum(site.latitude is not None for _, trial in found.values() for site in trial.sites) >= given
    countries = Counter(site.country for _, trial in found.values() for site in trial.sites)
    assert all(len(country) == 2 for country in countries if country)


def test_most_conditions_and_drugs_are_in_our_words(ctgov):
    found, _ = ctgov
    with_cancer = sum(bool(trial.cancers) for _, trial in found.values())
    assert with_cancer >= 0.93 * len(found)


def test_every_trial_of_the_nci_is_read_without_loss(reference, vocabulary):
    path = reference / "trials" / "nci_cts_trials.json.gz"
    raw = {one["nct_id"]: one for one in json.loads(gzip.decompress(path.read_bytes()))}
    found = read(path, vocabulary)
    assert set(found) == set(raw)
    assert len(found) == 236
    for name, (source, trial) in found.items():
        assert json.loads(source.data) == raw[name]
        assert trial.problems == ()
        assert len(trial.sites) == len(raw[name].get("sites") or ())
        for criterion in raw[name].get("eligibility", {}).get("unstructured") or ():
            assert criterion["description"].strip() in (trial.eligibility or "")


@pytest.mark.parametrize(("path", "count"), [("ctml_yaml.tar.gz", 616), ("ctml_dfci_demo/trials.json", 22)])
def test_every_ctml_trial_is_read_and_every_node_is_a_clause(reference, vocabulary, path, count):
    found = read(reference / "trials" / path, vocabulary)
    assert len(found) == count
    clauses = understood = 0
    for source, trial in found.values():
        nodes = sum(len(conjuncts(tree)) for tree in trees(value_of(source.data, source.name)))
        made = [clause for clause in trial.clauses if clause.read_from == "ctml"]
        assert len(made) >= nodes
        clauses += len(made)
        understood += sum(clause.when is not None for clause in made)
    assert understood >= 0.99 * clauses


def trees(value: Any) -> list[Any]:
    """Every `match` of a document."""
    if isinstance(value, list):
        return [tree for one in value for tree in trees(one)]
    if not isinstance(value, dict):
        return []
    own = [value["match"]] if value.get("match") else []
    return own + [tree for key, one in value.items() if key != "match" for tree in trees(one)]


def test_our_names_of_diagnoses_are_those_that_others_give_them(reference, vocabulary):
    """A mapping that another engine uses for the names in CTML: names of nodes that lead to their codes."""
    mapping = json.loads((reference / "trials" / "ctml_oncotree_mapping.json").read_text())
    names = [name for name in mapping if not name.startswith("_")]
    missed = [name for name in names if vocabulary.find_cancer(name).code is None]
    assert len(missed) <= 0.03 * len(names), missed[:20]


@pytest.mark.parametrize("path", ["clinicaltrials_gov_v2.tar.gz", "ctml_yaml.tar.gz", "ctml_dfci_demo/trials.json"])
def test_ctml_out_and_back_in_has_the_same_criteria(reference, vocabulary, path):
    for number, (_, trial) in enumerate(read(reference / "trials" / path, vocabulary).values()):
        document = as_ctml(trial, vocabulary)
        form, data = ("yaml", as_yaml(document).encode()) if number % 10 == 0 else ("json", as_json(document))
        (source,) = from_bytes(data, f"t.{form}")
        assert not isinstance(source, Unusable)
        again = read_trial(source, vocabulary)
        assert {(c.text, str(c.when), c.left) for c in again.clauses} == {(c.text, str(c.when), c.left) for c in trial.clauses}
        assert (again.groups, again.sites, again.cancers, again.eligibility) == (
            trial.groups, trial.sites, trial.cancers, trial.eligibility
        )  # fmt: skip
