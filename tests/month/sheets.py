"""A reply sheet as an office worker fills it in: dates as he writes them, spaces, rows left empty."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl

from app.domain.replies import CaseReply


def fill_by_hand(sent: Path, out: Path, answers: Mapping[str, CaseReply], chance: random.Random) -> Path:
    """Fill the sheet 回复 of a packet and save the workbook alone."""
    with zipfile.ZipFile(sent) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".xlsx"))
        book = openpyxl.load_workbook(BytesIO(archive.read(name)))
    sheet = book["回复"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    seen: set[str] = set()
    for row in range(2, sheet.max_row + 1):
        number, position = sheet.cell(row, 1).value, sheet.cell(row, 4).value
        reply = answers.get(number)
        if reply is None:
            continue
        values = _of_request(reply, position) | ({} if number in seen else _of_case(reply, chance))
        seen.add(number)
        for title, value in values.items():
            if value:
                sheet.cell(row, columns[title]).value = value
    book.save(out)
    return out


def _of_case(reply: CaseReply, chance: random.Random) -> dict[str, Any]:
    """What stands in the first row of a case."""
    day = reply.received_on
    assert day is not None
    written = chance.choice(
        [day, day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f" {day:%Y.%m.%d} "]
    )
    taken = {True: "接收", False: "退回", None: ""}[reply.taken]
    return {
        "接收日期": written,
        "总部编号": reply.their_number,
        "是否受理": taken,
        "退回原因": reply.return_reason,
        "意见书文号": reply.decision_number,
        "意见书日期": reply.decision_on,
        "联系人": reply.contact,
    }


def _of_request(reply: CaseReply, position: int) -> dict[str, Any]:
    """What stands in the row of a request."""
    found = next((request for request in reply.requests if request.position == position), None)
    if found is None:
        return {}
    return {"诉求处理结果": found.result.label if found.result else "", "处理意见": found.answer}
