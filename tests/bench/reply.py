"""A filled reply to a packet of many cases, read with what was sent at hand, against openpyxl reading the file."""

from __future__ import annotations

import datetime as dt
import re
import time
from pathlib import Path

from openpyxl import load_workbook

from app.domain.packets import packet_json
from app.files.packet_workbook import write_packet
from app.files.reply_sheet import read_reply
from tests.bench.measure import Result
from tests.bench.packet import big_packet
from tests.files.workbook_surgery import part_of, rebuilt

_FILLED = {
    "F": "<v>46350</v>",
    "G": "XF-12",
    "H": "接收",
    "J": "劳资科",
    "K": "支持",
    "L": "同意补发三个月津贴，下月发放。",
    "M": "公司信访〔2026〕3号",
    "N": "<v>46360</v>",
    "O": "是",
    "P": "王科",
}


def reply(folder: Path, count: int) -> Result:
    """Reading a whole reply, everything besides it compared."""
    packet, path = big_packet(count), folder / "reply.xlsx"
    with path.open("wb") as out:
        write_packet(packet, out)
    rebuilt(path, {part_of(path, "回复"): _fill})
    sent = packet_json(packet)
    start = time.perf_counter()
    reading = read_reply(path, sent=sent, today=dt.date(2026, 12, 24))
    ours = time.perf_counter() - start
    assert reading.complete and not reading.problems and not reading.differences
    start = time.perf_counter()
    read = load_workbook(path, read_only=True)
    for sheet in read:
        for _ in sheet.iter_rows(values_only=True):
            pass
    read.close()
    return Result(f"reply of {count} cases read and compared", ours, time.perf_counter() - start, 2.0)


def _fill(data: bytes) -> bytes:
    """The reply sheet with every open cell of its rows filled, as text surgery: openpyxl would take minutes."""

    def cell(found: re.Match[str]) -> str:
        content = _FILLED.get(found[1])
        if content is None or found[2] == "1":
            return found[0]
        if content.startswith("<v>"):
            return f'<c r="{found[1]}{found[2]}"{found[3]}>{content}</c>'
        return f'<c r="{found[1]}{found[2]}"{found[3]} t="inlineStr"><is><t>{content}</t></is></c>'

    return re.sub(r'<c r="([A-Z]+)(\d+)"( s="\d+")/>', cell, data.decode()).encode()
