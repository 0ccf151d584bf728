"""The station: which unit this desk belongs to, and who works at it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from app.domain.codes import Labelled, Role, StationRole
from app.domain.errors import InvalidField


@dataclass(frozen=True, slots=True)
class Station:
    """The unit of this desk and the office its packets go to.

    ``unit_code`` stands in every case number; ``document_mark`` in every 发文字号. ``desk_id`` tells two
    desks of one unit apart on their recovery sheets.
    """

    unit_code: str
    unit_name: str
    superior_name: str
    role: StationRole = StationRole.WORKSHOP
    document_mark: str = ""
    phone: str = ""
    query_way: str = ""
    leader: str = ""
    desk_id: str = ""


@dataclass(frozen=True, slots=True)
class Operator:
    """Somebody who works at the desk."""

    name: str
    roles: tuple[Role, ...] = (Role.CLERK,)
    phone: str = ""
    post: str = ""
    unit: str = ""


class UnitKind(Labelled):
    """What a line of the unit table is."""

    UNIT = "unit", "单位"
    OFFICE = "office", "科室"
    ORGAN = "organ", "法定机关、机构"


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """A line of the unit table. ``superior`` is the code of the level above; ``competent``: 有权处理, it may sign
    decisions (domain facts 0.6)."""

    code: str
    name: str
    superior: str = ""
    competent: bool = False
    kind: UnitKind = UnitKind.UNIT
    address: str = ""
    phone: str = ""


def check_station(station: Station, operator: str) -> list[InvalidField]:
    """Everything that is wrong with a new desk's answers."""
    problems = []
    if not re.fullmatch(r"[A-Z0-9]{2,12}", station.unit_code):
        problems.append(InvalidField("unit_code", "单位代码须为2至12位大写字母或数字，例如 ZC01"))
    if not station.unit_name.strip():
        problems.append(InvalidField("unit_name", "请填写单位全称"))
    if not station.superior_name.strip():
        problems.append(InvalidField("superior_name", "请填写上级信访接待部门的名称"))
    if not operator.strip():
        problems.append(InvalidField("operator", "请填写登记员姓名"))
    return problems


UNIT_CODE = r"[A-Z0-9]{2,12}"
LONGEST_NAME = 60


def check_operator(operator: Operator, taken: Collection[str]) -> list[InvalidField]:
    """Everything that is wrong with somebody new; ``taken`` are the names of those who work here."""
    problems = []
    if not operator.name or len(operator.name) > LONGEST_NAME:
        problems.append(InvalidField("name", f"请填写姓名，不超过{LONGEST_NAME}字"))
    if operator.name in taken:
        problems.append(InvalidField("name", f"已经有名叫“{operator.name}”的操作人员，同名的请加注区别"))
    if not operator.roles:
        problems.append(InvalidField("roles", "请选定角色：登记员、负责人、监督员、管理员"))
    return problems


def check_unit(unit: UnitEntry, known: Iterable[UnitEntry]) -> list[InvalidField]:
    """Everything that is wrong with a line of the unit table; ``known`` are the lines that stand."""
    others = {one.code: one for one in known if one.code != unit.code}
    problems = []
    if not re.fullmatch(UNIT_CODE, unit.code):
        problems.append(InvalidField("code", "单位代码须为2至12位大写字母或数字，例如 ZC01"))
    if not unit.name.strip() or len(unit.name) > LONGEST_NAME:
        problems.append(InvalidField("name", f"请填写单位全称，不超过{LONGEST_NAME}字"))
    if unit.name in {one.name for one in others.values()}:
        problems.append(InvalidField("name", f"单位表里已经有“{unit.name}”"))
    if unit.competent and unit.kind is not UnitKind.UNIT:
        problems.append(InvalidField("competent", f"{unit.kind.label}不能以自己的名义出具处理意见"))
    if wrong := _superior_fault(unit, others):
        problems.append(InvalidField("superior", wrong))
    return problems


def _superior_fault(unit: UnitEntry, others: dict[str, UnitEntry]) -> str:
    """What is wrong with the level above: itself, unknown, or below the unit in the end."""
    if not unit.superior:
        return ""
    if unit.superior == unit.code:
        return "上一级不能是本单位自己"
    if unit.superior not in others:
        return f"单位表里没有代码为“{unit.superior}”的上一级，请先登记上一级"
    above, seen = unit.superior, set[str]()
    while above in others and above not in seen:
        seen.add(above)
        above = others[above].superior
        if above == unit.code:
            return f"{unit.superior}在{unit.code}之下，不能又是它的上一级"
    return ""
