"""名片_<code>.json: a station's address card, signed with its own key, for the other stations' address books.

The signature proves that the card is whole and that its maker holds the key. It does not prove the name: for that,
people compare the fingerprint with the printed card.
"""

from __future__ import annotations

import json
from pathlib import Path

from app.domain.errors import InvalidFields, UnreadableFile
from app.domain.stations import (
    CARD_FORMAT,
    CARD_VERSION,
    StationCard,
    StationCardPaper,
    card_file_name,
    card_from_json,
    card_json,
    check_card,
)
from app.files.atomic import write_bytes
from app.files.signed_file import (
    ASK_AGAIN,
    SignedBody,
    SignedFormat,
    check_signature,
    parse_signed,
    read_signed,
    write_signed,
)
from app.files.station_keys import fingerprint, is_age_public, is_sign_public

LARGEST_CARD = 8_192
_KEYS = ("code", "name", "role", "kind", "sign_public", "age_public", "made_on")
CARD = SignedFormat(
    format=CARD_FORMAT,
    version=CARD_VERSION,
    key="card",
    shape=dict.fromkeys(_KEYS, str),
    signed_as="card",
    name="单位名片",
    most=LARGEST_CARD,
)


def card_text(card: StationCard, sign_secret: str) -> str:
    """The card's file as text. Raises InvalidFields when the card is not whole."""
    if problems := check_card(card):
        raise InvalidFields(problems)
    return write_signed(CARD, card_json(card), sign_secret)


def write_card(card: StationCard, sign_secret: str, folder: Path, *, overwrite: bool = False) -> Path:
    """Write 名片_<code>.json into a folder; its path. Raises as ``atomic.writing``, and InvalidFields."""
    path = folder / card_file_name(card)
    write_bytes(path, card_text(card, sign_secret).encode("utf-8"), overwrite=overwrite)
    return path


def read_card(path: Path) -> StationCard:
    """Read a card that was not changed since it was signed. Raises UnreadableFile.

    Whether its name is true is not known yet: ask somebody to compare ``fingerprint_of(card)``.
    """
    return _card(read_signed(CARD, path))


def read_card_text(text: str, name: str = "二维码") -> StationCard:
    """Read a card from the text of its QR code or file. Raises UnreadableFile."""
    return _card(parse_signed(CARD, text.encode("utf-8", "replace"), name))


def _card(signed: SignedBody) -> StationCard:
    """The card of a body, its values and its signature checked."""
    try:
        card = card_from_json(signed.body)
    except ValueError as error:
        raise UnreadableFile(signed.file, "单位名片的内容不合格式", ASK_AGAIN) from error
    if problems := check_card(card):
        raise UnreadableFile(signed.file, problems[0].message, ASK_AGAIN)
    if not is_sign_public(card.sign_public) or not is_age_public(card.age_public):
        raise UnreadableFile(signed.file, "单位名片里的公钥不是公钥", ASK_AGAIN)
    check_signature(CARD, signed, card.sign_public)
    return card


def fingerprint_of(card: StationCard) -> tuple[str, ...]:
    """The groups that people compare."""
    return fingerprint(card.sign_public, card.age_public)


def card_paper(card: StationCard, sign_secret: str) -> StationCardPaper:
    """What the printed card shows; its QR code carries the same values as the file, in ASCII.

    Readers guess the encoding of a QR code, and guess wrong for Chinese; JSON's own escapes leave nothing to guess.
    """
    text = card_text(card, sign_secret)
    return StationCardPaper(card, fingerprint_of(card), json.dumps(json.loads(text), separators=(",", ":")))
