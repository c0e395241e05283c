"""Alerts can warn, conditions can be confirmed and told apart, sources are cited and dated, ids last."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwdesk.domain.criterion_rules import Rule, read_rule
from mwdesk.domain.issue import Level
from mwdesk.domain.knowledge import Finding, FindingGroup, GroupKind, KnowledgeBase
from mwdesk.knowledge import check
from mwdesk.knowledge.reach import witness

Spoil = Callable[[str, str, str], Path]

SLIPS = [
    # file, old, new, words of the message, words of the path
    ("alerts/emergency.toml", "AND NOT ptosis", "AND ptosis AND NOT ptosis", "ever fulfil", "[rule]"),
    ("alerts/emergency.toml", "AND NOT ptosis", "AND onset-fast AND onset-slow", "ever fulfil", "[rule]"),
    ("alerts/emergency.toml", 'basis = "estimate"\n', "", "cites no source", "rf-muscle"),
    ("alerts/emergency.toml", 'basis = "estimate"', 'basis = "study"', "not known here", "basis"),
    (
        "alerts/emergency.toml",
        'basis = "estimate"',
        'basis = "estimate"\nsource = ["SEEN2020"]',
        "is an estimate and cites",
        "rf-muscle",
    ),
    ("conditions/two-sites.toml", "clinical_diagnosis", "# said", "No test could confirm", "two-sites"),
    ("conditions/myositis.toml", "raised = { p = 0.9", "raised = { p = 0.3", "No test could", "myositis"),
    (
        "sites.toml",
        "[nmj.findings]\n",
        '[nmj.findings]\nonset-fast = { p = 0.2, basis = "estimate" }\n',
        "that it inherits sum to 0.35",
        "two-sites",
    ),
    ("sources/general.toml", 'year = "2020"', 'year = "n.d."', "has no year", "SEEN2020"),
    ("sources/general.toml", 'year = "2020"', 'year = "n.d."\nseen = "lately"', "has no year", "SEEN2020"),
    (
        "look_alikes.toml",
        '["myositis", "two-sites"]',
        '["myositis", "to-sites"]',
        "no condition",
        "conditions",
    ),
    ("look_alikes.toml", '["myositis", "two-sites"]', '["myositis"]', "A pair is two", "conditions"),
    ("look_alikes.toml", '["ptosis"]', '["ptosus"]', "no finding 'ptosus'", "tells"),
    (
        "look_alikes.toml",
        "[myositis_two-sites]",
        '[again]\nconditions = ["two-sites", "myositis"]\nfirst = "Ask."\n\n[myositis_two-sites]',
        "The same pair",
        "",
    ),
    ("reviews.toml", 'status = "read"', 'status = "reviewed"', "cannot have reviewed", "status"),
    ("reviews.toml", '"language model"', '"wizard"', "no kind of reader", "reader"),
    ("reviews.toml", '"2026-11"', '"2026-13"', "is no date", "date"),
    ("reviews.toml", '["rf-muscle"]', '["rf-muscles"]', "no alert 'rf-muscles'", "alerts"),
    ("reviews.toml", 'alerts = ["rf-muscle"]', "", "names nothing", "first"),
    ("conditions/myositis.toml", "name =", 'status = "reviewed"\nname =', "cannot be said here", "status"),
    ("released.toml", '"old-myositis"]', '"old-myositis", "gone"]', "stands no longer", "released.toml"),
    ("retired.toml", "condition.old-myositis", "condition.myositis", "is retired but stands", "retired.toml"),
    ("retired.toml", '["myositis"]', '["myosotis"]', "no condition 'myosotis'", "retired.toml"),
    ("retired.toml", 'why = "Two names of one disease."', "", "'why' is missing", "retired.toml"),
]


@pytest.mark.parametrize(("name", "old", "new", "message", "place"), SLIPS, ids=lambda v: str(v)[:30])
def test_a_slip_is_caught(spoil: Spoil, name: str, old: str, new: str, message: str, place: str) -> None:
    issues = check(spoil(name, old, new))
    found = [issue for issue in issues if message in issue.message and place in issue.path]
    assert found, [issue.sentence() for issue in issues]
    assert found[0].level is Level.ERROR
    assert found[0].fix


def test_two_conditions_that_nothing_separates_are_caught(tree: Path) -> None:
    text = (tree / "conditions" / "two-sites.toml").read_text(encoding="utf-8")
    (tree / "conditions" / "twin.toml").write_text(text.replace("Two sites", "Its twin"), encoding="utf-8")
    (issue,) = check(tree)
    assert "Nothing separates this from two-sites" in issue.message
    assert "twin" in issue.path

    name = 'name = "Its twin"\nparent = "two-sites"'
    twin = tree / "conditions" / "twin.toml"
    twin.write_text(twin.read_text(encoding="utf-8").replace('name = "Its twin"', name), encoding="utf-8")
    whole = tree / "conditions" / "two-sites.toml"
    whole.write_text("umbrella = true\n" + whole.read_text(encoding="utf-8"), encoding="utf-8")
    assert check(tree) == []  # one contains the other: not to be told apart


def test_a_source_that_nothing_cites_is_told(tree: Path) -> None:
    path = tree / "sources" / "general.toml"
    more = path.read_text(encoding="utf-8").replace("[SEEN2020]", "[IDLE2020]")
    (tree / "sources" / "more.toml").write_text(more.split("[RECALLED]")[0], encoding="utf-8")
    (issue,) = check(tree)
    assert "Nothing cites" in issue.message
    assert "IDLE2020" in issue.path
    assert issue.level is Level.ERROR


def test_a_page_without_a_date_says_when_it_was_read(spoil: Spoil) -> None:
    assert check(spoil("sources/general.toml", 'year = "2020"', 'year = "n.d."\nseen = "2026"')) == []


NAMES = ("a", "b", "c", "narrow")
FINDINGS = {
    name: Finding(
        id=name, label=name, section="", background=0.1, narrower_than=("a",) if name == "narrow" else ()
    )
    for name in NAMES
}
GROUPS = {"g": FindingGroup(id="g", kind=GroupKind.EXCLUSIVE, findings=("b", "c"))}


def _holds(rule: Rule, present: frozenset[str]) -> bool:
    if rule.kind == "not":
        return not _holds(rule.parts[0], present)
    if rule.parts:
        return (all if rule.kind == "and" else any)(_holds(part, present) for part in rule.parts)
    return rule.name in present


def _patients() -> list[frozenset[str]]:
    """Everybody there could be: not b with c, and a wherever the narrower is."""
    sets = [frozenset(n for at, n in enumerate(NAMES) if bits >> at & 1) for bits in range(2 ** len(NAMES))]
    return [s for s in sets if not {"b", "c"} <= s and ("narrow" not in s or "a" in s)]


RULES = st.recursive(
    st.sampled_from(NAMES),
    lambda inner: st.one_of(
        inner.map(lambda rule: f"NOT ({rule})"),
        st.tuples(inner, st.sampled_from(("AND", "OR")), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
    ),
    max_leaves=8,
)


@given(RULES)
def test_a_rule_is_reachable_exactly_where_some_patient_fulfils_it(text: str) -> None:
    rule = read_rule(text)
    found = witness(rule, FINDINGS, GROUPS)
    somebody = any(_holds(rule, patient) for patient in _patients())
    assert (found is not None) == somebody


def test_every_shipped_alert_warns_of_its_own_witness(kb: KnowledgeBase) -> None:
    from datetime import datetime

    from mwdesk.domain.assessment import Context
    from mwdesk.domain.encounter import Encounter, Patient, State, answer
    from mwdesk.reasoning import assess, interpret

    for alert in kb.alerts.values():
        found = witness(read_rule(alert.rule), kb.findings, kb.groups)
        assert found is not None, alert.id
        age = min(max(alert.age_min, 40.0), alert.age_max)
        encounter = Encounter(id="e", patient=Patient(id="p", age_years=age), started=datetime(2026, 1, 5, 9))
        encounter = encounter.apply(*(answer(name, State.PRESENT) for name in sorted(found)))
        fired = {one.id for one in assess(kb, interpret(kb, encounter), Context()).alerts}
        assert alert.id in fired, (alert.id, sorted(found))
