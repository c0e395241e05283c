"""Paper: from a letter to PDF bytes, identical for the same letter. ReportLab is imported when first used."""

from __future__ import annotations

from pathlib import Path

from mwdesk import paths
from mwdesk.domain.letter import Letter


def render(letter: Letter, fonts: Path | None = None) -> bytes:
    """The letter as a PDF with every font embedded.

    `fonts` is the folder of font files (default: the program's own). Raises DataError where a font is
    missing.
    """
    from mwdesk.letters.pages import build

    return build(letter, fonts if fonts is not None else paths.resources() / "fonts")
