"""A guard against one fault of PySide6 6.12 on Python 3.11: many calls lose a reference to None or True."""

from __future__ import annotations

import ctypes
import sys

_MANY = 1 << 40


def keep_none() -> bool:
    """Make None, True and False outlive any number of lost references; True where that was needed.

    PySide6 6.12.0 gives one reference to None back too many at each call of `QPainter.setBrush`, `fillPath`,
    `QModelIndex.data` and others, and one to True at each `Signal.emit`. Python 3.11 then stops with
    "deallocating None" or "deallocating True or False" after some thousand of them. From Python 3.12 on they
    cannot be deallocated (PEP 683); here their counts get the same headroom.
    """
    if sys.version_info >= (3, 12) or sys.getrefcount(None) > _MANY // 2:
        return False
    for value in (None, True, False):
        ctypes.c_ssize_t.from_address(id(value)).value += _MANY
    return True
