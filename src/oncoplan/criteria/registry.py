"""Criteria by name. A criterion's module has its name and is imported when first asked for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

from oncoplan.model.verdict import About, Verdict

Question = Callable[..., Verdict]
F = TypeVar("F", bound=Question)


class Registered:
    """A criterion: its function, what it is about, and the parameter that a bare value stands for."""

    __slots__ = ("about", "ask", "name", "short")

    def __init__(self, name: str, ask: Question, about: About, short: str | None) -> None:
        self.name, self.ask, self.about, self.short = name, ask, about, short


_registered: dict[str, Registered] = {}


def criterion(*, about: About, short: str | None = None) -> Callable[[F], F]:
    """Register a function `(facts, *, ...) -> Verdict` under its own name.

    `short` names the parameter that a bare value or list stands for (`cancer: NSCLC`).
    """

    def register(ask: F) -> F:
        name = ask.__name__
        _registered[name] = Registered(name, ask, about, short)
        return ask

    return register


def find(name: str) -> Registered:
    """The criterion of that name. Raises KeyError when there is none."""
    found = _registered.get(name)
    if found is None:
        if not name.isidentifier():
            raise KeyError(name)
        try:
            import_module(f"oncoplan.criteria.{name}")
        except ModuleNotFoundError as missing:
            raise KeyError(name) from missing
        found = _registered.get(name)
        if found is None:
            raise KeyError(name)
    return found


def every_name() -> tuple[str, ...]:
    """The names of all criteria, sorted (imports them all: for the linter and the docs)."""
    import pkgutil

    import oncoplan.criteria as package

    for module in pkgutil.iter_modules(package.__path__):
        import_module(f"oncoplan.criteria.{module.name}")
    return tuple(sorted(_registered))


def about_of(name: str, params: dict[str, Any]) -> About:
    """What one criterion is about."""
    return find(name).about
