"""Who works at the desk: the administrator lets somebody in, each with a passphrase of their own."""

from __future__ import annotations

from app.actions.desk import Desk
from app.domain.changes import Changes
from app.domain.codes import Role
from app.domain.errors import InvalidField, InvalidFields, NotAllowed
from app.domain.station import Operator, check_operator
from app.storage import keyring, station
from app.storage.database import KEYS_NAME


def require_administrator(desk: Desk, what: str) -> None:
    """Raise NotAllowed when this operator is no administrator."""
    if Role.ADMINISTRATOR not in desk.operator.roles:
        raise NotAllowed(f"{what}由管理员维护，{desk.operator.name}不是管理员")


def list_operators(desk: Desk) -> list[Operator]:
    """Everybody who works here, in the order in which they came."""
    return station.list_operators(desk.store)


def add_operator(desk: Desk, *, operator: Operator, passphrase: str) -> Changes:
    """Let somebody work at this desk: a name with roles, and the database key wrapped for the new passphrase.

    The key file is written beside and replaced as the last step of the transaction; when that fails, nobody came.
    Raises NotAllowed for whoever is no administrator, InvalidFields for a name that is taken or no role, InvalidField
    for a weak passphrase or one that opens the desk already: whose passphrase it is says who works.
    """
    require_administrator(desk, "操作人员")
    path = desk.home / KEYS_NAME
    keyring.check_passphrase(passphrase)
    with desk.store.transaction():
        taken = {one.name for one in station.list_operators(desk.store)}
        if problems := check_operator(operator, taken):
            raise InvalidFields(problems)
        if keyring.opens(path, passphrase):
            raise InvalidField("passphrase", "这个口令不能用，请换一个：每个人的口令都不相同")
        station.add_operator(desk.store, operator)
        roles = "、".join(role.label for role in operator.roles)
        desk.record("add_operator", f"增加操作人员：{operator.name}（{roles}）")
        keyring.add_passphrase(path, desk.store.key, name=operator.name, passphrase=passphrase)
    return Changes(settings=("operators",))
