"""A guard against one fault of PySide6 6.12 on Python 3.11: many calls lose a reference to None."""

from __future__ import annotations

import ctypes
import sys

_MANY = 1 << 40


def keep_none() -> bool:
    """Make None outlive any number of lost references; True where that was needed.

    PySide6 6.12.0 gives one reference to None back too many at each call of `QPainter.setBrush`, `fillPath`,
    `QModelIndex.data` and others, and Python 3.11 then stops with "deallocating None" after some thousand
    paints. From Python 3.12 on None cannot be deallocated (PEP 683); here its count gets the same headroom.
    """
    if sys.version_info >= (3, 12) or sys.getrefcount(None) > _MANY // 2:
        return False
    ctypes.c_ssize_t.from_address(id(None)).value += _MANY
    return True
