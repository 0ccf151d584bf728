"""The station's own data, preferences, and the recovery sheet."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from app.actions.desk import Desk
from app.domain.changes import Changes
from app.domain.documents import RecoverySheetContent
from app.domain.errors import InvalidCase, InvalidField
from app.domain.history import differing
from app.domain.station import Station, check_station
from app.storage import station as stations


def recovery_sheet_pdf(content: RecoverySheetContent) -> bytes:
    """The recovery sheet as a PDF."""
    from app.files.document_pdf import render_recovery_sheet  # here: the window starts without reportlab

    out = io.BytesIO()
    render_recovery_sheet(content, out)
    return out.getvalue()


def write_recovery_sheet(content: RecoverySheetContent, *, path: Path) -> str:
    """Write the recovery sheet to a file; its SHA-256."""
    from app.files.atomic import write_bytes  # here: the window starts without it

    return write_bytes(path, recovery_sheet_pdf(content))


def change_station(desk: Desk, *, station: Station) -> Changes:
    """Change the station's data. The unit code of a desk with cases stays. Raises InvalidCase."""
    problems = check_station(station, desk.operator.name)
    if station.unit_code != desk.station.unit_code and desk.store.value("SELECT 1 FROM cases LIMIT 1"):
        problems.append(InvalidField("unit_code", "已有登记事项，单位代码写在编号里，不能再改"))
    if problems:
        raise InvalidCase(problems)
    with desk.store.transaction():
        was, became = differing(_told(desk.station), _told(station))
        stations.put_station(desk.store, station)
        desk.record("station", "修改单位资料", was=was, became=became)
    desk.station = station
    return Changes(settings=("station",))


def _told(station: Station) -> list[tuple[str, str]]:
    """What the history tells of the station."""
    return [
        ("单位代码", station.unit_code),
        ("单位全称", station.unit_name),
        ("上级信访接待部门", station.superior_name),
        ("机关代字", station.document_mark),
        ("联系电话", station.phone),
        ("查询方式", station.query_way),
        ("负责人", station.leader),
    ]


def get_preference(desk: Desk, name: str, default: Any = None) -> Any:
    """A remembered choice, such as the printer for a kind of document."""
    return stations.get_setting(desk.store, f"preference:{name}", default)


def put_preference(desk: Desk, name: str, value: object) -> Changes:
    """Remember a choice."""
    with desk.store.transaction():
        stations.put_setting(desk.store, f"preference:{name}", value)
    return Changes(settings=(name,))
