"""What is left of a damaged desk: counted, never listed; sealed cases count nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class KeyFile(StrEnum):
    """How the key file was found."""

    WHOLE = "whole"
    MENDED = "mended"
    """Damaged, and one of its keys still opens."""
    BACKUP = "backup"
    """Gone or useless; a backup's key file opened."""


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of thing in a damaged desk: how many were read, and what could not be."""

    name: str
    read: int
    holes: int = 0
    """Places at which an unknown number is missing."""
    broken: int = 0
    """Things that were found and are not whole."""
    filled: int = 0
    """Of what is missing, taken from a backup as it was then."""

    @property
    def whole(self) -> bool:
        """Whether nothing is known to be missing."""
        return not self.holes and not self.broken


@dataclass(frozen=True, slots=True)
class Findings:
    """What can be read of a damaged desk."""

    key_file: KeyFile
    pages: int
    bad_pages: int
    log_cut: bool
    """The write-ahead log ends in the middle: acts of the last minutes may be missing."""
    parts: tuple[Part, ...]
    history_proved: int
    """Lines of the history that were proved from the first on."""
    history_fault: int | None
    """The first line that is missing or does not fit."""
    last_at: str
    """When the newest line that was read was written; empty when there is none."""

    @property
    def whole(self) -> bool:
        """Whether everything that the desk needs was read: only what can be made anew is damaged."""
        return all(part.whole for part in self.parts) and self.history_fault is None and not self.log_cut

    @property
    def nothing(self) -> bool:
        """Whether nothing at all can be read."""
        return not any(part.read for part in self.parts)

    def part(self, name: str) -> Part:
        """One of the parts. KeyError when there is none of that name."""
        return {part.name: part for part in self.parts}[name]


@dataclass(frozen=True, slots=True)
class Salvaged:
    """A new desk made of what could be read."""

    folder: Path
    parts: tuple[Part, ...]
    apart: int
    """Things whose case was not read: kept in the new desk, shown nowhere."""
    backup: str
    """The backup that what was missing was taken from; empty when there was none."""
    history_proved: int
    history_fault: int | None
    placeholders: tuple[str, ...] = ()
    """What had to be made up so that the desk opens, in Chinese."""
