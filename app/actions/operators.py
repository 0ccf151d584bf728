"""Who works at the desk: the administrator lets people in, each with a passphrase of his own, and out again."""

from __future__ import annotations

from app.actions.desk import Desk
from app.domain.changes import Changes
from app.domain.codes import Role
from app.domain.errors import InvalidField, InvalidFields, NotAllowed, NotFound
from app.domain.history import differing
from app.domain.station import Operator, check_operator
from app.storage import keyring, station
from app.storage.database import KEYS_NAME

CHANGED = Changes(settings=("operators",))


def require_administrator(desk: Desk, what: str) -> None:
    """Raise NotAllowed when this operator is no administrator."""
    if Role.ADMINISTRATOR not in desk.operator.roles:
        raise NotAllowed(f"{what}由管理员维护，{desk.operator.name}不是管理员")


def list_operators(desk: Desk) -> list[Operator]:
    """Everybody who works here, in the order in which they came."""
    return station.list_operators(desk.store)


def former_operators(desk: Desk) -> list[Operator]:
    """Those who worked here once; their names stay in the history and are given to nobody else."""
    return station.list_operators(desk.store, former=True)


def add_operator(desk: Desk, *, operator: Operator, passphrase: str) -> Changes:
    """Let somebody work at this desk: a name with roles, and the database key wrapped for the new passphrase.

    The key file is written beside and replaced as the last step of the transaction; when that fails, nobody came.
    Raises NotAllowed for whoever is no administrator, InvalidFields for a name that is taken or no role, InvalidField
    for a weak passphrase or one that opens the desk already: on the console it alone says who works.
    """
    require_administrator(desk, "操作人员")
    path = desk.home / KEYS_NAME
    keyring.check_passphrase(passphrase)
    with desk.store.transaction():
        taken = {one.name for one in (*list_operators(desk), *former_operators(desk))}
        if problems := check_operator(operator, taken):
            raise InvalidFields(problems)
        if keyring.opens(path, passphrase):
            raise InvalidField("passphrase", "这个口令不能用，请换一个：每个人的口令都不相同")
        station.add_operator(desk.store, operator)
        desk.record("add_operator", f"增加操作人员：{operator.name}（{_roles(operator)}）")
        keyring.wrap_passphrase(path, desk.store.key, name=operator.name, passphrase=passphrase)
    return CHANGED


def change_operator(desk: Desk, *, operator: Operator) -> Changes:
    """Give somebody other roles, another post, unit or phone; the name stays. Changing it back undoes it.

    Raises NotAllowed for whoever is no administrator and when no administrator would be left, NotFound, InvalidFields.
    """
    require_administrator(desk, "操作人员")
    with desk.store.transaction():
        before = _require(desk, operator.name)
        if problems := check_operator(operator, ()):
            raise InvalidFields(problems)
        if Role.ADMINISTRATOR not in operator.roles:
            _require_another_administrator(desk, operator.name)
        was, became = differing(_told(before), _told(operator))
        if not became:
            return CHANGED
        station.change_operator(desk.store, operator)
        text = f"修改操作人员：{operator.name}"
        desk.record("change_operator", text, was=was, became=became)
    if operator.name == desk.operator.name:
        desk.operator = operator
    return CHANGED


def remove_operator(desk: Desk, *, name: str) -> Changes:
    """Somebody works here no more: his passphrase opens nothing from now on; his name stays in the history.

    Whoever copied the key file before can still open copies of the database made until now: ``rekey_desk`` is for that.
    Raises NotAllowed for whoever is no administrator, for oneself and for the last administrator, NotFound.
    """
    require_administrator(desk, "操作人员")
    if name == desk.operator.name:
        raise NotAllowed("不能移出自己，请另一位管理员来移")
    with desk.store.transaction():
        gone = _require(desk, name)
        station.let_go(desk.store, name)
        desk.record("remove_operator", f"移出操作人员：{name}（{_roles(gone)}）")
        keyring.remove_key(desk.home / KEYS_NAME, keyring.OPERATOR, name)
    return CHANGED


def _require(desk: Desk, name: str) -> Operator:
    """Somebody who works here. Raises NotFound."""
    found = station.find_operator(desk.store, name)
    if found is None:
        raise NotFound("操作人员", name)
    return found


def _require_another_administrator(desk: Desk, name: str) -> None:
    """Raise NotAllowed when nobody else could look after the desk."""
    others = (one for one in list_operators(desk) if one.name != name)
    if not any(Role.ADMINISTRATOR in one.roles for one in others):
        raise NotAllowed(f"{name}是唯一的管理员：请先让另一人当管理员")


def _roles(operator: Operator) -> str:
    """登记员、负责人."""
    return "、".join(role.label for role in operator.roles)


def _told(one: Operator) -> tuple[tuple[str, str], ...]:
    """What the history tells of a change."""
    return (("角色", _roles(one)), ("职务", one.post), ("单位", one.unit), ("电话", one.phone))
