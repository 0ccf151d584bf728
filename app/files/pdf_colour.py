"""An sRGB colour profile (ICC.1:2001, version 2.1), made from the numbers of IEC 61966-2-1.

PDF/A wants the file to carry the profile that its colours are meant in. This one is worked out here, so that it
has no licence of its own, no date of the day, and the same bytes on every machine.
"""

from __future__ import annotations

import struct
from functools import cache

_WHITE_D50 = (0.9642, 1.0, 0.8249)
_PRIMARIES = {
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.71410),
}
"""The primaries of sRGB, adapted to D50 (Bradford)."""

_STEPS = 1024
_NAME = "sRGB IEC61966-2.1"
_COPYRIGHT = "No copyright, use freely"


def _fixed(value: float) -> bytes:
    """s15Fixed16Number."""
    return struct.pack(">i", round(value * 65536))


def _xyz(values: tuple[float, float, float]) -> bytes:
    """An XYZ tag."""
    return b"XYZ \0\0\0\0" + b"".join(map(_fixed, values))


def _linear(value: float) -> float:
    """From the coded value (0 to 1) to light."""
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _curve() -> bytes:
    """The tone curve, sampled."""
    points = (round(65535 * _linear(step / (_STEPS - 1))) for step in range(_STEPS))
    return b"curv\0\0\0\0" + struct.pack(f">I{_STEPS}H", _STEPS, *points)


def _description(text: str) -> bytes:
    """A textDescriptionType with its ASCII part only."""
    ascii_text = text.encode("ascii") + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(ascii_text)) + ascii_text + bytes(4 + 4 + 2 + 1 + 67)


@cache
def srgb_profile() -> bytes:
    """The bytes of the profile."""
    curve = _curve()
    tags = {
        b"desc": _description(_NAME),
        b"cprt": b"text\0\0\0\0" + _COPYRIGHT.encode("ascii") + b"\0",
        b"wtpt": _xyz(_WHITE_D50),
        **{name: _xyz(values) for name, values in _PRIMARIES.items()},
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    body, table, places = b"", b"", {}
    start = 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        if data not in places:
            places[data] = start + len(body)
            body += data + bytes(-len(data) % 4)
        table += name + struct.pack(">II", places[data], len(data))
    return _header(start + len(body)) + struct.pack(">I", len(tags)) + table + body


def _header(size: int) -> bytes:
    """The 128 bytes before the tags: a display profile, RGB to XYZ, perceptual, dated 2000-01-01."""
    head = struct.pack(">I4sI4s4s4s", size, b"\0\0\0\0", 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H", 2000, 1, 1, 0, 0, 0) + b"acsp" + bytes(4 + 4 + 4 + 4 + 8 + 4)
    head += b"".join(map(_fixed, _WHITE_D50))
    return head + bytes(128 - len(head))
