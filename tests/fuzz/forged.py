"""What somebody who knows the format forges: any content, its hash right; and what else comes in beside packets.

A spoilt content is put into a packet whose hash and signature are its own, and taken in by a headquarters that says yes
to everything it is asked; whatever is refused leaves nothing behind.
"""

from __future__ import annotations

import atexit
import datetime as dt
import hashlib
import io
import json
import tempfile
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from app.actions.desk import Desk
from app.actions.inbox import import_packet
from app.domain.changes import run_through
from app.domain.inbox import Finding
from app.domain.packets import PacketHead, packet_json
from app.domain.reply_packets import ReplyFile, ReplyList
from app.files.ledger_sheet import load_rules, open_book, propose_mappings, read_rows
from app.files.packet_verify import verify_packet
from app.files.packet_workbook import write_packet
from app.files.reply_packet import opened_reply_packet, sheet_stream, writing_reply_packet
from app.files.reply_sheet import read_reply
from tests.builders import a_packet, a_packet_case
from tests.files.stations import office_keys, unit_keys
from tests.files.workbook_surgery import part_of, rebuilt
from tests.fixtures.replies.make_replies import FOLDER
from tests.two_desks import make_headquarters

DAY = dt.date(2026, 11, 24)
_HEAD = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_PIECE = 15_000


def write_content(folder: Path) -> Path:
    """The content of a packet to headquarters, as JSON."""
    path = folder / "content.json"
    packet = a_packet(a_packet_case(attachments=(), letters=()), receiver_code="HQ01")
    path.write_text(json.dumps(packet_json(packet), ensure_ascii=False), encoding="utf-8")
    return path


def read_content(path: Path) -> None:
    """Put the content into a packet whose hash is right, and take that in."""
    text = path.read_bytes().decode("utf-8", "replace")
    packet = rebuilt(_whole(path.parent), {_meta(path.parent): _sheet(text)})
    verify_packet(packet)
    desk = _desk()
    before = desk.store.value("SELECT count(*) FROM history")
    try:
        with desk.store.database.atomic() as act:
            try:
                run_through(import_packet(desk, packet, confirmed=frozenset(Finding), receipts=_receipts()))
            finally:
                act.rollback()
    finally:
        for receipt in _receipts().iterdir():
            receipt.unlink()
        assert desk.store.value("SELECT count(*) FROM history") == before, "something was left behind"


def _whole(folder: Path) -> Path:
    """A sound packet."""
    path = folder / "forged.xlsx"
    with path.open("wb") as out:
        write_packet(a_packet(a_packet_case(attachments=(), letters=()), receiver_code="HQ01"), out)
    return path


@cache
def _meta(folder: Path) -> str:
    """The part of the hidden sheet."""
    return part_of(_whole(folder), "_meta")


def _sheet(text: str) -> bytes:
    """The hidden sheet with a content and its hash."""
    pieces = [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)]
    sha256 = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    rows = [("format", "petition-desk/transfer"), ("version", "2"), *(("json", piece) for piece in pieces)]
    rows.append(("sha256", sha256))
    cells = "".join(
        f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>{key}</t></is></c>'
        f'<c r="B{number}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c></row>'
        for number, (key, value) in enumerate(rows, 1)
    )
    return f"{_HEAD}{cells}</sheetData></worksheet>".encode("utf-8", "replace")


@cache
def _home() -> Path:
    """Where the headquarters of these tests lies."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    return Path(folder.name)


@cache
def _desk() -> Desk:
    """The headquarters."""
    desk = make_headquarters(_home() / "hq", DAY)
    atexit.register(desk.close)
    run_through(import_packet(desk, _whole(_home()), confirmed=frozenset(Finding), receipts=_receipts()))
    return desk


@cache
def _receipts() -> Path:
    """Where its receipts go."""
    folder = _home() / "receipts"
    folder.mkdir()
    return folder


# --- reply packets, ledgers --------------------------------------------------------------------------------------


def write_reply(folder: Path) -> Path:
    """A reply packet with a sheet and a letter."""
    contents = [(FOLDER / "whole.xlsx").read_bytes(), b"%PDF-1.7 a letter"]
    files = tuple(
        ReplyFile(place, hashlib.sha256(content).hexdigest(), "YS-ZC01-00003", case, name)
        for content, (place, case, name) in zip(
            contents,
            [
                ("回复/YS-ZC01-00003.xlsx", "", ""),
                ("意见书/ZC01-20261110-0001-7/01_意见书.pdf", "ZC01-20261110-0001-7", "意见书.pdf"),
            ],
            strict=True,
        )
    )
    keys = office_keys()
    head = PacketHead(
        "HF-JT00-ZC01-00001", 1, "JT00", "集团公司信访接待室", "综采一区", dt.datetime(2026, 12, 20, 9), "周岚", "",
        "reply", "ZC01", keys.sign_public, keys.age_public,
    )  # fmt: skip
    out = io.BytesIO()
    readers = [lambda content=content: content for content in contents]
    run_through(writing_reply_packet(ReplyList(head, files), readers, keys.sign_secret, out))
    path = folder / "reply.zip"
    path.write_bytes(out.getvalue())
    return path


def read_reply_packet(path: Path) -> None:
    """Open it, and read every sheet of it."""
    with opened_reply_packet(path, age_secret=unit_keys().age_secret) as opened:
        for file in opened.content.sheets:
            stream = sheet_stream(opened.read(file))
            read_reply(path, sent=None, today=dt.date(2026, 12, 24), stream=stream)


def read_ledger(path: Path) -> None:
    """Read a clerk's old ledger to its last row."""
    rules = load_rules()
    book = open_book(path)
    try:
        for mapping in propose_mappings(book, rules, {}):
            for _ in read_rows(book, mapping, rules, today=DAY):
                pass
    finally:
        book.close()
