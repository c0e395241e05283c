"""Shared by all tests: the shipped knowledge, the published patients, and Qt without a screen."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

try:
    import PySide6.QtWidgets  # noqa: F401
except ImportError as fault:  # one sentence instead of a page of traceback
    from mwdesk.screen import missing_library_sentence

    print(missing_library_sentence(str(fault)), file=sys.stderr)  # noqa: T201
    raise SystemExit(2) from None

from mwdesk import paths
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.knowledge import open_knowledge

ROOT = Path(__file__).resolve().parent.parent
VIGNETTES = sorted((ROOT / "db" / "vignettes").glob("*.json"))


@pytest.fixture(scope="session")
def kb() -> KnowledgeBase:
    return open_knowledge(paths.knowledge_source(), paths.knowledge_db())


@pytest.fixture(params=VIGNETTES, ids=lambda p: p.stem)
def vignette(request: pytest.FixtureRequest) -> Path:
    return request.param
