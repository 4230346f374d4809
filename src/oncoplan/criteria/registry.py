"""Criteria by name. A criterion's module has its name and is imported when first asked for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

import msgspec

from oncoplan.model.rule import Criterion
from oncoplan.model.verdict import About, Verdict

Question = Callable[..., Verdict]
F = TypeVar("F", bound=Question)


class Registered:
    """A criterion: its function, what it is about, the parameter that a bare value stands for, and the types of the
    parameters that have parts of their own."""

    __slots__ = ("about", "ask", "name", "parts", "short")

    def __init__(self, name: str, ask: Question, about: About, short: str | None, parts: dict[str, type]) -> None:
        self.name, self.ask, self.about, self.short, self.parts = name, ask, about, short, parts


_registered: dict[str, Registered] = {}


def criterion(*, about: About, short: str | None = None, parts: dict[str, type] | None = None) -> Callable[[F], F]:
    """Register a function `(facts, *, ...) -> Verdict` under its own name.

    `short` names the parameter that a bare value or list stands for (`cancer: NSCLC`); `parts` gives the types of
    parameters that are written as mappings.
    """

    def register(ask: F) -> F:
        name = ask.__name__
        _registered[name] = Registered(name, ask, about, short, parts or {})
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


def ready(asked: Criterion) -> Criterion:
    """A row of the shared table as its function takes it: lists as tuples, parts as their types."""
    parts = find(asked.name).parts
    params = {
        key: msgspec.convert(value, parts[key]) if key in parts and value is not None else frozen(value)
        for key, value in asked.params.items()
    }
    return Criterion(asked.name, params)


def frozen(value: Any) -> Any:
    """Lists as tuples, so that parameters can be compared and cached."""
    return tuple(frozen(v) for v in value) if isinstance(value, list) else value
