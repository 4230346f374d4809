"""The grammar of CIViC's molecular profiles: variants joined by AND, OR and NOT, with parentheses that stand alone.

    profile = both { OR both } ;  both = one { AND one } ;  one = NOT one | ( profile ) | variant

The three words are in capitals and a parenthesis that groups has spaces round it; any other belongs to a variant's name
(`VHL R167Q (c.500G>A)`).
"""

from __future__ import annotations

from typing import Any

Tree = tuple[Any, ...]
"""("variant", text) | ("all", (tree, ...)) | ("any", (tree, ...)) | ("not", tree)"""


class NotModelled(ValueError):
    """What cannot be said in our criteria. `cause` groups the reasons, `what` is the part it is about."""

    def __init__(self, cause: str, what: str = "") -> None:
        super().__init__(f"{cause}: {what}" if what else cause)
        self.cause, self.what = cause, what


def read_profile(text: str) -> Tree:
    """The tree of a profile's name. Raises NotModelled where the words do not fit together."""
    parts = _tokens(text)
    if not parts:
        raise NotModelled("no molecular profile is named")
    tree, rest = _either(parts, text)
    if rest:
        raise NotModelled("the profile's words do not fit together", text)
    return tree


def variants_of(tree: Tree) -> list[str]:
    """Every variant named in a profile, in order."""
    if tree[0] == "variant":
        return [tree[1]]
    parts = tree[1] if tree[0] in ("all", "any") else (tree[1],)
    return [name for part in parts for name in variants_of(part)]


def _tokens(text: str) -> list[str]:
    found: list[str] = []
    name: list[str] = []
    for word in text.split():
        if word in ("AND", "OR", "NOT", "(", ")"):
            if name:
                found.append(" ".join(name))
                name = []
            found.append(word)
        else:
            name.append(word)
    return [*found, " ".join(name)] if name else found


def _either(parts: list[str], text: str) -> tuple[Tree, list[str]]:
    return _joined(parts, text, "OR")


def _joined(parts: list[str], text: str, word: str) -> tuple[Tree, list[str]]:
    """A list joined by one word; OR joins what AND has joined."""
    inner = _one if word == "AND" else lambda rest, whole: _joined(rest, whole, "AND")
    first, rest = inner(parts, text)
    found = [first]
    while rest and rest[0] == word:
        following, rest = inner(rest[1:], text)
        found.append(following)
    return (found[0] if len(found) == 1 else ("all" if word == "AND" else "any", tuple(found))), rest


def _one(parts: list[str], text: str) -> tuple[Tree, list[str]]:
    if not parts or parts[0] in ("AND", "OR", ")"):
        raise NotModelled("the profile's words do not fit together", text)
    if parts[0] == "NOT":
        tree, rest = _one(parts[1:], text)
        return ("not", tree), rest
    if parts[0] == "(":
        tree, rest = _either(parts[1:], text)
        if not rest or rest[0] != ")":
            raise NotModelled("the profile's words do not fit together", text)
        return tree, rest[1:]
    return ("variant", parts[0]), parts[1:]
