"""A clinician at work, as a process that can be killed; it says what was acknowledged."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from mwdesk.domain.encounter import Patient, Setting, note
from mwdesk.domain.issue import DataError
from mwdesk.storage import Store

NOON = datetime(2024, 5, 17, 12, 0)


def main(place: str, key: str, rounds: int) -> None:
    """Write numbered steps and print each number once it was acknowledged; a refusal is printed as words."""
    store = Store.open(Path(place), bytes.fromhex(key) or None, who="Dr Rao")
    if not store.patients():
        store.save_patient(Patient(id="p1", name="Asha"), NOON)
    visits = store.encounters("p1")
    visit = visits[-1] if visits else store.start_encounter("p1", Setting.RURAL, NOON)
    start = len(visit.entries) // 2
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for number in range(start, start + rounds):
        try:
            store.append(visit.id, [note(f"a{number}", "said"), note(f"b{number}", "said " * 50)], NOON)
            if number % 7 == 0:
                store.save_patient(Patient(id="p1", name="Asha", phone=str(number)), NOON)
        except DataError as fault:
            sys.stdout.write(f"refused {fault.issues[0].sentence()}\n")
            sys.stdout.flush()
            break
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
    store.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
