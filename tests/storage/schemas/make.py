"""Write the database of the present schema, plain and encrypted; run once for each new schema."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

from mwdesk.domain.encounter import Patient, Setting, State, answer, grade
from mwdesk.storage import Store, migrations
from mwdesk.storage.engine import connect, copy_database

NOON = datetime(2024, 5, 17, 12, 0)
KEY = bytes(range(32))


def make(target: Path, key: bytes | None) -> None:
    """A store with one of everything."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "patients.sqlite3"
        with Store.open(place, key, who="Dr Rao") as store:
            asha = Patient(id="p1", name="Asha Kulkarni", sex="female", age_years=38, identifiers=("MRN 7",))
            store.save_patient(asha, NOON)
            visit = store.start_encounter("p1", Setting.RURAL, NOON)
            store.append(visit.id, [answer("ptosis", State.PRESENT)], NOON)
            store.append(visit.id, [grade("elbow-flexion", "right", "4-")], NOON)
            stamps = {"knowledge_version": "1", "knowledge_sha256": "2", "app_version": "3"}
            store.save_letter(visit.id, "neurology_referral", b"%PDF-1.4", NOON, **stamps)
            store.set_setting("clinic", {"name": "Hill clinic"})
            store.log_event("print", "letter", NOON)
        db = connect(place, key)
        copy_database(db, target, key)
        db.conn.close()


if __name__ == "__main__":
    number = migrations.names()[-1][1:5]
    here = Path(__file__).parent
    for name, key in ((number, None), (f"{number}-encrypted", KEY)):
        if (here / f"{name}.sqlite3").exists():
            raise SystemExit(f"{name} is kept as it was released")
        make(here / f"{name}.sqlite3", key)
