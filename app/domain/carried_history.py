"""What a packet carries of its sender's history, held against what came before: a history only ever grows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.domain.history import CarriedHead
from app.domain.inbox import Finding, Notice, Weight
from app.domain.packets import PacketHead


def check_carried(head: PacketHead, earlier: Sequence[CarriedHead]) -> Iterator[Notice]:
    """Whether the sender's history went on since the packets that it made before this one: it only ever grows.

    A packet of an older program carries no head, and says nothing.
    """
    if head.history is None:
        return
    before = [one for one in earlier if one.sequence < head.sequence]
    most = max(before, key=lambda one: one.head.lines, default=None)
    if most is None or head.history.lines > most.head.lines or head.history == most.head:
        return
    fewer = head.history.lines < most.head.lines
    less = f"只有{head.history.lines}条，比{most.packet}所带的{most.head.lines}条少"
    what = less if fewer else f"条数与{most.packet}所带的相同，校验值不同"
    sentence = (
        f"{head.sender_name}的操作记录{what}：可能被截去或换过，也可能是它从备份恢复过。"
        "事项可以导入；请通知该单位的监督员核对操作记录。"
    )
    yield Notice(Finding.FEWER_LINES, sentence, Weight.CONFIRM)


def newest_carried(heads: Sequence[CarriedHead]) -> CarriedHead | None:
    """What a station carried last, and whether an earlier packet of it had carried more."""
    newest = max(heads, key=lambda one: one.sequence, default=None)
    if newest is None:
        return None
    return replace(
        newest,
        fewer=any(one.head.lines > newest.head.lines for one in heads if one.sequence < newest.sequence),
    )
