"""What a packet may say of a text and a file: numbers covered, names of enclosures that every system takes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from app.domain.petitioners import Petitioner, mask_id_number, mask_phone


def cover_numbers(text: str, people: Iterable[Petitioner]) -> str:
    """A text without numbers in full: those of the case's own people, and any identity number (P2).

    An identity number is taken for one when its birth date and its check character are right (GB 11643).
    """
    if not _DIGITS.search(text):
        return text
    for person in people:
        for number, cover in ((person.id_number, mask_id_number), (person.phone, mask_phone)):
            if len(number) >= 7:
                text = text.replace(number, cover(number))
    return _ID_NUMBER.sub(lambda found: _cover_if_valid(found.group()), text)


_DIGITS = re.compile(r"[0-9]{7}")
_ID_NUMBER = re.compile(
    r"(?<![0-9])[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])[0-9]{3}[0-9Xx](?![0-9])"
)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _cover_if_valid(number: str) -> str:
    """The number masked when its check character is right, else as it is."""
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, number[:17], strict=True))
    return mask_id_number(number) if number[17].upper() == "10X98765432"[total % 11] else number


def enclosure_path(case_number: str, position: int, name: str) -> str:
    """Where an enclosure lies in a packet's zip: 附件/<case number>/<nn>_<name>, safe on Windows and FAT.

    ``position`` counts from 1 within the case, so that no two names can be the same in any spelling.
    """
    return f"附件/{_safe_name(case_number, 60)}/{position:02d}_{_safe_name(name, 60)}"


def _safe_name(name: str, longest: int) -> str:
    """A file name without what Windows, FAT or a screen stumble over, cut before its ending."""
    kept = unicodedata.normalize("NFC", name)
    if not kept.isprintable() or _NOT_IN_NAMES.search(kept):
        kept = "".join(_safe_character(char) for char in kept)
    kept = kept.strip(" .") or "_"
    stem, dot, ending = kept.rpartition(".")
    if len(kept) <= longest:
        return kept
    if not dot or len(ending) > 8:
        return kept[:longest].rstrip(" .")
    return f"{stem[: longest - len(ending) - 1].rstrip(' .')}.{ending}"


def _safe_character(char: str) -> str:
    """The character, or a line for what no file name may hold (control and direction marks included)."""
    hidden = unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return "_" if hidden or _NOT_IN_NAMES.match(char) else char


_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*]')
