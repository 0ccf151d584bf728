"""The station: which unit this desk belongs to, and who works at it."""

from __future__ import annotations

import re
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
