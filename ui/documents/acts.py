"""The acts on documents, brought in by the first worker thread that needs them.

reportlab and its fonts take longer to import than the whole window to appear, so no page imports them at the top.
"""

from __future__ import annotations

from types import ModuleType


def documents() -> ModuleType:
    """app.actions.documents."""
    from app.actions import documents  # start-up time: drags in reportlab

    return documents


def cases() -> ModuleType:
    """app.actions.cases."""
    from app.actions import cases  # start-up time: drags in pypinyin and rapidfuzz

    return cases


def station() -> ModuleType:
    """app.actions.station, for the preferences."""
    from app.actions import station  # start-up time: drags in reportlab for the recovery sheet

    return station
