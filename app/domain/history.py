"""操作记录: what a line says, what an auditor asks for, what a proof finds, and the head that people keep on paper.

A line of form 1 was written before roles and changes were kept; form 2 has them in its hash, with its own number. Forms
only grow along the chain, so that a line cannot be passed off as an old one that proves less.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.codes import Labelled, Role
from app.domain.packet_texts import cover_numbers

FIRST = "0" * 64
"""What stands for the hash before the first line."""
LONGEST_CHANGE = 200
"""Characters that are kept of what was and of what became."""


AUDITORS_ACTS = frozenset(
    {
        "backup",
        "backup_removed",
        "export_calendar",
        "export_history",
        "export_ledger",
        "history_seal",
        "passphrase",
        "station_keys",
        "wrong_passphrase",
    }
)
"""What somebody who is auditor alone may leave in the history: what he reads and carries away, his own passphrase, and
what the desk does by itself whoever works at it. All else changes something."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One act: who in which roles did what to which case, when, and from what to what.

    ``text``, ``was`` and ``became`` are for people to read, in Chinese; ``act`` and ``roles`` are codes.
    """

    at: dt.datetime
    operator: str
    act: str
    text: str
    case_number: str = ""
    roles: tuple[Role, ...] = ()
    was: str = ""
    became: str = ""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A line as it is read: its number, and whether the PC's clock stood behind the line before.

    ``hidden`` says that nothing but who, when and the act's name may be shown (Art. 30).
    """

    number: int
    at: dt.datetime
    operator: str
    act: str
    text: str
    case_number: str = ""
    roles: tuple[Role, ...] = ()
    was: str = ""
    became: str = ""
    rewound: bool = False
    hidden: bool = False

    @property
    def change(self) -> str:
        """旧值 → 新值, empty when the act changed no kept value."""
        return change_words(self.was, self.became)

    @property
    def role_words(self) -> str:
        """登记员、负责人; empty for an old line, which kept none."""
        return "、".join(role.label for role in self.roles)


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """What an auditor looks for: empty fields do not filter; both days count; ``text`` is looked for as it is."""

    first: dt.date | None = None
    last: dt.date | None = None
    operator: str = ""
    act: str = ""
    case_number: str = ""
    text: str = ""

    def __bool__(self) -> bool:
        """Whether anything is left out."""
        return self != HistoryFilter()


@dataclass(frozen=True, slots=True)
class ClockStep:
    """The PC's clock stands behind the last line: when that was written, and what the clock says now."""

    last: dt.datetime
    now: dt.datetime

    @property
    def sentence(self) -> str:
        """What the clerk reads."""
        return (
            f"电脑时钟倒退了：上一条操作记录是{self.last:%Y-%m-%d %H:%M:%S}，现在是{self.now:%Y-%m-%d %H:%M:%S}。"
            "工作照常进行，记录里会注明“时钟回拨”；请校准电脑的日期和时间。"
        )


def change_words(was: str, became: str) -> str:
    """旧值 → 新值; （无） for what was not there before or is not there any more. One named value is named once:
    状态：已登记 → 办理中."""
    name, colon, old = was.partition("：")
    if colon and "；" not in was and became.startswith(name + colon):
        return f"{name}：{old} → {became.removeprefix(name + colon)}"
    return f"{was or '（无）'} → {became or '（无）'}" if was or became else ""


def kept_change(text: str) -> str:
    """What is kept of a value that changed: on one line, no number in full, cut with an ellipsis."""
    plain = cover_numbers(" ".join(text.split()), ())
    return plain if len(plain) <= LONGEST_CHANGE else plain[: LONGEST_CHANGE - 1] + "…"


def differing(was: Iterable[tuple[str, str]], became: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """The named values that differ, before and after: 电话：1；负责人：甲 → 电话：2；负责人：乙.

    Both have the same names in the same order.
    """
    pairs = [(old, new) for old, new in zip(was, became, strict=True) if old != new]
    sides = ([old for old, _ in pairs], [new for _, new in pairs])
    one, other = ("；".join(f"{name}：{value or '（空）'}" for name, value in side) for side in sides)
    return one, other


# --- the head -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HistoryHead:
    """How long the history is and the hash of its last line: whoever keeps it elsewhere notices a cut tail.

    ``hash`` is whole (64 hexadecimal digits), or as much of its beginning as is printed in groups.
    """

    lines: int
    hash: str

    def is_of(self, hash_: str | None) -> bool:
        """Whether the line of that number has the hash; None is that of a line that is not there."""
        return hash_ is not None and hash_.startswith(self.hash)


# --- the proof ----------------------------------------------------------------------------------------------


class Fault(Labelled):
    """What is wrong with the first line that does not fit."""

    MISSING = "missing", "缺了这一条"
    CHANGED = "changed", "内容被改动过"
    ORDER = "order", "与上一条接不上：顺序被换过，或者前面被删改、插入过"
    DOWNGRADED = "downgraded", "格式倒退：被改成了旧格式的一条"
    CUT = "cut", "末尾被截去"
    OTHER = "other", "与以前印出或带走的校验值不符：整个记录被换过"


@dataclass(frozen=True, slots=True)
class HistoryFault:
    """The first broken line, and what is wrong with it; ``source`` is where the head came from that shows it."""

    line: int
    fault: Fault
    source: str = ""

    @property
    def sentence(self) -> str:
        """What the auditor reads."""
        if self.fault is Fault.CUT:
            return f"操作记录在第{self.line}条处被截断：{self.source}记有更多条。请保留现场，用备份核对。"
        shown = f"（{self.source}）" if self.source else ""
        return f"操作记录第{self.line}条{self.fault.label}{shown}。请保留现场，用备份核对。"


@dataclass(frozen=True, slots=True)
class HistoryCheck:
    """What a proof of the chain found: its lines, its head, the first fault, and how many heads from elsewhere it was
    held against."""

    lines: int
    head: HistoryHead
    fault: HistoryFault | None = None
    heads: int = 0

    @property
    def broken_at(self) -> int | None:
        """The first broken line."""
        return self.fault.line if self.fault else None


@dataclass(frozen=True, slots=True)
class KnownHead:
    """A head that was kept elsewhere, and where: 备份记录 2026-11-24, 纸上抄来的."""

    head: HistoryHead
    source: str


@dataclass(frozen=True, slots=True)
class CarriedHead:
    """What a station's packet carried: whose, in which packet, made when; ``fewer`` says that it carried more before."""

    sender_code: str
    sender_name: str
    packet: str
    sequence: int
    made_at: dt.datetime
    head: HistoryHead
    fewer: bool = False
