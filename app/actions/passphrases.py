"""Passphrases: everybody changes his own; the administrator gives somebody a new one for a single opening."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.actions.desk import Desk
from app.actions.operators import require_administrator
from app.actions.recovery import note_tried
from app.domain.changes import Changes
from app.domain.errors import InvalidField, NotAllowed, NotFound
from app.storage import keyring, station
from app.storage.database import KEYS_NAME

ONE_TIME = "one_time_passphrases"
"""The setting that names whose passphrase must be replaced before he works."""
CHANGED = Changes(settings=("operators",))


@dataclass(frozen=True, slots=True)
class OneTime:
    """A passphrase for one opening, to be handed to this operator and to nobody else."""

    operator: str
    passphrase: str = field(repr=False)


def must_renew(desk: Desk) -> bool:
    """Whether this operator came in with a passphrase for one opening and must set his own first."""
    return desk.operator.name in station.get_setting(desk.store, ONE_TIME, [])


def change_own_passphrase(desk: Desk, *, old: str, new: str) -> Changes:
    """Give oneself another passphrase.

    Raises InvalidField for a wrong old passphrase, and for a new one that is weak or somebody's already.
    """
    check_own_passphrase(desk, old, "old")
    if new == old:
        raise InvalidField("passphrase", "新口令和原来的一样，请换一个")
    set_passphrase(desk, new, "passphrase", "换了自己的口令")
    return CHANGED


def set_passphrase(desk: Desk, passphrase: str, act: str, text: str, *, sheet: str | None = None) -> None:
    """Wrap the key for this operator's new passphrase, with its line in the history; one act.

    ``sheet`` is the recovery sheet that let him in: using it is trying it.
    """
    require_new(desk, passphrase, but=desk.operator.name)
    with desk.store.transaction():
        mark_one_time(desk, desk.operator.name, one_time=False)
        if sheet is not None:
            note_tried(desk, sheet)
        desk.record(act, text)
        path = desk.home / KEYS_NAME
        keyring.wrap_passphrase(path, desk.store.key, name=desk.operator.name, passphrase=passphrase)


def reset_passphrase(desk: Desk, *, name: str) -> OneTime:
    """Give somebody who forgot his passphrase one for a single opening; the old one opens nothing any more.

    Raises NotAllowed for whoever is no administrator and for oneself, NotFound for nobody who works here.
    """
    require_administrator(desk, "操作人员的口令")
    if name == desk.operator.name:
        raise NotAllowed("自己的口令请用“换自己的口令”来换")
    with desk.store.transaction():
        if station.find_operator(desk.store, name) is None:
            raise NotFound("操作人员", name)
        desk.record("reset_passphrase", f"给{name}设了一次性口令，本人下次打开时换成自己的")
        return wrap_one_time(desk, name)


def return_operator(desk: Desk, *, name: str) -> OneTime:
    """Let somebody who was removed work here again in his old roles, with a passphrase for one opening.

    This takes a removal back too. Raises NotAllowed for whoever is no administrator, NotFound.
    """
    require_administrator(desk, "操作人员")
    with desk.store.transaction():
        if name not in {one.name for one in station.list_operators(desk.store, former=True)}:
            raise NotFound("离开的操作人员", name)
        station.let_go(desk.store, name, back=True)
        desk.record("return_operator", f"{name}回来工作，设了一次性口令")
        return wrap_one_time(desk, name)


def wrap_one_time(desk: Desk, name: str) -> OneTime:
    """A new passphrase for one opening in somebody's place; the last step of a transaction."""
    made = OneTime(name, keyring.new_one_time_passphrase())
    mark_one_time(desk, name, one_time=True)
    keyring.wrap_passphrase(desk.home / KEYS_NAME, desk.store.key, name=name, passphrase=made.passphrase)
    return made


def mark_one_time(desk: Desk, name: str, *, one_time: bool) -> None:
    """Note that somebody must set his own passphrase first, or has done so; inside a transaction."""
    marked = set(station.get_setting(desk.store, ONE_TIME, [])) - {name}
    if one_time:
        marked.add(name)
    station.put_setting(desk.store, ONE_TIME, sorted(marked))


def check_own_passphrase(desk: Desk, passphrase: str, field: str) -> None:
    """Raise InvalidField unless this is the operator's own passphrase."""
    keys = keyring.operator_keys(desk.home / KEYS_NAME)
    mine = (key for key in keys if key.name == desk.operator.name)
    if not any(key.unwrap(passphrase) for key in mine):
        raise InvalidField(field, "这不是您现在的口令，请重新输入")


def require_new(desk: Desk, passphrase: str, *, but: str = "") -> None:
    """Raise InvalidField for a weak passphrase, or one that opens the desk for anybody but one."""
    keyring.check_passphrase(passphrase)
    if keyring.opens(desk.home / KEYS_NAME, passphrase, but=but):
        raise InvalidField("passphrase", "这个口令不能用，请换一个：每个人的口令都不相同")
