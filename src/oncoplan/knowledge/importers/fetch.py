"""The one way to the network: a file or an http(s) address → bytes, with patience.

Too many requests (429), a server's own failure (500 and above) and a connection that is cut or silent are tried again, after
the time that the server names (`Retry-After`) or a growing one. Everything else is an error at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from pathlib import Path

_SECONDS = 60  # that a server may be silent
_TRIES = 6
_LONGEST = 120.0  # seconds that are ever waited at once
_LATER = (408, 425, 429)


class Refused(OSError):
    """The server's answer to an address was no; `status` is its code."""

    def __init__(self, status: int, says: str) -> None:
        super().__init__(0, f"the server answered {status}{f' ({says})' if says else ''}")
        self.status = status


def fetched(where: str, *, wait: Callable[[float], None] = time.sleep) -> bytes:
    """The bytes of a file or of an http(s) address. Raises OSError."""
    if not where.startswith(("http://", "https://")):
        return Path(where).read_bytes()
    for tried in range(1, _TRIES + 1):
        try:
            return _once(where)
        except _Later as later:
            if tried == _TRIES:
                raise later.error from None
            wait(min(_LONGEST, later.seconds if later.seconds is not None else 2.0 ** (tried - 1)))
    raise AssertionError("unreachable")


class _Later(Exception):
    """Worth another try: what went wrong, and in how many seconds the server wants to be asked again."""

    def __init__(self, error: OSError, seconds: float | None = None) -> None:
        self.error, self.seconds = error, seconds


def _once(address: str) -> bytes:
    from http.client import HTTPException
    from urllib.error import HTTPError, URLError
    from urllib.request import Request, urlopen

    try:
        with urlopen(Request(address, headers={"User-Agent": "oncoplan", "Accept": "*/*"}), timeout=_SECONDS) as answer:
            found: bytes = answer.read()
            return found
    except HTTPError as error:
        refused = Refused(error.code, str(error.reason or ""))
        seconds = _seconds(error.headers.get("Retry-After"))
        error.close()
        if error.code in _LATER or error.code >= 500:
            raise _Later(refused, seconds) from None
        raise refused from None
    except URLError as error:
        reason = error.reason if isinstance(error.reason, OSError) else OSError(0, str(error.reason))
        told = OSError(reason.errno or 0, reason.strerror or str(reason))
        if isinstance(reason, TimeoutError | ConnectionError) and not isinstance(reason, ConnectionRefusedError):
            raise _Later(told) from None
        raise told from None
    except HTTPException as error:
        raise _Later(OSError(0, f"the connection was cut ({type(error).__name__})")) from None
    except (TimeoutError, ConnectionError) as error:
        raise _Later(OSError(0, f"the connection was cut ({error.strerror or error})")) from None
    except ValueError as error:
        raise OSError(0, f"the address gave no file: {error}") from None


def _seconds(stated: str | None) -> float | None:
    """`Retry-After`: seconds, or a date."""
    if not stated:
        return None
    try:
        return max(0.0, float(stated))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(stated).timestamp() - time.time())
    except (TypeError, ValueError):
        return None
