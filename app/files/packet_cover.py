"""封面: what the first sheet of a packet says, and how headquarters answers."""

from __future__ import annotations

from collections.abc import Iterator

from app.files.packet_layout import HeadJson, Row, day
from app.files.packet_text import show
from app.files.station_keys import fingerprint, spoken

HOW_TO_ANSWER = (
    "请在“回复”表中填写。其他各表和“回复”表左侧五列已锁定，只供查阅和打印，请不要改动。",
    "“回复”表每项诉求一行：“诉求处理结果”“处理意见”“备注”逐项填写，其余各栏只在该信访事项的第一行填写一次。",
    "“是否受理”选“接收”或“退回”；退回的请写明“退回原因”。日期按 2026-11-23 的样子填写。",
    "可以分几次答复，也可以由几个科室的人分别填写；还没有办完的行先空着。",
    "用 Excel、WPS 或 LibreOffice 都可以。请保存为 .xlsx 格式，不要删除、移动或增加工作表、行和列，把填好的文件交回移送单位。",
    "证件号码和电话已遮盖，需要完整号码时请与移送单位联系。",
)
"""Plain words for somebody who has nothing but a spreadsheet program."""

SHEETS_IN_WORDS = (
    ("事项清单", "每个信访事项一行。"),
    ("诉求", "每项诉求一行，附本级的处理结果和答复。"),
    ("办理过程", "本级登记、办理的经过，按时间排列。"),
    ("附件清单", "随包移交的文件及其校验值。有附件时，文件在同一压缩包的“附件”文件夹里。"),
    ("全文", "其他表中一格印不下的长文字，分段列出（没有长文字时无此表）。"),
    ("回复", "由信访接待部门填写。"),
)

NOT_SIGNED = "无（没有签名）"
TITLE = "信访事项移送包"


def cover_rows(head: HeadJson, content_sha256: str) -> Iterator[Row]:
    """The rows of the cover from top to bottom, two cells each: a label or a number, and its value.

    A row with nothing in its second cell is a heading; the first is the title. Packets of the first version had no
    key.
    """
    packet = head["packet"]
    yield (TITLE, "")
    yield ("移送包编号", show(packet["number"]))
    yield ("序号（第几包）", packet["sequence"])
    yield ("移送单位", show(f"{packet['from']['name']}（{packet['from']['code']}）"))
    yield ("接收单位", show(packet["to"]["name"]))
    yield ("制作时间", day(packet["made_at"]))
    yield ("制作人", show(packet["made_by"]))
    yield ("信访事项（件）", packet["case_count"])
    yield ("信访人数（人）", packet["people_count"])
    yield ("其中重大紧急（件）", packet["urgent_count"])
    yield ("诉求（项）", packet["request_count"])
    yield ("附件和文书（份）", packet["attachment_count"])
    yield ("内容校验值", content_sha256)
    yield ("上一包校验值", show(packet["previous_sha256"]) or "无")
    yield ("格式", show(f"{head['format']} 第{head['version']}版，用途 {packet['purpose']}"))
    if head["version"] >= 2:
        yield ("移送单位密钥指纹", fingerprint_line(packet["from"]))
    yield ("怎样答复", "")
    yield from enumerate(HOW_TO_ANSWER, 1)
    yield ("各表说明", "")
    yield from SHEETS_IN_WORDS
    yield ("怎样核对", "")
    yield (1, "“内容校验值”应与移交清单上的内容校验值相同。")
    yield (
        2,
        "在移送单位或接收单位的工作台里核对本文件：除“回复”表的填写处外，任何改动都会逐格列出。",
    )


def fingerprint_line(sender: HeadJson) -> str:
    """The fingerprint of the sender's keys on one line, to be compared with the one on the hand-over list."""
    return spoken(fingerprint(sender["key"], sender["age"])) if sender["key"] else NOT_SIGNED
