"""What to mind before a test in this patient, drawn from the test's own words and what is known of safety."""

from __future__ import annotations

import re
from functools import lru_cache

from mwdesk.domain.assessment import Findings
from mwdesk.domain.encounter import State
from mwdesk.domain.knowledge import KnowledgeBase, Test

PREGNANT = "pregnancy-postpartum"
# safety question: (words in a test's own text that make it matter, findings that answer it too,
#                   what to say when present, what to say when nobody asked)
_HAZARDS: dict[str, tuple[tuple[str, ...], tuple[str, ...], str, str]] = {
    "anticoagulant": (
        ("anticoag", "coagulopathy", "bleeding", "haematoma", r"inr\b"),
        ("anticoagulant",),
        "Takes an anticoagulant: agree a plan and check INR or platelets first.",
        "Ask about anticoagulants first.",
    ),
    "bleeding-disorder": (
        ("coagulopathy", "bleeding"),
        ("thrombocytopenia",),
        "Bleeds easily or has low platelets: check clotting first.",
        "",
    ),
    "pacemaker": (
        ("pacemaker", "pacing"),
        (),
        "Has a pacemaker or defibrillator: tell the laboratory or scanner before booking.",
        "Ask about a pacemaker or defibrillator first.",
    ),
    "implants": (
        ("unsafe implant", "unsafe clip", "aneurysm clip", "metal in", "cochlear"),
        (),
        "Has an implant: give its make before booking.",
        "Ask about implants first.",
    ),
    "metal-in-eye": (
        ("metal in eye", "metal in the eye"),
        (),
        "May have metal in the eye: an X-ray of the orbits comes first.",
        "Ask about metal in the eye first.",
    ),
    "pregnancy": (
        ("pregnan",),
        (PREGNANT,),
        "Pregnant or lately delivered: see the test's own rule before booking.",
        "Ask about pregnancy first.",
    ),
    "contrast-reaction": (
        ("contrast allergy",),
        (),
        "Reacted to contrast before: discuss with radiology.",
        "Ask about an earlier reaction to contrast first.",
    ),
    "raised-pressure": (
        ("papilloedema", "mass or shift"),
        ("papilloedema", "altered-consciousness", "seizure", "hemiparesis", "aphasia"),
        "Signs of pressure or a focus in the head: image before a puncture; do not delay care of meningitis.",
        "",
    ),
    "egfr": (
        ("kidney failure", "egfr", "renal failure", "gadolinium", "contrast"),
        ("creatinine-high", "chronic-kidney-disease", "renal-dialysis"),
        "Kidney function is reduced: give eGFR with the request; contrast only if it must be.",
        "",
    ),
}
_REFERS_TO = {
    "as mri": "mri-brain",
    "as ct": "ct-chest",
    "as emg": "emg",
    "as ncs": "ncs",
    "as lumbar": "lumbar-puncture",
    "as muscle biopsy": "muscle-biopsy",
    "as contrast": "ct-chest",
}


def _text(kb: KnowledgeBase, test: Test) -> str:
    text = f"{test.contraindications} {test.cautions}".lower()
    for words, other in _REFERS_TO.items():
        if words in text and other in kb.tests and other != test.id:
            text += f" {kb.tests[other].contraindications} {kb.tests[other].cautions}".lower()
    return text


@lru_cache(maxsize=1024)
def _hazards(text: str) -> tuple[str, ...]:
    """The safety questions that a test's own words raise."""
    return tuple(
        name for name, (words, *_) in _HAZARDS.items() if any(re.search(rf"\b{word}", text) for word in words)
    )


def _known(findings: Findings, name: str, answering: tuple[str, ...]) -> State | None:
    if any(findings.state(finding) is State.PRESENT for finding in answering):
        return State.PRESENT
    said = findings.safety.get(name) or findings.safety.get(name.replace("-", "_"))
    if said is None and any(findings.state(finding) is State.ABSENT for finding in answering):
        return State.ABSENT
    return said


def cautions_for(kb: KnowledgeBase, test: Test, findings: Findings) -> tuple[str, ...]:
    """Plain sentences; what was never asked is said to be asked, never taken as no."""
    out = []
    for name in _hazards(_text(kb, test)):
        _, answering, warn, ask = _HAZARDS[name]
        if name == "pregnancy" and not _may_be_pregnant(kb, findings):
            continue
        state = _known(findings, name, answering)
        if state is State.PRESENT:
            out.append(warn)
        elif state is not State.ABSENT and ask:
            out.append(ask)
    return tuple(out)


def _may_be_pregnant(kb: KnowledgeBase, findings: Findings) -> bool:
    asked = kb.findings.get(PREGNANT)
    return asked is None or asked.suits(findings.age, findings.sex)
