"""The keys of a station: made, used to sign and to check a signature, and told apart by their fingerprint.

Signatures are Ed25519 and say what kind of thing was signed, so that the signature of one kind is never
taken for another's. Keys are text: base 64 for signing, the age format's own spelling for sealing.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from stdnum import luhn

from app.domain.errors import InvalidField
from app.domain.stations import StationKeys

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32, as the recovery code has it: no I, L, O, U to be misread."""

GROUPS = 4
GROUP_LENGTH = 4
_STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def new_station_keys() -> StationKeys:
    """Random keys for signing and for sealing."""
    signing, sealing = Ed25519PrivateKey.generate(), pyrage.x25519.Identity.generate()
    return StationKeys(
        sign_secret=_text(signing.private_bytes_raw()),
        sign_public=_text(signing.public_key().public_bytes_raw()),
        age_secret=str(sealing),
        age_public=str(sealing.to_public()),
    )


def sign(secret: str, message_kind: str, sha256_hex: str) -> str:
    """The signature, in base 64, of the hash of a message of a kind (``packet``, ``card``, ``receipt``).

    Raises ValueError when the secret is none.
    """
    key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(secret, validate=True))
    return _text(key.sign(_message(message_kind, sha256_hex)))


def verify(public: str, message_kind: str, sha256_hex: str, signature: str) -> bool:
    """Whether a signature was made with the secret of ``public`` over this hash for this kind of message."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True))
        key.verify(base64.b64decode(signature, validate=True), _message(message_kind, sha256_hex))
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def _message(message_kind: str, sha256_hex: str) -> bytes:
    """What is signed: the kind, the version of this rule, the hash."""
    return f"petition-desk/{message_kind}/1\n{sha256_hex}".encode("ascii")


def _text(key: bytes) -> str:
    """Bytes in base 64."""
    return base64.b64encode(key).decode("ascii")


def is_sign_public(key: str) -> bool:
    """Whether a text is a public key for signatures, in its one spelling."""
    try:
        raw = base64.b64decode(key, validate=True)
        Ed25519PublicKey.from_public_bytes(raw)
    except (binascii.Error, ValueError):
        return False
    return _text(raw) == key


def is_age_public(key: str) -> bool:
    """Whether a text is a receiver of the age format, in its one spelling."""
    try:
        return str(pyrage.x25519.Recipient.from_str(key)) == key
    except pyrage.RecipientError:
        return False


def fingerprint(sign_public: str, age_public: str) -> tuple[str, ...]:
    """Four groups of four characters and a check character, for people to compare (80 bits of SHA-256).

    Both keys are in it: who agrees on the fingerprint agrees on who signs and on who can open.
    """
    digest = hashlib.sha256(f"petition-desk/fingerprint/1\n{sign_public}\n{age_public}".encode()).digest()
    size = GROUPS * GROUP_LENGTH
    text = base64.b32encode(digest).decode("ascii")[:size].translate(str.maketrans(_STANDARD, ALPHABET))
    bodies = [text[start : start + GROUP_LENGTH] for start in range(0, size, GROUP_LENGTH)]
    return tuple(body + luhn.calc_check_digit(body, ALPHABET) for body in bodies)


def read_fingerprint(typed: str) -> tuple[str, ...]:
    """The groups of a typed fingerprint. Raises InvalidField naming the first group that was mistyped."""
    text = "".join(typed.upper().split()).replace("-", "").translate(str.maketrans("OIL", "011"))
    size = GROUP_LENGTH + 1
    groups = tuple(text[start : start + size] for start in range(0, len(text), size))
    for position, group in enumerate(groups, start=1):
        if len(group) != size or set(group) - set(ALPHABET) or not luhn.is_valid(group, ALPHABET):
            raise InvalidField("fingerprint", f"指纹第{position}组“{group[:9]}”抄错了，请对照纸面改正")
    if len(groups) != GROUPS:
        raise InvalidField("fingerprint", f"指纹应有{GROUPS}组，现在是{len(groups)}组，请补全")
    return groups


def spoken(groups: Sequence[str]) -> str:
    """A fingerprint on one line: groups with a hyphen between them."""
    return "-".join(groups)
