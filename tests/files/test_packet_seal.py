"""Sealed packets: opened by 7z and age and by us, three messages for three mishaps, never plain on the disk."""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import textwrap
import tracemalloc
import zipfile
from collections.abc import Callable
from hashlib import pbkdf2_hmac
from pathlib import Path
from typing import Any, BinaryIO

import pyrage
import pytest
import pyzipper
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import (
    ClerkError,
    DamagedSeal,
    InvalidField,
    NotAllowed,
    UnreadableFile,
    WrongSealKey,
    WrongSealPassword,
)
from app.files import packet_seal
from app.files.atomic import write_file
from app.files.packet_seal import (
    SealKind,
    check_seal_password,
    is_sealed,
    new_seal_password,
    open_sealed,
    seal_to_key,
    seal_with_password,
)
from app.files.station_keys import new_station_keys
from tests.files.stations import office_keys, unit_keys
from tests.files.test_sealed_spool import open_files

PASSWORD = "T7QK-2M9X-HD4C-8RWE"
CONTENT = b"PK\3\4 petition about wages " * 9_000
KEYS = office_keys()
SEVEN = next((program for program in ("7z", "7zz") if shutil.which(program)), "")
needs_7z = pytest.mark.skipif(not SEVEN, reason="no 7z on this machine (p7zip-full)")
needs_age = pytest.mark.skipif(not shutil.which("age"), reason="no age on this machine")


def locked(folder: Path, content: bytes = CONTENT, *, ending: str = ".xlsx") -> Path:
    path = folder / "YS-ZC01-00003.zip"
    write_file(
        path,
        lambda out: seal_with_password(io.BytesIO(content), out, PASSWORD, ending=ending),
        overwrite=True,
    )
    return path


def aged(folder: Path, content: bytes = CONTENT) -> Path:
    path = folder / "YS-ZC01-00003.age"
    write_file(path, lambda out: seal_to_key(io.BytesIO(content), out, KEYS.age_public), overwrite=True)
    return path


def unlocked(path: Path, **changes: Any) -> bytes:
    settings = {"password": PASSWORD, "age_secret": KEYS.age_secret, **changes}
    with open_sealed(path, **settings) as inside:
        return inside.read()


def in_another_process(script: str, *words: object) -> str:
    """What a script prints that runs by itself."""
    command = [sys.executable, "-c", textwrap.dedent(script), *map(str, words)]
    root = Path(__file__).parent.parent.parent
    done = subprocess.run(command, capture_output=True, text=True, cwd=root)
    assert done.returncode == 0, done.stderr
    return done.stdout


WAYS = pytest.mark.parametrize("way", [locked, aged], ids=["password", "key"])
Way = Callable[..., Path]


# --- there and back -------------------------------------------------------------------------------------------


@WAYS
@pytest.mark.parametrize("size", [0, 1, 65_536, len(CONTENT)])
def test_what_was_sealed_comes_out_again(way: Way, size: int, tmp_path: Path) -> None:
    assert unlocked(way(tmp_path, CONTENT[:size])) == CONTENT[:size]


@WAYS
def test_what_comes_out_can_be_sought_in_like_a_packet(way: Way, tmp_path: Path) -> None:
    packet = io.BytesIO()
    with zipfile.ZipFile(packet, "w") as archive:
        archive.writestr("附件/a.txt", "内容")
    with (
        open_sealed(
            way(tmp_path, packet.getvalue()), password=PASSWORD, age_secret=KEYS.age_secret
        ) as inside,
        zipfile.ZipFile(inside) as again,
    ):
        assert again.read("附件/a.txt").decode() == "内容"


def test_a_packet_is_sealed_while_it_is_written(tmp_path: Path) -> None:
    def write(out: BinaryIO) -> None:
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("a.txt", "x" * 100_000)

    for name, seal in (
        ("a.zip", lambda out: seal_with_password(write, out, PASSWORD, ending=".zip")),
        ("a.age", lambda out: seal_to_key(write, out, KEYS.age_public)),
    ):
        write_file(tmp_path / name, seal)
        with zipfile.ZipFile(io.BytesIO(unlocked(tmp_path / name))) as again:
            assert again.testzip() is None and len(again.read("a.txt")) == 100_000


def test_it_is_seen_how_a_file_is_sealed(tmp_path: Path) -> None:
    assert is_sealed(locked(tmp_path)) is SealKind.PASSWORD
    assert is_sealed(aged(tmp_path)) is SealKind.KEY
    plain = tmp_path / "plain"
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("a", "b")
    assert is_sealed(plain) is None
    for content in (b"", b"PK", b"PK\3\4", b"age", b"%PDF-1.7"):
        plain.write_bytes(content)
        assert is_sealed(plain) is None
    with pytest.raises(UnreadableFile, match="打不开"):
        is_sealed(tmp_path / "gone")


def test_the_zip_says_nothing_of_what_is_inside(tmp_path: Path) -> None:
    with zipfile.ZipFile(locked(tmp_path, ending=".zip")) as archive:
        (info,) = archive.infolist()
        assert info.filename == "packet.zip" and info.date_time == (1980, 1, 1, 0, 0, 0)
        assert archive.comment == b"" and info.comment == b"" and info.CRC == 0
    assert b"petition" not in locked(tmp_path).read_bytes()
    assert b"petition" not in aged(tmp_path).read_bytes()


@WAYS
def test_the_same_packet_never_gives_the_same_bytes(way: Way, tmp_path: Path) -> None:
    assert way(tmp_path).read_bytes() != way(tmp_path).read_bytes()


# --- other programs -------------------------------------------------------------------------------------------


@needs_7z
@pytest.mark.parametrize("content", [CONTENT, b""], ids=["packet", "empty"])
def test_7z_opens_a_password_packet(content: bytes, tmp_path: Path) -> None:
    path = locked(tmp_path, content)
    done = subprocess.run(
        [SEVEN, "x", f"-p{PASSWORD}", "-o" + str(tmp_path / "out"), str(path)], capture_output=True
    )
    assert done.returncode == 0, done.stdout
    assert b"Everything is Ok" in done.stdout and b"Warning" not in done.stdout
    assert (tmp_path / "out" / "packet.xlsx").read_bytes() == content
    listed = subprocess.run([SEVEN, "l", "-slt", str(path)], capture_output=True, text=True).stdout
    assert "AES-256" in listed
    wrong = subprocess.run([SEVEN, "t", "-pwrong", str(path)], capture_output=True)
    assert wrong.returncode != 0


@needs_7z
@pytest.mark.parametrize("options", [["-mem=AES256"], ["-mem=AES128"], ["-mem=AES256", "-mx=0"]])
def test_a_password_packet_of_7z_is_opened(options: list[str], tmp_path: Path) -> None:
    (tmp_path / "回复.xlsx").write_bytes(CONTENT)
    made = [SEVEN, "a", "-tzip", *options, f"-p{PASSWORD}", "made.zip", "回复.xlsx"]
    subprocess.run(made, cwd=tmp_path, check=True, capture_output=True)
    assert unlocked(tmp_path / "made.zip") == CONTENT
    with pytest.raises(WrongSealPassword):
        unlocked(tmp_path / "made.zip", password="another-password")


@needs_7z
@pytest.mark.parametrize(
    ("options", "files", "words"),
    [
        (["-mem=ZipCrypto"], 1, "不是用 AES"),
        (["-mem=AES256", "-mm=BZip2"], 1, "压缩方法"),
        (["-mem=AES256", "-mm=LZMA"], 1, "压缩方法"),
        (["-mem=AES256"], 2, "有2个文件"),
    ],
)
def test_other_ways_of_packing_are_refused_by_name(
    options: list[str], files: int, words: str, tmp_path: Path
) -> None:
    names = [f"{number}.xlsx" for number in range(files)]
    for name in names:
        (tmp_path / name).write_bytes(CONTENT)
    made = [SEVEN, "a", "-tzip", *options, f"-p{PASSWORD}", "made.zip", *names]
    subprocess.run(made, cwd=tmp_path, check=True, capture_output=True)
    with pytest.raises(UnreadableFile, match=words):
        unlocked(tmp_path / "made.zip")


@needs_age
def test_age_opens_a_packet_sealed_to_a_key(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(KEYS.age_secret + "\n")
    command = ["age", "-d", "-i", str(tmp_path / "key"), str(aged(tmp_path))]
    assert subprocess.run(command, check=True, capture_output=True).stdout == CONTENT


@needs_age
def test_a_packet_sealed_by_age_is_opened(tmp_path: Path) -> None:
    command = ["age", "-r", unit_keys().age_public, "-r", KEYS.age_public, "-o", str(tmp_path / "a.age")]
    subprocess.run(command, input=CONTENT, check=True)
    assert unlocked(tmp_path / "a.age") == CONTENT


@needs_age
def test_the_spellings_of_age_that_are_not_taken_are_named(tmp_path: Path) -> None:
    command = ["age", "-a", "-r", KEYS.age_public, "-o", str(tmp_path / "a.age")]
    subprocess.run(command, input=CONTENT, check=True)
    with pytest.raises(UnreadableFile, match="文本形式"):
        unlocked(tmp_path / "a.age")
    (tmp_path / "b.age").write_bytes(pyrage.passphrase.encrypt(CONTENT, PASSWORD))
    with pytest.raises(UnreadableFile, match="用口令封的 age"):
        unlocked(tmp_path / "b.age")


# --- three messages -------------------------------------------------------------------------------------------


def test_a_wrong_password_a_wrong_key_and_damage_are_three_messages(tmp_path: Path) -> None:
    with pytest.raises(WrongSealPassword, match="口令不对") as password:
        unlocked(locked(tmp_path), password="T7QK-2M9X-HD4C-8RWF")
    with pytest.raises(WrongSealKey, match="不是封给本工作台") as key:
        unlocked(aged(tmp_path), age_secret=unit_keys().age_secret)
    spoiled = locked(tmp_path)
    spoiled.write_bytes(spoiled.read_bytes()[:-200])
    with pytest.raises(DamagedSeal, match="已损坏") as damage:
        unlocked(spoiled)
    assert len({error.value.code for error in (password, key, damage)}) == 3
    assert not any("\n" in str(error.value) for error in (password, key, damage))


def test_without_password_or_key_it_is_said_what_is_wanted(tmp_path: Path) -> None:
    for missing in (None, ""):
        with pytest.raises(InvalidField, match="请输入封口口令"):
            unlocked(locked(tmp_path), password=missing)
    with pytest.raises(WrongSealKey):
        unlocked(aged(tmp_path), age_secret=None)


def test_a_wrong_password_that_passes_the_quick_check_is_still_a_wrong_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class SameSalt:
        def read(self, size: int) -> bytes:
            return bytes(size)

    monkeypatch.setattr("pyzipper.zipfile_aes.Random.new", SameSalt)
    path = locked(tmp_path)
    lucky = "lucky-38300"  # found by trying: with this salt its two bytes are those of the password
    derived = [pbkdf2_hmac("sha1", word.encode(), bytes(16), 1000, 66) for word in (PASSWORD, lucky)]
    assert derived[0][64:] == derived[1][64:] and derived[0] != derived[1]
    with pytest.raises(WrongSealPassword):
        unlocked(path, password=lucky)


def test_damage_is_damage_whatever_the_password(tmp_path: Path) -> None:
    path = locked(tmp_path)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    for password in (PASSWORD, "another-password"):
        with pytest.raises(DamagedSeal):
            unlocked(path, password=password)


@pytest.mark.parametrize("damage", ["start", "salt", "check", "end"])
def test_damage_of_what_checks_the_password_is_no_wrong_password(damage: str, tmp_path: Path) -> None:
    path = locked(tmp_path)
    data = bytearray(path.read_bytes())
    begin = 30 + len("packet.xlsx") + 11
    data[
        {"start": begin + 20, "salt": begin + 3, "check": begin + 17, "end": begin + len(CONTENT) + 20}[
            damage
        ]
    ] ^= 8
    path.write_bytes(data)
    with pytest.raises(DamagedSeal):
        unlocked(path)


@pytest.mark.parametrize(
    "typed",
    [
        "t7qk-2m9x-hd4c-8rwe",
        "T7QK2M9XHD4C8RWE",
        " t7qk 2m9x hd4c 8rwe ",
        "Ｔ７ＱＫ－２Ｍ９Ｘ－ＨＤ４Ｃ－８ＲＷＥ",
    ],
)
def test_the_given_password_opens_however_it_is_typed(typed: str, tmp_path: Path) -> None:
    assert unlocked(locked(tmp_path), password=typed) == CONTENT


# --- passwords ------------------------------------------------------------------------------------------------


def test_the_password_offered_is_long_readable_and_always_another() -> None:
    offered = {new_seal_password() for _ in range(50)}
    assert len(offered) == 50
    for password in offered:
        check_seal_password(password)
        assert [len(group) for group in password.split("-")] == [4] * 4
        assert not set(password) & set("ILOU")


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", "12至64个字符"),
        ("elevenchars", "12至64个字符"),
        ("x1" * 33, "12至64个字符"),
        ("密码密码密码密码密码密码", "半角"),
        ("twelve chars ", "半角"),
        ("twelve\tchars", "半角"),
        ("aaaaaaaaaaaa", "重复"),
        ("121212121212", "重复"),
    ],
)
def test_a_password_that_others_cannot_type_or_can_guess_is_refused(password: str, words: str) -> None:
    out = io.BytesIO()
    with pytest.raises(InvalidField, match=words):
        seal_with_password(io.BytesIO(CONTENT), out, password)
    assert out.getvalue() == b""


@pytest.mark.parametrize("key", ["", "age1", KEYS.age_secret, KEYS.age_public[:-1], "ssh-ed25519 AAAA"])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    out = io.BytesIO()
    with pytest.raises(InvalidField, match="名片"):
        seal_to_key(io.BytesIO(CONTENT), out, key)
    assert out.getvalue() == b""


# --- hostile --------------------------------------------------------------------------------------------------


@WAYS
def test_a_truncated_packet_is_damaged_or_no_sealed_file(way: Way, tmp_path: Path) -> None:
    path = way(tmp_path, b"x" * 500)
    data = path.read_bytes()
    for length in range(len(data)):
        path.write_bytes(data[:length])
        with pytest.raises((DamagedSeal, UnreadableFile)):
            unlocked(path)


@WAYS
@given(place=st.integers(min_value=0), byte=st.integers(min_value=1, max_value=255))
def test_a_changed_byte_never_changes_what_comes_out(
    way: Way, place: int, byte: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = way(tmp_path_factory.getbasetemp(), b"x" * 500)
    data = bytearray(path.read_bytes())
    data[place % len(data)] ^= byte
    path.write_bytes(data)
    try:
        assert unlocked(path) == b"x" * 500
    except WrongSealKey:
        assert way is aged  # nobody but the receiver could tell: the share of the key itself was changed
    except (DamagedSeal, UnreadableFile):
        pass


@WAYS
def test_bytes_behind_or_before_change_nothing_that_comes_out(way: Way, tmp_path: Path) -> None:
    path = way(tmp_path, CONTENT)
    data = path.read_bytes()
    for changed in (data + b"more", data + data, b"more" + data):
        path.write_bytes(changed)
        try:
            assert unlocked(path) == CONTENT
        except ClerkError as error:
            assert isinstance(error, DamagedSeal | UnreadableFile)


def test_the_size_that_the_directory_claims_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "made.zip"
    with pyzipper.AESZipFile(
        path, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    ) as archive:
        archive.setpassword(PASSWORD.encode())
        archive.writestr("a", b"x" * 500)
    data = path.read_bytes()
    place = data.index(b"PK\1\2") + 24
    path.write_bytes(data[:place] + struct.pack("<L", 400) + data[place + 4 :])
    with pytest.raises(DamagedSeal):
        unlocked(path)


def test_a_changed_way_of_sealing_in_the_directory_is_no_wrong_password(tmp_path: Path) -> None:
    path = locked(tmp_path, b"x" * 500)
    data = path.read_bytes()
    begin = data.rindex(b"\1\x99\7\0")
    for place in range(begin, begin + 11):
        for bit in range(8):
            path.write_bytes(data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :])
            with contextlib.suppress(DamagedSeal, UnreadableFile):  # never a wrong password
                assert unlocked(path) == b"x" * 500


def bomb(path: Path, size: int) -> Path:
    with pyzipper.AESZipFile(
        path, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    ) as archive:
        archive.setpassword(PASSWORD.encode())
        with archive.open("a", "w") as member:
            for _ in range(size >> 20):
                member.write(bytes(1 << 20))
    return path


def test_a_bomb_is_refused_in_little_memory(tmp_path: Path) -> None:
    path = bomb(tmp_path / "bomb.zip", 300 << 20)
    assert path.stat().st_size < 400_000
    tracemalloc.start()
    with pytest.raises(UnreadableFile, match="过大"):
        unlocked(path, limit=8 << 20)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 24 << 20


@WAYS
def test_more_than_the_limit_is_refused(way: Way, tmp_path: Path) -> None:
    path = way(tmp_path)
    assert unlocked(path, limit=len(CONTENT)) == CONTENT
    with pytest.raises(UnreadableFile, match="过大"):
        unlocked(path, limit=len(CONTENT) - 1)


def test_a_directory_of_a_million_files_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    line = b"PK\1\2" + bytes(42)
    with path.open("wb") as file:
        file.write(b"PK\3\4\x14\0\1\0" + bytes(22))
        for _ in range(100):
            file.write(line * 10_000)
        file.write(b"PK\5\6" + struct.pack("<4H2LH", 0, 0, 50, 50, 1_000_000 * 46, 30, 0))
    tracemalloc.start()
    with pytest.raises(UnreadableFile, match="过多"):
        unlocked(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1 << 20


@pytest.mark.skipif(sys.platform != "linux", reason="asks the system for the memory of a process")
def test_an_age_header_without_end_is_refused_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.age"
    with path.open("wb") as file:
        file.write(b"age-encryption.org/v1\n" + b"-> X25519 AAAA\nAAAA\n" * 5_000_000)
    script = """
        import resource, sys
        from pathlib import Path
        from app.domain.errors import DamagedSeal
        from app.files.packet_seal import open_sealed
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        try:
            open_sealed(Path(sys.argv[1]), age_secret=sys.argv[2])
        except DamagedSeal:
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    """
    assert int(in_another_process(script, path, KEYS.age_secret)) < 20_000


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\3\4" + bytes(100), b"\xd0\xcf\x11\xe0" + bytes(600)])
def test_what_is_not_sealed_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(UnreadableFile, match="没有封口"):
        unlocked(tmp_path / "a")


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("begin", [b"PK\3\4\x14\0\1\0", b"age-encryption.org/v1\n"])
def test_noise_behind_the_right_beginning_is_refused(begin: bytes, seed: int, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(begin + random.Random(seed).randbytes(5_000))
    with pytest.raises((DamagedSeal, UnreadableFile)):
        unlocked(tmp_path / "a")


@WAYS
def test_a_link_and_a_pipe_are_refused(way: Way, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(way(tmp_path))
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "pipe"):
        with pytest.raises(UnreadableFile, match="不是普通文件"):
            unlocked(tmp_path / name)


def test_a_packet_larger_than_a_stick_takes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packet_seal, "MOST_SEALED", 1_000)
    for seal in (
        lambda source: seal_with_password(source, io.BytesIO(), PASSWORD),
        lambda source: seal_to_key(source, io.BytesIO(), KEYS.age_public),
    ):
        seal(io.BytesIO(bytes(1_000)))
        seal(lambda out: out.write(bytes(1_000)))
        for source in (io.BytesIO(bytes(1_001)), lambda out: out.write(bytes(1_001))):
            with pytest.raises(NotAllowed, match="分成几个包"):
                seal(source)


# --- the medium, and nothing plain on it ----------------------------------------------------------------------


class Full(io.BytesIO):
    """A medium that takes so many bytes and no more."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > self.room:
            raise OSError(28, "No space left on device")
        return super().write(data)


@pytest.mark.parametrize("room", [0, 10, 60, 350, 100_000, len(CONTENT) + 20, len(CONTENT) + 150])
def test_a_full_medium_is_said_to_be_full(room: int) -> None:
    for seal in (
        lambda out: seal_with_password(io.BytesIO(CONTENT), out, PASSWORD),
        lambda out: seal_to_key(io.BytesIO(CONTENT), out, KEYS.age_public),
    ):
        with pytest.raises(OSError) as error:
            seal(Full(room))
        assert error.value.errno == 28


@WAYS
def test_what_goes_wrong_while_writing_comes_out_as_it_was(way: Way, tmp_path: Path) -> None:
    class Cancelled(Exception):
        pass

    def write(out: BinaryIO) -> None:
        out.write(b"x" * 300_000)
        raise Cancelled

    seals = {
        locked: lambda out: seal_with_password(write, out, PASSWORD),
        aged: lambda out: seal_to_key(write, out, KEYS.age_public),
    }
    with pytest.raises(Cancelled):
        write_file(tmp_path / "a", seals[way])
    assert list(tmp_path.iterdir()) == []


def test_nothing_but_the_sealed_file_is_ever_opened_for_writing(tmp_path: Path) -> None:
    script = """
        import io, json, os, sys
        from pathlib import Path
        from app.files.packet_seal import open_sealed, seal_to_key, seal_with_password
        opened = []
        def watch(event, args):
            if event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR):
                opened.append(str(args[0]))
        sys.addaudithook(watch)
        folder, password, public, secret = Path(sys.argv[1]), *sys.argv[2:]
        plain = b"plain words " * 100_000
        for source in (io.BytesIO, lambda text: (lambda out: out.write(text))):
            with (folder / "a.zip").open("w+b") as out:
                seal_with_password(source(plain), out, password)
            with (folder / "a.age").open("w+b") as out:
                seal_to_key(source(plain), out, public)
        for name in ("a.zip", "a.age"):
            assert open_sealed(folder / name, password=password, age_secret=secret).read() == plain
        print(json.dumps(sorted(set(opened))))
    """
    keys = new_station_keys()
    done = in_another_process(script, tmp_path, PASSWORD, keys.age_public, keys.age_secret)
    assert json.loads(done) == [str(tmp_path / "a.age"), str(tmp_path / "a.zip")]


@pytest.mark.skipif(sys.platform != "linux", reason="looks at the open files of this process")
def test_what_is_too_large_for_memory_lies_on_the_disk_as_noise(tmp_path: Path) -> None:
    path = aged(tmp_path, b"plain words " * 3_000_000)
    before = open_files()
    with open_sealed(path, age_secret=KEYS.age_secret) as inside:
        stored = b"".join(Path(file).read_bytes() for file, _ in open_files() - before)
        assert len(stored) > 36_000_000 and b"plain words" not in stored
        assert inside.read(12) == b"plain words "
