"""Whether a folder is on another computer: SQLite's locks are not to be trusted there."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_REMOTE = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afs", "ncpfs", "9p", "davfs", "ceph"),
        *("glusterfs", "lustre", "fuse.sshfs", "fuse.davfs", "fuse.rclone", "fuse.glusterfs", "fuse.s3fs"),
    }
)
_DRIVE_REMOTE = 4  # GetDriveTypeW


def kind_of(path: Path, mounts: str) -> str:
    """The kind of file system that holds `path`, by a table as in /proc/mounts; empty where not found."""
    whole, best, kind = str(path), -1, ""
    for line in mounts.splitlines():
        parts = line.split()
        if len(parts) < 3:
            continue
        point = parts[1].replace("\\040", " ")
        inside = point in {"/", whole} or whole.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= best:  # of two on one point the later one is seen
            best, kind = len(point), parts[2]
    return kind


def is_remote(path: Path) -> bool:
    """Whether `path` is on a network disk, as far as the system tells."""
    if sys.platform == "win32":
        import ctypes

        whole = os.path.realpath(path)
        if whole.startswith("\\\\"):
            return True
        return bool(ctypes.windll.kernel32.GetDriveTypeW(Path(whole).anchor) == _DRIVE_REMOTE)
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return kind_of(Path(os.path.realpath(path)), mounts) in _REMOTE
