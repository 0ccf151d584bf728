"""At the door: a passphrase is tried, wrong ones make the next try wait, and the history tells of them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from app.actions.desk import Desk
from app.domain.errors import StoreBusy, WrongPassphrase
from app.storage import keyring
from app.storage.database import KEYS_NAME
from app.storage.entrance import read_entrance, require_no_wait, write_entrance


def enter(home: Path, passphrase: str, operator: str, now: dt.datetime) -> tuple[bytes, str]:
    """The database key and whose passphrase it is; without an operator all names are tried, and wait together.

    Raises WrongPassphrase, and TooManyTries before anything is tried.
    """
    path, entrance = home / KEYS_NAME, read_entrance(home)
    names = [operator] if operator else [key.name for key in keyring.operator_keys(path)]
    require_no_wait(entrance.longest_left(names, now))
    try:
        key, name = keyring.unlock(path, passphrase, operator)
    except WrongPassphrase:
        entrance.add(names, operator, now)
        write_entrance(home, entrance)
        raise
    if entrance.opened_by != name or name in entrance.wrong:
        entrance.opened_by = name
        entrance.forget(name)
        write_entrance(home, entrance)
    return key, name


def tell_wrong_tries(desk: Desk) -> None:
    """Record in the history what was tried wrongly since the last opening.

    While other work holds the store, as it may behind a locked window, it is left for the next time.
    """
    entrance = read_entrance(desk.home)
    if not entrance.untold:
        return
    named = [
        f"{name or '未选姓名'}{count}次" for name, count in sorted(entrance.untold.items(), reverse=True)
    ]
    try:
        with desk.store.transaction():
            total = sum(entrance.untold.values())
            desk.record("wrong_passphrase", f"此前口令输错{total}次：{'、'.join(named)}")
    except StoreBusy:
        return
    entrance.untold = {}
    write_entrance(desk.home, entrance)
