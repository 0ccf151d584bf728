"""Where a page number stands on any page, turned or not, large or small: the outer lower corner.

Odd pages carry it on the right, even ones on the left (GB/T 11822: 正面右下角, 背面左下角), as seen by the reader.
"""

from __future__ import annotations

from dataclasses import dataclass

import pikepdf

_SIZE = 9.0
_FROM_EDGE, _FROM_FOOT = 34.0, 12.5
"""Points from the side and from the foot of an A4 page, below what slips and lists print there; other pages have
it in proportion."""

_A4_WIDTH = 595.276
_DIGIT = 0.6


@dataclass(frozen=True, slots=True)
class Box:
    """The part of a page that is seen, in points, and by how much it is turned clockwise."""

    left: float
    lower: float
    right: float
    upper: float
    rotation: int

    @staticmethod
    def of(page: pikepdf.Page) -> Box:
        """The box of a page: its crop box as far as it lies on the sheet."""
        media, crop = (_ordered([float(value) for value in box]) for box in (page.mediabox, page.cropbox))
        seen = (
            max(media[0], crop[0]),
            max(media[1], crop[1]),
            min(media[2], crop[2]),
            min(media[3], crop[3]),
        )
        turned = int(page.get("/Rotate", 0))
        return Box(*(seen if seen[0] < seen[2] and seen[1] < seen[3] else media), turned % 360)

    @property
    def width(self) -> float:
        """As the reader sees it."""
        return self.upper - self.lower if self.rotation % 180 else self.right - self.left

    @property
    def height(self) -> float:
        """As the reader sees it."""
        return self.right - self.left if self.rotation % 180 else self.upper - self.lower

    @property
    def spelled(self) -> bytes:
        """As an array of the file."""
        return f"[{self.left:.3f} {self.lower:.3f} {self.right:.3f} {self.upper:.3f}]".encode("ascii")


def _ordered(box: list[float]) -> tuple[float, float, float, float]:
    """A rectangle from its lower left to its upper right corner."""
    return min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3])


def framed(under: bytes, over: bytes) -> tuple[bytes, bytes]:
    """What goes before and after the contents of a page, so that neither disturbs the other."""
    return under + b"\nq\n", b"\nQ\n" + over


def stamp(box: Box, number: int) -> bytes:
    """The operators that set a page number."""
    scale = min(box.width, box.height) / _A4_WIDTH
    size = _SIZE * scale
    text = str(number)
    across = _FROM_EDGE * scale
    if number % 2:
        across = box.width - across - len(text) * _DIGIT * size
    turn, x, y = _placed(box, across, _FROM_FOOT * scale)
    return f"q 0 g BT /DeskPageNumber {size:.3f} Tf {turn} {x:.3f} {y:.3f} Tm ({text}) Tj ET Q\n".encode(
        "ascii"
    )


def _placed(box: Box, across: float, up: float) -> tuple[str, float, float]:
    """A place as the reader sees it, in the page's own directions."""
    places = {
        0: ("1 0 0 1", box.left + across, box.lower + up),
        90: ("0 1 -1 0", box.right - up, box.lower + across),
        180: ("-1 0 0 -1", box.right - across, box.upper - up),
        270: ("0 -1 1 0", box.left + up, box.upper - across),
    }
    return places[box.rotation]
