"""`oncoplan trials show [NCT…] --store FILE`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec

from oncoplan.cli.errors import say

if TYPE_CHECKING:
    from oncoplan.model.trial import Clause, Trial
    from oncoplan.trials.changes import Change
    from oncoplan.trials.store import Store


def show(chosen: Any) -> int:
    """0 done, 1 there is no such store or trial."""
    from oncoplan.intake.problem import Unusable
    from oncoplan.trials.store import Store

    try:
        with Store.opened(chosen.store) as store:
            return _all(store, chosen) if chosen.trial is None else _one(store, chosen)
    except Unusable as error:
        say(error.says, error.hint)
        return 1


def _all(store: Store, chosen: Any) -> int:
    if chosen.format in ("source", "ctml", "ctml-json"):
        hint = f"oncoplan trials show NCT01234567 --store {chosen.store} --format {chosen.format}"
        say(f"--format {chosen.format} is for one trial", hint)
        return 2
    if chosen.changes:
        _print_changes(store.changes(), chosen.format)
        return 0
    if chosen.format == "json":
        for trial in store.trials():
            print(msgspec.json.encode(trial).decode())
        return 0
    rows, trials = store.rows(), list(store.trials())
    kinds = Counter(row.kind for row in rows)
    print(f"{len(trials)} trials, {', '.join(f'{number} from {kind}' for kind, number in sorted(kinds.items()))}")
    print(f"digest {store.digest}")
    if rows:
        print(f"taken {min(row.seen for row in rows)} to {max(row.seen for row in rows)} (the day each was last seen)")
    for status, number in Counter(trial.status or "status not said" for trial in trials).most_common():
        print(f"{number:7} {status.replace('_', ' ')}")
    clauses = [clause for trial in trials for clause in trial.clauses]
    unread = sum(clause.when is None for clause in clauses)
    print(f"{len(clauses)} criteria: {len(clauses) - unread} understood, {unread} not")
    return 0


def _one(store: Store, chosen: Any) -> int:
    name = store.find(chosen.trial)
    trial = store.trial(name) if name is not None else None
    if name is None or trial is None:
        hint = f"oncoplan trials show --store {store.path} says what it holds"
        say(f"{chosen.trial}: no trial in {store.path} goes by this, or several do", hint)
        return 1
    if chosen.changes:
        _print_changes(store.changes(trial=name), chosen.format)
    elif chosen.format == "source":
        for source in store.sources(name):
            sys.stdout.write(source.data.decode("utf-8", "replace").rstrip("\n") + "\n")
    elif chosen.format.startswith("ctml"):
        _print_ctml(trial, store, name, chosen.format)
    elif chosen.format == "json":
        print(json.dumps(msgspec.to_builtins(trial), indent=1, ensure_ascii=False))
    else:
        print("\n".join(lines(trial, store)))
    return 0


def _print_ctml(trial: Trial, store: Store, name: str, form: str) -> None:
    """As it came, where it came as CTML; else written as CTML."""
    from oncoplan.knowledge.load import base
    from oncoplan.trials.ctml_write import as_ctml, as_yaml
    from oncoplan.trials.formats import value_of

    came = next((source for source in store.sources(name) if source.kind == "ctml"), None)
    if came is not None and form == "ctml":
        sys.stdout.write(came.data.decode("utf-8", "replace").rstrip("\n") + "\n")
        return
    document = value_of(came.data, name) if came is not None else as_ctml(trial, base().vocabulary)
    if form == "ctml-json":
        print(json.dumps(document, indent=1, ensure_ascii=False))
        return
    print(as_yaml(document), end="")


def lines(trial: Trial, store: Store) -> list[str]:
    """A trial as it was read, for a terminal."""
    from oncoplan.trials.changes import place_of

    head = [f"{trial.id}  {trial.title}"]
    head += [f"also: {', '.join(trial.other_ids)}"] if trial.other_ids else []
    status = (trial.status or "not said").replace("_", " ")
    head.append(f"status: {status}; phase {'/'.join(trial.phases) or 'not said'}; {trial.purpose or 'purpose not said'}")
    for row in store.rows():
        if row.id == trial.id:
            head.append(f"source: {row.kind}, of {row.snapshot or 'no stated day'}, last seen {row.seen}, {row.digest[:19]}…")
    for label, listed in (("conditions", trial.conditions), ("cancers", trial.cancers), ("drugs", trial.drugs)):
        head += [f"{label}: {'; '.join(listed)}"] if listed else []
    body = ["", "criteria (+ understood, ~ in part, ? not):"]
    for key in (None, *(group.key for group in trial.groups)):
        clauses = [clause for clause in trial.clauses if clause.group == key]
        group = next((group for group in trial.groups if group.key == key), None)
        if group is not None:
            said = "; ".join(part for part in (group.status, ", ".join(group.drugs)) if part)
            body.append(f"{group.kind.replace('_', ' ')} {group.name}{f' ({said})' if said else ''}")
        body += [f"{'  ' if group else ''}{_clause(clause)}" for clause in clauses]
    sites = ["", f"sites: {len(trial.sites)}"]
    sites += [f"  {(site.status or 'status not said').replace('_', ' ')}: {place_of(site)}" for site in trial.sites]
    problems = ["", "not read:", *(f"  {problem}" for problem in trial.problems)] if trial.problems else []
    return [*head, *body, *sites, *problems]


def _clause(clause: Clause) -> str:
    mark = "?" if clause.when is None else "~" if clause.left else "+"
    when = f"  => {json.dumps(clause.when, ensure_ascii=False)}" if clause.when is not None else ""
    return f"  {mark} {'not: ' if clause.side == 'exclusion' else ''}{' '.join(clause.text.split())}{when}"


def _print_changes(found: list[Change], form: str) -> None:
    for one in found:
        if form == "json":
            print(msgspec.json.encode(one).decode())
        else:
            print(f"{one.seen}  {one.trial}  {one.what}: {one.before or '(none)'} -> {one.after or '(none)'}")
