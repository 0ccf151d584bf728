"""How long the window may stand idle before it locks."""

from __future__ import annotations

from app.actions.desk import Desk
from app.actions.operators import require_administrator
from app.domain.changes import Changes
from app.domain.errors import InvalidField
from app.storage import station

IDLE = "preference:lock.idle_minutes"
NAME = "lock.idle_minutes"
"""What ``Changes.settings`` names."""
USUAL, LONGEST = 10, 60
"""Minutes."""


def idle_minutes(desk: Desk) -> int:
    """Minutes without a key or a movement of the mouse after which the window locks; 0 for never."""
    return int(station.get_setting(desk.store, IDLE, USUAL))


def set_idle_minutes(desk: Desk, *, minutes: int) -> Changes:
    """Lock sooner or later; only an administrator may switch it off (0). Raises InvalidField, NotAllowed."""
    before = idle_minutes(desk)
    if minutes == before:
        return Changes()
    if not 0 <= minutes <= LONGEST:
        raise InvalidField(NAME, f"闲置锁屏的分钟数请填0至{LONGEST}，0为不自动锁")
    if minutes == 0:
        require_administrator(desk, "不自动锁屏")
    with desk.store.transaction():
        station.put_setting(desk.store, IDLE, minutes)
        desk.record("idle_lock", "改了闲置锁屏的时间", was=_words(before), became=_words(minutes))
    return Changes(settings=(NAME,))


def _words(minutes: int) -> str:
    """10分钟."""
    return f"{minutes}分钟" if minutes else "不自动锁"
