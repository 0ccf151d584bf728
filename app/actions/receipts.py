"""The receipts that headquarters gives for packets: a signed file beside the packet, and its paper."""

from __future__ import annotations

import errno
import io
import json
from dataclasses import dataclass, replace
from pathlib import Path

from app.actions.desk import Desk
from app.actions.sealed import sees_number
from app.actions.stations import card_of, own_card, own_keys
from app.domain.errors import CannotWrite, InvalidFields, NotAllowed, ReadBackDiffers
from app.domain.os_words import REASONS
from app.domain.packets import carried_history
from app.domain.receipts import Party, Receipt, ReceiptKind, ReceiptPaper, check_receipt
from app.domain.received import ReceivedPacket, ReceivedState
from app.files import receipt_file
from app.files.atomic import write_bytes
from app.files.history_head import head_code
from app.files.station_card import fingerprint_of
from app.storage import history, received
from app.storage import inbox as kept


@dataclass(frozen=True, slots=True)
class Answer:
    """A receipt and the folder into which it goes."""

    receipt: Receipt
    folder: Path


@dataclass(frozen=True, slots=True)
class WrittenReceipt:
    """Where a receipt lies; None when its medium took none, and ``trouble`` says why: it can be written again."""

    path: Path | None
    trouble: str = ""


def receipt_folder(folder: Path) -> Path:
    """Where receipts go, looked at before anything is registered. Raises CannotWrite."""
    if not folder.is_dir():
        raise CannotWrite(folder, REASONS[errno.ENOENT])
    return folder


def receipt_of(desk: Desk, line: ReceivedPacket, kind: ReceiptKind) -> Receipt:
    """The receipt of a packet in the register of what came in. Raises InvalidFields when it cannot be whole."""
    withdrawn = kind is ReceiptKind.WITHDRAWN
    numbers = kept.cases_received(desk.store, line.id) if kind is ReceiptKind.RECEIVED else []
    receipt = Receipt(
        kind=kind,
        packet_number=line.number,
        sequence=line.sequence,
        content_sha256=line.content_sha256,
        file_sha256=line.file_sha256,
        receiver=Party(desk.station.unit_code, desk.station.unit_name),
        sender_code=line.sender_code,
        at=line.undone_at if withdrawn and line.undone_at else line.received_at,
        by=line.undone_by if withdrawn else line.received_by,
        reason="" if kind is ReceiptKind.RECEIVED else line.reason,
        cases=tuple((number, office) for _, number, office in numbers),
    )
    if problems := check_receipt(receipt):
        raise InvalidFields(problems)
    return receipt


def write_receipt(desk: Desk, answer: Answer) -> Path:
    """Sign a receipt with how far the history goes now, and write it; an earlier one of the same packet is replaced.
    Raises as ``atomic.writing``."""
    receipt = replace(answer.receipt, history=history.head(desk.store))
    return receipt_file.write_receipt(receipt, own_keys(desk).sign_secret, answer.folder, overwrite=True)


def try_receipt(desk: Desk, answer: Answer) -> WrittenReceipt:
    """Write the receipt of what stands registered already; a medium that takes none undoes nothing."""
    try:
        return WrittenReceipt(write_receipt(desk, answer))
    except CannotWrite as error:
        words = f"“{error.data['path']}”：{error.data['reason']}。"  # its own sentence says that nothing has changed
        return WrittenReceipt(None, words)
    except ReadBackDiffers:
        return WrittenReceipt(None, "写入后读回的内容不一样，U盘可能有故障。")


def write_receipt_again(desk: Desk, *, number: str, folder: Path) -> Path:
    """The receipt of a packet once more, for a stick that was lost. Raises NotFound, NotAllowed."""
    return write_receipt(desk, Answer(_standing(desk, number), folder))


def receipt_pdf(desk: Desk, *, number: str) -> bytes:
    """The receipt of a packet on paper, for two signatures. Raises NotFound, NotAllowed, UnprintableText."""
    from app.files.receipt_pdf import render_receipt  # here: reportlab costs start-up time

    receipt = _standing(desk, number)
    card = card_of(desk, receipt.sender_code)
    line = received.find_received(desk.store, number)
    carried = carried_history(json.loads(received.received_content(desk.store, line.id)))
    paper = ReceiptPaper(
        receipt,
        line.sender_name,
        fingerprint_of(card) if card else (),
        fingerprint_of(own_card(desk)),
        head_code(carried) if carried else "",
        head_code(history.head(desk.store)),
    )
    out = io.BytesIO()
    render_receipt(paper, out)
    return out.getvalue()


def save_receipt_pdf(desk: Desk, *, number: str, path: Path) -> str:
    """Write that paper; its SHA-256. Raises what ``receipt_pdf`` and ``atomic.writing`` raise."""
    return write_bytes(path, receipt_pdf(desk, number=number))


def require_all_seen(desk: Desk, line: ReceivedPacket) -> None:
    """Raise NotAllowed when a packet brought a case that this operator may not see."""
    numbers = [number for _, number, _ in kept.cases_received(desk.store, line.id)]
    if not all(sees_number(desk, number) for number in numbers):
        raise NotAllowed(f"{line.number}里有您看不到的密封事项，请由{line.received_by}办理。")


def _standing(desk: Desk, number: str) -> Receipt:
    """The receipt of a packet as it stands here: taken in, refused, or taken in and taken back. Raises NotFound,
    NotAllowed."""
    line = received.find_received(desk.store, number)
    require_all_seen(desk, line)
    return receipt_of(desk, line, _KINDS[line.state])


_KINDS = {
    ReceivedState.IMPORTED: ReceiptKind.RECEIVED,
    ReceivedState.REFUSED: ReceiptKind.REFUSED,
    ReceivedState.UNDONE: ReceiptKind.WITHDRAWN,
}
