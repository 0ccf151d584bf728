"""The reply sheet that headquarters' program fills in: the sheet 回复 of ``docs/packet-format.md``, and its cover.

It reads as one that was filled in by hand does, with the same reader.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.domain.replies import CaseReply, RequestReply
from app.files import sheet_spool as sheet_spool  # no sheet lies in plain text on the disk
from app.files.packet_layout import (
    COVER_SHEET,
    LOCKED_REPLY_COLUMNS,
    REPLY_COLUMNS,
    REPLY_SHEET,
    TABLES,
    CaseJson,
    Open,
    Value,
)
from app.files.packet_text import show

_TITLES = tuple(column.title for column in REPLY_COLUMNS[LOCKED_REPLY_COLUMNS:])
_FIXED = dt.datetime(2000, 1, 1)


def write_reply_workbook(
    packet_number: str, sender: str, answers: Sequence[tuple[CaseJson, CaseReply]], out: BinaryIO
) -> None:
    """Write the answers to the cases of one packet. The same answers give the same bytes but for the zip's clock."""
    book = Workbook()
    cover: Worksheet = book.active
    cover.title = COVER_SHEET
    for row, (label, text) in enumerate((("移送包编号", packet_number), ("答复单位", sender)), 1):
        _put(cover, row, 1, label)
        _put(cover, row, 2, show(text))
    sheet: Worksheet = book.create_sheet(REPLY_SHEET)
    for place, column in enumerate(REPLY_COLUMNS, 1):
        _put(sheet, 1, place, column.title)
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = max(column.width, 8)
    row = 1
    for case, reply in answers:
        for values in _rows(case, reply):
            row += 1
            for place, value in enumerate(values, 1):
                _put(sheet, row, place, value)
    sheet.freeze_panes = "A2"
    book.properties.created = book.properties.modified = _FIXED
    book.save(out)


def _rows(case: CaseJson, reply: CaseReply) -> Sequence[tuple[Value, ...]]:
    """The rows of one case as they were sent, filled in."""
    sent = TABLES[-1].rows(0, case)
    by_position = {request.position: request for request in reply.requests}
    filled = []
    for number, row in enumerate(sent, 1):
        said = {**(_of_case(reply) if number == 1 else {}), **_of_request(by_position.get(number))}
        filled.append((*row[:LOCKED_REPLY_COLUMNS], *(said.get(title, "") for title in _TITLES)))
    return filled


def _of_case(reply: CaseReply) -> Mapping[str, Value]:
    """What is said once for the case."""
    taken = {True: "接收", False: "退回", None: ""}[reply.taken]
    said: dict[str, Value] = {
        "总部编号": reply.their_number,
        "是否受理": taken,
        "退回原因": reply.return_reason,
        "承办科室": reply.office,
        "意见书文号": reply.decision_number,
        "是否送达": "是" if reply.served else "",
        "联系人": reply.contact,
        "联系电话": reply.contact_phone,
    }
    said = {title: show(str(text)) for title, text in said.items()}
    for title, day in (("接收日期", reply.received_on), ("意见书日期", reply.decision_on)):
        said[title] = day or ""
    return said


def _of_request(request: RequestReply | None) -> Mapping[str, Value]:
    """What is said of one request."""
    if request is None:
        return {}
    result = request.result.label if request.result else ""
    return {"诉求处理结果": result, "处理意见": show(request.answer), "备注": show(request.note)}


def _put(sheet: Worksheet, row: int, column: int, value: Value) -> None:
    """Write one cell: a text is a text whatever it looks like, an empty one is not written."""
    if value == "" or isinstance(value, Open):
        return
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = value
        cell.data_type = "s"
        cell.quotePrefix = True
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    else:
        cell.value = value
        if isinstance(value, dt.date):
            cell.number_format = "yyyy-mm-dd"
