"""What changed since a leader last looked, and what differs from the wish that came back, in words to read."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.domain.looks import FieldChange, Look, LookLine
from ui.theme import QUIET

LONGEST = 400


def tr(text: str) -> str:
    return QCoreApplication.translate("LookWords", text)


def look_heading(look: Look) -> str:
    """Since when, and how many things."""
    if look.since is None:
        return tr("您第一次看本事项。")
    return tr("上次查看以来（{at}）：{count}项").format(at=f"{look.since:%m-%d %H:%M}", count=len(look.lines))


def look_lines(look: Look, most: int) -> str:
    """The newest things, a line each."""
    left_out = len(look.lines) - most
    more = [tr("…更早的{count}项见“程序”“办理”").format(count=left_out)] if left_out > 0 else []
    return "\n".join([*more, *(line.words.replace("\n", " ") for line in look.lines[-most:])])


def look_html(look: Look) -> str:
    """The things one below the other, the newest last."""
    return "<br>".join(map(_line, look.lines))


def _line(line: LookLine) -> str:
    head = f"<span style='color:{QUIET}'>{line.at:%m-%d %H:%M} {escape(line.operator)}</span> {escape(line.text)}"
    if line.was or line.became:
        head += "　" + change_html(line.was, line.became)
    details = [f"&nbsp;&nbsp;{escape(label)}：{escape(words)}" for label, words in line.details]
    return "<br>".join([head, *details])


def change_html(was: str, became: str) -> str:
    """Before → after: what went is struck through, what came stands bold."""
    nothing = tr("（空）")
    return f"<s>{_cut(was) or nothing}</s> → <b>{_cut(became) or nothing}</b>"


def _cut(text: str) -> str:
    short = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return escape(short).replace("\n", "<br>")


def differences_html(changes: Sequence[FieldChange], word: str) -> str:
    """What was changed since it came back with a word."""
    said = "<p>" + tr("上次退回：“{word}”").format(word=escape(word)) + "</p>" if word else ""
    if not changes:
        return said + "<p>" + tr("与上次送审的一样，没有改动。") + "</p>"
    lines = [f"<p>{escape(one.label)}：{change_html(one.was, one.became)}</p>" for one in changes]
    return said + "".join(lines)


def wish_html(view: Any) -> str:
    """Everything beside the paper of a wish: a ``WishView``, whose module is imported on the worker."""
    parts = []
    if view.before is not None:
        parts.append(_part(tr("与上次送审不同之处"), differences_html(view.changes, view.before.word)))
    parts.append(
        _part(look_heading(view.look), "<p>" + (look_html(view.look) or tr("没有新的变动。")) + "</p>")
    )
    asked = [f"<p>{escape(label)}：{_cut(words)}</p>" for label, words in view.asked if words]
    if asked:
        parts.append(_part(tr("填写的要件"), "".join(asked)))
    return "".join(parts)


def _part(heading: str, html: str) -> str:
    return f"<p><b>{heading}</b></p>{html}"
