"""A whole reply as Excel, WPS and LibreOffice save it: the same is read from each of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.packets import packet_json
from app.files.reply_sheet import read_reply
from tests.builders import a_case, a_packet, a_packet_case
from tests.files.office_filling import FILTERS, fill, office
from tests.files.replying import (
    EVERYTHING,
    FIRST,
    GROUP,
    NOBODY,
    TODAY,
    check_everything,
    codes,
    only,
    places,
    read,
    saved,
)
from tests.files.test_packet_verify import WEIRD
from tests.files.test_packet_workbook import two_cases
from tests.files.workbook_surgery import packet_file
from tests.fixtures.replies.make_replies import FOLDER, SAVINGS

WEIRD_CASE = "ZC01-20261113-0009-1"
WITHOUT_OFFICE = "LibreOffice and its python3-uno are not installed"


@pytest.mark.parametrize("save", SAVINGS, ids=lambda save: save.__name__)
def test_the_same_is_read_however_a_program_writes_it(tmp_path: Path, save: Callable[[Path], Path]) -> None:
    path = save(saved(tmp_path, EVERYTHING))
    reading = read(path)
    check_everything(reading)
    assert reading.problems == () and reading.differences == ()
    check_everything(read(path, sent=None))


@pytest.mark.parametrize("ending", sorted(FILTERS))
def test_what_libreoffice_saved_once_is_read_whole(ending: str) -> None:
    reading = read(FOLDER / f"whole{ending}", sent=None)
    check_everything(reading)
    assert reading.compared and reading.problems == () and reading.differences == ()


TYPED = {
    "F2": "2026-11-24", "G2": "12", "H2": "接收", "J2": '="劳资"&"科"', "K2": "支持", "L2": "补发630元",
    "M2": "公司信访〔2026〕3号",
    "N2": "2026-12-10", "O2": "是", "P2": "王科", "R2": "无",
    "F3": "2026年11月25日", "G3": "ＸＦ－１３", "H3": "受 理", "K3": "支持", "L3": "一并办理", "H5": "退回",
}  # fmt: skip
"""As somebody types it, LibreOffice making of it what it makes."""


@pytest.mark.slow
def test_a_reply_filled_in_libreoffice_itself_is_read_whole_from_each_of_its_formats(tmp_path: Path) -> None:
    if office() is None:
        pytest.skip(WITHOUT_OFFICE)
    weird = a_case(
        WEIRD_CASE, content=WEIRD, subject=WEIRD[:20], unit="'0123", office="2026-11-23", outcome="TRUE"
    )
    packet = a_packet(*two_cases().cases, a_packet_case(WEIRD_CASE, case=weird))
    path = packet_file(tmp_path, packet)
    (tmp_path / "saved").mkdir()
    job = {
        "type": {"回复": TYPED},
        "text": {"回复": {"I5": "应由人社局处理\n请引导", "Q2": "03507001234"}},
        "unprotect": ["回复"],
        "merge": {"回复": ["A3:A4", "K3:K4", "L3:L4"]},
        "hide": {"回复": [5]},
    }
    for made in fill(path, job, tmp_path / "saved").values():
        reading = read_reply(made, sent=packet_json(packet), today=TODAY)
        first, group, nobody = (only(reading, number) for number in (FIRST, GROUP, NOBODY))
        assert (first.received_on, first.their_number) == (dt.date(2026, 11, 24), "12")
        assert (first.office, first.decision_number) == ("劳资科", "公司信访〔2026〕3号")
        assert (first.decision_on, first.served, first.contact_phone) == (
            dt.date(2026, 12, 10),
            True,
            "03507001234",
        )
        assert (group.received_on, group.their_number, group.taken) == (dt.date(2026, 11, 25), "XF-13", True)
        assert [(r.position, r.result.label, r.answer) for r in group.requests if r.result] == [
            (1, "支持", "一并办理"),
            (2, "支持", "一并办理"),
        ]
        assert (nobody.taken, nobody.return_reason) == (False, "应由人社局处理\n请引导")
        assert reading.unanswered == (WEIRD_CASE,)
        assert places(reading) == [] and not reading.errors
        assert {code for _, code in codes(reading)} <= {"formula", "merged_cell"}


@pytest.mark.slow
def test_a_reply_that_libreoffice_saved_without_its_other_sheets_is_read(tmp_path: Path) -> None:
    if office() is None:
        pytest.skip(WITHOUT_OFFICE)
    path = packet_file(tmp_path, two_cases())
    (tmp_path / "saved").mkdir()
    lost = ["_meta", "封面", "事项清单", "诉求", "办理过程", "附件清单", "全文"]
    for made in fill(path, {"type": {"回复": TYPED}, "remove": lost}, tmp_path / "saved").values():
        reading = read(made)
        assert only(reading).their_number == "12" and only(reading, GROUP).taken
        assert [place for place in places(reading) if "工作表" not in place] == []
        assert read(made, sent=None).replies[0].number == FIRST
