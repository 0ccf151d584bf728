"""What is spoilt: each kind of file that comes in from a stick, and how it is read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.domain.changes import run_through
from app.files.packet_archive import writing_archive
from app.files.packet_seal import open_sealed, seal_to_key, seal_with_password
from app.files.packet_verify import verify_packet
from app.files.packet_workbook import write_packet
from app.files.receipt_file import read_receipt, write_receipt
from app.files.reply_sheet import read_reply
from app.files.station_card import read_card, write_card
from tests.builders import a_packet, a_packet_case
from tests.files.stations import a_card, a_receipt, office_card, office_keys, unit_keys
from tests.files.workbook_surgery import rebuilt
from tests.fixtures.replies.make_replies import FOLDER
from tests.fuzz.forged import read_content, read_ledger, read_reply_packet, write_content, write_reply

LEDGERS = FOLDER.parent / "ledger"
PASSWORD = "K7QM-2XNP-9RTV-4HWC"


@dataclass(frozen=True)
class Kind:
    """A kind of file: ``make`` writes a sound one into a folder, ``read`` takes one in."""

    name: str
    make: Callable[[Path], Path]
    read: Callable[[Path], object]


def _workbook(folder: Path) -> Path:
    """A packet without enclosures."""
    path = folder / "packet.xlsx"
    with path.open("wb") as out:
        write_packet(a_packet(a_packet_case(attachments=(), letters=())), out)
    return path


def _archive(folder: Path) -> Path:
    """A packet with a letter and an attachment."""
    path = folder / "packet.zip"
    contents = [("关于井下津贴事项的原因说明", b"%PDF explanation"), ("工资条.jpg", b"pay slip")]
    with path.open("wb") as out:
        run_through(writing_archive(a_packet(), iter(contents), out))
    return path


def _sealed(ending: str) -> Callable[[Path], Path]:
    """A packet sealed with a password, or to the office's key."""

    def make(folder: Path) -> Path:
        path = folder / f"sealed{ending}"
        with _workbook(folder).open("rb") as source, path.open("wb") as out:
            if ending == ".age":
                seal_to_key(source, out, office_keys().age_public)
            else:
                seal_with_password(source, out, PASSWORD)
        return path

    return make


def _open(path: Path) -> None:
    """Unseal, and read to the end."""
    with open_sealed(path, password=PASSWORD, age_secret=office_keys().age_secret) as stream:
        while stream.read(1 << 20):
            pass


def _small_ods(folder: Path) -> Path:
    """LibreOffice's own format is read once for each of its sheets: without those that headquarters may delete anyhow,
    a run of ten thousand takes minutes and not hours."""
    path = folder / "small.ods"
    path.write_bytes((FOLDER / "whole.ods").read_bytes())

    def without(data: bytes) -> bytes:
        sheets = re.compile(rb'<table:table table:name="([^"]*)".*?</table:table>', re.DOTALL)
        kept = {name.encode() for name in ("封面", "回复", "_meta")}
        return sheets.sub(lambda found: found[0] if found[1] in kept else b"", data)

    return rebuilt(path, {"content.xml": without})


def _reply(ending: str) -> Kind:
    """A reply sheet as a spreadsheet program saved it."""
    return Kind(
        f"reply{ending}",
        _small_ods if ending == ".ods" else lambda folder: FOLDER / f"whole{ending}",
        lambda path: read_reply(path, sent=None, today=dt.date(2026, 12, 24)),
    )


KINDS = (
    Kind("packet.xlsx", _workbook, verify_packet),
    Kind("packet.zip", _archive, verify_packet),
    Kind("sealed.zip", _sealed(".zip"), _open),
    Kind("sealed.age", _sealed(".age"), _open),
    Kind("content", write_content, read_content),
    Kind("reply packet", write_reply, read_reply_packet),
    Kind("ledger.xlsx", lambda folder: LEDGERS / "ledger-sample.xlsx", read_ledger),
    Kind("ledger.xls", lambda folder: LEDGERS / "ledger-sample.xls", read_ledger),
    Kind("ledger.ods", lambda folder: LEDGERS / "ledger-sample.ods", read_ledger),
    _reply(".xlsx"),
    _reply(".ods"),
    _reply(".xls"),
    Kind(
        "card",
        lambda folder: write_card(a_card(), unit_keys().sign_secret, folder, overwrite=True),
        read_card,
    ),
    Kind(
        "receipt",
        lambda folder: write_receipt(a_receipt(), office_keys().sign_secret, folder, overwrite=True),
        lambda path: read_receipt(path, lambda code: office_card()),
    ),
)
