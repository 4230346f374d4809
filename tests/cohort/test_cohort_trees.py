"""Rules as programs: numpy, numba and the row evaluator give every expression the same answer."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from oncoplan.cohort.bits import everyone, pack, positions, unpack
from oncoplan.cohort.trees import definite, literals, programs, run
from oncoplan.criteria.evaluate import MET, NOT_MET, UNKNOWN, Evaluation
from oncoplan.criteria.registry import criterion
from oncoplan.model.rule import Criterion, Definition
from oncoplan.model.verdict import Verdict

CRITERIA = 6
NAMES = ("first", "second")  # the second may name the first; what is stated of them are two criteria more
PEOPLE = st.sampled_from([0, 1, 63, 64, 65, 200])
WORDS = ("not_met", "unknown", "met")


@pytest.fixture(scope="module", autouse=True)
def given_answer():
    """A criterion that answers what a person's facts say, for as long as this module runs."""
    from oncoplan.criteria import registry

    module = ModuleType("oncoplan.criteria.given_answer")
    sys.modules[module.__name__] = module

    @criterion(about="person")
    def given_answer(facts, *, number):
        return Verdict(WORDS[facts.answers_given[number]], "as given")

    yield
    del sys.modules[module.__name__]
    del registry._registered["given_answer"]


def expressions(names: tuple[str, ...]):
    leaf = st.tuples(st.just("c"), st.integers(0, CRITERIA - 1))
    if names:
        leaf = leaf | st.tuples(st.just("is"), st.sampled_from(names))

    def deeper(parts):
        several = st.lists(parts, max_size=4).map(tuple)
        return (
            st.tuples(st.sampled_from(["all", "any"]), several)
            | st.tuples(st.sampled_from(["not", "known", "presume"]), parts)
            | st.tuples(st.just("at_least"), st.integers(-1, 5), several)
        )

    return st.recursive(leaf, deeper, max_leaves=14)


def evaluation(definitions, answers) -> Evaluation:
    """The row evaluator for one person, whose answers are given; the last two say what the record states."""
    said = {name: WORDS[value] for name, value in zip(NAMES, answers[CRITERIA:], strict=True) if value != UNKNOWN}
    record = SimpleNamespace(answers={n: word == "met" for n, word in said.items()}, conditions=None)
    facts = SimpleNamespace(answers_given=answers, record=record, diagnosis=None)
    table = [Criterion("given_answer", {"number": i}) for i in range(CRITERIA)]
    return Evaluation(facts, table, definitions)  # type: ignore[arg-type]


@st.composite
def situations(draw):
    exprs = draw(st.lists(expressions(NAMES), min_size=1, max_size=5))
    inner = (draw(expressions(())), draw(expressions(NAMES[:1])))
    definitions = {
        name: Definition(id=name, name=name, when=when, about="person", sources=())
        for name, when in zip(NAMES, inner, strict=True)
    }
    seed, people = draw(st.integers(0, 2**32 - 1)), draw(PEOPLE)
    weights = draw(st.sampled_from([(1, 1, 1), (8, 1, 1), (1, 8, 1), (1, 1, 8)]))
    shares = np.array(weights) / sum(weights)
    given = np.random.default_rng(seed).choice(3, size=(CRITERIA + len(NAMES), people), p=shares)
    return exprs, definitions, given


def in_columns(exprs, definitions, answers, engine):
    """The answers of every expression, (expressions, people), and where each side is set."""

    def resolve(name):
        return definitions[name].when, CRITERIA + NAMES.index(name)

    people = answers.shape[1]
    given = literals(pack(answers == MET), pack(answers == NOT_MET))
    found = np.full((len(exprs), people), UNKNOWN)
    for side, value in (("met", MET), ("not_met", NOT_MET)):
        which = programs(exprs, side, resolve)
        words = run(which, given, engine=engine) & everyone(people)
        flags = unpack(words, people)
        assert not (flags & (found != UNKNOWN)).any(), "met and not met at once"
        found[flags] = value
        for got, wanted in zip(definite(which, given, people, engine=engine), positions(words), strict=True):
            assert got.tolist() == wanted.tolist()
    return found


def in_rows(exprs, definitions, answers):
    people = [evaluation(definitions, column.tolist()) for column in answers.T]
    return np.array([[one.answer(expr) for one in people] for expr in exprs]).reshape(len(exprs), answers.shape[1])


@settings(max_examples=60)
@given(situations())
def test_columns_answer_as_rows_do(engine, situation):
    assert in_columns(*situation, engine).tolist() == in_rows(*situation).tolist()


# every pattern of answers of two criteria, and what may be stated
GRID = np.array([[a, b, 0, 0, 0, 0, said, UNKNOWN] for a in range(3) for b in range(3) for said in range(3)]).T
TWO = (("c", 0), ("c", 1))
EDGES = (
    ("all", ()), ("any", ()), ("not", ("all", ())), ("at_least", 0, ()), ("at_least", 1, ()), ("at_least", -3, TWO),
    ("at_least", 0, TWO), ("at_least", 1, TWO), ("at_least", 2, TWO), ("at_least", 3, TWO), ("not", ("at_least", 2, TWO)),
    ("known", ("at_least", 3, TWO)), ("presume", ("any", ())), ("known", ("not", ("c", 0))), ("not", ("known", ("c", 0))),
    ("presume", ("not", ("c", 0))), ("not", ("presume", ("c", 0))), ("is", "first"), ("not", ("is", "first")),
    ("known", ("is", "first")), ("presume", ("is", "first")), ("all", (("is", "first"), ("is", "second"))),
    ("any", (("known", ("c", 0)), ("not", ("is", "second")))), ("c", 0), ("not", ("not", ("c", 1))),
    ("at_least", 2, (("is", "first"), ("is", "second"), ("not", ("c", 1)))),
    ("all", (("any", TWO), ("any", (("not", ("c", 0)), ("c", 1))), ("c", 1))),
)  # fmt: skip


@pytest.mark.parametrize("expr", EDGES, ids=str)
def test_every_pattern_of_answers_of_two_criteria(engine, expr):
    inner = {"first": ("any", TWO), "second": ("all", (("is", "first"), ("c", 0)))}
    definitions = {n: Definition(id=n, name=n, when=when, about="person", sources=()) for n, when in inner.items()}
    assert in_columns([expr], definitions, GRID, engine).tolist() == in_rows([expr], definitions, GRID).tolist()


def test_no_rules_at_all_and_nobody_at_all(engine):
    given = literals(pack(np.zeros((3, 5), dtype=bool)), pack(np.zeros((3, 5), dtype=bool)))
    assert run(programs([]), given, engine=engine).shape == (0, 1)
    assert [len(part) for part in definite(programs([]), given, 5, engine=engine)] == [0, 0]
    nobody = literals(pack(np.zeros((3, 0), dtype=bool)), pack(np.zeros((3, 0), dtype=bool)))
    assert run(programs([("c", 1), ("all", ())]), nobody, engine=engine).shape == (2, 0)


def test_a_run_changes_nothing_that_it_was_given(engine):
    answers = np.random.default_rng(4).choice(3, size=(CRITERIA, 130))
    given = literals(pack(answers == MET), pack(answers == NOT_MET))
    before = given.copy()
    trees = [("all", TWO), ("not", ("c", 0)), ("at_least", 1, TWO), ("any", (("known", ("c", 2)), ("c", 0)))]
    for side in ("met", "not_met"):
        run(programs(trees, side), given, engine=engine)
    assert np.array_equal(given, before)


def test_an_operation_that_is_not_known_is_refused():
    with pytest.raises(ValueError, match="unknown operation 'perhaps'"):
        programs([("perhaps", ("c", 0))])


@settings(max_examples=25)
@given(situations())
@example(([("at_least", 2, (("c", 0), ("at_least", 1, (("c", 1), ("c", 2))), ("c", 3)))], {}, GRID))
def test_explanations_agree_too(situation):
    exprs, definitions, answers = situation
    for column in answers.T[:3]:
        one = evaluation(definitions, column.tolist())
        for expr in exprs:
            assert one.explain(expr).answer == WORDS[one.answer(expr)]
