"""Example patients for a first look: published cases, loaded into a throw-away store."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from mwdesk.domain.issue import DataError, Issue
from mwdesk.workflow.session import Session


def example_files(folder: Path | None = None) -> tuple[Path, ...]:
    """Case files shipped with the program, by name."""
    if folder is None:
        from mwdesk.paths import resources

        folder = resources() / "examples"
    return tuple(sorted(folder.glob("*.json")))


def load_examples(session: Session, folder: Path | None = None) -> tuple[Issue, ...]:
    """Put every example into the session's store; a file that cannot be read gives an issue, not an end."""
    from mwdesk.interchange import read_case

    issues: list[Issue] = []
    files = example_files(folder)
    for i, file in enumerate(files):
        moment = session.now() - timedelta(minutes=len(files) - i)
        try:
            case = read_case(file, session.kb, started=moment)
        except DataError as fault:
            issues.extend(fault.issues)
            continue
        issues.extend(case.issues)
        encounter = case.encounter
        name = encounter.patient.name or title(case.id)
        patient = replace(encounter.patient, id=f"example-{case.id}", name=name)
        session.store.save_patient(patient, moment)
        visit = session.store.start_encounter(patient.id, encounter.setting, moment)
        entries = tuple(encounter.entries.values())
        if entries:
            session.store.append(visit.id, entries, moment)
    return tuple(issues)


def title(case_id: str) -> str:
    """ "example-07" -> "Example 7"; a name that would give the diagnosis away is not shown in the list."""
    found = re.search(r"\d+", case_id)
    return f"Example {int(found[0])}" if found else "Example"
