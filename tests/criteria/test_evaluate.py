"""The evaluator of three answers: its truth tables, its two readings, definitions, and what must always hold."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncoplan.criteria import registry
from oncoplan.criteria.evaluate import MET, NOT_MET, UNKNOWN, Evaluation
from oncoplan.criteria.explanation import deciding, leaves
from oncoplan.model.rule import Criterion, Definition
from oncoplan.model.verdict import Verdict

ANSWERS = ("not_met", "unknown", "met")
CODES = (NOT_MET, UNKNOWN, MET)
WORDS = dict(zip(CODES, ANSWERS, strict=True))


@pytest.fixture(scope="module", autouse=True)
def given_answer():
    """A criterion that answers as its parameter says; taken out again afterwards."""

    def answered(facts, *, as_: str) -> Verdict:
        return Verdict(as_, f"it is {as_}", ("there",), ("a_test",) if as_ == "unknown" else ())

    registry._registered["answered"] = registry.Registered("answered", answered, "molecular", None, {})
    yield
    del registry._registered["answered"]


TABLE = [Criterion("answered", {"as_": answer}) for answer in ANSWERS]


def leaf(code: int) -> tuple:
    return ("c", code)


def evaluation(facts, definitions=None) -> Evaluation:
    return Evaluation(facts("LUAD"), TABLE, definitions or {})


def both(facts, expr, definitions=None) -> int:
    """The answer, after checking that the explanation agrees."""
    one = evaluation(facts, definitions)
    answer = one.answer(expr)
    assert evaluation(facts, definitions).explain(expr).answer == WORDS[answer]
    assert one.explain(expr).answer == WORDS[answer]
    return answer


# Kleene 1952, written out by hand (F < U < T), so that the code is not its own witness.
ALL = {"FF": "F", "FU": "F", "FT": "F", "UF": "F", "UU": "U", "UT": "U", "TF": "F", "TU": "U", "TT": "T"}
ANY = {"FF": "F", "FU": "U", "FT": "T", "UF": "U", "UU": "U", "UT": "T", "TF": "T", "TU": "T", "TT": "T"}
LETTER = {"F": NOT_MET, "U": UNKNOWN, "T": MET}


@pytest.mark.parametrize(("op", "table"), [("all", ALL), ("any", ANY)])
def test_the_tables_of_all_and_any(facts, op, table):
    assert len(table) == 9
    for pair, expected in table.items():
        expr = (op, tuple(leaf(LETTER[x]) for x in pair))
        assert both(facts, expr) == LETTER[expected], (op, pair)


@pytest.mark.parametrize(("op", "answers"), [("not", "TUF"), ("known", "FFT"), ("presume", "FTT")])
def test_the_tables_of_not_known_and_presume(facts, op, answers):
    for given_, expected in zip("FUT", answers, strict=True):
        assert both(facts, (op, leaf(LETTER[given_]))) == LETTER[expected], (op, given_)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_at_least_counts_what_is_and_what_could_be(facts, n):
    for triple in product(CODES, repeat=3):
        certain, possible = triple.count(MET), 3 - triple.count(NOT_MET)
        expected = MET if certain >= n else UNKNOWN if possible >= n else NOT_MET
        assert both(facts, ("at_least", n, tuple(map(leaf, triple)))) == expected, (n, triple)


TREE = st.recursive(
    st.sampled_from(CODES).map(leaf),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["all", "any"]), st.lists(inner, min_size=1, max_size=4).map(tuple)),
        st.tuples(st.sampled_from(["not", "known", "presume"]), inner),
        st.tuples(st.just("at_least"), st.integers(1, 3), st.lists(inner, min_size=1, max_size=4).map(tuple)),
    ),
    max_leaves=20,
)


@given(TREE)
def test_the_answer_and_the_explanation_always_agree(facts, tree):
    both(facts, tree)


@given(st.lists(TREE, min_size=1, max_size=4), st.sampled_from(["all", "any"]), st.randoms(use_true_random=False))
def test_the_order_of_conditions_never_matters(facts, parts, op, random):
    shuffled = list(parts)
    random.shuffle(shuffled)
    assert both(facts, (op, tuple(parts))) == both(facts, (op, tuple(shuffled)))


@given(st.lists(TREE, min_size=1, max_size=3))
def test_de_morgan(facts, parts):
    not_all = ("not", ("all", tuple(parts)))
    any_not = ("any", tuple(("not", p) for p in parts))
    assert both(facts, not_all) == both(facts, any_not)


def settle(tree, code):
    """The tree with every unknown leaf answered."""
    if tree[0] == "c":
        return leaf(code) if tree[1] == UNKNOWN else tree
    if tree[0] == "at_least":
        return ("at_least", tree[1], tuple(settle(t, code) for t in tree[2]))
    if tree[0] in ("all", "any"):
        return (tree[0], tuple(settle(t, code) for t in tree[1]))
    return (tree[0], settle(tree[1], code))


def kleene_only(tree) -> bool:
    if tree[0] == "c":
        return True
    if tree[0] in ("known", "presume"):
        return False
    inner = tree[2] if tree[0] == "at_least" else tree[1] if tree[0] in ("all", "any") else (tree[1],)
    return all(map(kleene_only, inner))


@given(TREE.filter(kleene_only), st.sampled_from([MET, NOT_MET]))
def test_what_was_settled_stays_settled_when_an_unknown_is_answered(facts, tree, code):
    before = both(facts, tree)
    if before != UNKNOWN:
        assert both(facts, settle(tree, code)) == before


@given(TREE)
def test_an_unknown_always_names_what_is_missing(facts, tree):
    node = evaluation(facts).explain(tree)
    if node.answer == "unknown":
        open_ = [one for one in deciding(node) if one.node.answer == "unknown" and not one.settled]
        assert open_
        assert all(one.node.settled_by for one in open_)


@given(TREE)
def test_what_decided_is_a_part_of_all_that_was_asked(facts, tree):
    node = evaluation(facts).explain(tree)
    everything = [id(one.node) for one in leaves(node)]
    assert [id(one.node) for one in deciding(node) if id(one.node) not in everything] == []


def test_a_criterion_that_many_rules_share_is_asked_once(facts, monkeypatch):
    asked = []
    ask = registry.find("answered").ask
    monkeypatch.setattr(registry.find("answered"), "ask", lambda facts, **p: asked.append(p) or ask(facts, **p))
    one = evaluation(facts)
    for _ in range(3):
        one.answer(("all", (leaf(MET), leaf(MET), leaf(UNKNOWN))))
        one.explain(leaf(MET))
    assert len(asked) == 2


# definitions: derived, stated, disagreeing


def defined(code, *, about="molecular", **keys) -> dict[str, Definition]:
    return {"low": Definition(id="low", name="HER2-low", when=leaf(code), about=about, sources=(), **keys)}


@pytest.mark.parametrize(
    ("derived", "said", "answer", "disagrees"),
    [
        (MET, None, MET, False),
        (UNKNOWN, None, UNKNOWN, False),
        (NOT_MET, None, NOT_MET, False),
        (UNKNOWN, True, MET, False),
        (UNKNOWN, False, NOT_MET, False),
        (MET, True, MET, False),
        (NOT_MET, False, NOT_MET, False),
        (MET, False, MET, True),
        (NOT_MET, True, MET, True),
    ],
)
@pytest.mark.parametrize("words", [{True: True, False: False}, {True: "yes", False: "no"}, {True: "Yes", False: "No"}])
def test_a_definition_is_met_when_derived_or_stated_and_a_disagreement_is_kept(
    facts, derived, said, answer, disagrees, words
):
    record = {"diagnoses": [{"cancer": "IDC"}], **({} if said is None else {"answers": {"low": words[said]}})}
    one = Evaluation(facts(record), TABLE, defined(derived))
    assert one.answer(("is", "low")) == answer
    assert one.explain(("is", "low")).answer == WORDS[answer]
    assert bool(one.disagreements) == disagrees


@pytest.mark.parametrize("text", ["HER2-low", "her2-LOW", "her2 low disease"])
def test_a_definition_may_be_stated_as_a_feature_or_a_condition(facts, text):
    definitions = defined(UNKNOWN, stated_as=("HER2 low disease",))
    for record in (
        {"diagnoses": [{"cancer": "IDC", "features": [text]}]},
        {"diagnoses": [{"cancer": "IDC"}], "conditions": [{"is": text}]},
    ):
        assert Evaluation(facts(record), TABLE, definitions).answer(("is", "low")) == MET


def test_a_condition_that_is_over_states_nothing(facts):
    record = {"diagnoses": [{"cancer": "IDC"}], "conditions": [{"is": "HER2-low", "status": "resolved"}]}
    assert Evaluation(facts(record), TABLE, defined(UNKNOWN)).answer(("is", "low")) == UNKNOWN


def test_an_operation_that_does_not_exist_is_refused(facts):
    with pytest.raises(ValueError, match="unknown operation"):
        evaluation(facts).answer(("perhaps", leaf(MET)))
