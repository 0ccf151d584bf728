"""Where a desk lies, told by folders that are really there and by what Linux and Windows say of their disks."""

import os
from pathlib import Path

import pytest

from app.files.desk_place import Place, look_at_place, synchronised_by, windows_medium

ROOT_DISK = "/dev/sda1 / ext4 rw 0 0\nproc /proc proc rw 0 0\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "desk"
    made.mkdir(mode=0o700)
    return made


@pytest.fixture
def block(tmp_path: Path) -> Path:
    """A machine with a disk sda in it and a stick sdb on USB, as Linux shows them."""
    block = tmp_path / "block"
    block.mkdir()
    disks = {"sda": "pci0000:00/0000:00:17.0/ata1", "sdb": "pci0000:00/0000:00:14.0/usb1/1-2"}
    for name, bus in disks.items():
        real = tmp_path / "devices" / bus / "block" / name
        (real / f"{name}1").mkdir(parents=True)
        (real / "removable").write_text("0\n", encoding="ascii")
        (block / f"{name}1").symlink_to(real / f"{name}1")
    return block


def test_a_desk_on_the_own_disk_is_as_it_should_be(home: Path, block: Path) -> None:
    assert look_at_place(home, mounts=ROOT_DISK, block=block) == Place()


@pytest.mark.parametrize(
    ("folder", "client"),
    [
        ("OneDrive", "OneDrive"),
        ("onedrive - 示例煤业", "OneDrive"),
        ("Dropbox", "Dropbox"),
        ("我的坚果云", "坚果云"),
        ("BaiduSyncdisk", "百度网盘"),
        ("iCloudDrive", "iCloud"),
        ("WPS云盘", "WPS云盘"),
        ("OneDriveAlt", ""),
        ("工作", ""),
    ],
)
def test_a_folder_that_a_cloud_client_copies_is_known_by_its_name(
    tmp_path: Path, folder: str, client: str
) -> None:
    deep = tmp_path / folder / "信访" / "desk"
    deep.mkdir(parents=True)
    assert synchronised_by(deep) == client


def test_a_folder_that_a_cloud_client_copies_is_known_by_what_the_client_leaves_in_it(home: Path) -> None:
    (home.parent / ".stfolder").mkdir()
    assert synchronised_by(home) == "Syncthing"


@pytest.mark.parametrize(
    ("line", "medium"),
    [
        ("//server/share {} cifs rw 0 0", "network"),
        ("server:/home {} nfs4 rw 0 0", "network"),
        ("tmpfs {} tmpfs rw 0 0", "memory"),
        ("/dev/sdb1 {} vfat rw 0 0", "stick"),
        ("/dev/sda1 {} ext4 rw 0 0", ""),
        ("/dev/nowhere1 {} ext4 rw 0 0", ""),
    ],
)
def test_the_nearest_mount_tells_the_medium(home: Path, block: Path, line: str, medium: str) -> None:
    mounts = ROOT_DISK + line.format(home.parent) + "\nserver:/other /elsewhere nfs rw 0 0\nbroken\n"
    assert look_at_place(home, mounts=mounts, block=block).medium == medium


def test_a_mount_point_with_a_blank_in_its_name_is_understood(tmp_path: Path, block: Path) -> None:
    home = tmp_path / "my stick" / "desk"
    home.mkdir(parents=True, mode=0o700)
    point = str(home.parent).replace(" ", "\\040")
    found = look_at_place(home, mounts=f"{ROOT_DISK}/dev/sdb1 {point} exfat rw 0 0\n", block=block)
    assert found.medium == "stick"


def test_a_disk_that_says_it_can_be_pulled_out_is_believed(home: Path, block: Path) -> None:
    (block / "sda1").resolve().parent.joinpath("removable").write_text("1\n", encoding="ascii")
    assert look_at_place(home, mounts=ROOT_DISK, block=block).medium == "stick"


@pytest.mark.parametrize(("kind", "medium"), [(2, "stick"), (3, ""), (4, "network"), (6, "memory"), (0, "")])
def test_windows_names_the_kind_of_a_drive(kind: int, medium: str) -> None:
    assert windows_medium(Path("E:/desk"), lambda root: kind) == medium
    assert windows_medium(Path("\\\\server\\share\\desk"), lambda root: kind) == "network"


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="Windows keeps others out by the profile folder")
@pytest.mark.parametrize(("mode", "open_to_others"), [(0o700, False), (0o750, True), (0o705, True)])
def test_a_folder_that_others_may_look_into_is_known(home: Path, mode: int, open_to_others: bool) -> None:
    home.chmod(mode)
    found = look_at_place(home, mounts=ROOT_DISK)
    assert found.open_to_others is open_to_others
    assert not found.foreign


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root gives folders away")
def test_a_folder_of_another_user_is_known(home: Path) -> None:
    os.chown(home, 12345, 12345)
    assert look_at_place(home, mounts=ROOT_DISK).foreign
