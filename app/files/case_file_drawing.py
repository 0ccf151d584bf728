"""Looks at the operators of a page, a form, a pattern or a character: what PDF/A-2b does not let them do."""

from __future__ import annotations

import re
from typing import Any

import pikepdf

from app.files.case_file_reasons import Unfit

CMYK = frozenset(("/DeviceCMYK", "/CMYK"))
INTENTS = frozenset(("/RelativeColorimetric", "/AbsoluteColorimetric", "/Perceptual", "/Saturation"))
_WATCHED = "q Q k K cs CS ri BI ID EI"
_KNOWN = frozenset(
    [
        *("b", "B", "b*", "B*", "BDC", "BMC", "BT", "BX", "c", "cm", "CS", "cs", "d", "d0", "d1", "Do", "DP"),
        *(
            "EMC",
            "ET",
            "EX",
            "f",
            "F",
            "f*",
            "G",
            "g",
            "gs",
            "h",
            "i",
            "j",
            "J",
            "K",
            "k",
            "l",
            "m",
            "M",
            "MP",
        ),
        *("n", "q", "Q", "re", "RG", "rg", "ri", "s", "S", "SC", "sc", "SCN", "scn", "sh", "T*", "Tc", "Td"),
        *("TD", "Tf", "TJ", "Tj", "TL", "Tm", "Tr", "Ts", "Tw", "Tz", "v", "w", "W", "W*", "y", "'", '"'),
        "INLINE IMAGE",
    ]
)
"""All operators there are; PDF/A allows no others, not even between BX and EX (6.2.2)."""

_SHOWING = frozenset(("Tj", "TJ", "'", '"'))
_LARGE = 2 << 20
"""Bytes from which on only the operators that can do harm are looked at: a megabyte of them takes 75 MB."""

_NAME = re.compile(rb"/[^\s/<>\[\]()]+")
_DEEPEST = 26
"""A file may save its state 28 deep; ours takes one more on every page."""


def content_streams(page: pikepdf.Page) -> list[pikepdf.Stream]:
    """The streams that draw a page, in their order."""
    contents = page.obj.get("/Contents")
    if contents is None:
        return []
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    return [stream for stream in streams if isinstance(stream, pikepdf.Stream)]


def _size(drawing: Any) -> int:
    """How long the text of a drawing is, unpacked."""
    streams = content_streams(drawing) if isinstance(drawing, pikepdf.Page) else [drawing]
    return sum(len(stream.read_bytes()) for stream in streams)


def check_drawing(drawing: Any, colours: set[str]) -> dict[str, set[int]]:
    """The operators of a page, a form, a pattern or a character: colours, balance, pictures in the text.

    Adds the names of the colour spaces that are chosen to ``colours``; gives the bytes that are shown in each font
    (of an endless drawing none). Raises Unfit.
    """
    shown: dict[str, set[int]] = {}
    fonts = [""]
    watched = _WATCHED if _size(drawing) > _LARGE else ""
    for instruction in pikepdf.parse_content_stream(drawing, watched):
        operator = str(instruction.operator)
        if operator not in _KNOWN:
            raise Unfit("页面内容含有不规范的绘图指令")
        if operator in ("cs", "CS"):
            colours.add(str(instruction.operands[0]))
        if operator == "ri" and str(instruction.operands[0]) not in INTENTS:
            raise Unfit("使用了归档格式不允许的呈色意向")
        if operator == "INLINE IMAGE":
            _check_inline(instruction, colours)
        if operator in ("k", "K") or not colours.isdisjoint(CMYK):
            raise Unfit("使用了印刷用的CMYK颜色")
        _follow_text(operator, instruction, fonts, shown)
        if not 1 <= len(fonts) <= _DEEPEST + 1:
            raise Unfit("页面内容的保存与恢复不成对或嵌套过深")
    if len(fonts) > 1:
        raise Unfit("页面内容的保存与恢复不成对或嵌套过深")
    return shown


def _follow_text(operator: str, instruction: Any, fonts: list[str], shown: dict[str, set[int]]) -> None:
    """Which font is set (a state that is saved and restored), and what is shown in it."""
    if operator == "q":
        fonts.append(fonts[-1])
    elif operator == "Q":
        fonts.pop()
    elif operator == "Tf":
        fonts[-1] = str(instruction.operands[0])
    elif operator in _SHOWING:
        for operand in instruction.operands:
            pieces = operand if isinstance(operand, pikepdf.Array) else [operand]
            for piece in pieces:
                if isinstance(piece, pikepdf.String):
                    shown.setdefault(fonts[-1], set()).update(bytes(piece))


def _check_inline(instruction: Any, colours: set[str]) -> None:
    """A picture inside the text of a page; every name in it may be that of its colours."""
    words = instruction.operands[0].unparse()
    colours.update(name.decode("latin-1") for name in _NAME.findall(words))
    if b"LZW" in words:
        raise Unfit("页面内嵌图片使用了归档格式不接受的压缩方式")
