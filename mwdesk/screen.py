"""What would keep Qt from opening a window, said before Qt itself stops the program."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

QT_PACKAGES = (
    "libgl1 libegl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libxkbcommon0 libxcb-cursor0 libxcb-icccm4 "
    "libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xkb1 "
    "libxkbcommon-x11-0"
)
_WITHOUT_SCREEN = {"offscreen", "minimal", "vnc"}


def find_problem() -> str:
    """One sentence with what to do, or "" where a window can be opened."""
    try:
        import PySide6.QtWidgets
    except ImportError as fault:
        return missing_library_sentence(str(fault))
    platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if not sys.platform.startswith("linux") or platform in _WITHOUT_SCREEN:
        return ""
    if platform == "wayland" or (os.environ.get("WAYLAND_DISPLAY") and platform != "xcb"):
        return ""
    if not os.environ.get("DISPLAY"):
        return "There is no screen to open the window on: start mwdesk on a desktop, or set DISPLAY."
    plugin = Path(PySide6.QtWidgets.__file__).parent / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    return _load_problem(plugin) or _connect_problem()


def missing_library_sentence(fault: str) -> str:
    """What to install when Qt itself cannot be loaded, in one sentence."""
    if ".so" in fault:
        return (
            f"The window needs system libraries that are missing ({fault}). "
            f"Install them: sudo apt install {QT_PACKAGES}"
        )
    return (
        f"The window needs PySide6, which could not be loaded ({fault}). Install mwdesk again: pip install ."
    )


def _load_problem(plugin: Path) -> str:
    try:
        ctypes.CDLL(str(plugin))
    except OSError as fault:
        return missing_library_sentence(str(fault))
    return ""


def _connect_problem() -> str:
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:  # Qt brings its own way: let it try
        return ""
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    shown = os.environ["DISPLAY"]
    return f"The screen {shown} cannot be reached: start mwdesk on the desktop itself." if failed else ""
