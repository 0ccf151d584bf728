"""The numbers of headings in an official letter: 一、 and （一） (GB/T 9704-2012, 7.3.3)."""

from __future__ import annotations

import re

_DIGITS = "零一二三四五六七八九"
_FIRST = re.compile(r"^[一二三四五六七八九十]+、")
_SECOND = re.compile(r"^（[一二三四五六七八九十]+）")


def heading_level(line: str) -> int:
    """1 for 一、, 2 for （一）, 0 for body text."""
    if _FIRST.match(line):
        return 1
    return 2 if _SECOND.match(line) else 0


def chinese_number(number: int) -> str:
    """1 → 一, 12 → 十二, 20 → 二十; headings never reach a hundred."""
    tens, ones = divmod(number, 10)
    text = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return text + (_DIGITS[ones] if ones or not tens else "")


def next_heading(lines_before: list[str], level: int) -> str:
    """The mark of the next heading of a level after the lines that stand before it."""
    count = 0
    for line in lines_before:
        found = heading_level(line)
        if found == level:
            count += 1
        elif found and found < level:
            count = 0
    number = chinese_number(count + 1)
    return f"{number}、" if level == 1 else f"（{number}）"


def without_heading(line: str) -> str:
    """The line without the mark it begins with."""
    return _SECOND.sub("", _FIRST.sub("", line))
