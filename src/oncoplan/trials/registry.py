"""ClinicalTrials.gov's public API, version 2: a search, page by page, and the studies of given ids.

The API: https://clinicaltrials.gov/data-api/api. It allows about 50 requests a minute; this asks at most 45. Pages that fail
for a while are asked for again (`knowledge.importers.fetch`); where a search stopped is the caller's to keep (`Page.next`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urlencode

import msgspec
from msgspec import Struct, field

from oncoplan.intake.problem import Unusable
from oncoplan.knowledge.importers.fetch import Refused, fetched
from oncoplan.trials.files import from_bytes
from oncoplan.trials.source import Source

ADDRESS = "https://clinicaltrials.gov/api/v2/studies"
PAGE = 100
_BETWEEN = 60 / 45  # seconds from one request to the next
STATUSES = ("recruiting", "not_yet_recruiting", "enrolling_by_invitation", "active", "suspended", "completed", "terminated",
            "withdrawn", "unknown")  # fmt: skip
OPEN = STATUSES[:3]
_THEIRS = {"active": "ACTIVE_NOT_RECRUITING"}


class Search(Struct, frozen=True, kw_only=True):
    """What is asked for; several conditions are alternatives."""

    conditions: tuple[str, ...] = ()
    interventions: tuple[str, ...] = ()
    term: str | None = None
    location: str | None = None
    statuses: tuple[str, ...] = ()
    updated_since: str | None = None  # YYYY-MM-DD

    @property
    def empty(self) -> bool:
        """Whether nothing is searched for."""
        return not (self.conditions or self.interventions or self.term or self.location or self.updated_since)

    def parameters(self) -> dict[str, str]:
        """The search as the API writes it."""
        asked = {
            "query.cond": _either(self.conditions), "query.intr": _either(self.interventions), "query.term": self.term or "",
            "query.locn": self.location or "",
            "filter.overallStatus": ",".join(_THEIRS.get(one, one.upper()) for one in self.statuses),
            "filter.advanced": f"AREA[LastUpdatePostDate]RANGE[{self.updated_since},MAX]" if self.updated_since else "",
        }  # fmt: skip
        return {key: value for key, value in asked.items() if value}


class _Answer(Struct):
    """A page as the API writes it."""

    studies: list[msgspec.Raw]
    next: str | None = field(name="nextPageToken", default=None)
    total: int | None = field(name="totalCount", default=None)


class Page(NamedTuple):
    """Studies; the token of the page after them (None: the last), and how many the search finds, where it was said."""

    found: list[Source | Unusable]
    next: str | None
    total: int | None


class Registry:
    """The API at an address. `wait` and `clock` are the machine's, except in a test."""

    def __init__(
        self, address: str = ADDRESS, *, wait: Callable[[float], None] = time.sleep, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._address, self._wait, self._clock = address, wait, clock
        self._asked: float | None = None

    def pages(self, search: Search, token: str | None = None) -> Iterator[Page]:
        """The pages of a search, from the one that `token` names. Raises OSError where the server cannot be asked any more."""
        parameters = {**search.parameters(), "pageSize": str(PAGE)}
        first = token is None
        while True:
            page = self._page({**parameters, **({"countTotal": "true"} if first else {"pageToken": str(token)})})
            yield page
            if page.next is None or page.next == token:
                return
            token, first = page.next, False

    def studies(self, ids: Iterable[str]) -> Iterator[Page]:
        """The studies of these ids, some at once. One that the registry no longer has is not among them."""
        waiting = sorted(set(ids))
        while waiting:
            some, waiting = waiting[:PAGE], waiting[PAGE:]
            yield self._page({"filter.ids": ",".join(some), "pageSize": str(PAGE)})._replace(next=None)

    def _page(self, parameters: dict[str, str]) -> Page:
        address = f"{self._address}?{urlencode(parameters)}"
        for last in (False, True):
            self._pause()
            data = fetched(address, wait=self._wait)
            try:
                answer = msgspec.json.decode(data, type=_Answer)
            except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                if last:  # an answer that is no page twice is none for long
                    raise OSError(0, f"the answer is not a page of studies ({error})") from None
                continue
            named = [from_bytes(bytes(raw), "clinicaltrials.gov") for raw in answer.studies]
            return Page([one for found in named for one in found], answer.next or None, answer.total)
        raise AssertionError("unreachable")

    def _pause(self) -> None:
        now = self._clock()
        if self._asked is not None and now - self._asked < _BETWEEN:
            self._wait(_BETWEEN - (now - self._asked))
            now = self._clock()
        self._asked = now


def expired(error: OSError) -> bool:
    """Whether the server no longer knows the token of a page: the search begins again."""
    return isinstance(error, Refused) and error.status == 400


def _either(words: tuple[str, ...]) -> str:
    return " OR ".join(f"({word})" if len(words) > 1 else word for word in words)
