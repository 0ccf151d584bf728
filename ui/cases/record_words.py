"""An act's record, a clock, a paper, in words for people to read."""

from __future__ import annotations

import datetime as dt
from html import escape

from PySide6.QtCore import QCoreApplication

from app.domain.acts import ActRecord
from app.domain.asked import RESULTS
from app.domain.deadlines import Deadline, Near, Whose
from app.domain.document_specs import SPECS
from app.domain.documents import IssuedDocument
from app.domain.fields import NO, YES, Field, FieldKind
from app.domain.procedure import MOVES
from ui.theme import QUIET, clock_words

LONGEST = 90
MORE_OF_PAPERS = frozenset({"days", "reason", "decision", "adopted", "organ", "right_from", "held"})
"""Fields of a paper that a reader of the time line wants; the paper itself says the rest."""


def tr(text: str) -> str:
    return QCoreApplication.translate("RecordWords", text)


def fields_of(record: ActRecord) -> list[tuple[str, str]]:
    """The key fields of a record: label and words."""
    move = MOVES.get(record.act)
    if move is None:
        return []
    own = {field.name for field in move.fields}
    paper = SPECS[move.document].fields if move.document else ()
    wanted = [*move.fields, *(f for f in paper if f.name in MORE_OF_PAPERS and f.name not in own)]
    found = [(field.label, _value(field, record.fields.get(field.name, ""))) for field in wanted]
    found += [
        (tr("诉求{at}").format(at=name.removeprefix("result_")), dict(RESULTS).get(value, value))
        for name, value in sorted(record.fields.items())
        if name.startswith("result_")
    ]
    return [(label, words) for label, words in found if words]


def _value(field: Field, text: str) -> str:
    if field.kind is FieldKind.CHECK:
        return {YES: tr("是"), NO: tr("否")}.get(text, "")
    words = dict(field.choices).get(text, text).replace("\n", " ")
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


def record_html(record: ActRecord, papers: dict[int, IssuedDocument]) -> str:
    """One entry of the time line; what was taken back is struck through, with the reason."""
    move = MOVES.get(record.act)
    head = f"<b>{record.on}　{escape(move.label if move else record.act)}</b>"
    by = escape(record.operator)
    if record.approved_by and record.approved_by != record.operator:
        by += tr("　{name} 批准").format(name=escape(record.approved_by))
    if record.own_decision:
        by += "　" + escape(record.own_decision)
    lines = [f"{head}　<span style='color:{QUIET}'>{by}</span>"]
    lines += [f"{escape(label)}：{escape(words)}" for label, words in fields_of(record)]
    if paper := papers.get(record.document_id):
        lines.append(tr("文书：{kind} {number}").format(kind=paper.kind.label, number=escape(paper.number)))
    if record.stands:
        return "<p>" + "<br>".join(lines) + "</p>"
    undone = tr("已撤销：{by} {at} · {reason}").format(
        by=escape(record.undone_by),
        at=f"{record.undone_at:%Y-%m-%d %H:%M}",
        reason=escape(record.undone_reason),
    )
    return "<p><s>" + "</s><br><s>".join(lines) + f"</s><br>◀ {undone}</p>"


def clock_html(clock: Deadline, today: dt.date, near: Near) -> str:
    """One clock as a line of a table: shape and word in its colour, name, due date, whose it is."""
    words, colour = clock_words(clock, today, near)
    right = (
        f"<br><span style='color:{QUIET}'>" + tr("信访人的权利") + "</span>"
        if clock.whose is Whose.RIGHT
        else ""
    )
    about = [tr("延长{days}日").format(days=clock.extend_days)] if clock.extend_days else []
    about += [tr("扣除{n}段").format(n=len(clock.pauses))] if clock.pauses else []
    about += [tr("暂定，日历未公布")] if clock.provisional else []
    about += [tr("{day} 结束").format(day=clock.ended_on)] if clock.ended_on else []
    more = f"<br><span style='color:{QUIET}'>" + "，".join(about) + "</span>" if about else ""
    return (
        f"<tr><td><span style='color:{colour}'>{escape(words)}</span></td>"
        f"<td>{clock.rule} {escape(clock.name)}{right}</td><td>{clock.due_on}{more}</td></tr>"
    )


def service_words(paper: IssuedDocument) -> str:
    """Whether a paper reached the petitioner, or was taken back."""
    if not paper.stands:
        return tr("× 已收回：{reason}").format(reason=paper.withdrawn_reason)
    if not paper.serve:
        return ""
    if paper.served_on:
        return tr("✓ 已送达 {day}").format(day=paper.served_on)
    return tr("△ 待送达")
