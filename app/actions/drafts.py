"""Half-typed forms, kept encrypted so that a power cut loses nothing.

A form belongs to whoever types it: it may be an accusation of a colleague. A half-written letter belongs to its case;
a note of what was done, form:note:<number>, to whoever writes it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.actions.desk import Desk
from app.actions.sealed import sees_number
from app.domain.changes import Changes
from app.domain.errors import NotFound
from app.storage import sealed, station

LETTER = "letter:"
"""How the key of a half-written letter begins: letter:<act>:<number>."""
FORM = "form:"
"""How the key of a form begins that is about a case: form:<act>:<number>."""
BY = "@"
"""Between the key of a form and the name of whoever types it."""


def save_draft(desk: Desk, *, key: str, content: Mapping[str, Any]) -> Changes:
    """Keep a half-typed form under a key; plain JSON values. Of a sealed case nothing is kept. Raises NotFound,
    and NotAllowed for an auditor."""
    if (number := _case_of(key)) and not sees_number(desk, number):
        raise NotFound("信访事项", number)
    if sealed.is_sealed(desk.store, number):
        return Changes()
    desk.require_hand()
    with desk.store.transaction():
        station.put_draft(desk.store, _kept_key(desk, key), content, desk.now())
    return Changes(drafts=(key,))


def load_draft(desk: Desk, *, key: str) -> tuple[dict[str, Any], dt.datetime] | None:
    """A half-typed form of this operator, or a letter of a case he may see, and when it was kept; or None."""
    if sealed.is_sealed(desk.store, _case_of(key)):
        return None
    return station.get_draft(desk.store, _kept_key(desk, key))


def drop_draft(desk: Desk, *, key: str) -> Changes:
    """Throw a half-typed form away. Raises NotAllowed for an auditor."""
    desk.require_hand()
    with desk.store.transaction():
        drop_kept(desk, key)
    return Changes(drafts=(key,))


def drop_kept(desk: Desk, key: str) -> None:
    """Forget what is kept under a key; inside a transaction."""
    station.drop_draft(desk.store, _kept_key(desk, key))


def list_drafts(desk: Desk) -> list[tuple[str, dt.datetime]]:
    """The drafts left lying, newest first: this operator's forms, and letters of cases that are not sealed."""
    mine = BY + desk.operator.name
    kept = station.list_drafts(desk.store)
    shown = [(key, at) for key, at in kept if key.startswith(LETTER) or key.endswith(mine)]
    return [
        (key.removesuffix(mine), at) for key, at in shown if not sealed.is_sealed(desk.store, _case_of(key))
    ]


def _kept_key(desk: Desk, key: str) -> str:
    """Under what a draft stands in the store."""
    return key if key.startswith(LETTER) else key + BY + desk.operator.name


def _case_of(key: str) -> str:
    """The number of the case that a half-written letter or note is about; empty for the form of a new one."""
    return key.partition(BY)[0].rpartition(":")[2] if key.startswith((LETTER, FORM)) else ""
