"""Formulas where a value should be.

Excel, WPS and LibreOffice keep a formula's last value beside it, and that is what is read. Other programs
write the formula alone: the reader then sees an empty cell. These cells are found again here, and where
what Excel would show stands in the formula itself (the label of a HYPERLINK, a plain text) it is taken.
"""

from __future__ import annotations

import html
import re
import zipfile
from pathlib import Path
from typing import IO

from defusedxml import ElementTree

_BLOCK = 1 << 18
_OVERLAP = 1 << 16  # longer than any formula (8,192 characters) with its cell around it
_WITHOUT_VALUE = re.compile(
    rb"<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_PLACE = re.compile(rb"([A-Z]{1,3})([0-9]{1,7})")
_FORMULA = re.compile(r"=\s*[-+@(A-Za-z_$\"'0-9{\[]")
_TEXT = r'"((?:[^"]|"")*)"'
_HYPERLINK = re.compile(rf"=\s*HYPERLINK\s*\(\s*{_TEXT}\s*(?:[,;]\s*{_TEXT}\s*)?\)\s*", re.IGNORECASE)
_CONSTANT = re.compile(rf"=\s*(?:{_TEXT}|([0-9]+))\s*")


def is_formula(text: str) -> bool:
    """Whether a text is a formula and no sentence that happens to begin with =."""
    return _FORMULA.match(text) is not None


def is_constant(formula: str) -> bool:
    """Whether a formula is a plain text: ="0351-7654321", by which clerks keep zeros in a .csv."""
    return _CONSTANT.fullmatch(formula) is not None


def shown_label(formula: str) -> str | None:
    """What Excel shows for a formula without reckoning; None when it would have to reckon."""
    if link := _HYPERLINK.fullmatch(formula):
        address, label = link.groups()
        return (label if label is not None else address).replace('""', '"')
    if constant := _CONSTANT.fullmatch(formula):
        text, number = constant.groups()
        return text.replace('""', '"') if text is not None else number
    return None


def formulas_without_value(path: Path, sheet: str) -> dict[tuple[int, int], str]:
    """The formulas of an .xlsx sheet that have no value beside them: (row from 1, column from 0) → "=…".

    Streams the sheet's XML; nothing is found in a sheet that cannot be located.
    """
    with zipfile.ZipFile(path) as package:
        part = _part_of(package, sheet)
        found: dict[tuple[int, int], str] = {}
        if not part:
            return found
        with package.open(part) as stream:
            found.update(_in_stream(stream))
        return found


def _in_stream(stream: IO[bytes]) -> dict[tuple[int, int], str]:
    """The formulas without value in a sheet's XML, which is looked at closely from the first formula on.

    A first formula always has a text, and so an end tag; most sheets have none at all.
    """
    found: dict[tuple[int, int], str] = {}
    before, end_tag, any_yet = b"", b"", False
    while block := stream.read(_BLOCK):
        end_tag = end_tag or (b"</f>" if b"<worksheet" in block else b":f>")
        any_yet = any_yet or end_tag in block or end_tag in before[-4:] + block[:4]
        if any_yet:
            found.update(_in_window(before[-_OVERLAP:] + block))
        before = block
    return found


def _in_window(window: bytes) -> dict[tuple[int, int], str]:
    """The formulas without value in a stretch of XML; a cell's place is the nearest r="…" before its formula."""
    found: dict[tuple[int, int], str] = {}
    for match in _WITHOUT_VALUE.finditer(window):
        start = window.rfind(b' r="', 0, match.start())
        if place := _PLACE.match(window, start + 4):
            formula = html.unescape((match[1] or b"").decode("utf-8", "replace"))
            found[int(place[2]), _column(place[1])] = f"={formula}"
    return found


def _column(letters: bytes) -> int:
    """A → 0, Z → 25, AA → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _part_of(package: zipfile.ZipFile, sheet: str) -> str:
    """The name of the part that holds a sheet, by the workbook's relations; empty when it is not to be found, or when
    what says so is torn or has entities."""
    try:
        return _located(package, sheet)
    except (ElementTree.ParseError, ValueError):
        return ""


def _located(package: zipfile.ZipFile, sheet: str) -> str:
    """The same. Raises ParseError, and ValueError for entities."""
    names = set(package.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return ""
    targets = {
        entry.get("Id"): entry.get("Target", "")
        for entry in ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    }
    for entry in ElementTree.fromstring(package.read("xl/workbook.xml")).iter():
        if entry.tag.endswith("}sheet") and entry.get("name") == sheet:
            target = next((targets.get(value, "") for key, value in entry.items() if key.endswith("}id")), "")
            part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            return part if part in names else ""
    return ""
