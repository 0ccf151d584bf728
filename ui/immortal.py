"""Keeps Python 3.11 alive under PySide6 6.12.

PySide6 6.12.0's wheels are built for Python 3.12 and newer, where None, True, False and NotImplemented are
immortal, and hand them out without counting the reference. They install on Python 3.11 too, where every call
that returns nothing takes one reference from None: after some thousands of calls the interpreter ends with
"none_dealloc". See docs/decisions/0006-python-3-11-and-qt.md; tests/ui/test_immortal.py fails on the day the
wheels count again, and this can go.
"""

from __future__ import annotations

import ctypes
import sys

CONSTANTS = (None, True, False, NotImplemented)
ENOUGH = 1 << 40
"""More references than the program could lose in a century of window calls."""


def keep_constants() -> None:
    """Give the four constants so many references that losing some does not matter; nothing from 3.12 on."""
    if sys.version_info >= (3, 12):
        return
    for constant in CONSTANTS:
        ctypes.c_ssize_t.from_address(id(constant)).value += ENOUGH
