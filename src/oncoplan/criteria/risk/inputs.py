"""What the models of risk ask of a person, found in the record; what is not there is named, never guessed.

An input is a tuple of the values that it may have: one where the record says it, several where it leaves them open.
"""

from __future__ import annotations

from math import floor
from typing import Any

from msgspec import Struct

from oncoplan.criteria.age import years
from oncoplan.criteria.condition import condition
from oncoplan.criteria.risk.figures import model_named
from oncoplan.criteria.yes_no import yes
from oncoplan.model.dates import known_date, years_between
from oncoplan.model.facts import Facts
from oncoplan.model.risk import Lacking, Used
from oncoplan.model.vocabulary import plain_words

_CIGARETTES_A_PACK = 20
_CM = 100.0


class Inputs(Struct):
    """Gathers what was used and what is lacking while a model reads the record."""

    facts: Facts
    cancer: str  # the cancer whose risk is asked for: a node of the tree
    used: list[Used]
    lacking: list[Lacking]

    def named(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.facts.vocabulary.terms("risk_inputs")[name]
        return found

    def take(self, name: str, value: object, *pointers: str) -> None:
        self.used.append(Used(self.named(name)["name"], str(value), pointers))

    def lack(self, name: str) -> None:
        asked = self.named(name)
        self.lacking.append(Lacking(asked["name"], asked["question"]))

    def ages(self) -> tuple[float, ...]:
        """The age in whole years, both where a partial birth date leaves two; () where it is not recorded."""
        least, most, pointer = years(self.facts)
        if least is None or most is None:
            self.lack("age")
            return ()
        ages = tuple(dict.fromkeys((float(floor(least)), float(floor(most)))))
        self.take("age", " or ".join(f"{age:g}" for age in ages), pointer)
        return ages

    def groups(self, model: str) -> tuple[str, ...]:
        """The groups of the model that the recorded ancestry names; () with what is lacking where it names none."""
        entry = model_named(self.facts.vocabulary, model)
        assert entry is not None
        stated = {plain_words(one).replace("_", " ") for one in self.facts.record.ancestry or ()}
        found = tuple(group for group, words in entry["ancestry"].items() if stated & {plain_words(w) for w in words})
        if found:
            self.take("ancestry", ", ".join(self.facts.record.ancestry or ()), "ancestry")
            if len(found) > 1:
                self.lack("ancestry_exact")
        else:
            self.lack("ancestry")
        return found

    def number(self, name: str) -> float | None:
        """A number among the answers; None where there is none, or the answer is no number."""
        key = self.named(name)["answer"]
        said = (self.facts.record.answers or {}).get(key)
        if isinstance(said, bool) or said is None:
            return None
        try:
            value = float(said)
        except ValueError:
            return None
        self.take(name, f"{value:g}", f"answers/{key}")
        return value

    def said(self, name: str) -> bool | None:
        """Yes or no, by the answers or by the conditions; None while neither says it."""
        asked = self.named(name)
        key = asked.get("answer")
        answers = self.facts.record.answers or {}
        if key in answers:
            said = yes(answers[key])
            if said is not None:
                self.take(name, "yes" if said else "no", f"answers/{key}")
            return said
        if "condition" in asked:
            verdict = condition(self.facts, any_of=(asked["condition"],))
            if not verdict.is_unknown:
                if "name" in asked:
                    self.take(name, "yes" if verdict.is_met else "no", *verdict.facts)
                return verdict.is_met
        return None

    def either(self, name: str) -> tuple[bool, ...]:
        """What `said` says, or both while it says nothing."""
        said = self.said(name)
        if said is None:
            self.lack(name)
            return (False, True)
        return (said,)

    def first_birth(self) -> float | str | None:
        """The age at the first birth, `none` without one, None where it is not known."""
        asked = self.named("first_birth")
        said = (self.facts.record.answers or {}).get(asked["answer"])
        if said is False or (isinstance(said, str) and plain_words(said) in asked["none"]):
            self.take("first_birth", "none", f"answers/{asked['answer']}")
            return "none"
        return self.number("first_birth")

    def biopsies(self) -> int | None:
        """By the answers, else by the procedures where some are listed or the list is complete."""
        said = self.number("biopsies")
        if said is not None:
            return int(said)
        kind = self.named("biopsies")["procedure"]
        names = self.facts.vocabulary.names_within("procedures", (kind,))
        found = [
            f"procedures/{i}" for i, p in enumerate(self.facts.record.procedures or ()) if p.kind and plain_words(p.kind) in names
        ]
        if found or self.facts.complete("procedures"):
            self.take("biopsies", len(found), *(found or ["procedures"]))
            return len(found)
        return None

    def bmi(self) -> float | None:
        record = self.facts.record
        if not record.height_cm or not record.weight_kg:
            self.lack("bmi")
            return None
        value = record.weight_kg / (record.height_cm / _CM) ** 2
        self.take("bmi", f"BMI {value:.1f} kg/m²", "height_cm", "weight_kg")
        return value

    def education(self) -> tuple[float, ...]:
        """The level of schooling, by its number or its words; every level while it is not known."""
        asked = self.named("education")
        key = asked["answer"]
        said = (self.facts.record.answers or {}).get(key)
        levels: dict[str, list[str]] = asked["levels"]
        for level, words in levels.items():
            number = str(int(said)) if isinstance(said, float) and said == int(said) else plain_words(str(said))
            if said is not None and not isinstance(said, bool) and (number == level or number in words):
                self.take("education", words[0], f"answers/{key}")
                return (float(level),)
        self.lack("education")
        return tuple(float(level) for level in levels)

    def smoked(self, age: float) -> tuple[float, float, tuple[float, ...]] | None:
        """Cigarettes a day, years of smoking, years since quitting (both ends of a partial date); None with what is lacking."""
        exposures = self.facts.record.exposures
        smoking = exposures.smoking if exposures else None
        if smoking is None or smoking.status is None:
            self.lack("smoking")
            return None
        quit_on = known_date(smoking.quit)
        since: tuple[float, ...] = (0.0,)
        if smoking.status != "current":
            if quit_on is None:
                self.lack("years_since_quit")
                return None
            since = tuple(dict.fromkeys(float(n) for n in years_between(quit_on, self.facts.as_of)))
            if len(since) > 1:
                self.lack("quit_day")
        lasted = self.number("years_smoked")
        if lasted is None and smoking.started_at is not None:
            lasted = age - max(since) - smoking.started_at
        per_day = smoking.per_day
        if lasted is None and smoking.pack_years and per_day:
            lasted = smoking.pack_years * _CIGARETTES_A_PACK / per_day
        if per_day is None and smoking.pack_years and lasted:
            per_day = smoking.pack_years * _CIGARETTES_A_PACK / lasted
        for name, value in (("cigarettes_per_day", per_day), ("years_smoked", lasted)):
            if value is None:
                self.lack(name)
        if per_day is None or lasted is None:
            return None
        when = "" if smoking.status == "current" else f", stopped {smoking.quit}"
        self.take("smoking", f"{per_day:g} a day for {lasted:g} years{when}", "exposures/smoking")
        return per_day, lasted, since
