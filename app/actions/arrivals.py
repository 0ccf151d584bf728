"""A file that came on a stick: which of our kinds it is, before anything is read out of it."""

from __future__ import annotations

from pathlib import Path

from app.actions.desk import Desk
from app.actions.stations import card_of
from app.domain.arrivals import Arrival, ArrivalKind
from app.domain.codes import StationRole
from app.domain.errors import UnreadableFile
from app.domain.packet_codes import Seal
from app.domain.receipts import RECEIPT_FORMAT, Receipt
from app.domain.stations import CARD_FORMAT
from app.files.inbox_file import sealed_with_password
from app.files.receipt_file import RECEIPT, read_receipt
from app.files.reply_packet import is_reply_packet
from app.files.signed_file import open_plain

_REMEDY = "这里收移送包、回复、回执和单位名片，请核对是不是选错了文件。"
_BEGINNING = 4_096
_BOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".zip", ".age"})


def recognise(desk: Desk, *, path: Path) -> Arrival:
    """What a file is, by its outside and by what this station is sent. Raises UnreadableFile for anything else."""
    if path.suffix.lower() == ".json":
        return Arrival(_signed_kind(path))
    if path.suffix.lower() not in _BOOKS:
        raise UnreadableFile(path.name, "不是工作台之间往来的文件", _REMEDY)
    with open_plain(path):
        locked = sealed_with_password(path)
    seal = Seal.NONE if locked is None else Seal.PASSWORD if locked else Seal.KEY
    answered = desk.station.role is not StationRole.HEADQUARTERS or (not seal and is_reply_packet(path))
    return Arrival(ArrivalKind.REPLY if answered else ArrivalKind.PACKET, seal)


def _signed_kind(path: Path) -> ArrivalKind:
    """Card or receipt, by the word that stands in the beginning of its file."""
    with open_plain(path) as file:
        beginning = file.read(_BEGINNING) if path.stat().st_size <= _BEGINNING else file.read(RECEIPT.most)
    for kind, word in ((ArrivalKind.CARD, CARD_FORMAT), (ArrivalKind.RECEIPT, RECEIPT_FORMAT)):
        if word.encode() in beginning:
            return kind
    raise UnreadableFile(path.name, "既不是回执，也不是单位名片", _REMEDY)


def peek_receipt(desk: Desk, *, path: Path) -> Receipt:
    """What a receipt says, before anything is written. Raises UnreadableFile, UnknownStation."""
    return read_receipt(path, lambda code: card_of(desk, code))
