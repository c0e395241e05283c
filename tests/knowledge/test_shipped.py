"""What the shipped content promises to the rest of the program."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

import pytest

from mwdesk.domain.assessment import Assessment, Context
from mwdesk.domain.encounter import Encounter, Entry, Measurement, Patient, State, answer, measurement
from mwdesk.domain.knowledge import KnowledgeBase, Urgency
from mwdesk.knowledge import show
from mwdesk.reasoning import assess, interpret
from mwdesk.reasoning.index import Settings


def test_every_number_of_the_reasoning_stands_in_the_text_with_the_value_it_falls_back_to(
    kb: KnowledgeBase,
) -> None:
    for name, value in asdict(Settings()).items():
        assert kb.settings.get(name) == value, name


def test_the_title_heads_the_page_of_an_alert(kb: KnowledgeBase) -> None:
    for ident, alert in kb.alerts.items():
        assert show(kb, ident).startswith(f"{alert.title}\n="), ident


def test_what_is_elicited_once_says_so(kb: KnowledgeBase) -> None:
    once = {reflex.id for reflex in kb.reflexes.values() if not reflex.sided}
    assert once == {"jaw-jerk", "snout", "bulbocavernosus", "anal-wink"}


@pytest.mark.parametrize(
    ("analyte", "urgency"),
    [
        ("potassium", Urgency.EMERGENCY),
        ("ck", Urgency.URGENT),  # of hours or of unknown onset it is an emergency by its rule
        ("creatinine", Urgency.EMERGENCY),
        ("fvc-ml-kg", Urgency.EMERGENCY),
        ("ferritin", Urgency.URGENT),
        ("aldolase", Urgency.URGENT),
        ("tsh", Urgency.URGENT),
    ],
)
def test_a_critical_value_is_as_urgent_as_the_danger_it_means(
    kb: KnowledgeBase, analyte: str, urgency: Urgency
) -> None:
    assert kb.analytes[analyte].critical_high is not None or kb.analytes[analyte].critical_low is not None
    assert kb.analytes[analyte].critical_urgency is urgency


def _judge(kb: KnowledgeBase, age: float, *entries: Entry) -> Assessment:
    patient = Patient(id="p", age_years=age)
    encounter = Encounter(id="e", patient=patient, started=datetime(2026, 1, 5, 9)).apply(*entries)
    return assess(kb, interpret(kb, encounter), Context())


def _fired(kb: KnowledgeBase, age: float, *findings: str) -> set[str]:
    return {alert.id for alert in _judge(kb, age, *(answer(f, State.PRESENT) for f in findings)).alerts}


def test_a_value_that_can_wait_days_does_not_call_for_a_transfer(kb: KnowledgeBase) -> None:
    def said(analyte: str, value: float, unit: str) -> tuple[Urgency, str]:
        told = Measurement(analyte=analyte, label=analyte, value=value, unit=unit)
        (alert,) = (a for a in _judge(kb, 50, measurement(told)).alerts if a.id == f"critical-{analyte}")
        return alert.urgency, alert.action

    assert said("ferritin", 1500, "ug/L")[0] is Urgency.URGENT
    assert "within days" in said("ferritin", 1500, "ug/L")[1]
    assert said("potassium", 1.9, "mmol/L")[0] is Urgency.EMERGENCY
    assert "now" in said("potassium", 1.9, "mmol/L")[1]


def test_what_is_asked_next_says_which_warning_it_would_raise(kb: KnowledgeBase) -> None:
    seen = ("true-weakness", "onset-hours-days", "ascending-weakness", "symmetric-weakness")
    told = _judge(kb, 30, *(answer(name, State.PRESENT) for name in seen)).next_findings
    heads = [one.why for one in told if one.why.startswith(("If present, act now: ", "If present, urgent: "))]
    titles = {alert.title.casefold() for alert in kb.alerts.values()}
    assert heads
    assert all(any(title in why.casefold() for title in titles) for why in heads)


def test_age_alone_parts_the_child_from_the_adult(kb: KnowledgeBase) -> None:
    assert _fired(kb, 9, "skin-rash-dm") & {"rf-jdm", "rf-dm-cancer"} == {"rf-jdm"}
    assert _fired(kb, 49, "skin-rash-dm") & {"rf-jdm", "rf-dm-cancer"} == {"rf-dm-cancer"}
    limp = ("onset-hours-days", "hypotonia", "areflexia")
    assert "rf-afp-child" in _fired(kb, 4, *limp)
    assert "rf-afp-child" not in _fired(kb, 15, *limp)
