"""The zip of a packet: every listed enclosure and nothing else, under names that every system takes."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.changes import run_through
from app.domain.errors import Incomplete, NotAllowed, UnreadableFile
from app.domain.packet_texts import enclosure_path
from app.domain.packets import Packet
from app.files.packet_archive import writing_archive
from app.files.packet_verify import verify_packet
from app.files.packet_workbook import write_packet
from tests.builders import a_case, a_letter, a_packet, a_packet_case, an_attachment
from tests.files.workbook_surgery import edited, packet_file, rebuilt

SLIP, LETTER = b"pay slip", b"%PDF explanation"
SLIP_PLACE = "附件/ZC01-20261110-0001-7/01_工资条.jpg"
LETTER_PLACE = "附件/ZC01-20261110-0001-7/02_关于井下津贴事项的原因说明.pdf"
BOOK = "YS-ZC01-00003_20261123.xlsx"


def archive_file(folder: Path, packet: Packet | None = None, *enclosures: tuple[str, bytes]) -> Path:
    """A packet with its enclosures on the stick."""
    path = folder / "YS-ZC01-00003_20261123.zip"
    with path.open("wb") as out:
        run_through(writing_archive(packet or a_packet(), enclosures or (("a", SLIP), ("b", LETTER)), out))
    return path


def sentences(path: Path) -> list[str]:
    return [str(difference) for difference in verify_packet(path).differences]


def test_the_zip_holds_the_workbook_and_the_enclosures_and_is_unaltered(tmp_path: Path) -> None:
    path = archive_file(tmp_path)
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == [BOOK, SLIP_PLACE, LETTER_PLACE]
        assert archive.read(SLIP_PLACE) == SLIP
        assert {member.flag_bits & 0x800 for member in archive.infolist()[1:]} == {0x800}
    packet = verify_packet(path)
    assert (packet.differences, packet.enclosures) == ((), 2)
    assert packet.head == a_packet().head


def test_the_content_hash_is_that_of_the_workbook_alone(tmp_path: Path) -> None:
    out = io.BytesIO()
    written = run_through(writing_archive(a_packet(), (("a", SLIP), ("b", LETTER)), out))
    assert (
        written.sha256
        == write_packet(a_packet(), io.BytesIO()).sha256
        == verify_packet(archive_file(tmp_path)).content_sha256
    )


def test_the_same_packet_gives_the_same_bytes(tmp_path: Path) -> None:
    first = archive_file(tmp_path).read_bytes()
    assert archive_file(tmp_path).read_bytes() == first


def test_a_file_listed_twice_may_come_once(tmp_path: Path) -> None:
    twice = a_packet_case(attachments=(an_attachment("a.jpg"), an_attachment("b.jpg")), letters=())
    for enclosures in ([("a", SLIP)], [("a", SLIP), ("b", SLIP)]):
        assert verify_packet(archive_file(tmp_path, a_packet(twice), *enclosures)).enclosures == 2


def test_a_listed_file_that_does_not_come_is_named() -> None:
    with pytest.raises(Incomplete, match="原因说明"):
        run_through(writing_archive(a_packet(), [("a", SLIP)], io.BytesIO()))


def test_a_file_that_is_not_what_was_registered_is_named() -> None:
    with pytest.raises(NotAllowed, match=r"工资条\.jpg"):
        run_through(writing_archive(a_packet(), [("工资条.jpg", b"another")], io.BytesIO()))


@pytest.mark.parametrize("other", ["ZC01:1", "zc01/1"])
def test_two_cases_whose_enclosures_would_fall_together_are_refused(other: str) -> None:
    packet = a_packet(a_packet_case("ZC01/1"), a_packet_case(other))
    with pytest.raises(NotAllowed, match="太相似"):
        run_through(writing_archive(packet, [], io.BytesIO()))


def test_a_changed_a_missing_and_an_added_enclosure_are_named(tmp_path: Path) -> None:
    assert sentences(rebuilt(archive_file(tmp_path), {SLIP_PLACE: b"pay slap"})) == [
        f"压缩包“{SLIP_PLACE}”：导出时是“校验值 {hashlib.sha256(SLIP).hexdigest()[:26]}…”，"
        f"现在是“校验值 {hashlib.sha256(b'pay slap').hexdigest()[:26]}…”"
    ]
    assert sentences(rebuilt(archive_file(tmp_path), {SLIP_PLACE: b"longer than it was"})) == [
        f"压缩包“{SLIP_PLACE}”：导出时是“大小 8”，现在是“大小 18”"
    ]
    assert sentences(rebuilt(archive_file(tmp_path), {LETTER_PLACE: None})) == [
        f"压缩包“{LETTER_PLACE}”：导出时是“有这个文件”，现在是空白"
    ]
    assert sentences(rebuilt(archive_file(tmp_path), {"附件/virus.exe": b"MZ"})) == [
        "压缩包“附件/virus.exe”：导出时是“没有这个文件”，现在是“多出的文件”"
    ]


def test_a_changed_cell_of_the_workbook_inside_is_named(tmp_path: Path) -> None:
    book = packet_file(tmp_path, a_packet(), BOOK)

    def rename(workbook: object) -> None:
        workbook["事项清单"]["G2"].value = "王建军"  # type: ignore[index]

    changed = edited(book, rename).read_bytes()
    found = sentences(rebuilt(archive_file(tmp_path), {BOOK: changed}))
    assert found == ["事项清单!G2：导出时是“王建国”，现在是“王建军”"]


def test_folders_listed_in_the_zip_are_no_difference(tmp_path: Path) -> None:
    assert sentences(rebuilt(archive_file(tmp_path), {"附件/": b"", "附件/ZC01-20261110-0001-7/": b""})) == []


@pytest.mark.parametrize("changes", [{BOOK: None}, {"second.xlsx": b""}])
def test_a_zip_without_exactly_one_workbook_is_no_packet(
    tmp_path: Path, changes: dict[str, bytes | None]
) -> None:
    with pytest.raises(UnreadableFile, match="有且只有一个"):
        verify_packet(rebuilt(archive_file(tmp_path), changes))


@given(st.text(st.characters(), max_size=120), st.text(st.characters(), max_size=80))
def test_whatever_a_file_is_called_its_place_is_safe_on_every_system(number: str, name: str) -> None:
    place = enclosure_path(number, 1, name)
    folder, case, file = place.split("/")
    assert folder == "附件"
    for part in (case, file):
        assert part and not re.search(r'[\x00-\x1f<>:"/\\|?*\u202a-\u202e\ud800-\udfff]', part)
        assert part not in (".", "..") and part[-1] not in " ."
        assert len(part.encode("utf-8")) <= 255
    assert file.startswith("01_")


def test_a_long_name_keeps_its_ending() -> None:
    assert enclosure_path("1", 2, "长" * 200 + ".docx").endswith("长.docx")


def test_names_of_all_kinds_are_written_and_found_again(tmp_path: Path) -> None:
    names = ["CON", "a:b?.jpg", "..", "名.JPG", "名.jpg", "x" * 300 + ".pdf", "‮gpj.exe", " ", ""]
    files = tuple(an_attachment(name, bytes([place])) for place, name in enumerate(names))
    packet = a_packet(a_packet_case(attachments=files, letters=(a_letter("x"),)))
    contents = [(name, bytes([place])) for place, name in enumerate(names)]
    path = archive_file(tmp_path, packet, *contents, ("letter", LETTER))
    assert sentences(path) == []
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "out")
    assert len([file for file in (tmp_path / "out").rglob("*") if file.is_file()]) == len(names) + 2


def test_a_packet_without_enclosures_may_be_a_zip_too(tmp_path: Path) -> None:
    bare = a_packet(a_packet_case(case=a_case(), attachments=(), letters=()))
    path = tmp_path / "a.zip"
    with path.open("wb") as out:
        run_through(writing_archive(bare, [], out))
    assert verify_packet(path).enclosures == 0
