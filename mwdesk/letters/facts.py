"""The facts behind a warning, in the words of the record; never the name of a cause."""

from __future__ import annotations

from mwdesk.domain.encounter import Decision, State
from mwdesk.domain.knowledge import Urgency
from mwdesk.letters.record import Record
from mwdesk.letters.wording import bare, join, lower

_SAID_ELSEWHERE = ("symmetric-weakness", "proximal-weakness", "distal-weakness", "lower-limb-weakness")
_LEADING = 2


def facts(record: Record, findings: list[str]) -> list[str]:
    """The findings behind the alerts, the narrowest of each kind, breathing and swallowing first."""
    wider = {w for f in findings if f in record.kb.findings for w in record.kb.findings[f].narrower_than}
    kept = [
        f for f in dict.fromkeys(findings) if f not in wider and f not in ("true-weakness", *_SAID_ELSEWHERE)
    ]
    kept = [f for f in kept if not _by_critical(record, f)]
    kept.sort(key=lambda f: record.area(f) not in ("history.respiratory", "history.cranial"))
    return [_fact(record, f) for f in kept]


def _by_critical(record: Record, finding: str) -> bool:
    """Whether it only repeats a critical value, which is told as such: "low oxygen saturation"."""
    found = record.assessment.findings
    seen = found.observed.get(finding) if found is not None else None
    told = {c.text.casefold() for c in record.critical()}
    return seen is not None and bool(seen.origin) and all(o.casefold() in told for o in seen.origin)


def _fact(record: Record, finding: str) -> str:
    """A laboratory finding by the value it was read from, any other by its label."""
    found = record.assessment.findings
    seen = found.observed.get(finding) if found is not None else None
    if seen is not None and record.area(finding) == "lab":
        value = next((o for o in seen.origin if any(c.isdigit() for c in o)), "")
        if value:
            return value
    return lower(bare(record.label(finding)))


def leading(record: Record, level: Urgency) -> str:
    """What raised the first standing warning of this urgency: "oxygen saturation 86 %"; "" where none did."""
    refused = set(record.decided("alert", Decision.REFUSED))
    critical = {f"critical-{c.analyte}": c for c in record.critical()}
    for alert in record.assessment.alerts:
        if alert.urgency is not level or alert.id in refused:
            continue
        if alert.id in critical:
            return critical[alert.id].text
        said = facts(record, [f for f in alert.findings if _stands(record, f)])[:_LEADING]
        if said:
            return join(said)
    return next((c.text for c in critical.values() if c.urgency is level), "")


def _stands(record: Record, finding: str) -> bool:
    answer = record.answers.get(finding)
    return answer is None or answer.state is State.PRESENT
