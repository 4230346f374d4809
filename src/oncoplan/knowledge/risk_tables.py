"""The constants of the risk models → one packed entry per model and group, so that asking one decodes one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from oncoplan.knowledge.compiled import table
from oncoplan.knowledge.source import KnowledgeError, read_tsv, read_yaml
from oncoplan.model.risk import Band, BcratGroup, ClausTable, Levels, LogisticModel, Term

_FIRST_COLUMNS = ("table", "by_age", "first")  # the others are the decades of the second relative


def risk_sections(folder: Path) -> dict[str, bytes]:
    """The section `risk_models`: `bcrat/GROUP`, `plcom2012`, `claus/TABLE`. None where the pack has no such folder."""
    if not folder.exists():
        return {}
    models: dict[str, Any] = dict(_bcrat(folder))
    models["plcom2012"] = _logistic(folder / "plcom2012.yaml")
    models.update(_claus(folder))
    return {"risk_models": table(dict(sorted(models.items())))}


def _bcrat(folder: Path) -> dict[str, BcratGroup]:
    written = read_yaml(folder / "bcrat.yaml")
    bands: dict[str, list[Band]] = {}
    for row in read_tsv(folder / "bcrat_rates.tsv"):
        own = float(row["incidence"]), float(row["competing"])
        average = float(row["average_incidence"] or own[0]), float(row["average_competing"] or own[1])
        bands.setdefault(row["group"], []).append(Band(float(row["age"]), *own, *average))
    found = {}
    for group, entry in written["groups"].items():
        model = written["models"][entry["model"]]
        rates = bands.get(entry.get("rates", group))
        if rates is None or rates[0].age != written["ages"]["from"]:
            raise KnowledgeError("bcrat_rates.tsv", f"{group} has no rates from age {written['ages']['from']}")
        found[f"bcrat/{group}"] = BcratGroup(
            model=entry["model"], source=model["source"], coefficients=model["coefficients"],
            unattributed=tuple(model["unattributed"]), most_biopsies=model["biopsies"]["most"],
            most_relatives=model["relatives"]["most"], menarche=_levels(model.get("menarche")),
            first_birth=_levels(model.get("first_birth")), bands=tuple(rates), to_age=float(written["ages"]["to"]),
            turns=float(written["turns"]), hyperplasia=written["hyperplasia"], not_for=written["not_for"],
        )  # fmt: skip
    return found


def _levels(written: Any) -> Levels | None:
    if written is None:
        return None
    below = tuple(sorted((float(age), level) for age, level in written["below"].items()))
    return Levels(below, written["later"], written.get("none"))


def _logistic(path: Path) -> LogisticModel:
    written = read_yaml(path)
    terms = {
        name: Term(**{("from_" if key == "from" else key): part for key, part in entry.items()})
        for name, entry in written["terms"].items()
    }
    return LogisticModel(
        source=written["source"], years=written["years"], constant=written["constant"], terms=terms, groups=written["groups"]
    )


def _claus(folder: Path) -> dict[str, ClausTable]:
    written = read_yaml(folder / "claus.yaml")
    rows: dict[str, dict[float, list[tuple[float | None, ...]]]] = {}
    decades: tuple[str, ...] = ()
    for row in read_tsv(folder / "claus.tsv"):
        decades = tuple(name for name in row if name not in _FIRST_COLUMNS)
        cells = tuple(None if not row[d] or row[d].endswith("?") else float(row[d]) for d in decades)
        rows.setdefault(row["table"], {}).setdefault(float(row["by_age"]), []).append(cells)
    found = {}
    for name, by_age in rows.items():
        if name not in written["tables"]:
            raise KnowledgeError("claus.tsv", f"{name} is not among the tables of claus.yaml")
        ages = tuple(sorted(by_age))
        found[f"claus/{name}"] = ClausTable(
            source=written["source"], ages=ages, onsets=tuple(map(float, decades)), alike=written["tables"][name]["alike"],
            rows=tuple(tuple(by_age[age]) for age in ages),
        )  # fmt: skip
    return found
