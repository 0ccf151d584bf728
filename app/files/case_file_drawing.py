"""Looks at the operators of a page, a form, a pattern or a character: what PDF/A-2b does not let them do."""

from __future__ import annotations

import re
from typing import Any

import pikepdf

from app.files.case_file_reasons import Unfit

CMYK = frozenset(("/DeviceCMYK", "/CMYK"))
INTENTS = frozenset(("/RelativeColorimetric", "/AbsoluteColorimetric", "/Perceptual", "/Saturation"))
_WATCHED = "q Q k K cs CS ri BI ID EI"
_NAME = re.compile(rb"/[^\s/<>\[\]()]+")
_DEEPEST = 26
"""A file may save its state 28 deep; ours takes one more on every page."""


def check_drawing(drawing: Any, colours: set[str]) -> None:
    """The operators of a page, a form, a pattern or a character: colours, balance, pictures in the text.

    Adds the names of the colour spaces that are chosen to ``colours``. Raises Unfit.
    """
    depth = 0
    for instruction in pikepdf.parse_content_stream(drawing, _WATCHED):
        operator = str(instruction.operator)
        if operator in ("cs", "CS"):
            colours.add(str(instruction.operands[0]))
        if operator == "ri" and str(instruction.operands[0]) not in INTENTS:
            raise Unfit("使用了归档格式不允许的呈色意向")
        if operator == "INLINE IMAGE":
            _check_inline(instruction, colours)
        if operator in ("k", "K") or not colours.isdisjoint(CMYK):
            raise Unfit("使用了印刷用的CMYK颜色")
        depth += {"q": 1, "Q": -1}.get(operator, 0)
        if not 0 <= depth <= _DEEPEST:
            raise Unfit("页面内容的保存与恢复不成对或嵌套过深")
    if depth:
        raise Unfit("页面内容的保存与恢复不成对或嵌套过深")


def _check_inline(instruction: Any, colours: set[str]) -> None:
    """A picture inside the text of a page; every name in it may be that of its colours."""
    words = instruction.operands[0].unparse()
    colours.update(name.decode("latin-1") for name in _NAME.findall(words))
    if b"LZW" in words:
        raise Unfit("页面内嵌图片使用了归档格式不接受的压缩方式")
