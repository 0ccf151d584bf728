import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from app.actions.attachments import add_attachment
from app.actions.cases import cannot_settle, classify, get_case, take_back, view_case
from app.actions.desk import Desk
from app.actions.documents import compose_letter, document_pdf, get_document, issue_letter
from app.actions.packets import cases_in_packet, export_packet, list_packets, verify_packet, waiting_cases
from app.domain.cases import Respondent
from app.domain.codes import CaseClass, CaseState
from app.domain.documents import DocumentKind
from app.domain.errors import (
    AlteredPacket,
    CannotWrite,
    FileExists,
    Incomplete,
    InvalidField,
    NotAllowed,
    NotFound,
)
from app.files.templates import TO_FILL
from tests.desks import exhaust, register

LETTER = DocumentKind.EXPLANATION_LETTER


def waiting(desk: Desk, name: str = "王建国", *, letter: bool = True, **changes: object) -> str:
    """A case that waits, with its explanation letter unless told otherwise."""
    number = register(desk, name, **changes)
    cannot_settle(desk, number=number)
    if letter:
        fields = compose_letter(desk, number=number, act=LETTER)
        body = "\n".join("已核实。" if TO_FILL in line else line for line in fields["body"].splitlines())
        issue_letter(desk, number=number, act=LETTER, fields={**fields, "body": body})
    return number


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def test_the_page_says_what_each_case_still_lacks(desk: Desk, tmp_path: Path) -> None:
    ready, bare = waiting(desk), waiting(desk, letter=False)
    (tmp_path / "a.txt").write_bytes(b"x")
    add_attachment(desk, number=ready, path=tmp_path / "a.txt")
    one, two = waiting_cases(desk)
    assert (one.number, one.ready, one.enclosures, one.people) == (ready, True, 2, "王*国")
    assert (two.number, two.lacks, two.ready) == (bare, ("原因说明",), False)


def test_a_packet_goes_out_and_its_cases_are_in_transfer(desk: Desk, stick: Path, tmp_path: Path) -> None:
    (tmp_path / "工资条.txt").write_bytes(b"pay slip")
    number, staying = waiting(desk), waiting(desk, letter=False)
    add_attachment(desk, number=number, path=tmp_path / "工资条.txt")
    exported = exhaust(export_packet(desk, folder=stick))
    assert exported.path == stick / "YS-ZC01-00001_20261124.zip"
    verified = verify_packet(exported.path)
    assert verified.unaltered and verified.enclosures == 2
    assert verified.file_sha256 == exported.sha256
    assert get_case(desk, number=number).state is CaseState.IN_TRANSFER
    assert get_case(desk, number=staying).state is CaseState.AWAITING_TRANSFER
    assert cases_in_packet(desk, number=exported.number) == [number]
    record = list_packets(desk)[0]
    assert (record.sequence, record.case_count, record.content_sha256) == (1, 1, verified.content_sha256)
    assert view_case(desk, number=number).timeline[-1].act == "export"
    handover = get_document(desk, document_id=exported.handover_id)
    assert (handover.kind, handover.packet_number) == (DocumentKind.HANDOVER_LIST, exported.number)
    assert document_pdf(desk, document_id=exported.handover_id).startswith(b"%PDF")
    with zipfile.ZipFile(exported.path) as archive:
        assert b"pay slip" in [archive.read(name) for name in archive.namelist()]


def test_the_next_packet_has_the_next_number_and_names_the_one_before(desk: Desk, stick: Path) -> None:
    waiting(desk)
    first = exhaust(export_packet(desk, folder=stick))
    waiting(desk)
    second = exhaust(export_packet(desk, folder=stick))
    head = verify_packet(second.path).head
    assert (second.number, head.sequence) == ("YS-ZC01-00002", 2)
    assert head.previous_sha256 == verify_packet(first.path).content_sha256 != ""
    assert verify_packet(first.path).head.previous_sha256 == ""


def test_no_number_in_full_and_no_respondent_is_in_the_file(desk: Desk, stick: Path) -> None:
    waiting(desk, respondent=Respondent("孙大伟", "区长", "采煤队"), content="津贴少发，请打13812344321找我")
    path = exhaust(export_packet(desk, folder=stick)).path
    with zipfile.ZipFile(path) as outer:
        workbook = next(name for name in outer.namelist() if name.endswith(".xlsx"))
        with outer.open(workbook) as inner, zipfile.ZipFile(inner) as book:
            text = "".join(
                book.read(name).decode("utf-8") for name in book.namelist() if name.endswith(".xml")
            )
    for secret in ("13812344321", "孙大伟"):
        assert secret not in text
    assert "138****4321" in text


def still_waiting(desk: Desk, number: str) -> None:
    assert get_case(desk, number=number).state is CaseState.AWAITING_TRANSFER
    assert list_packets(desk) == []
    assert desk.store.value("SELECT count(*) FROM serials WHERE kind = 'packet'") == 0
    assert desk.store.value("SELECT count(*) FROM documents WHERE packet_id IS NOT NULL") == 0


def test_a_file_that_is_there_already_stays_and_the_case_waits(desk: Desk, stick: Path) -> None:
    number = waiting(desk)
    there = stick / "YS-ZC01-00001_20261124.zip"
    there.write_bytes(b"somebody's")
    with pytest.raises(FileExists):
        exhaust(export_packet(desk, folder=stick))
    assert there.read_bytes() == b"somebody's"
    still_waiting(desk, number)
    there.unlink()
    assert exhaust(export_packet(desk, folder=stick)).number == "YS-ZC01-00001"


def test_a_pulled_stick_leaves_the_case_waiting(desk: Desk, tmp_path: Path) -> None:
    number = waiting(desk)
    with pytest.raises(CannotWrite):
        exhaust(export_packet(desk, folder=tmp_path / "pulled"))
    assert not (tmp_path / "pulled").exists()
    still_waiting(desk, number)


def test_a_folder_that_is_a_file_leaves_the_case_waiting(desk: Desk, tmp_path: Path) -> None:
    number = waiting(desk)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CannotWrite):
        exhaust(export_packet(desk, folder=tmp_path / "file"))
    still_waiting(desk, number)


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_a_cancelled_export_leaves_no_file_and_the_case_waiting(desk: Desk, stick: Path, steps: int) -> None:
    number = waiting(desk)
    work = export_packet(desk, folder=stick)
    for _ in range(steps):
        next(work)
    work.close()
    assert list(stick.iterdir()) == []
    still_waiting(desk, number)


def test_what_lacks_its_letter_is_named_and_stays(desk: Desk, stick: Path) -> None:
    number = waiting(desk, letter=False)
    with pytest.raises(Incomplete, match=f"{number}的原因说明"):
        exhaust(export_packet(desk, folder=stick, numbers=[number]))
    with pytest.raises(InvalidField, match="没有可以移送的事项"):
        exhaust(export_packet(desk, folder=stick))
    still_waiting(desk, number)
    assert list(stick.iterdir()) == []


@pytest.mark.parametrize(
    ("prepare", "kind"),
    [
        (lambda desk: register(desk), NotAllowed),
        (lambda desk: register(desk, confidential=True), NotAllowed),
        (lambda desk: "ZC01-X", NotFound),
    ],
)
def test_only_waiting_open_cases_go(
    desk: Desk, stick: Path, prepare: Callable[[Desk], str], kind: type[Exception]
) -> None:
    good = waiting(desk)
    with pytest.raises(kind):
        exhaust(export_packet(desk, folder=stick, numbers=[good, prepare(desk)]))
    still_waiting(desk, good)


def test_a_case_goes_only_once(desk: Desk, stick: Path) -> None:
    number = waiting(desk)
    exported = exhaust(export_packet(desk, folder=stick, numbers=[number, number]))
    assert cases_in_packet(desk, number=exported.number) == [number]
    with pytest.raises(NotAllowed, match="移送中"):
        exhaust(export_packet(desk, folder=stick, numbers=[number]))
    for act in (lambda: take_back(desk, number=number), lambda: cannot_settle(desk, number=number)):
        with pytest.raises(NotAllowed):
            act()


def test_a_sealed_case_is_not_on_the_waiting_page(desk: Desk) -> None:
    number = waiting(desk)
    take_back(desk, number=number)
    classify(desk, number=number, case_class=CaseClass.B, reason="检举")
    assert waiting_cases(desk) == []


def test_a_changed_cell_is_found(desk: Desk, stick: Path, tmp_path: Path) -> None:
    waiting(desk)
    path = exhaust(export_packet(desk, folder=stick)).path
    with zipfile.ZipFile(path) as outer:
        name = next(name for name in outer.namelist() if name.endswith(".xlsx"))
        outer.extract(name, tmp_path)
    book = openpyxl.load_workbook(tmp_path / name)
    sheet = book.worksheets[1]
    cell = next(c for row in sheet.iter_rows() for c in row if "津贴" in str(c.value))
    cell.value = "津贴已足额发放"
    book.save(tmp_path / "changed.xlsx")
    with pytest.raises(AlteredPacket, match=cell.coordinate):
        verify_packet(tmp_path / "changed.xlsx")


def test_what_would_be_better_in_a_packet_is_said_and_keeps_nothing_back(desk: Desk) -> None:
    number = register(desk, evidence="工资条3张")
    cannot_settle(desk, number=number)
    waiting = waiting_cases(desk)[0]
    assert waiting.lacks == ("原因说明",)
    assert any("工资条3张" in words for words in waiting.advice)
