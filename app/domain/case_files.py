"""卷宗: what the archive gets of one case, and how long it is kept (domain facts 11.3; 档案法 13, 14)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from app.domain.errors import InvalidField

PERMANENT = "永久"
SHORTEST_YEARS = 10
"""Fixed-term periods are 30 or 10 years as a rule; under 10 an enterprise's table does not comply (10号令 Art. 7)."""

_YEARS = re.compile(r"([0-9]{1,3})年")


@dataclass(frozen=True, slots=True)
class RetentionPeriod:
    """保管期限. ``years`` 0 stands for 永久."""

    years: int

    @property
    def words(self) -> str:
        """As it is printed on the cover: 永久, 30年."""
        return f"{self.years}年" if self.years else PERMANENT

    def last_day(self, closed_on: dt.date) -> dt.date | None:
        """The last day of keeping, counted from 1 January after the file was closed; None for 永久."""
        return dt.date(closed_on.year + self.years, 12, 31) if self.years else None


@dataclass(frozen=True, slots=True)
class RetentionRules:
    """The unit's approved periods, from ``archive.toml``, the unit's own above the program's."""

    major: RetentionPeriod
    with_opinion: RetentionPeriod
    without_opinion: RetentionPeriod


def parse_period(text: str) -> RetentionPeriod:
    """A period as the rule file spells it: 永久, or years with 年. Raises InvalidField for under 10 years."""
    if text.strip() == PERMANENT:
        return RetentionPeriod(0)
    found = _YEARS.fullmatch(text.strip())
    if not found:
        raise InvalidField("period", f"保管期限“{text}”看不懂：请写“永久”，或“30年”“10年”这样的年数")
    if int(found[1]) < SHORTEST_YEARS:
        raise InvalidField("period", f"保管期限“{text}”太短：定期保管不得短于{SHORTEST_YEARS}年")
    return RetentionPeriod(int(found[1]))


def retention(
    rules: RetentionRules, *, leader_instructed: bool, major: bool, has_opinion: bool
) -> RetentionPeriod:
    """How long a case's file is kept.

    Permanently when a leader gave instructions on a major case; else longer when there is an opinion on it
    (reply, decision, review or final review) than when there is none.
    """
    if leader_instructed and major:
        return rules.major
    return rules.with_opinion if has_opinion else rules.without_opinion


@dataclass(frozen=True, slots=True)
class CaseFileEntry:
    """One line of the 卷内目录, in the order of the file.

    ``kind`` is the word for what it is (附件, 信访事项答复书), ``number`` the 文号, ``responsible`` the 责任者.
    ``name`` and ``media_type`` are those of the stored file; a paper of the desk is ``application/pdf``.
    ``pages`` is how many pages are known beforehand (0: not known); the built file counts for itself.
    """

    title: str
    date: dt.date
    kind: str
    number: str = ""
    responsible: str = ""
    media_type: str = "application/pdf"
    name: str = ""
    pages: int = 0


@dataclass(frozen=True, slots=True)
class CaseFileContent:
    """Everything the covers and the index of a case file say; ``title`` is neutral, ``petitioner`` masked."""

    unit: str
    case_number: str
    archive_number: str
    title: str
    period: str
    opened_on: dt.date
    closed_on: dt.date
    made_on: dt.date
    made_by: str
    petitioner: str = ""
    entries: tuple[CaseFileEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptAside:
    """A file that goes to the archive beside the case file and not in it: what it is, and why."""

    order: int
    title: str
    name: str
    size: int
    sha256: str
    reason: str


@dataclass(frozen=True, slots=True)
class BuiltCaseFile:
    """What was made: all pages of the PDF, those numbered, the first page of each entry (0: kept aside)."""

    pages: int
    numbered: int
    first_pages: tuple[int, ...]
    aside: tuple[KeptAside, ...]
