"""What stands in which cell of a packet: its sheets, their columns, their rows, as functions of its JSON.

Writing and verifying both ask here, so a packet shows nothing that its JSON does not hold. A changed title
or cell is a new ``FORMAT_VERSION``: an older packet must still be verified as it was written.
``docs/packet-format.md`` says the same in words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from app.domain.codes import RequestResult
from app.files.packet_text import is_long, pieces, show, show_start

CaseJson = dict[str, Any]
HeadJson = dict[str, Any]


class Open(Enum):
    """A cell that headquarters fills in: anything may stand there."""

    OPEN = "open"


OPEN: Final = Open.OPEN
Value = str | int | dt.datetime | dt.date | Open
Row = tuple[Value, ...]

COVER_SHEET = "封面"
META_SHEET = "_meta"


class Look(Enum):
    """How a column's cells are formatted: plain text, text that must stay digits, centred, or a date."""

    TEXT = "text"
    DIGITS = "digits"
    CENTRED = "centred"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column; ``width`` is in characters, ``choices`` are the drop-down of an open column."""

    title: str
    width: float
    look: Look = Look.TEXT
    choices: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class TableSheet:
    """A sheet with a title row and rows of cases.

    ``rows`` gives the rows of one case (its place counts from 1). ``frozen`` columns stay when one scrolls.
    An ``optional`` sheet is left out when it has no rows. ``since`` is the first version of the format that has it.
    """

    name: str
    columns: tuple[SheetColumn, ...]
    rows: Callable[[int, CaseJson], Iterator[Row]]
    frozen: int
    optional: bool = False
    since: int = 1

    @property
    def titles(self) -> Row:
        """The first row."""
        return tuple(column.title for column in self.columns)


NUMBER = SheetColumn("信访事项编号", 11, Look.DIGITS)
WIDE_NUMBER = SheetColumn("信访事项编号", 21, Look.DIGITS)
PEOPLE = SheetColumn("信访人", 8)
CONTENT = SheetColumn("反映内容", 28)
EVIDENCE = SheetColumn("证据材料", 8)
OUTCOME = SheetColumn("本级办理结果", 9)
REQUEST = SheetColumn("诉求", 46)
ANSWER = SheetColumn("本级答复", 46)
ACT = SheetColumn("内容", 85)
REQUEST_AGAIN = SheetColumn("诉求", 22)
FULL_TEXT = SheetColumn("正文", 110)
SECRET_TEXT = SheetColumn("内容", 85)

LIST_COLUMNS = (
    SheetColumn("序号", 4.5, Look.CENTRED),
    NUMBER,
    SheetColumn("收到日期", 9.5, Look.DATE),
    SheetColumn("登记", 9),
    SheetColumn("信访形式", 4.5, Look.CENTRED),
    SheetColumn("信访来源", 5, Look.CENTRED),
    PEOPLE,
    SheetColumn("证件号码（已遮盖）", 9.5, Look.DIGITS),
    SheetColumn("联系电话（已遮盖）", 10, Look.DIGITS),
    SheetColumn("工作单位", 8),
    SheetColumn("工号", 7, Look.DIGITS),
    SheetColumn("信访人数", 4.5, Look.CENTRED),
    SheetColumn("是否匿名", 4.5, Look.CENTRED),
    SheetColumn("三类及路径", 8),
    SheetColumn("内容分类", 6.5),
    SheetColumn("重复件关联编号", 8, Look.DIGITS),
    SheetColumn("重大紧急", 4.5, Look.CENTRED),
    SheetColumn("概况", 11),
    CONTENT,
    EVIDENCE,
    SheetColumn("承办部门", 7),
    SheetColumn("当前状态", 5, Look.CENTRED),
    OUTCOME,
    SheetColumn("办理期限", 10),
    SheetColumn("附件数", 4.5, Look.CENTRED),
)
REQUEST_COLUMNS = (
    WIDE_NUMBER,
    PEOPLE,
    SheetColumn("诉求序号", 5, Look.CENTRED),
    REQUEST,
    SheetColumn("本级处理结果", 12),
    ANSWER,
)
TIMELINE_COLUMNS = (
    WIDE_NUMBER,
    PEOPLE,
    SheetColumn("时间", 16, Look.DATE),
    SheetColumn("事由", 14),
    ACT,
)
ATTACHMENT_COLUMNS = (
    WIDE_NUMBER,
    SheetColumn("附件序号", 5, Look.CENTRED),
    SheetColumn("种类", 12),
    SheetColumn("名称", 28),
    SheetColumn("文号", 16),
    SheetColumn("大小（字节）", 10, Look.CENTRED),
    SheetColumn("SHA-256校验值", 36, Look.DIGITS),
    SheetColumn("压缩包内位置", 34),
)
FULL_TEXT_COLUMNS = (
    WIDE_NUMBER,
    SheetColumn("栏目", 14),
    SheetColumn("段", 5, Look.CENTRED),
    FULL_TEXT,
)
SECRET_COLUMNS = (
    WIDE_NUMBER,
    SheetColumn("栏目", 14),
    SECRET_TEXT,
)
REPLY_COLUMNS = (
    NUMBER,
    PEOPLE,
    SheetColumn("摘要", 14),
    SheetColumn("诉求序号", 5, Look.CENTRED),
    REQUEST_AGAIN,
    SheetColumn("接收日期", 9.5, Look.DATE, hint="信访接待部门收到移送包的日期，如 2026-11-23"),
    SheetColumn("总部编号", 11, Look.DIGITS, hint="信访接待部门登记的编号"),
    SheetColumn("是否受理", 6, Look.CENTRED, ("接收", "退回"), "退回的请写明退回原因"),
    SheetColumn("退回原因", 14),
    SheetColumn("承办科室", 9),
    SheetColumn(
        "诉求处理结果", 9, Look.CENTRED, tuple(result.label for result in RequestResult), "每项诉求分别选择"
    ),
    SheetColumn("处理意见", 24),
    SheetColumn("意见书文号", 12, Look.DIGITS),
    SheetColumn("意见书日期", 9.5, Look.DATE, hint="作出处理意见书的日期，如 2026-12-20"),
    SheetColumn("是否送达", 5, Look.CENTRED, ("是", "否"), "意见书是否已送达信访人"),
    SheetColumn("联系人", 8),
    SheetColumn("联系电话", 10, Look.DIGITS),
    SheetColumn("备注", 12),
)
LOCKED_REPLY_COLUMNS = 5
"""The first columns of the reply sheet say which request is meant; the rest is for headquarters."""

PER_REQUEST = frozenset({"诉求处理结果", "处理意见", "备注"})
"""What is answered for each request; all else is answered once, in the first row of the case."""

_REPLY_FIRST: Row = (OPEN,) * (len(REPLY_COLUMNS) - LOCKED_REPLY_COLUMNS)
_REPLY_FURTHER: Row = tuple(
    OPEN if column.title in PER_REQUEST else "" for column in REPLY_COLUMNS[LOCKED_REPLY_COLUMNS:]
)


def people(case: CaseJson) -> str:
    """The names of a case with the representatives marked, or 匿名."""
    names = [
        person["name"] + ("（代表）" if person["representative"] else "")
        for person in case["petitioners"]
        if person["name"]
    ]
    return show("、".join(names) or "匿名")


def _joined(case: CaseJson, key: str) -> str:
    """One field of all the people of a case, in their order."""
    return show("、".join(person[key] for person in case["petitioners"] if person[key]))


def _yes(value: bool) -> str:
    """是 or 否."""
    return "是" if value else "否"


def day(text: str) -> dt.datetime | dt.date | str:
    """A real date or moment where Excel knows it, else the text as it is."""
    try:
        value = dt.datetime.fromisoformat(text) if len(text) > 10 else dt.date.fromisoformat(text)
    except ValueError:
        return show(text)
    if value.year < 1901:  # Excel's calendar is wrong before March 1900
        return show(text)
    return value.replace(tzinfo=None) if isinstance(value, dt.datetime) else value


def _list_rows(place: int, case: CaseJson) -> Iterator[Row]:
    """事项清单: one row a case."""
    yield (
        place,
        show(case["number"]),
        day(case["received_on"]),
        show(f"{case['registered_by']} {case['registered_at'].replace('T', ' ')}"),
        show(case["channel"]),
        show(case["origin"]),
        people(case),
        _joined(case, "id_number"),
        _joined(case, "phone"),
        show(case["unit"]),
        _joined(case, "staff_number"),
        case["people_count"],
        _yes(case["anonymous"]),
        show(case["class_name"]),
        show(case["category"]),
        show(case["repeat_of"]),
        _yes(case["urgent"]),
        show(case["subject"]),
        show_start(case["content"], CONTENT.width),
        show_start(case["evidence"], EVIDENCE.width),
        show(case["office"]),
        show(case["state"]),
        show_start(case["outcome"], OUTCOME.width),
        show("；".join(f"{clock['name']}：{clock['due_on']}" for clock in case["deadlines"])),
        len(case["attachments"]),
    )


def _request_rows(place: int, case: CaseJson) -> Iterator[Row]:
    """诉求: one row a request."""
    whose = (show(case["number"]), people(case))
    for number, request in enumerate(case["requests"], 1):
        yield (
            *whose,
            number,
            show_start(request["text"], REQUEST.width),
            show(request["result"]),
            show_start(request["answer"], ANSWER.width),
        )


def _timeline_rows(place: int, case: CaseJson) -> Iterator[Row]:
    """办理过程: one row an act."""
    whose = (show(case["number"]), people(case))
    for line in case["timeline"]:
        yield (*whose, day(line["at"]), show(line["act"]), show_start(line["text"], ACT.width))


def _attachment_rows(place: int, case: CaseJson) -> Iterator[Row]:
    """附件清单: one row a file; a size of 0 is not known."""
    for number, file in enumerate(case["attachments"], 1):
        yield (
            show(case["number"]),
            number,
            show(file["kind"]),
            show(file["name"]),
            show(file["number"]),
            file["size"] or "",
            show(file["sha256"]),
            show(file["file"]),
        )


def _full_texts(case: CaseJson) -> Iterator[tuple[str, str]]:
    """The long texts of a case that no row of the other sheets shows whole, with their names."""
    fields = [
        ("反映内容", case["content"], CONTENT),
        ("证据材料", case["evidence"], EVIDENCE),
        ("本级办理结果", case["outcome"], OUTCOME),
    ]
    for number, request in enumerate(case["requests"], 1):
        fields.append((f"诉求{number}", request["text"], REQUEST))
        fields.append((f"诉求{number}本级答复", request["answer"], ANSWER))
    fields += [(f"办理过程{n}", line["text"], ACT) for n, line in enumerate(case["timeline"], 1)]
    return ((name, text) for name, text, column in fields if is_long(text, column.width))


def _full_text_rows(place: int, case: CaseJson) -> Iterator[Row]:
    """全文: the long texts, a piece a row."""
    for name, text in _full_texts(case):
        for number, piece in enumerate(pieces(text, FULL_TEXT.width), 1):
            yield (show(case["number"]), name, number, piece)


def _secret_rows(place: int, case: CaseJson) -> Iterator[Row]:
    """密封内容: what stands in sealed packets alone, a line each."""
    whose, respondent = show(case["number"]), case["respondent"]
    lines = [("封号", case["seal_number"])]
    lines += [("要求保密", "是")] if case["confidential"] else []
    lines += [("被反映人", respondent["name"]), ("被反映人职务", respondent["post"])]
    lines += [("被反映人单位", respondent["unit"])]
    lines += [("信访人住址", person["address"]) for person in case["petitioners"]]
    yield from ((whose, name, show(text)) for name, text in lines if text)


def _reply_rows(place: int, case: CaseJson) -> Iterator[Row]:
    """回复: one row a request, or one for a case without any."""
    first = (show(case["number"]), people(case), show(case["subject"]))
    if not case["requests"]:
        yield (*first, "", "", *_REPLY_FIRST)
    for number, request in enumerate(case["requests"], 1):
        answers = _REPLY_FIRST if number == 1 else _REPLY_FURTHER
        yield (*first, number, show_start(request["text"], REQUEST_AGAIN.width), *answers)


TABLES: tuple[TableSheet, ...] = (
    TableSheet("事项清单", LIST_COLUMNS, _list_rows, 3),
    TableSheet("诉求", REQUEST_COLUMNS, _request_rows, 1),
    TableSheet("办理过程", TIMELINE_COLUMNS, _timeline_rows, 1),
    TableSheet("附件清单", ATTACHMENT_COLUMNS, _attachment_rows, 1),
    TableSheet("全文", FULL_TEXT_COLUMNS, _full_text_rows, 1, optional=True),
    TableSheet("密封内容", SECRET_COLUMNS, _secret_rows, 1, optional=True, since=2),
    TableSheet("回复", REPLY_COLUMNS, _reply_rows, 5),
)
"""Every sheet between the cover and the hidden one, in their order."""

REPLY_SHEET = TABLES[-1].name
