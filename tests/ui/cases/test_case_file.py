"""整理卷宗 in the window: it says where the file stands and what stayed beside it, and can be ended."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from app.actions import case_files
from app.actions.attachments import add_attachment
from app.actions.case_files import case_file_content, write_case_file
from app.actions.cases import note_handling, view_case
from app.actions.documents import issue_slip
from tests.files.pdf_reading import read_pdf
from tests.ui.cases.pages import choose, open_page
from tests.ui.desk import a_case


@pytest.fixture
def number(desk, tmp_path: Path) -> str:
    number = a_case(desk)
    issue_slip(desk, number=number)
    table = tmp_path / "考勤表.xls"
    table.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    add_attachment(desk, number=number, path=table)
    return number


def chosen_file(qtbot, page, number: str) -> QFileDialog:
    page.detail.do("case_file")
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, QFileDialog)]
    assert found[0].selectedFiles()[0].endswith(f"卷宗_{number}.pdf")
    return found[0]


def test_the_result_says_where_the_file_is_and_names_what_was_not_taken_in(
    qtbot, desk, tasks, refresh, bar, number, tmp_path: Path
) -> None:
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, number)
    work, path = page.detail.flow.file.work, tmp_path / "out.pdf"
    chosen_file(qtbot, page, number).fileSelected.emit(str(path))
    assert work.isVisible()
    qtbot.waitUntil(lambda: not work.busy and "已写入" in bar.label.text(), timeout=30_000)
    assert work.isHidden()
    said = bar.label.text()
    pages = read_pdf(path.read_bytes()).pages
    assert f"{path}”，{len(pages)} 页" in said
    assert "1 份材料没有并入" in said
    assert "考勤表.xls：" in said
    assert not bar.button.isHidden()
    assert any(line.act == "case_file" for line in view_case(desk, number=number).timeline)


def test_work_that_is_ended_on_the_way_leaves_no_file(
    qtbot, desk, tasks, refresh, bar, number, tmp_path: Path
) -> None:
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, number)
    work, path = page.detail.flow.file.work, tmp_path / "out.pdf"
    chosen_file(qtbot, page, number).fileSelected.emit(str(path))
    work.stop()
    qtbot.waitUntil(lambda: "已取消" in bar.label.text(), timeout=30_000)
    assert not path.exists()
    assert not any(line.act == "case_file" for line in view_case(desk, number=number).timeline)


def test_a_file_that_stands_there_already_is_not_written_over(
    qtbot, desk, tasks, refresh, bar, number, tmp_path: Path
) -> None:
    path = tmp_path / "out.pdf"
    path.write_bytes(b"mine")
    page = open_page(qtbot, desk, tasks, refresh, bar)
    choose(qtbot, page, number)
    with qtbot.waitSignal(tasks.unhandled, timeout=30_000) as told:
        chosen_file(qtbot, page, number).fileSelected.emit(str(path))
    assert str(path) in str(told.args[0]) or path.name in str(told.args[0])
    assert path.read_bytes() == b"mine"


def test_the_work_has_steps_between_which_it_can_be_ended(desk, number, tmp_path: Path) -> None:
    assert len(list(write_case_file(desk, number=number, path=tmp_path / "out.pdf"))) >= 2


def test_the_file_ends_with_what_was_done_act_by_act(desk, number, tmp_path: Path) -> None:
    note_handling(desk, number=number, on=desk.today(), text="核对考勤")
    entry = case_file_content(desk, number=number).entries[-1]
    assert (entry.title, entry.responsible) == ("办理经过", desk.station.unit_name)
    told = read_pdf(case_files._timeline_pdf(desk, number)).text
    assert "已登记→办理中" in told and "姓名已遮盖" in told and "王建国" not in told
    list(write_case_file(desk, number=number, path=tmp_path / "out.pdf"))
    assert "2件、计2页" in read_pdf((tmp_path / "out.pdf").read_bytes()).text
