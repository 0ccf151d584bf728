"""Where a packet that came back is not as it was sent, in the clerk's words."""

from __future__ import annotations

from dataclasses import dataclass

_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Difference:
    """One place that is not as it was sent; ``str()`` is the sentence for the clerk.

    ``place`` names sheet and cell (事项清单!F7); ``sent`` and ``found`` are what stood and what stands there.
    """

    place: str
    sent: str
    found: str

    def __str__(self) -> str:
        start = _first_unlike(self.sent, self.found)
        return f"{self.place}：导出时是{_quoted(self.sent, start)}，现在是{_quoted(self.found, start)}"


def _first_unlike(one: str, other: str) -> int:
    """Where two texts part, a few characters before, so that both excerpts show it; short ones are shown whole."""
    if max(len(one), len(other)) <= _SHOWN:
        return 0
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    return max(same - 8, 0)


def _quoted(text: str, start: int) -> str:
    """An excerpt in quotation marks."""
    if not text:
        return "空白"
    begin, end = ("…" if start else ""), ("…" if len(text) > start + _SHOWN else "")
    return f"“{begin}{text[start : start + _SHOWN]}{end}”"
