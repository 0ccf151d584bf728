"""Backups: which are kept, when one is too old, and what is said of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import IntEnum

from app.domain.codes import Labelled


class Occasion(Labelled):
    """Why a backup was made."""

    CLOSE = "close", "关闭时"
    DAILY = "daily", "每日"
    MIGRATION = "migration", "升级前"
    IMPORT = "import", "导入前"
    REKEY = "rekey", "换密钥前"
    MANUAL = "manual", "手动"


BEFORE = frozenset({Occasion.MIGRATION, Occasion.IMPORT, Occasion.REKEY})
"""Made before something that may turn out wrong only days later."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """How many are kept: the newest of so many days, weeks and months that have one.

    Those made before a migration, an import or a re-key stay ``before_days`` days; a desk that a restore replaced
    stays ``replaced_days``.
    """

    daily: int = 12
    weekly: int = 10
    monthly: int = 9
    before_days: int = 30
    replaced_days: int = 90


@dataclass(frozen=True, slots=True)
class GoodBackup:
    """A backup that was written, read back, opened, checked and counted. ``id`` grows with every one."""

    id: int
    at: dt.datetime
    operator: str
    occasion: Occasion
    folder: str
    file_name: str
    sha256: str
    size: int
    cases: int
    documents: int
    history: int
    head: str


@dataclass(frozen=True, slots=True)
class Trial:
    """A restore that was tried: whether it passed, and what was found."""

    at: dt.datetime
    operator: str
    file_name: str
    sha256: str
    cases: int
    history: int
    passed: bool
    words: str = ""


def keep(backups: Iterable[GoodBackup], today: dt.date, numbers: Keeping) -> set[GoodBackup]:
    """Those of one place that stay; whatever order they come in. Manual ones always stay, and so does the newest.

    A backup from a day that has not come yet (the clock ran ahead) counts as today's.
    """
    newest_first = sorted(backups, key=lambda one: one.id, reverse=True)
    kept = {one for one in newest_first if _stays(one, today, numbers)} | set(newest_first[:1])
    rotated = [one for one in newest_first if one.occasion is not Occasion.MANUAL]
    periods: tuple[tuple[int, Callable[[dt.date], object]], ...] = (
        (numbers.daily, lambda day: day),
        (numbers.weekly, lambda day: day.isocalendar()[:2]),
        (numbers.monthly, lambda day: (day.year, day.month)),
    )
    taken: set[GoodBackup] = set()
    for count, period in periods:
        firsts: dict[object, GoodBackup] = {}
        for one in rotated:
            firsts.setdefault(period(min(one.at.date(), today)), one)
        # in the order of days, not of being made: a clock that once ran behind must not push others out
        order = sorted(firsts, key=lambda name: min(firsts[name].at.date(), today), reverse=True)
        taken |= set([firsts[name] for name in order if firsts[name] not in taken][:count])
    return kept | taken


def given_way(known: Iterable[GoodBackup], today: dt.date, numbers: Keeping, *, used: str) -> set[GoodBackup]:
    """Of the backups at hand those that need not be kept, place by place; ``used`` is the folder where they go now.

    In a place where none come any more, what ``gone_by`` promises goes too, the newest of that place included.
    """
    places: dict[str, set[GoodBackup]] = {}
    for one in known:
        places.setdefault(one.folder, set()).add(one)
    gone: set[GoodBackup] = set()
    for folder, there in places.items():
        kept = keep(there, today, numbers)
        aged = {one for one in kept if one.occasion is not Occasion.MANUAL and _aged(one, today, numbers)}
        gone |= there - (kept if folder == used else kept - aged)
    return gone


def _aged(one: GoodBackup, today: dt.date, numbers: Keeping) -> bool:
    """Whether a backup would have given way by now where one is made every day."""
    return gone_by(one.at.date(), numbers) < today


def _stays(one: GoodBackup, today: dt.date, numbers: Keeping) -> bool:
    """Whether a backup stays without taking anybody's place."""
    young = (today - one.at.date()).days <= numbers.before_days
    return one.occasion is Occasion.MANUAL or (one.occasion in BEFORE and young)


def gone_by(erased_on: dt.date, numbers: Keeping) -> dt.date:
    """From when no rotated backup holds what was erased on a day, at a desk that is backed up every day.

    Manual backups, sticks in a drawer and a desk that is not opened do not age.
    """
    return erased_on + dt.timedelta(
        days=numbers.daily + 7 * (numbers.weekly + 1) + 31 * (numbers.monthly + 1)
    )


class Loudness(IntEnum):
    """How loudly an age is told."""

    CALM = 0
    NOTE = 1
    LOUD = 2
    ALARM = 3


@dataclass(frozen=True, slots=True)
class Steps:
    """From how many natural days on an age is told more loudly."""

    note: int
    loud: int
    alarm: int

    def loudness(self, days: int) -> Loudness:
        """How loudly an age of so many days is told."""
        return Loudness(sum(days >= step for step in (self.note, self.loud, self.alarm)))


@dataclass(frozen=True, slots=True)
class Ages:
    """What the ages of backup and trial are measured by."""

    backup: Steps
    trial: Steps


@dataclass(frozen=True, slots=True)
class Said:
    """One thing told in words, and how loudly."""

    level: Loudness
    words: str


@dataclass(frozen=True, slots=True)
class BackupState:
    """How the backups stand: the last good one, the last one outside the desk's own disk, the last trial.

    ``target`` is the chosen folder (empty: none), ``here`` whether it can be reached now and lies on another disk.
    """

    backup: Said
    trial: Said
    last: GoodBackup | None = None
    away: GoodBackup | None = None
    tried: Trial | None = None
    target: str = ""
    here: bool = False

    @property
    def level(self) -> Loudness:
        """The louder of both."""
        return max(self.backup.level, self.trial.level)


def backup_said(
    last: GoodBackup | None, away: GoodBackup | None, since: dt.date | None, today: dt.date, steps: Steps
) -> Said:
    """The age of the last good backup; one on the desk's own disk calms nobody for long.

    ``since`` is the day of the first case (None: there is nothing to lose yet).
    """
    if since is None:
        return Said(Loudness.CALM, "还没有登记事项，不用备份")
    start = min(since, today)
    days = (today - (away.at.date() if away else start)).days
    level = steps.loudness(days)
    if away is None:
        level = max(level, Loudness.NOTE)
    words = "还没有备份"
    if last is not None and away is None:
        words = f"备份只在本机硬盘上（最近一次：{_ago(last.at.date(), today)}），硬盘坏了就都没有了"
    elif last is not None and away is not None and last.id == away.id:
        words = f"最近一次备份：{_ago(away.at.date(), today)}"
    elif last is not None and away is not None:
        words = f"移动盘上的备份：{_ago(away.at.date(), today)}（本机上的：{_ago(last.at.date(), today)}）"
    return Said(level, _LOUDER[level].format(what=words))


_LOUDER = {
    Loudness.CALM: "{what}",
    Loudness.NOTE: "{what}，该备份到另一个盘了",
    Loudness.LOUD: "{what}。请今天就备份到另一个盘",
    Loudness.ALARM: "{what}！电脑一坏，这些天登记的全部丢失，请马上备份到另一个盘",
}


def trial_said(tried: Trial | None, since: dt.date | None, today: dt.date, steps: Steps) -> Said:
    """The age of the last restore that was tried. ``since`` is the day of the first backup (None: there is none)."""
    if tried is not None and not tried.passed:
        return Said(Loudness.ALARM, f"上次恢复演练没有通过（{tried.words}）！请马上重新备份，再演练一次")
    if tried is None and since is None:
        return Said(Loudness.CALM, "还没有备份可以演练")
    start = tried.at.date() if tried else since
    assert start is not None
    level = steps.loudness((today - start).days)
    what = f"恢复演练：{_ago(tried.at.date(), today)}通过" if tried else "还没有演练过恢复"
    words = {
        Loudness.CALM: "{what}",
        Loudness.NOTE: "{what}，该演练一次了",
        Loudness.LOUD: "{what}。没有演练过的备份不一定能用，请今天演练一次",
        Loudness.ALARM: "{what}！谁也不知道备份还能不能用，请马上演练一次",
    }
    return Said(level, words[level].format(what=what))


def _ago(day: dt.date, today: dt.date) -> str:
    """今天, 昨天, 12天前; a day that has not come yet is named itself."""
    days = (today - day).days
    if days < 0:
        return f"{day}（时钟不对？）"
    return ("今天", "昨天", "前天")[days] if days < len(("今天", "昨天", "前天")) else f"{days}天前"


def newest(backups: Collection[GoodBackup]) -> GoodBackup | None:
    """The last one made, by the order of making and not by the clock."""
    return max(backups, key=lambda one: one.id, default=None)
