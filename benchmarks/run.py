"""How long the things take that a clinician waits for, as ratios in one run."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from mwdesk import paths  # noqa: E402
from mwdesk.domain.assessment import Context  # noqa: E402
from mwdesk.domain.clinic import Clinic  # noqa: E402
from mwdesk.domain.encounter import Patient, State, answer  # noqa: E402
from mwdesk.interchange import read_case  # noqa: E402
from mwdesk.knowledge import open_knowledge  # noqa: E402
from mwdesk.letters import compose, plain_text, render  # noqa: E402
from mwdesk.reasoning import assess, interpret  # noqa: E402
from mwdesk.storage import Store  # noqa: E402
from mwdesk.workflow.session import Session  # noqa: E402

FRAME_MS = 16.0
BARE = "from PySide6.QtWidgets import *; a=QApplication([]); w=QWidget(); w.show(); a.processEvents()"
SAME = "from importlib import import_module\nfor name in {names}: import_module(name)\n" + BARE
OURS = (
    "import sys; sys.argv=['mwdesk','--demo']\n"
    "from PySide6.QtCore import QTimer\n"
    "from PySide6.QtWidgets import QApplication\n"
    "QTimer.singleShot(0, QApplication.quit) if QApplication([]) else None\n"
    "from mwdesk.app import main\nmain()"
)


def median_ms(work: Callable[[], object], runs: int = 15) -> float:
    """Milliseconds, the median of `runs` after one to warm up."""
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def imported() -> list[str]:
    """The modules that stand in memory when our window is usable, without those of Python itself."""
    at_the_end = "import atexit; atexit.register(lambda: print('|'.join(sys.modules)))\n"
    told = subprocess.run(
        [sys.executable, "-c", at_the_end + OURS],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    ours = ("mwdesk", "PySide6", "sqlite_utils", "sqlcipher3", "click", "rapidfuzz", "platformdirs", "argon2")
    loaded = told.stdout.strip().split("|")
    return [name for name in loaded if name.split(".")[0] in ours and not name.startswith("PySide6.support")]


def process(script: str) -> Callable[[], object]:
    """A fresh Python that runs a script."""
    return lambda: subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False, capture_output=True)


def plain_pages(text: str) -> bytes:
    """The same words by ReportLab without tables, figures or fonts of ours."""
    from xml.sax.saxutils import escape

    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    out = BytesIO()
    style = getSampleStyleSheet()["BodyText"]
    SimpleDocTemplate(out).build(
        [Paragraph(escape(line), style) for line in text.splitlines() if line.strip()]
    )
    return out.getvalue()


def show(name: str, value: float, against: str, base: float) -> None:
    """One row: the median, what it is held against, the ratio."""
    print(f"{name:44} {value:8.1f} ms   {value / base:5.2f} x {against}")


def main() -> None:
    """Measure and print."""
    kb = open_knowledge(paths.knowledge_source(), paths.knowledge_db())
    cases = [read_case(file, kb) for file in sorted((ROOT / "db" / "vignettes").glob("*.json"))]
    largest = max(cases, key=lambda case: len(case.encounter.entries)).encounter
    findings = interpret(kb, largest)
    show("reassessment", median_ms(lambda: assess(kb, findings, Context())), "a frame", FRAME_MS)
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "patients.sqlite3")
        session = Session(kb, store, Clinic(), datetime.now)
        session.create_patient(Patient(id="p", age_years=50, sex="female"))
        session.record(*largest.entries.values())
        states = iter([State.PRESENT, State.ABSENT] * 100)
        show(
            "one answer, durable, to the view",
            median_ms(lambda: session.record(answer("cataract", next(states)))),
            "a frame",
            FRAME_MS,
        )
        store.close()
    letter = compose(kb, largest, assess(kb, findings, Context()), Clinic(), datetime(2026, 1, 1))
    words = plain_text(letter)
    show("letter", median_ms(lambda: render(letter)), "plain text", median_ms(lambda: plain_pages(words)))
    start = median_ms(process(OURS), 5)
    show("start to window", start, "a bare window", median_ms(process(BARE), 5))
    same = process(SAME.format(names=imported()))
    show("start to window", start, "a bare window with the same imports", median_ms(same, 5))


if __name__ == "__main__":
    main()
