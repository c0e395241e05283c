"""How the patient file does with 100,000 patients, as ratios to what a clinician notices."""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from mwdesk.domain.encounter import Patient, Setting, State, answer  # noqa: E402
from mwdesk.storage import Store, cases, find, keys  # noqa: E402

FRAME_MS = 16.0
OPEN_MS = 50.0
NOON = datetime(2024, 5, 17, 12, 0)
KEY = bytes(range(32))
PARTS = (
    "ka",
    "ri",
    "mo",
    "sha",
    "ta",
    "ni",
    "la",
    "vi",
    "de",
    "su",
    "ra",
    "ma",
    "pe",
    "jo",
    "an",
    "el",
    "is",
    "or",
)
SEARCHES = (
    "a",
    "ka",
    "kar",
    "karimo",
    "shata kari",
    "1961-03",
    "4.3.1961",
    "98450",
    "李",
    "小明",
    "xyzzy",
    "MRN 4711",
    "",
)


def name(chance: random.Random) -> str:
    """A made-up name of two words."""
    return " ".join("".join(chance.choices(PARTS, k=chance.randint(2, 4))).title() for _ in range(2))


def fill(store: Store, count: int) -> None:
    """Many patients with one visit each, written in one transaction as no session could."""
    chance, db = random.Random(1), store._db
    with store._writing():
        for number in range(count):
            person = Patient(
                id=f"p{number}",
                name=name(chance),
                local_name="李小明" if number == count // 2 else "",
                birth_date=date(1930, 1, 1) + timedelta(days=chance.randrange(33000)),
                phone=f"+91 {chance.randrange(70000, 99999)} {chance.randrange(10000, 99999)}",
                identifiers=(f"MRN {number}",),
            )
            at = (NOON + timedelta(minutes=number)).isoformat()
            body, search = cases.patient_body(person), cases.search_text(person)
            row = (person.id, body, search, at, at)
            db.execute(
                "INSERT INTO patient (id, body, search, created_at, updated_at) VALUES (?, ?, ?, ?, ?)", row
            )
            visit = (f"e{number}", person.id, at, "rural")
            db.execute("INSERT INTO encounter (id, patient_id, started, setting) VALUES (?, ?, ?, ?)", visit)
            find.reindex(db, person.id, NOON + timedelta(minutes=number))


def median_ms(work: Callable[[], object], runs: int = 15) -> float:
    """Milliseconds, the median of `runs` after one to warm up."""
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def show(what: str, value: float, target: float) -> None:
    """One line: the time, and how many targets it is."""
    print(f"{what:58} {value:9.2f} ms   {value / target:6.2f} of {target:g} ms")


def measure(place: Path, key: bytes | None, count: int) -> None:
    """Fill a store and time what is waited for."""
    with Store.open(place, key) as store:
        fill(store, count)
    show("open and close the store", median_ms(lambda: Store.open(place, key).close()), OPEN_MS)
    with Store.open(place, key) as store:
        for text in SEARCHES:
            start = time.perf_counter()
            found = len(store.patients(text))
            first = (time.perf_counter() - start) * 1000
            again = median_ms(lambda text=text: store.patients(text))  # type: ignore[misc]
            show(f"search {text!r}: {found} listed (first time {first:.1f} ms)", again, FRAME_MS)
        visit = store.start_encounter("p7", Setting.RURAL, NOON)
        states = (State.PRESENT, State.ABSENT)
        turn = iter(range(10**6))
        show(
            "one answer, durable",
            median_ms(lambda: store.append(visit.id, [answer("ptosis", states[next(turn) % 2])], NOON), 100),
            FRAME_MS,
        )
    print(f"{'size':58} {place.stat().st_size / 1e6:9.1f} MB")


def main() -> None:
    """Plain and encrypted, and the derivation of a key."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=100_000)
    count = parser.parse_args().patients
    with tempfile.TemporaryDirectory() as folder:
        for kind, key in (("plain", None), ("encrypted", KEY)):
            print(f"\n{kind}, {count} patients")
            measure(Path(folder) / f"{kind}.sqlite3", key, count)
    print()
    show(
        "key from a passphrase (Argon2id)",
        median_ms(lambda: keys._derive("x" * 20, bytes(16), keys.COST), 5),
        1000,
    )


if __name__ == "__main__":
    main()
