"""Opening a reply, whatever saved it: .xlsx (or the zip around it), .ods, .xls.

Excel's and LibreOffice's own formats are streamed and bounded as packets are; an old .xls is weighed before
calamine may lay it out in memory. What a file is, is told by its first bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from app.domain.errors import UnreadableFile
from app.files.compound_file import SIGNATURE
from app.files.packet_cells import RawCell, Sheets, Workbook, elements, open_workbook
from app.files.packet_opening import is_workbook, not_a_packet, open_zip, refusing_damage
from app.files.reply_ods import is_ods, open_ods
from app.files.reply_xls import XlsBook, open_xls
from app.files.signed_file import open_plain

_LARGEST = 300_000_000
_BLOCK = 1 << 18
_OVERLAP = 200
_MOST_MERGES = 20_000
_MERGE = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^<>]{0,150}?ref=["']\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})["']"""
)
_SAVE_AS = "请用Excel或WPS打开，另存为“Excel工作簿（.xlsx）”后再读。"
_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_NOT_A_CODE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


class ReplyBook(Sheets, Protocol):
    """An opened reply."""

    @property
    def hidden(self) -> frozenset[str]:
        """The sheets that one does not see."""

    def merges(self, sheet: str) -> Iterator[tuple[int, int, int, int]]:
        """The merged cells of a sheet: first row (from 1), first column (from 0), last row, last column."""

    def is_date(self, cell: RawCell) -> bool:
        """Whether a number is shown as a date."""


class XlsxBook:
    """A workbook as Excel, WPS and LibreOffice save it."""

    def __init__(self, workbook: Workbook) -> None:
        self.name, self.sheets, self.from_1904 = workbook.name, workbook.sheets, workbook.from_1904
        self.hidden = workbook.hidden
        self._workbook = workbook
        with refusing_damage(self.name):
            self._dates = _date_styles(workbook.archive, self.name)

    def rows(self, sheet: str) -> Iterator[tuple[int, dict[int, RawCell]]]:
        """The rows of a sheet that hold cells. Raises UnreadableFile."""
        return self._workbook.rows(sheet)

    def is_date(self, cell: RawCell) -> bool:
        """Whether a number is shown as a date."""
        return cell.kind == "number" and cell.style in self._dates

    def merges(self, sheet: str) -> Iterator[tuple[int, int, int, int]]:
        """The merged cells: they stand behind the rows, so the part is run through once more, unparsed."""
        seen: set[tuple[int, int, int, int]] = set()
        before = b""
        with refusing_damage(self.name), self._workbook.archive.open(self.sheets[sheet]) as stream:
            while block := stream.read(_BLOCK):
                window = before + block
                seen.update(
                    (int(found[2]), _column(found[1]), int(found[4]), _column(found[3]))
                    for found in _MERGE.finditer(window)
                )
                if len(seen) > _MOST_MERGES:
                    raise not_a_packet(self.name, f"工作表“{sheet}”合并的单元格过多")
                before = window[-_OVERLAP:]
        return iter(seen)


def _column(letters: bytes) -> int:
    """A → 0, Z → 25, AA → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _date_styles(archive: zipfile.ZipFile, name: str) -> frozenset[str]:
    """The numbers of the looks that show a number as a date; none when the workbook says nothing of looks."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    own: dict[str, str] = {}
    dates: set[str] = set()
    place, looks = 0, ""
    for element, attributes in elements(archive, "xl/styles.xml", name):
        if element in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            looks = element
        elif element == "numFmt":
            own[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif element == "xf" and looks == "cellXfs":
            if _shows_date(attributes.get("numFmtId", "0"), own):
                dates.add(str(place))
            place += 1
    return frozenset(dates)


def _shows_date(number: str, own: dict[str, str]) -> bool:
    """Whether a number format is one of a date."""
    if number in own:
        code = _NOT_A_CODE.sub("", own[number]).lower().replace("general", "")
        return any(letter in code for letter in "yd年月日")
    return number.isdecimal() and len(number) < 4 and int(number) in _BUILT_IN_DATES


@contextmanager
def opened_reply(path: Path, stream: BinaryIO | None = None) -> Iterator[ReplyBook]:
    """Open a reply. Raises UnreadableFile, with the way out, for what is none, is damaged or hostile.

    ``stream`` is a workbook out of a reply packet, which lies on no disk; ``path`` then only names it.
    """
    if stream is not None:
        yield _open_package(open_zip(stream, path.name), path.name)
        return
    with open_plain(path) as file:
        with refusing_damage(path.name):
            begin = file.read(8)
            file.seek(0)
        yield _open(file, begin, path)


def _open(stream: BinaryIO, begin: bytes, path: Path) -> ReplyBook:
    """Whatever kind it is."""
    if not begin:
        raise UnreadableFile(path.name, "文件是空的（0字节）", "请重新从原电脑或U盘复制一份。")
    if begin == SIGNATURE:
        return _open_old(path)
    if begin[:4] != b"PK\3\4":
        raise UnreadableFile(path.name, "不是填好的回复表（.xlsx、.xls或.ods）", _SAVE_AS)
    return _open_package(open_zip(stream, path.name), path.name)


def _open_old(path: Path) -> XlsBook:
    """An .xls; WPS's own format is read when it is one in disguise, else the way out is named."""
    try:
        return open_xls(path)
    except UnreadableFile as error:
        if path.suffix.lower() == ".et":
            raise UnreadableFile(path.name, "是WPS自己的.et格式", _SAVE_AS) from error
        raise


def _open_package(archive: zipfile.ZipFile, name: str) -> ReplyBook:
    """A workbook, or the zip in which it lies."""
    if is_workbook(archive):
        return XlsxBook(open_workbook(archive, name))
    if is_ods(archive, name):
        return open_ods(archive, name)
    inner_name = _workbook_in(archive, name)
    if archive.getinfo(inner_name).file_size > _LARGEST:
        raise not_a_packet(name, "工作簿过大，不像回复表")
    with refusing_damage(name):
        content = io.BytesIO(archive.read(inner_name))
    inner = open_zip(content, f"{name}”里的“{inner_name}")
    if is_workbook(inner):
        return XlsxBook(open_workbook(inner, name))
    if is_ods(inner, name):
        return open_ods(inner, name)
    raise UnreadableFile(name, f"里面的“{inner_name}”不是表格", _SAVE_AS)


def _workbook_in(archive: zipfile.ZipFile, name: str) -> str:
    """The one workbook in a zip, wherever it was packed; enclosures and what programs leave behind do not count."""
    found = [
        member
        for member in archive.namelist()
        if member.lower().endswith((".xlsx", ".ods", ".xls", ".et"))
        and not member.rpartition("/")[2].startswith(("~$", "."))
        and not {"附件", "__MACOSX"} & set(member.split("/")[:-1])
    ]
    if len(found) != 1:
        raise UnreadableFile(
            name, f"压缩包里有{len(found)}个表格，应当只有一个", "请先解压，再选填好的那一个表格。"
        )
    if found[0].lower().endswith((".xls", ".et")):
        raise UnreadableFile(name, "压缩包里是旧版表格（.xls）", "请先解压，再选解出的表格。")
    return found[0]
