"""HZ-<packet number>.json: the signed receipt of a packet, written by its receiver and read by its sender."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.domain.errors import InvalidFields, UnknownStation, UnreadableFile
from app.domain.receipts import (
    RECEIPT_FORMAT,
    RECEIPT_VERSION,
    Receipt,
    ReceiptKind,
    check_receipt,
    receipt_file_name,
    receipt_from_json,
    receipt_json,
)
from app.domain.stations import CardOf
from app.files.atomic import write_bytes
from app.files.signed_file import (
    ASK_AGAIN,
    SignedFormat,
    check_signature,
    read_signed,
    write_signed,
)

LARGEST_RECEIPT = 8_000_000
"""Bytes: 20,000 cases with two numbers each, and as much again."""

RECEIPT = SignedFormat(
    format=RECEIPT_FORMAT,
    version=RECEIPT_VERSION,
    key="receipt",
    shape={
        **dict.fromkeys(("kind", "packet", "content_sha256", "file_sha256", "at", "by", "reason"), str),
        "sequence": int,
        "receiver": {"code": str, "name": str},
        "sender": {"code": str},
        "cases": [{"number": str, "their_number": str}],
    },
    signed_as="receipt",
    name="回执",
    most=LARGEST_RECEIPT,
)


def receipt_text(receipt: Receipt, sign_secret: str) -> str:
    """The receipt's file as text, signed by the receiver. Raises InvalidFields when it is not whole."""
    if problems := check_receipt(receipt):
        raise InvalidFields(problems)
    version = RECEIPT_VERSION if receipt.kind is ReceiptKind.WITHDRAWN else 1
    return write_signed(replace(RECEIPT, version=version), receipt_json(receipt), sign_secret)


def write_receipt(receipt: Receipt, sign_secret: str, folder: Path, *, overwrite: bool = False) -> Path:
    """Write HZ-<packet number>.json into a folder; its path. Raises as ``atomic.writing``, and InvalidFields."""
    path = folder / receipt_file_name(receipt)
    write_bytes(path, receipt_text(receipt, sign_secret).encode("utf-8"), overwrite=overwrite)
    return path


def read_receipt(path: Path, card_of: CardOf) -> Receipt:
    """Read a receipt that its receiver signed; ``card_of`` asks the address book for a trusted card.

    Raises UnreadableFile for what is no receipt, was changed, or comes from a newer program; UnknownStation when
    the receiver's card is not in the book. Whether the packet is one of ours is for the caller to say.
    """
    signed = read_signed(RECEIPT, path)
    try:
        receipt = receipt_from_json(signed.body)
    except ValueError as error:
        raise UnreadableFile(path.name, "回执的内容不合格式", ASK_AGAIN) from error
    if problems := check_receipt(receipt):
        raise UnreadableFile(path.name, problems[0].message, ASK_AGAIN)
    card = card_of(receipt.receiver.code)
    if card is None:
        raise UnknownStation(path.name, receipt.receiver.code, receipt.receiver.name)
    check_signature(RECEIPT, signed, card.sign_public)
    return receipt
