"""The head of the history in groups that people can copy from paper: the number of lines, then the hash's beginning."""

from __future__ import annotations

import re

from stdnum import luhn

from app.domain.errors import InvalidField
from app.domain.history import HistoryHead

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U to be misread."""
GROUPS = 6
GROUP_LENGTH = 4
BITS = GROUPS * GROUP_LENGTH * 5
"""120 bits of the hash: too many to look for a second history with the same."""


def head_code(head: HistoryHead) -> str:
    """What is printed: 1234-7K3QX-…, lines and groups of four characters with a check character each."""
    value = int(head.hash[: BITS // 4], 16)
    letters = "".join(ALPHABET[value >> shift & 31] for shift in range(BITS - 5, -1, -5))
    bodies = (letters[at : at + GROUP_LENGTH] for at in range(0, len(letters), GROUP_LENGTH))
    groups = (body + _check_letter(head.lines, place, body) for place, body in enumerate(bodies, start=1))
    return "-".join((str(head.lines), *groups))


def _check_letter(lines: int, place: int, body: str) -> str:
    """The check character of a group. It knows the number of lines and the group's place, so that neither a slip in the
    number nor two groups that changed places go unnoticed."""
    return str(luhn.calc_check_digit(f"{lines}{place}{body}", ALPHABET))


def read_head(typed: str) -> HistoryHead:
    """A head as somebody typed it from paper, or with its whole hash (``lines-64 hexadecimal digits``).

    Raises InvalidField that names the group that was mistyped.
    """
    number, _, rest = "".join(typed.split()).partition("-")
    if not re.fullmatch(r"[0-9]{1,12}", number) or not rest:
        raise InvalidField("head", "请照抄纸上“操作记录”一行：先是条数，再是各组字符，中间用“-”隔开")
    lines = int(number)
    if re.fullmatch(r"[0-9A-Fa-f]{64}", rest):
        return HistoryHead(lines, rest.lower())
    text = rest.upper().replace("-", "").translate(str.maketrans("OIL", "011"))
    size = GROUP_LENGTH + 1
    groups = [text[at : at + size] for at in range(0, len(text), size)]
    for place, group in enumerate(groups, start=1):
        if (
            len(group) != size
            or set(group) - set(ALPHABET)
            or _check_letter(lines, place, group[:-1]) != group[-1]
        ):
            raise InvalidField("head", f"第{place}组“{group}”或者前面的条数抄错了，请对照纸上的一行改正")
    if len(groups) != GROUPS:
        raise InvalidField("head", f"应有{GROUPS}组，现在是{len(groups)}组，请补全")
    return HistoryHead(lines, _hash_of(groups))


def _hash_of(groups: list[str]) -> str:
    """The part of the hash that the groups say."""
    value = 0
    for char in "".join(group[:-1] for group in groups):
        value = value << 5 | ALPHABET.index(char)
    return f"{value:0{BITS // 4}x}"
