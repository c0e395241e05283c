"""Boolean rules: precedence, what fired, and what can only help."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.reasoning.rules import Node, RuleError, parse_rule

NAMES = ("a", "b", "c", "d")
RULE = st.recursive(
    st.sampled_from(NAMES),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda p: f"({p[0]} AND {p[1]})"),
        st.tuples(inner, inner).map(lambda p: f"({p[0]} OR {p[1]})"),
        inner.map(lambda r: f"NOT ({r})"),
    ),
    max_leaves=8,
)
PRESENT = st.frozensets(st.sampled_from(NAMES))


def truth(rule: str, present: frozenset[str]) -> bool:
    return parse_rule(rule).holds(present.__contains__)


def test_and_binds_tighter_than_or() -> None:
    assert truth("a OR b AND c", frozenset("a"))
    assert not truth("(a OR b) AND c", frozenset("a"))
    assert truth("a AND NOT b", frozenset("a"))
    assert not truth("NOT a OR b", frozenset("a"))


@pytest.mark.parametrize("text", ["", "a AND", "(a", "a b", "a AND OR b", "a)", "NOT", "a & b"])
def test_a_broken_rule_is_refused(text: str) -> None:
    with pytest.raises(RuleError):
        parse_rule(text)


@given(RULE, PRESENT)
def test_a_rule_is_what_python_makes_of_it(rule: str, present: frozenset[str]) -> None:
    spoken = rule.replace("AND", "and").replace("OR", "or").replace("NOT", "not")
    assert truth(rule, present) == eval(spoken, {}, {name: name in present for name in NAMES})


@given(RULE, PRESENT)
def test_support_alone_is_present_and_named_by_the_rule(rule: str, present: frozenset[str]) -> None:
    node = parse_rule(rule)
    fired = set(node.support(present.__contains__))
    assert fired <= present
    assert fired <= set(node.atoms())


def _never_under_not(node: Node) -> bool:
    return node.kind != "not" and all(_never_under_not(part) for part in node.parts)


@given(RULE, PRESENT, st.sampled_from(NAMES))
def test_only_its_own_not_lets_a_finding_silence_a_rule(
    rule: str, present: frozenset[str], name: str
) -> None:
    node = parse_rule(rule)
    if node.holds(present.__contains__) and not node.holds((present | {name}).__contains__):
        assert not _never_under_not(node)


def test_every_shipped_rule_can_be_read_and_names_known_findings(kb: KnowledgeBase) -> None:
    assert kb.alerts
    for rule in kb.alerts.values():
        assert set(parse_rule(rule.rule).atoms()) <= set(kb.findings), rule.id
