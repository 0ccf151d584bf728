"""Why a file is kept aside and not merged into the case file."""

from __future__ import annotations


class Unfit(Exception):
    """A file cannot stand in the archive's PDF; ``reason`` is the Chinese word for why, without a full stop."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
