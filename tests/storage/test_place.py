"""A network folder is told of, and the second backup folder is asked for, never made."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from mwdesk.domain.encounter import Patient
from mwdesk.domain.issue import DataError
from mwdesk.storage import Store, backup
from mwdesk.storage.place import is_remote, kind_of
from tests.storage.conftest import KEY, NOON, told

MOUNTS = """
/dev/sda1 / ext4 rw 0 0
proc /proc proc rw 0 0
server:/home /home nfs4 rw 0 0
//nas/clinic /mnt/the\\040clinic cifs rw 0 0
/dev/sdb1 /home/rao/stick vfat rw 0 0
me@host:/ /home/rao/far fuse.sshfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/mwdesk", "ext4"), ("/home/rao", "nfs4"), ("/home", "nfs4"), ("/homes/rao", "ext4"),
        ("/mnt/the clinic/x", "cifs"), ("/home/rao/stick/a", "vfat"), ("/home/rao/far/a", "fuse.sshfs"),
    ],
)  # fmt: skip
def test_the_table_of_mounts_is_read(path: str, kind: str) -> None:
    assert kind_of(Path(path), MOUNTS) == kind


def test_a_network_folder_is_warned_of_and_a_local_one_is_not(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not is_remote(place.parent.parent)
    with Store.open(place) as store:
        assert store.notices == ()
    monkeypatch.setattr("mwdesk.storage.store.is_remote", lambda _: True)
    with Store.open(place) as store:
        assert "network folder" in store.notices[0]


def test_the_copy_for_a_backup_is_of_before_the_first_write(place: Path, key: bytes | None) -> None:
    with Store.open(place, key) as store:
        store.save_patient(Patient(id="p1", name="Asha"), NOON)
    aside = backup.begin(place, key)
    assert backup.list_backups(place) == ()
    with Store.open(place, key) as store:
        store.save_patient(Patient(id="p1", name="Usha"), NOON)
    made = backup.back_up(place, key, now=NOON, begun=aside)
    found = backup.drill(made.path, key)
    assert found.patients == 1 and made.number < head_of(place, key)
    assert not aside.exists()


def head_of(place: Path, key: bytes | None) -> int:
    with Store.open(place, key) as store:
        return store.events()[0].number


def test_the_second_folder_gets_the_same_and_is_never_made(place: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    with Store.open(place, KEY) as store:
        store.save_patient(Patient(id="p1", name="Asha"), NOON)
    made = backup.back_up(place, KEY, now=NOON)
    with pytest.raises(DataError, match="not there; the backup beside the records was made"):
        backup.copy_to(made, place, stick)
    assert not stick.exists()
    stick.mkdir()
    for day in range(40):
        made = backup.back_up(place, KEY, now=NOON + timedelta(days=day))
        second = backup.copy_to(made, place, stick)
    assert second.read_bytes() == made.path.read_bytes()
    assert backup.drill(second, KEY).patients == 1
    names = [[b.path.name for b in backup.list_backups(place, f)] for f in (None, stick)]
    assert names[0] == names[1] and len(names[0]) == 11
    told(f"40 days of backups on the second disk: {len(names[1])} kept")


def test_a_full_second_disk_leaves_nothing_half_and_the_first_backup_whole(
    place: Path, tmp_path: Path
) -> None:
    import resource

    with Store.open(place, KEY) as store:
        store.save_patient(Patient(id="p1", name="Asha"), NOON)
    made = backup.back_up(place, KEY, now=NOON)
    stick = tmp_path / "stick"
    stick.mkdir()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (9000, hard))
    try:
        with pytest.raises(DataError, match="full"):
            backup.copy_to(made, place, stick)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(stick.glob("*.sqlite3*")) == []
    assert backup.drill(made.path, KEY).patients == 1
