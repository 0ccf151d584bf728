"""Half-typed forms, kept encrypted so that a power cut loses nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.actions.desk import Desk
from app.domain.changes import Changes
from app.storage import station


def save_draft(desk: Desk, *, key: str, content: Mapping[str, Any]) -> Changes:
    """Keep a half-typed form under a key; plain JSON values."""
    with desk.store.transaction():
        station.put_draft(desk.store, key, content, desk.now())
    return Changes(drafts=(key,))


def load_draft(desk: Desk, *, key: str) -> tuple[dict[str, Any], dt.datetime] | None:
    """A half-typed form and when it was kept, or None."""
    return station.get_draft(desk.store, key)


def drop_draft(desk: Desk, *, key: str) -> Changes:
    """Throw a half-typed form away."""
    with desk.store.transaction():
        station.drop_draft(desk.store, key)
    return Changes(drafts=(key,))


def list_drafts(desk: Desk) -> list[tuple[str, dt.datetime]]:
    """The drafts left lying, newest first."""
    return station.list_drafts(desk.store)
