"""Hatchling build hook: compile the knowledge and put that one file into the wheel.

Only the single file is included: `db/build` may hold whatever a developer left there, even patients. An
editable install reads the text in the checkout and compiles it when the program starts, so for it the
hook does nothing, and nothing can fail.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

INSIDE = "mwdesk/_data/db/knowledge.sqlite3"


class KnowledgeHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the compiled knowledge to a standard wheel."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What compiling needs in pip's build environment."""
        return ["sqlite-utils>=4.2,<5"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects files; `version` is "standard" or "editable"."""
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        folder = Path(tempfile.mkdtemp(prefix="mwdesk-knowledge-"))
        compiled = folder / "knowledge.sqlite3"
        sys.path.insert(0, self.root)
        try:
            from mwdesk.knowledge import build  # noqa: PLC0415  only a wheel needs it
        finally:
            sys.path.remove(self.root)
        build(root / "db" / "knowledge", compiled)
        build_data["force_include"][str(compiled)] = INSIDE
        self._folder = folder

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Called when the wheel is written: leave nothing behind."""
        folder = getattr(self, "_folder", None)
        if folder is not None:
            (folder / "knowledge.sqlite3").unlink(missing_ok=True)
            folder.rmdir()
