"""Texts on care: what keeps steroids, oxygen and medicines for children from doing harm is said there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mwdesk.domain.knowledge import KnowledgeBase

# Diseases that a steroid masks or worsens before they are found or treated.
MASKED = {
    "brain-abscess",
    "spinal-epidural-abscess",
    "spinal-tuberculosis",
    "cerebral-toxoplasmosis",
    "spinal-dural-avf",
    "meningitis-encephalitis",
}
GIVES_STEROID = re.compile(
    r"dexamethasone|prednisolone|(?:start|prepare|give|increase the|high-dose) (?:a )?steroid|"
    r"steroid (?:within|the same|course|plus|first|cover)",
    re.IGNORECASE,
)
WARDED = re.compile(
    r"no (?:high-dose )?steroid|specialist|exclude infection|after (?:discussion|infection)|not if|protocol|"
    r"formulary|card says|do not start|programme|advice|oncolog|surgeon|only if|screen with",
    re.IGNORECASE,
)
OXYGEN = re.compile(r"\boxygen\b(?! saturation)", re.IGNORECASE)
PAIRED = re.compile(
    r"ventilat|support breathing|\bNIV\b|bag|carbon dioxide|CO2|alone|hypercapnia|no treatment|never as|gas|"
    r"count breaths",
    re.IGNORECASE,
)
GIVES_TO_ADULTS = re.compile(r"(?<!no )(?<!NO )(?<!avoid )\b(?:aspirin|doxycycline)\b", re.IGNORECASE)
CHILDREN = re.compile(
    r"child|under \d+|adult|no (?:aspirin|doxycycline)|not with|by protocol|no paracetamol or aspirin",
    re.IGNORECASE,
)
LOW = re.compile(r"if (?:SpO2|saturation) is low give|oxygen to target", re.IGNORECASE)
OFTEN = 0.2  # share of patients whose breathing muscles are weak


def actions(kb: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """Everything that is to be done: of warnings, and in the meantime for a cause."""
    for alert in kb.alerts.values():
        yield f"alert {alert.id}", alert.action
    for condition in kb.conditions.values():
        yield f"condition {condition.id}", condition.interim


def test_no_steroid_is_given_without_what_must_be_thought_of_first(kb: KnowledgeBase) -> None:
    told = [(place, text) for place, text in actions(kb) if GIVES_STEROID.search(text)]
    assert len(told) > 10, "the words for giving a steroid have changed: mend the test"
    assert [place for place, text in told if not WARDED.search(text)] == []


def test_warnings_of_what_a_steroid_masks_hold_it_back(kb: KnowledgeBase) -> None:
    assert set(kb.conditions) >= MASKED
    masked = [alert for alert in kb.alerts.values() if MASKED & set(alert.suspects)]
    speaking = [alert for alert in masked if re.search("steroid|dexamethasone", alert.action, re.IGNORECASE)]
    assert len(speaking) >= 4
    assert [a.id for a in speaking if not WARDED.search(a.action)] == []


def test_oxygen_for_weak_breathing_never_stands_for_ventilation(kb: KnowledgeBase) -> None:
    told = [
        (condition.id, text)
        for condition in kb.conditions.values()
        if (row := condition.findings.get("respiratory-muscle-weakness")) is not None and row.p >= OFTEN
        for text in (f"{condition.interim} {condition.avoid}",)
        if OXYGEN.search(text)
    ]
    breathing = [
        (alert.id, alert.action)
        for alert in kb.alerts.values()
        if "respiratory-muscle-weakness" in alert.rule and OXYGEN.search(alert.action)
    ]
    assert told
    assert breathing
    assert [place for place, text in (*told, *breathing) if not PAIRED.search(text)] == []


def test_oxygen_is_not_withheld_where_it_is_low(kb: KnowledgeBase) -> None:
    for name in ("rf-breathing", "rf-night-hypoventilation", "rf-hypoxia"):
        assert LOW.search(kb.alerts[name].action), name


def test_medicines_that_harm_children_are_told_with_children_in_mind(kb: KnowledgeBase) -> None:
    told = [(place, text) for place, text in actions(kb) if GIVES_TO_ADULTS.search(text)]
    assert told
    assert [place for place, text in told if not CHILDREN.search(text)] == []
