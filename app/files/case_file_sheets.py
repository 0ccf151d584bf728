"""The sheets around the papers of a case file: 卷宗封面, 卷内文件目录, 备考表 (GB/T 9705; domain facts 11.3)."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from app.domain.case_files import CaseFileContent, KeptAside
from app.domain.documents import DocumentKind, chinese_date
from app.files.case_file_rules import case_file_words
from app.files.case_file_table import HEADER_HEIGHT, Column, Row, draw_rows, row_height, rows_of
from app.files.fonts import Face, FontBook
from app.files.form_table import Cell, Form
from app.files.paper import A4, GREY, About, Sheet, baseline
from app.files.typeset import Style, balanced, fitting, mm, wrap

LEFT, TOP, FLOOR = 20 * mm, 277 * mm, 22 * mm
ROOM = A4[0] - 2 * LEFT
_UNIT = Style(Face.TITLE, 22, 32)
_MARK = Style(Face.TITLE, 36, 50, spacing=18)
_TITLE = Style(Face.FORM_BOLD, 18, 26, spacing=2)
_SUBTITLE = Style(Face.FORM_BOLD, 12, 20)
_TEXT = Style(Face.FORM, 11, 20)
_FOOT = Style(Face.FORM, 8.5, 11)
_COVER_SCALE = 1.35

INDEX = (
    Column("顺序号", 13 * mm, centred=True),
    Column("文号", 31 * mm),
    Column("责任者", 29 * mm),
    Column("题名", 50 * mm),
    Column("日期", 19 * mm, centred=True),
    Column("页号", 12 * mm, centred=True),
    Column("备注", 16 * mm, centred=True),
)
ASIDE = (
    Column("顺序号", 13 * mm, centred=True),
    Column("文件名", 42 * mm),
    Column("大小（字节）", 22 * mm, centred=True),
    Column("校验值（SHA-256）", 53 * mm, face=Face.CODE),
    Column("未并入的原因", 40 * mm),
)


def about_file(content: CaseFileContent) -> About:
    """What the file says about itself: numbers and the unit, no name of a petitioner or of a file."""
    title = f"{DocumentKind.CASE_FILE.label} {content.case_number}"
    return About(title, content.unit, content.made_on)


def sheet_bytes(
    content: CaseFileContent,
    fonts: FontBook,
    draw: Callable[[Sheet], None],
    size: tuple[float, float] = A4,
) -> bytes:
    """A PDF of its own with what ``draw`` puts on its pages."""
    out = io.BytesIO()
    sheet = Sheet(out, size, about_file(content), fonts, Face.FORM)
    draw(sheet)
    sheet.save()
    return out.getvalue()


def draw_cover(sheet: Sheet, content: CaseFileContent, numbered: int) -> None:
    """卷宗封面: whose, what, from when to when, how long it is kept, how much there is."""
    y = A4[1] - 45 * mm
    style, lines = fitting(sheet.fonts, content.unit, _UNIT, ROOM, 2)
    for line in lines:
        sheet.centred(A4[0] / 2, baseline(y, style), line.text, style)
        y -= style.leading
    sheet.centred(A4[0] / 2 + _MARK.spacing / 2, y - 24 * mm, "卷宗", _MARK)
    _cover_form(content, numbered).draw(sheet, LEFT, y - 44 * mm, _COVER_SCALE)
    sheet.end_page()


def _cover_form(content: CaseFileContent, numbered: int) -> Form:
    """The facts on the cover."""
    opened, closed = chinese_date(content.opened_on), chinese_date(content.closed_on)
    return Form(
        (
            (Cell("全宗名称", content.unit),),
            (Cell("类目名称", case_file_words()["category"]),),
            (Cell("案卷题名", content.title),),
            (Cell("案卷号", content.archive_number),),
            (Cell("事项编号", content.case_number),),
            (Cell("信访人", content.petitioner),),
            (Cell("起止日期", f"自{opened}至{closed}"),),
            (Cell("保管期限", content.period, 0.5), Cell("件数", f"{len(content.entries)}件", 0.5)),
            (Cell("立卷日期", chinese_date(content.made_on), 0.5), Cell("页数", f"{numbered}页", 0.5)),
        ),
        ROOM,
        label_width=32 * mm,
        pad=7,
    )


def draw_index(
    sheet: Sheet, content: CaseFileContent, first_pages: Sequence[int], aside: Sequence[KeptAside]
) -> None:
    """卷内文件目录, and below it what is kept beside the file."""
    listing = _Listing(sheet, content)
    rows = [
        (
            str(order),
            entry.number,
            entry.responsible,
            entry.title,
            f"{entry.date:%Y%m%d}",
            str(page) if page else "",
            "" if page else case_file_words()["not_merged"],
        )
        for order, (entry, page) in enumerate(zip(content.entries, first_pages, strict=True), start=1)
    ]
    listing.table("卷内文件目录", _TITLE, INDEX, rows)
    if aside:
        files = [(str(f.order), f.name or f.title, str(f.size), f.sha256, f.reason) for f in aside]
        listing.table(case_file_words()["not_merged_title"], _SUBTITLE, ASIDE, files)
    listing.end()


class _Listing:
    """Tables one under the other, over as many pages as they take."""

    def __init__(self, sheet: Sheet, content: CaseFileContent) -> None:
        self._sheet = sheet
        self._foot = f"{content.case_number}　卷内文件目录"
        self._top = TOP
        self._page = 1

    def table(
        self, title: str, style: Style, columns: Sequence[Column], texts: Sequence[Sequence[str]]
    ) -> None:
        """A table under its title; the title is never parted from the first row."""
        waiting = list(rows_of(self._sheet.fonts, columns, texts))
        needed = style.leading + HEADER_HEIGHT + (row_height(waiting[0]) if waiting else 0)
        if self._top - needed < FLOOR:
            self._turn()
        self._sheet.centred(A4[0] / 2, baseline(self._top, style), title, style)
        self._top -= style.leading + 2 * mm
        while waiting:
            fitted = self._fitted(waiting)
            self._top = draw_rows(self._sheet, columns, waiting[:fitted], LEFT, self._top) - 8 * mm
            waiting = waiting[fitted:]
            if waiting:
                self._turn()

    def _fitted(self, rows: Sequence[Row]) -> int:
        """How many rows the page still takes; at least one, which is never higher than a page."""
        left = self._top - HEADER_HEIGHT - FLOOR
        for count, row in enumerate(rows):
            left -= row_height(row)
            if left < 0:
                return max(count, 1)
        return len(rows)

    def _turn(self) -> None:
        """Go on to another page."""
        self.end()
        self._top = TOP
        self._page += 1

    def end(self) -> None:
        """Finish the page with its foot."""
        foot = f"{self._foot}　第{self._page}页"
        self._sheet.centred(A4[0] / 2, 12 * mm, foot, _FOOT, colour=GREY)
        self._sheet.end_page()


def draw_closing(sheet: Sheet, content: CaseFileContent, numbered: int, aside: Sequence[KeptAside]) -> None:
    """备考表: what the file holds, what lies beside it, who made it, room for who checks it."""
    sheet.centred(A4[0] / 2, TOP - 20, "卷内备考表", _TITLE)
    merged = len(content.entries) - len(aside)
    said = f"本卷共{len(content.entries)}件，其中并入{merged}件、计{numbered}页"
    said += f"；随卷另存{len(aside)}件，见卷内文件目录。" if aside else "。"
    top = TOP - 40
    box_height = 150 * mm
    sheet.box(LEFT, top - box_height, ROOM, box_height, 0.9)
    sheet.text(LEFT + 5 * mm, top - 10 * mm, "本卷情况说明：", _SUBTITLE)
    y = top - 15 * mm
    for paragraph in (said, case_file_words()["closing_statement"]):
        for place, line in enumerate(wrap(sheet.fonts, paragraph, _TEXT, ROOM - 10 * mm, 2 * _TEXT.size)):
            y = sheet.lines(LEFT + 5 * mm + (0 if place else 2 * _TEXT.size), y, [line], _TEXT)
    y = top - box_height + 40 * mm
    for label, text in (
        ("立卷人", content.made_by),
        ("检查人", ""),
        ("立卷时间", chinese_date(content.made_on)),
    ):
        sheet.text(LEFT + ROOM / 2, y, f"{label}：{text}", _TEXT)
        y -= 11 * mm
    foot = f"{content.case_number}　卷内备考表"
    sheet.centred(A4[0] / 2, 12 * mm, foot, _FOOT, colour=GREY)
    sheet.end_page()


def caption_size(width: int, height: int) -> tuple[float, float]:
    """The sheet that a picture goes on: A4, lying when the picture is wider than high."""
    return (A4[1], A4[0]) if width > height else A4


def draw_caption(sheet: Sheet, text: str) -> None:
    """The line under a picture."""
    lines = balanced(sheet.fonts, text, _FOOT, sheet.width - 50 * mm)[:2]
    for place, line in enumerate(lines):
        sheet.centred(sheet.width / 2, 16 * mm - place * _FOOT.leading, line.text, _FOOT, colour=GREY)
    sheet.end_page()
