"""Grab the real window, every page, into docs/screenshots: `python docs/make_screenshots.py`.

The patient is one of the shipped examples; nothing is drawn for the picture.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from mwdesk import paths  # noqa: E402
from mwdesk.domain.clinic import Clinic  # noqa: E402
from mwdesk.knowledge import open_knowledge  # noqa: E402
from mwdesk.storage import Store  # noqa: E402
from mwdesk.ui import theme  # noqa: E402
from mwdesk.ui.bridge import Bridge  # noqa: E402
from mwdesk.ui.main_window import ASIDE, MainWindow  # noqa: E402
from mwdesk.ui.records_window import RecordsWindow  # noqa: E402
from mwdesk.workflow.examples import load_examples  # noqa: E402
from mwdesk.workflow.session import Session  # noqa: E402
from mwdesk.workflow.steps import STEPS  # noqa: E402
from mwdesk.workflow.vault import Vault  # noqa: E402

EXAMPLE = "Example 3"
CLINIC = Clinic(name="Hill Road Clinic", address="Hill Road 4", phone="555 0100", clinician="Dr Example")
SIZES = {"": (1366, 768), "-small": (911, 512), "-large": (1920, 1080)}


def main() -> None:
    """Each page in light and dark at each size."""
    target = ROOT / "docs" / "screenshots"
    target.mkdir(exist_ok=True)
    app = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "patients.sqlite3")
        kb = open_knowledge(paths.knowledge_source(), paths.knowledge_db())
        session = Session(kb, store, CLINIC, lambda: datetime(2026, 11, 21, 14, 2))
        load_examples(session)
        patient = next(row.id for row in session.patients(EXAMPLE) if row.name == EXAMPLE)
        for look in ("light", "dark"):
            theme.apply(app, look)
            for size, (width, height) in SIZES.items():
                window = MainWindow(Bridge(session, demo=True))
                window.resize(width, height)
                window.show()
                _grab(window, target / f"patients-{look}{size}.png")
                window.bridge.open(patient)
                for place in (*STEPS, *ASIDE):
                    window.go(place)
                    _grab(window, target / f"{place}-{look}{size}.png")
                window.toggle_help()
                _grab(window, target / f"help-{look}{size}.png")
                window.close()
                start = RecordsWindow(Vault(Path(folder) / "records.sqlite3", datetime.now), kb)
                start.resize(width, height)
                start.show()
                _grab(start, target / f"start-{look}{size}.png")
                start.close()
        store.close()


def _grab(window: QWidget, file: Path) -> None:
    QTest.qWait(700)  # the letter's preview follows after a pause
    window.grab().save(str(file))
    with Image.open(
        file
    ) as picture:  # 256 colours of its own are enough for a window, and a third of the size
        few = picture.convert("RGB").quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(file, optimize=True)
    print(file.relative_to(ROOT))  # noqa: T201


if __name__ == "__main__":
    main()
