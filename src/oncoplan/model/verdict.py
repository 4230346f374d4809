"""The three answers, and how they combine.

Kleene's strong three-valued logic (Kleene 1952, section 64):

    all   met  unknown  not_met        any   met  unknown  not_met
    met   met  unknown  not_met        met   met  met      met
    unk.  unk. unknown  not_met        unk.  met  unknown  unknown
    not   not  not_met  not_met        not   met  unknown  not_met

    not: met <-> not_met, unknown stays unknown.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Answer = Literal["met", "not_met", "unknown"]
About = Literal["molecular", "disease", "person", "history"]


class Verdict(Struct, frozen=True):
    """One answer with its sentence, the facts it rests on (pointers into the record) and what would settle it.

    `settled_by` holds keys of the tests vocabulary, or a question in words (it ends with a question mark).
    `suspected` is True when an unknown rests on something that was really seen (a result that could be it).
    """

    answer: Answer
    says: str
    facts: tuple[str, ...] = ()
    settled_by: tuple[str, ...] = ()
    suspected: bool = False

    @property
    def is_met(self) -> bool:
        return self.answer == "met"

    @property
    def is_not_met(self) -> bool:
        return self.answer == "not_met"

    @property
    def is_unknown(self) -> bool:
        return self.answer == "unknown"


def met(says: str, *facts: str) -> Verdict:
    return Verdict("met", says, facts)


def not_met(says: str, *facts: str) -> Verdict:
    return Verdict("not_met", says, facts)


def unknown(says: str, *facts: str, settled_by: str | tuple[str, ...] = (), suspected: bool = False) -> Verdict:
    keys = (settled_by,) if isinstance(settled_by, str) else settled_by
    return Verdict("unknown", says, facts, keys, suspected)


class Node(Struct, frozen=True):
    """One node of an explanation: `op` is all | any | not | at_least | known | presume | is | criterion."""

    op: str
    answer: Answer
    says: str
    criterion: str | None = None
    about: About | None = None
    facts: tuple[str, ...] = ()
    settled_by: tuple[str, ...] = ()
    suspected: bool = False
    children: tuple[Node, ...] = ()
