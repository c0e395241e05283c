"""Type at one and a half times and at twice its size: every page still has room for its words."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from mwdesk.ui.bridge import Bridge
from mwdesk.workflow import Session
from tests.ui import audit
from tests.ui.test_audit import RICH, SIZES, _usual_type, build, complaints, open_patient

__all__ = ["_usual_type"]


@pytest.mark.parametrize("scale", [1.5, 2.0])
def test_large_type_is_neither_clipped_nor_covered(
    qtbot: QtBot, bridge: Bridge, session: Session, scale: float
) -> None:
    window = build(qtbot, session, scale)
    window.resize(*SIZES[0])
    found = []
    for who in (RICH, "empty"):
        open_patient(window, who)
        told = complaints(window, audit.clipped, audit.overlapping, audit.unnamed)
        found += [f"{who}: {line}" for line in told]
    assert (window.width(), window.height()) == SIZES[0]
    assert not found, f"{len(found)} complaints\n" + "\n".join(dict.fromkeys(found))
