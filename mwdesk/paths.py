"""Where files live: checkout, installed wheel, frozen bundle, per-user folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from platformdirs import user_cache_path, user_data_path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent


def knowledge_source() -> Path | None:
    """The knowledge as text, in a checkout; None where only the compiled file was installed."""
    source = _CHECKOUT / "db" / "knowledge"
    return source if source.is_dir() and (_CHECKOUT / "pyproject.toml").is_file() else None


def knowledge_db() -> Path:
    """The compiled knowledge: beside its source in a checkout, inside the package when installed.

    A checkout that may not be written to (another user's, a read-only disk) is compiled into the cache.
    """
    if knowledge_source() is None:
        return _bundle() / "_data" / "db" / "knowledge.sqlite3"
    folder = _CHECKOUT / "db"
    if os.access(folder, os.W_OK):
        return folder / "build" / "knowledge.sqlite3"
    return user_cache_path("mwdesk", appauthor=False) / "knowledge.sqlite3"


def resources() -> Path:
    """Icons, fonts and example patients."""
    checkout = _CHECKOUT / "resources"
    return checkout if knowledge_source() is not None else _bundle() / "_data" / "resources"


def user_data() -> Path:
    """The folder of this user's patients; MWDESK_HOME overrides it (a stick, a test)."""
    override = os.environ.get("MWDESK_HOME")
    return Path(override) if override else user_data_path("mwdesk", appauthor=False)


def _bundle() -> Path:
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen) / "mwdesk" if frozen else _PACKAGE
