"""A packet of three invented cases whose reply sheet was filled, and reading it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl.workbook import Workbook

from app.domain.packets import packet_json
from app.domain.replies import CaseReply, ReplyReading
from app.files.packet_layout import REPLY_COLUMNS, REPLY_SHEET
from app.files.reply_sheet import read_reply
from tests.files.test_packet_workbook import two_cases
from tests.files.workbook_surgery import edited, packet_file

TODAY = dt.date(2026, 12, 20)
FIRST, GROUP, NOBODY = "ZC01-20261110-0001-7", "ZC01-20261111-0002-5", "ZC01-20261112-0003-3"
"""One request in row 2; two in rows 3 and 4; none in row 5."""

Edit = Callable[[Workbook], None]


def sent() -> dict[str, Any]:
    return packet_json(two_cases())


def filling(cells: dict[str, Any], sheet: str = REPLY_SHEET) -> Edit:
    """An edit that types into cells."""

    def edit(workbook: Workbook) -> None:
        for place, value in cells.items():
            workbook[sheet][place].value = value

    return edit


def saved(folder: Path, edit: Edit | dict[str, Any]) -> Path:
    """The packet after headquarters filled it in; a mapping is what was typed into the reply sheet."""
    return edited(packet_file(folder, two_cases()), filling(edit) if isinstance(edit, dict) else edit)


def read(path: Path, **options: Any) -> ReplyReading:
    """Read with what was sent at hand, on 20 December."""
    return read_reply(path, **{"sent": sent(), "today": TODAY, **options})


def only(reading: ReplyReading, number: str = FIRST) -> CaseReply:
    """What is said of one case."""
    (reply,) = (reply for reply in reading.replies if reply.number == number)
    return reply


def codes(reading: ReplyReading) -> list[tuple[str, str]]:
    """Cell and code of every problem."""
    return [(problem.cell, problem.code) for problem in reading.problems]


def places(reading: ReplyReading) -> list[str]:
    return [difference.place for difference in reading.differences]


def column(title: str) -> int:
    """The column of a title, from 1."""
    return [column.title for column in REPLY_COLUMNS].index(title) + 1


EVERYTHING: dict[str, Any] = {
    "F2": dt.date(2026, 11, 24), "G2": "XF-12", "H2": "接收", "J2": "劳资科", "K2": "支持", "L2": "补发630元",
    "M2": "公司信访〔2026〕3号", "N2": dt.date(2026, 12, 10), "O2": "是", "P2": "王科", "Q2": "0350-7001234", "R2": "已执行",
    "F3": dt.date(2026, 11, 24), "H3": "接收", "K3": "解释说明", "L3": "按政策解释", "K4": "不予支持", "L4": "不属公开范围",
    "H5": "退回", "I5": "应由人社局处理",
}  # fmt: skip
"""A whole reply: a case decided, one answered request by request, one returned."""


def check_everything(reading: ReplyReading) -> None:
    """The reading of ``EVERYTHING``, whatever program saved it."""
    first, group, nobody = (only(reading, number) for number in (FIRST, GROUP, NOBODY))
    assert (first.received_on, first.their_number, first.taken) == (dt.date(2026, 11, 24), "XF-12", True)
    assert (first.office, first.contact, first.contact_phone) == ("劳资科", "王科", "0350-7001234")
    assert (first.decision_number, first.decision_on, first.served) == (
        "公司信访〔2026〕3号",
        dt.date(2026, 12, 10),
        True,
    )
    assert [(r.position, r.result.label, r.answer, r.note) for r in first.requests if r.result] == [
        (1, "支持", "补发630元", "已执行")
    ]
    assert [(r.position, r.result.label, r.answer) for r in group.requests if r.result] == [
        (1, "解释说明", "按政策解释"),
        (2, "不予支持", "不属公开范围"),
    ]
    assert group.rows == (3, 4)
    assert (nobody.taken, nobody.return_reason, nobody.requests) == (False, "应由人社局处理", ())
    assert reading.complete and reading.unanswered == ()
    assert not any(reply.faulty for reply in reading.replies)
    assert (reading.packet_number, reading.sequence) == ("YS-ZC01-00003", 3)
