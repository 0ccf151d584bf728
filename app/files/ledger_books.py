"""Opening a clerk's workbook, whatever wrote it: .xlsx .xls .xlsb .ods, and .csv in two encodings.

What a file is, is told by its first bytes and not by its ending; a file that cannot be read is refused with
the way out. Sheets come row by row; of the sheets' content no more is held than what the reader itself keeps.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import stat
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import python_calamine as calamine

from app.domain.errors import UnreadableFile
from app.files.compound_file import SIGNATURE, DamagedContainer, stream_contents, stream_names
from app.files.ledger_formulas import formulas_without_value
from app.files.ledger_text import TextShape, text_shape
from app.files.ledger_weighing import MOST_BYTES, MOST_CELLS, TooMuch, lays_out_too_much, refuse_bombs
from app.files.packet_opening import DAMAGE, careful_zip
from app.files.xls_records import WORKBOOK_STREAMS, laid_out, overclaims

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta
"""What a cell can hold; an empty one holds an empty text."""
Merge = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last cell of merged ones, rows and columns counted from 0."""

ENDINGS = frozenset(
    {".xlsx", ".xlsm", ".xltx", ".xls", ".xlt", ".et", ".xlsb", ".ods", ".csv", ".tsv", ".txt"}
)
_HEAD = 60
_MOST_SAID = 200_000
"""Bytes of a small member that are looked at."""
_MOST_CELLS_KEPT = 1_500_000
_MOST_SHEETS = 200
"""A clerk's ledger has one a month; a thousand that all show the same part would be read a thousand times."""
_T = TypeVar("_T")

_SAVE_AS = "请用Excel或WPS打开，另存为“Excel工作簿（.xlsx）”后再导入。"


class Book(ABC):
    """An open workbook. ``sheets`` are the names of its sheets that have cells."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sheets: tuple[str, ...] = ()
        self._heads: dict[str, list[list[Cell]]] = {}

    @abstractmethod
    def rows(self, sheet: str) -> Iterator[list[Cell]]:
        """The rows from the sheet's first on, empty ones included. Raises UnreadableFile."""

    @abstractmethod
    def row_count(self, sheet: str) -> int:
        """How many rows there are, for progress; of a text file it is the number of its lines."""

    def head(self, sheet: str) -> list[list[Cell]]:
        """The first rows, where titles and headers stand."""
        if sheet not in self._heads:
            self._heads[sheet] = list(islice(self.rows(sheet), _HEAD))
        return self._heads[sheet]

    def merges(self, sheet: str) -> tuple[Merge, ...]:
        """The merged cells, where the format has any."""
        return ()

    def formulas(self, sheet: str) -> Mapping[tuple[int, int], str]:
        """The formulas that have no value beside them: (row from 1, column from 0) → "=…"."""
        return {}

    def hidden(self, sheet: str) -> bool:
        """Whether the clerk does not see this sheet."""
        return False

    def close(self) -> None:  # noqa: B027 - a text file is open only while it is read
        """Let the file go."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class SpreadsheetBook(Book):
    """A workbook that calamine reads; ``ending`` is what its name should end in.

    Reading a sheet parses it whole, so sheets are kept while they are small.
    """

    def __init__(self, path: Path, ending: str) -> None:
        super().__init__(path)
        self._book = _guarded(path, lambda: _open(path, ending))
        self._kept: dict[str, calamine.CalamineSheet] = {}
        sheets = [m for m in self._book.sheets_metadata if m.typ == calamine.SheetTypeEnum.WorkSheet]
        if len(sheets) > _MOST_SHEETS:
            raise UnreadableFile(
                path.name, f"有{len(sheets)}张工作表，太多了", "请只留要导入的几张，另存后再导入。"
            )
        self._hidden = {m.name for m in sheets if m.visible != calamine.SheetVisibleEnum.Visible}
        self.sheets = tuple(m.name for m in sheets if self.head(m.name))
        if not self.sheets:
            raise UnreadableFile(path.name, "里面没有内容", "请检查是不是选错了文件。")

    def _sheet(self, name: str) -> calamine.CalamineSheet:
        """A parsed sheet; earlier ones are let go when it would become too much."""
        if name not in self._kept:
            sheet = _guarded(self.path, lambda: self._book.get_sheet_by_name(name))
            if sum(kept.height * kept.width for kept in (*self._kept.values(), sheet)) > _MOST_CELLS_KEPT:
                self._kept.clear()
            self._kept[name] = sheet
        return self._kept[name]

    def rows(self, sheet: str) -> Iterator[list[Cell]]:
        """The rows from the sheet's first on, empty ones included. Raises UnreadableFile."""
        content = self._sheet(sheet)
        left = [""] * content.start[1] if content.start else []
        if not left:
            yield from content.iter_rows()
            return
        for row in content.iter_rows():
            yield left + row

    def row_count(self, sheet: str) -> int:
        """How many rows there are."""
        end = self._sheet(sheet).end
        return end[0] + 1 if end else 0

    def merges(self, sheet: str) -> tuple[Merge, ...]:
        """The merged cells; LibreOffice's own format does not tell them."""
        ranges = self._sheet(sheet).merged_cell_ranges
        return tuple(ranges or ())

    def formulas(self, sheet: str) -> Mapping[tuple[int, int], str]:
        """The formulas without a value, of an .xlsx file; the other formats always keep one."""
        if not zipfile.is_zipfile(self.path):
            return {}
        with _readable(self.path):
            return formulas_without_value(self.path, sheet)

    def hidden(self, sheet: str) -> bool:
        """Whether the sheet is hidden."""
        return sheet in self._hidden

    def close(self) -> None:
        """Let the file go."""
        self._kept.clear()
        self._book.close()


class TextBook(Book):
    """A .csv file: one sheet that has the file's name; read as it goes, however long."""

    def __init__(self, path: Path, shape: TextShape) -> None:
        super().__init__(path)
        self._shape = shape
        self.sheets = (path.stem,)

    def rows(self, sheet: str) -> Iterator[list[Cell]]:
        """The records of the file. Raises UnreadableFile where quotes are not closed."""
        with _readable(self.path), self.path.open(encoding=self._shape.encoding, newline="") as stream:
            reader = csv.reader(stream, delimiter=self._shape.delimiter)
            try:
                for record in reader:
                    yield list(record)
            except csv.Error as error:
                reason = f"第{reader.line_num}行附近的引号没有成对"
                raise UnreadableFile(self.path.name, reason, _SAVE_AS) from error

    def row_count(self, sheet: str) -> int:
        """How many lines the file has."""
        return self._shape.lines


def open_book(path: Path) -> Book:
    """Open a clerk's workbook. Raises UnreadableFile, which says what to do about it."""
    if path.suffix.lower() not in ENDINGS:
        raise UnreadableFile(
            path.name, "这不是表格文件", f"能读的有.xlsx、.xls、.xlsb、.ods和.csv。{_SAVE_AS}"
        )
    with _readable(path):
        _refuse_strange(path)
        with path.open("rb") as stream:
            start = stream.read(4096)
        if not start:
            raise UnreadableFile(path.name, "文件是空的（0字节）", "请重新从原电脑或U盘复制一份。")
        if start.startswith(SIGNATURE):
            ending = _check_container(path)
        elif start.startswith(b"PK"):
            ending = _check_package(path)
        else:
            _check_text(path, start)
            return TextBook(path, text_shape(path))
    return SpreadsheetBook(path, ending)


def _refuse_strange(path: Path) -> None:
    """A pipe or a device would be waited for without end, and no ledger has so many bytes."""
    found = path.stat()
    if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
        raise UnreadableFile(path.name, "是设备，不是普通文件", "请选择文件本身。")
    if found.st_size > MOST_BYTES:
        raise UnreadableFile(path.name, "文件太大", "请按年份或月份拆成几个文件再导入。")


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Say in plain words why a file cannot be opened or unpacked."""
    try:
        yield
    except FileNotFoundError as error:
        raise UnreadableFile(path.name, "找不到这个文件", "请检查U盘是否插好，再选一次。") from error
    except PermissionError as error:
        remedy = "请在Excel或WPS中关闭它后重试；仍不行请复制到桌面再导入。"
        raise UnreadableFile(path.name, "没有权限，或者正被别的程序占用", remedy) from error
    except IsADirectoryError as error:
        raise UnreadableFile(path.name, "这是一个文件夹", "请选择文件夹里的表格文件。") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError) as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> UnreadableFile:
    return UnreadableFile(
        path.name, "文件不完整或已损坏", "请重新从原电脑或U盘复制一份；若Excel能打开，请另存为.xlsx后再导入。"
    )


def _too_far(path: Path) -> UnreadableFile:
    return UnreadableFile(
        path.name,
        "有的格子离表格太远（多半是误填的）",
        "请在Excel或WPS中删去表格右边和下面的空行空列，另存后再导入。",
    )


def _locked(path: Path) -> UnreadableFile:
    return UnreadableFile(
        path.name, "文件设了打开密码", "请在Excel或WPS中输入密码打开，取消密码另存后再导入。"
    )


def _check_container(path: Path) -> str:
    """An old workbook; no encrypted one, and nothing else in the same container. Returns its true ending."""
    try:
        data = path.read_bytes()
        names = stream_names(data)
        contents = stream_contents(data, WORKBOOK_STREAMS)
        if any(map(overclaims, contents)):
            raise _damaged(path)
        if sum(map(laid_out, contents)) > MOST_CELLS:
            raise _too_far(path)
    except DamagedContainer as error:
        raise _damaged(path) from error
    if "EncryptedPackage" in names:
        raise _locked(path)
    if not names & {"Workbook", "Book", "WORKBOOK", "BOOK"}:
        raise UnreadableFile(path.name, "这不是表格文件（可能是Word文档或别的文件）", _SAVE_AS)
    return ".xls"


def _check_package(path: Path) -> str:
    """A zipped workbook, of a size that can be meant. Returns its true ending."""
    try:
        with path.open("rb") as stream, careful_zip(stream) as package:
            refuse_bombs(package)
            ending = _ending_of(package, path)
            if lays_out_too_much(package, ending):
                raise _too_far(path)
    except TooMuch as error:
        remedy = "请按年份或月份拆成几个文件再导入；看上去并不大的，请在Excel或WPS中另存一份。"
        raise UnreadableFile(path.name, "展开后太大，不像台账", remedy) from error
    except DAMAGE as error:
        raise _damaged(path) from error
    return ending


def _ending_of(package: zipfile.ZipFile, path: Path) -> str:
    """What a zipped workbook should be called by its members."""
    names = package.namelist()
    if b"encryption-data" in _small(package, "META-INF/manifest.xml"):
        raise _locked(path)
    kind = _small(package, "mimetype") or b"spreadsheet"
    for mark, ending in (("xl/workbook.bin", ".xlsb"), ("xl/", ".xlsx"), ("content.xml", ".ods")):
        if b"spreadsheet" in kind and any(name.startswith(mark) for name in names):
            return ending
    raise UnreadableFile(path.name, "这不是表格文件（可能是Word文档或压缩包）", _SAVE_AS)


def _small(package: zipfile.ZipFile, name: str) -> bytes:
    """The beginning of a small member; nothing where there is none."""
    if name not in package.namelist():
        return b""
    with package.open(name) as stream:
        return stream.read(_MOST_SAID)


def _check_text(path: Path, start: bytes) -> None:
    """Text that can be a table: no web page under a workbook's name, no picture."""
    beginning = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if beginning.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<style")):
        raise UnreadableFile(path.name, "这是网页格式，不是真正的表格", _SAVE_AS)
    is_wide = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in start and not is_wide:
        raise UnreadableFile(path.name, "内容不是表格，或者文件已损坏", _SAVE_AS)


def _open(path: Path, ending: str) -> calamine.CalamineWorkbook:
    """Open what really ends so: calamine believes the file's name, unless it is given the bytes alone."""
    if path.suffix.lower() == ending:
        return calamine.CalamineWorkbook.from_path(str(path))
    return calamine.CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))


def _guarded(path: Path, act: Callable[[], _T]) -> _T:
    """Let calamine do something; what goes wrong in it means that the file is locked or damaged.

    A torn file can make it panic, which reaches us as a PanicException outside the usual tree.
    """
    try:
        return act()
    except calamine.PasswordError as error:
        raise _locked(path) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise _damaged(path) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise _damaged(path) from error
        raise
