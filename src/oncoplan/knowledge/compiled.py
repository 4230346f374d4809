"""One pack of knowledge in its compiled form: a MessagePack map of sections, decoded only where they are needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

FORMAT = 2

pack = msgspec.msgpack.encode


def table(entries: Mapping[str, Any]) -> bytes:
    """A section whose entries are decoded one by one, in the order of their keys."""
    return pack({key: pack(entry) for key, entry in sorted(entries.items())})


class Head(Struct, frozen=True):
    """What a compiled pack says of itself."""

    format: int
    pack: str
    version: str
    digest: str
    rules: int


class NotCompiled(ValueError):
    """The bytes are not a compiled pack of this format."""


def join(head: Head, sections: Mapping[str, bytes]) -> bytes:
    """The file's bytes."""
    return pack({"head": pack(head), **dict(sorted(sections.items()))})


def split(data: bytes) -> tuple[Head, dict[str, memoryview]]:
    """The head and the sections, without decoding them. Raises NotCompiled."""
    try:
        sections = msgspec.msgpack.decode(data, type=dict[str, memoryview])
        head = msgspec.msgpack.decode(sections.pop("head"), type=Head)
    except (msgspec.MsgspecError, KeyError) as error:
        raise NotCompiled(str(error)) from None
    if head.format != FORMAT:
        raise NotCompiled(f"format {head.format}, not {FORMAT}")
    return head, sections
