"""What leaves the desk or lies in its folder: no byte of a sealed case, in any encoding, packed or not."""

from __future__ import annotations

import contextlib
import logging
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from app.actions.attachments import save_attachment
from app.actions.backup import create_backup, verify_backup
from app.actions.cases import classify, register_case, view_case
from app.actions.desk import Desk
from app.actions.documents import document_pdf, issue_slip, issue_slips, list_documents, save_document
from app.actions.ledger import export_ledger
from app.actions.packets import export_packet
from app.actions.procedure import perform
from app.actions.sealed import file_stem
from app.actions.today import day_list_pdf
from app.domain.cases import CaseDraft
from app.domain.codes import CaseClass
from app.domain.documents import DocumentKind, SlipLayout
from app.domain.errors import NotAllowed, NotFound
from tests.desks import PASSPHRASE, exhaust
from tests.files.pdf_reading import read_pdf
from tests.sealed.marks import in_binary, in_bytes, in_text, texts
from tests.sealed.world import LETTER, RECEIVED, World, make_world

# --- the search itself can find ---------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "gb18030"])
def test_the_search_finds_a_mark_in_every_encoding(encoding: str) -> None:
    assert in_bytes(b"\x00\x01" + "前爩甲经后".encode(encoding) + b"\xff")


def test_the_search_finds_a_mark_in_the_papers_from_before_the_sealing(world: World) -> None:
    letter = next(
        d
        for d in view_case(world.desk, number=world.sealed["later"]).documents
        if d.kind is DocumentKind.EXPLANATION_LETTER
    )
    found = in_bytes(document_pdf(world.desk, document_id=letter.id), world.numbers)
    assert {"爩", "齾"} <= set(found)


# --- what leaves ------------------------------------------------------------------------------------------


def test_the_exported_ledger_has_no_byte_of_a_sealed_case(world: World, tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    exhaust(export_ledger(world.desk, path=path))
    assert in_bytes(path.read_bytes(), ["王*国"]) == ["王*国"]
    assert in_bytes(path.read_bytes(), world.numbers) == []


def test_neither_a_packet_nor_its_list_has_a_byte_of_a_sealed_case(own_world: World, tmp_path: Path) -> None:
    desk = own_world.desk
    stick = tmp_path / "stick"
    stick.mkdir()
    for number in own_world.numbers:
        with pytest.raises((NotAllowed, NotFound)):
            exhaust(export_packet(desk, folder=stick, numbers=[number]))
    assert list(stick.iterdir()) == []
    repeat = own_world.open["repeat of a sealed one"]
    perform(desk, number=repeat, act="cannot_settle", fields={})
    perform(desk, number=repeat, act="explanation_letter", letter=LETTER)
    form = perform(desk, number=repeat, act="registration_form").documents[0]
    assert in_bytes(document_pdf(desk, document_id=form), own_world.numbers) == []
    made = exhaust(export_packet(desk, folder=stick))
    assert in_bytes(made.path.read_bytes(), own_world.numbers) == []
    assert in_bytes(document_pdf(desk, document_id=made.handover_id), own_world.numbers) == []
    assert in_text(made.path.name, own_world.numbers) == []


def test_a_case_that_was_sealed_behind_the_program_s_back_stops_the_packet(
    own_world: World, tmp_path: Path
) -> None:
    number = own_world.open["李芳"]
    own_world.desk.store.execute("UPDATE cases SET class = 'B', sealed = 1 WHERE number = ?", number)
    stick = tmp_path / "stick"
    stick.mkdir()
    with pytest.raises(NotAllowed, match="密封"):
        exhaust(export_packet(own_world.desk, folder=stick, numbers=[number]))
    assert list(stick.iterdir()) == []


def test_an_open_packet_never_names_who_is_complained_about(own_world: World, tmp_path: Path) -> None:
    desk, number = own_world.desk, own_world.open["李芳"]
    desk.store.execute(
        "UPDATE cases SET respondent_name = '驫甲人', respondent_post = '驫乙长', respondent_unit = '驫丙处'"
        " WHERE number = ?",
        number,
    )
    made = exhaust(export_packet(desk, folder=tmp_path, numbers=[number]))
    assert in_bytes(made.path.read_bytes()) == []


@pytest.mark.parametrize("layout", SlipLayout)
def test_the_slip_of_a_sealed_case_names_number_and_seal_number_alone(
    own_world: World, layout: SlipLayout
) -> None:
    desk = own_world.desk
    for sort in ("by name", "secret anonymous", "repeat", "later"):
        number = own_world.sealed[sort]
        pdf = document_pdf(desk, document_id=issue_slip(desk, number=number, layout=layout).documents[0])
        seal = view_case(desk, number=number).case.seal_number
        assert in_bytes(pdf, [seal]) == [seal]
        assert in_bytes(pdf, ["钱守义", "区长"]) == []
    _, run = exhaust(issue_slips(desk, numbers=[own_world.sealed["by post"]], layout=layout))
    assert in_bytes(run, ["区长"]) == []


def test_the_hand_over_sheet_says_number_pages_seal_number_and_who_signs(own_world: World) -> None:
    desk, number = own_world.desk, own_world.sealed["accusation"]
    case = view_case(desk, number=number).case
    fields = {"pages": "12", "receiver_office": "集团纪委"}
    sheet = perform(desk, number=number, act="seal_handover", fields=fields).documents[0]
    pdf = document_pdf(desk, document_id=sheet)
    assert in_bytes(pdf) == []
    assert (
        in_bytes(pdf, [case.query_code, "2026年11月10日", "来访", case.registered_at.strftime("%H:%M")]) == []
    )
    said = "".join(line for page in read_pdf(pdf).pages for line in page.lines)
    assert all(word in said for word in (number, case.seal_number, "12", "集团纪委", "李敏"))


def test_no_paper_of_a_sealed_case_says_more_of_itself_than_its_kind(
    own_world: World, tmp_path: Path
) -> None:
    desk = own_world.desk
    ids = [issue_slip(desk, number=own_world.sealed["by name"]).documents[0]]
    fields = {"pages": "12", "receiver_office": "集团纪委"}
    changes = perform(desk, number=own_world.sealed["accusation"], act="seal_handover", fields=fields)
    for document_id in (*ids, *changes.documents):
        path = tmp_path / f"{document_id}.pdf"
        save_document(desk, document_id=document_id, path=path)
        with pikepdf.open(path) as pdf:
            told = "".join(map(str, pdf.docinfo.values()))
            assert "/Metadata" not in pdf.Root
        assert in_text(told, ["钱守义"]) == []


def test_the_day_s_list_has_no_byte_of_a_sealed_case(world: World) -> None:
    assert in_bytes(day_list_pdf(world.desk), world.numbers) == []


def test_no_paper_of_the_register_has_a_byte_of_a_sealed_case(world: World) -> None:
    papers = list_documents(world.desk, limit=1000)
    assert papers
    for paper in papers:
        assert in_bytes(document_pdf(world.desk, document_id=paper.id), world.numbers) == [], paper.title


# --- what lies about --------------------------------------------------------------------------------------


def test_every_file_of_the_desk_is_encrypted_or_says_nothing(own_world: World, tmp_path: Path) -> None:
    home = own_world.desk.home
    backup = create_backup(own_world.desk, folder=tmp_path)
    files = [path for path in home.rglob("*") if path.is_file()]
    assert {"desk.db", "desk.db-wal", "keys.json"} <= {path.name for path in files}
    for path in (*files, backup.path):
        raw = path.read_bytes()
        assert in_binary(raw, own_world.numbers) == [], path.name
        assert in_text(path.name, own_world.numbers) == []


class Watch:
    """What is written below a folder while an act runs, also what is gone afterwards."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.on = str(folder), False
        self.opened: list[str] = []
        self.gone: list[bytes] = []
        sys.addaudithook(self._hook)

    def _hook(self, event: str, args: tuple[Any, ...]) -> None:
        if not self.on or event not in ("open", "os.remove", "os.rename"):
            return
        path = str(args[0])
        if not path.startswith(self.folder):
            return
        if event == "open":
            self.opened.append(path)
            return
        self.on = False
        with contextlib.suppress(OSError):
            self.gone.append(Path(path).read_bytes())
        self.on = True


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """The temporary folder, empty and watched."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    watch = Watch(folder)
    watch.on = True
    yield watch
    watch.on = False


def _everything(desk: Desk, folder: Path) -> None:
    """What is done with sealed cases, and what is written while they lie in the store."""
    draft = CaseDraft(received_on=RECEIVED, case_class=CaseClass.B, **texts("癸"))
    number = register_case(desk, draft=draft).cases[0]
    slip = issue_slip(desk, number=number).documents[0]
    save_document(desk, document_id=slip, path=folder / "回执.pdf")
    save_attachment(desk, attachment_id=1, path=folder / "密封材料.bin")
    (folder / "密封材料.bin").unlink()
    classify(desk, number=number, case_class=CaseClass.A, reason="戁癸改")
    classify(desk, number=number, case_class=CaseClass.B, reason="戁癸再改")
    perform(desk, number=number, act="seal_handover", fields={"pages": "1", "receiver_office": "集团纪委"})
    exhaust(export_ledger(desk, path=folder / "台账.xlsx"))
    exhaust(export_packet(desk, folder=folder))
    backup = create_backup(desk, folder=folder)
    verify_backup(path=backup.path, passphrase=PASSPHRASE)


def test_the_temporary_folder_never_holds_a_byte_of_a_sealed_case(
    own_world: World, temporary: Watch, tmp_path: Path
) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    _everything(own_world.desk, folder)
    temporary.on = False
    assert temporary.opened, "nothing was written there at all: the watch does not see"
    for path in temporary.opened:
        assert in_text(path, own_world.numbers) == []
    for raw in temporary.gone:
        assert in_bytes(raw) == []
    assert list(Path(temporary.folder).rglob("*")) == []


def test_nothing_is_logged_or_printed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    world = make_world(tmp_path / "world")
    folder = tmp_path / "stick"
    folder.mkdir()
    _everything(world.desk, folder)
    world.desk.close()
    printed = capfd.readouterr()
    assert (printed.out, printed.err) == ("", "")
    assert in_text(caplog.text, world.numbers) == []
    logged = [record for record in caplog.records if record.name.startswith(("peewee", "app"))]
    assert logged == []


def test_whoever_is_complained_about_in_an_open_case_stays_out_of_the_ledger(
    world: World, tmp_path: Path
) -> None:
    path = tmp_path / "台账.xlsx"
    exhaust(export_ledger(world.desk, path=path))
    assert in_bytes(path.read_bytes(), ["钱守义"]) == []


def test_the_name_of_a_saved_paper_tells_neither_kind_nor_case_when_that_is_sealed(own_world: World) -> None:
    desk = own_world.desk
    for sort in ("later", "secret"):
        papers = view_case(desk, number=own_world.sealed[sort]).documents
        assert papers
        for paper in papers:
            assert file_stem(desk, paper) == f"文书_{paper.id}"
    paper = view_case(desk, number=own_world.open["李芳"]).documents[0]
    assert file_stem(desk, paper) == f"关于事项的原因说明_{own_world.open['李芳']}"
