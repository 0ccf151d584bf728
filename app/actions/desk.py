"""The open desk that every act works on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from app.domain.station import Operator, Station
from app.storage import history
from app.storage.database import Store


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

    def record(self, act: str, text: str, case_number: str = "") -> None:
        """Append to the history; inside the act's transaction."""
        history.append(
            self.store, history.HistoryLine(self.now(), self.operator.name, act, text, case_number)
        )

    def release(self) -> None:
        """Close this thread's connection."""
        self.store.release()

    def close(self) -> None:
        """Close the desk."""
        self.store.close()

    def __enter__(self) -> Desk:
        """The desk itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the desk."""
        self.close()
