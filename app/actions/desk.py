"""The open desk that every act works on."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from app.domain.codes import Role
from app.domain.errors import NotAllowed
from app.domain.history import AUDITORS_ACTS, ClockStep, HistoryLine, kept_change
from app.domain.history_words import covered
from app.domain.packet_texts import cover_numbers
from app.domain.station import Operator, Station
from app.storage import cases, history, sealed
from app.storage.database import Store
from app.storage.desk_lock import DeskHold


@dataclass
class Desk:
    """One open desk: its store, its station, who works at it, and its clock.

    ``fixed_today`` (tests and demonstrations) replaces the clock's date wherever the date counts.
    """

    home: Path
    store: Store
    station: Station
    operator: Operator
    fixed_today: dt.date | None = None
    hold: DeskHold | None = None
    """The place at the desk that this opening takes; whoever must be alone names it as his own."""
    clock_step: ClockStep | None = None
    """Set when the PC's clock stood behind the line before as an act was recorded: window and console warn of it."""
    opening: str = field(default_factory=lambda: secrets.token_hex(8))
    """Which opening of the desk this is: what another began, and nobody has open any more, nobody will end."""

    @property
    def rules_folder(self) -> Path:
        """Where the unit's own rule files may be."""
        return self.home / "rules"

    @property
    def templates_folder(self) -> Path:
        """Where the unit's own templates may be."""
        return self.home / "templates"

    def today(self) -> dt.date:
        """The desk's date."""
        return self.fixed_today or dt.datetime.now().astimezone().date()

    def now(self) -> dt.datetime:
        """The desk's date with the PC's time of day, to the second, local and without a zone."""
        now = dt.datetime.now().replace(microsecond=0)  # noqa: DTZ005 — the one place where the clock is read
        return dt.datetime.combine(self.today(), now.time())

    def require_hand(self) -> None:
        """Raise NotAllowed for an operator who only looks on: whoever is auditor and nothing else changes nothing."""
        if set(self.operator.roles) <= {Role.AUDITOR}:
            raise NotAllowed("监督员只查阅，不办理；请由登记员、负责人或管理员来做")

    def record(self, act: str, text: str, case_number: str = "", *, was: str = "", became: str = "") -> None:
        """Append to the history; inside the act's transaction.

        ``was`` and ``became`` are the kept value before and after, in the clerk's words; numbers in full are covered,
        and of a case that is or was sealed nothing is kept (Art. 30). The names of a case's people are covered, since the
        history outlives them (decision 23). A clock that ran backwards keeps nobody from working: the line has the PC's
        own time, and ``clock_step`` says so. Raises NotAllowed for an auditor who would change something, which takes
        the whole act back.
        """
        if act not in AUDITORS_ACTS:
            self.require_hand()
        if case_number and (was or became) and sealed.was_sealed(self.store, case_number):
            was = became = ""
        at, operator = self.now(), self.operator
        names = cases.names_of(self.store, case_number) if case_number else ()
        words = covered(cover_numbers(text, ()), names)
        line = HistoryLine(
            at, operator.name, act, words, case_number, operator.roles, kept_change(was), kept_change(became)
        )
        if before := history.append(self.store, line):
            self.clock_step = ClockStep(before, at)

    def release(self) -> None:
        """Close this thread's connection."""
        self.store.release()

    def close(self) -> None:
        """Close the desk, and leave its place also when folding the log into the file fails."""
        try:
            self.store.close()
        finally:
            if self.hold is not None:
                self.hold.release()

    def __enter__(self) -> Desk:
        """The desk itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the desk."""
        self.close()
