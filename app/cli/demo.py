"""The demonstration: a desk with invented cases, its main job done, and every kind of paper, all in one folder.

An earlier demonstration is never touched: the next one gets a folder of its own inside. A folder that holds
anything else is refused.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click

from app.actions.attachments import add_attachment
from app.actions.cases import cannot_settle, note_handling, register_case
from app.actions.desk import Desk
from app.actions.documents import compose_letter, issue_letter, issue_slips, list_documents, save_document
from app.actions.ledger import export_ledger, import_ledger
from app.actions.packets import export_packet, verify_packet
from app.actions.recovery import try_sheet
from app.actions.station import write_recovery_sheet
from app.bootstrap import create_desk
from app.cli.console import PASSPHRASE, Console, date_line, fixed_today, pass_console, today_json
from app.cli.demo_cases import CASES, NIGHT_SHIFTS, OLD_LEDGER, OPERATOR, STATION, DemoCase
from app.cli.demo_papers import FOLDER, Paper, print_every_kind, set_back
from app.domain.documents import DocumentKind
from app.domain.errors import CannotWrite, ClerkError
from app.domain.ledger import ImportReport

DEMO_PASSPHRASE = "demo-yunling-2026"
MARK = "demo.txt"
MARK_TEXT = "这个文件夹由 petition-desk-cli demo 建立，里面的人和事都是编造的。\n"
SINGLE_SLIPS = ("wages", "bonus", "injury")


class FolderTaken(ClerkError):
    """The folder for the demonstration holds something that no demonstration made."""

    code = "folder_taken"

    def __init__(self, folder: Path) -> None:
        super().__init__(f"“{folder}”里已有别的东西，没有动它。请给一个新的或空的文件夹。", path=str(folder))


@dataclass
class Demo:
    """What was made so far: the case numbers by their key, and the files with a word for each."""

    folder: Path
    desk: Desk
    console: Console
    numbers: dict[str, str] = field(default_factory=dict)
    files: list[tuple[Path, str, str]] = field(default_factory=list)
    report: ImportReport | None = None
    packet_number: str = ""
    papers: list[Paper] = field(default_factory=list)

    def path(self, name: str) -> Path:
        """Where a file goes."""
        return self.folder / name

    def made(self, name: str, what: str, sha256: str) -> None:
        """Remember a file that was written."""
        self.files.append((self.path(name), what, sha256))


@click.command("demo")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@pass_console
def demo(console: Console, folder: Path) -> None:
    """在 DIR 里建一个演示工作台：编造的事项，回执、原因说明、移送包，以及每种文书各一份。"""
    folder = fresh_folder(folder)
    given = os.environ.get(PASSPHRASE)
    desk, sheet = create_desk(
        folder / "desk",
        station=STATION,
        operator=OPERATOR,
        passphrase=given or DEMO_PASSPHRASE,
        today=fixed_today(),
    )
    with desk:
        try_sheet(desk, code="-".join(sheet.code_groups))
        made = Demo(folder, desk, console)
        sha256 = write_recovery_sheet(sheet, path=made.path("recovery-sheet.pdf"))
        made.made("recovery-sheet.pdf", "恢复单：忘记口令时用", sha256)
        for step in (register_all, bring_ledger, write_slips, write_letters, send_packet, write_ledger):
            step(made)
        made.papers = print_every_kind(
            desk, folder=folder, numbers=made.numbers, passphrase=given or DEMO_PASSPHRASE, console=console
        )
        _tell(console, made, "" if given else DEMO_PASSPHRASE)


def fresh_folder(folder: Path) -> Path:
    """An empty folder for the demonstration, marked as one. Raises FolderTaken."""
    if folder.exists() and not folder.is_dir():
        raise FolderTaken(folder)
    if folder.is_dir() and any(folder.iterdir()):
        if not (folder / MARK).is_file():
            raise FolderTaken(folder)
        folder = next(path for path in _numbered(folder) if not path.exists())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARK).write_text(MARK_TEXT, encoding="utf-8")
    except OSError as error:
        raise CannotWrite(folder, "没有写入权限或磁盘已满") from error
    return folder


def _numbered(folder: Path) -> Iterator[Path]:
    """demo-2, demo-3, … inside a folder."""
    return (folder / f"demo-{number}" for number in range(2, 1_000_000))


def register_all(made: Demo) -> None:
    """Register the invented cases, note their handling, attach, pass on."""
    for case in CASES:
        _register(made, case)


def _register(made: Demo, case: DemoCase) -> None:
    """One case with what was done about it."""
    desk = made.desk
    received = desk.today() - dt.timedelta(days=case.days_ago)
    draft = replace(case.draft, received_on=received, repeat_of=made.numbers.get(case.repeat_of, ""))
    with set_back(desk, case.days_ago):
        number = made.numbers[case.key] = register_case(desk, draft=draft).cases[0]
    for later, text in enumerate(case.notes):
        on = min(received + dt.timedelta(days=later), desk.today())
        note_handling(desk, number=number, on=on, text=text, kind="沟通协调")
    if case.attachment:
        made.made(case.attachment, "附件：本人抄录的夜班", _write(made.path(case.attachment), NIGHT_SHIFTS))
        add_attachment(desk, number=number, path=made.path(case.attachment))
    if case.waits:
        cannot_settle(desk, number=number, reason=case.waits)


def _write(path: Path, text: str) -> str:
    """Write a text file; its SHA-256."""
    content = text.encode("utf-8")
    path.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def bring_ledger(made: Demo) -> None:
    """Bring in a small old ledger with faults, and write back the rejected rows."""
    year = made.desk.today().year
    old = OLD_LEDGER.replace("2026", str(year - 1))
    made.made("old-ledger.csv", "旧台账，故意有错", _write(made.path("old-ledger.csv"), old))
    rejects = made.path("old-ledger-rejected.xlsx")
    work = import_ledger(made.desk, path=made.path("old-ledger.csv"), rejects=rejects)
    _, made.report = made.console.exhaust(work)
    if made.report.rejects_path:
        made.made(rejects.name, "退回的行，改好后可再导入", _sha256(rejects))


def _sha256(path: Path) -> str:
    """The hash of a file that was just written."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_slips(made: Demo) -> None:
    """All slips in one run, and three on their own."""
    work = issue_slips(made.desk, numbers=list(made.numbers.values()))
    _, pdf = made.console.exhaust(work)
    made.path("slips.pdf").write_bytes(pdf)
    made.made("slips.pdf", f"接收回执{len(made.numbers)}份", hashlib.sha256(pdf).hexdigest())
    issued = {slip.case_number: slip.id for slip in list_documents(made.desk, kind=DocumentKind.SLIP)}
    for number in (made.numbers[key] for key in SINGLE_SLIPS):
        name = f"slip-{number}.pdf"
        sha256 = save_document(
            made.desk, document_id=issued[number], path=made.path(name), reason="另存一份单独的"
        )
        made.made(name, "接收回执", sha256)


def write_letters(made: Demo) -> None:
    """The explanation letter and the notice to the petitioner of every case that is passed on."""
    for case in CASES:
        if case.waits:
            _letter(made, case, DocumentKind.EXPLANATION_LETTER, "explanation")
            _letter(made, case, DocumentKind.TRANSFER_NOTICE, "notice")


def _letter(made: Demo, case: DemoCase, kind: DocumentKind, stem: str) -> None:
    """Compose, complete, issue and save one letter."""
    number = made.numbers[case.key]
    fields = compose_letter(made.desk, number=number, act=kind)
    fields["body"] = completed(fields["body"], case)
    if case.attachment and kind is DocumentKind.EXPLANATION_LETTER:
        fields["attachments"] = "夜班抄录1份"
    issued = issue_letter(made.desk, number=number, act=kind, fields=fields)
    name = f"{stem}-{number}.pdf"
    made.made(
        name, kind.label, save_document(made.desk, document_id=issued.documents[0], path=made.path(name))
    )


def completed(body: str, case: DemoCase) -> str:
    """The body of a letter with its 〔请填写：…〕 replaced, in the order policy, reason, proposal."""
    words = iter((case.policy, f"{case.waits}。", case.proposal))
    return re.sub(r"〔请填写：[^〕]*〕", lambda mark: next(words, case.proposal), body)


def send_packet(made: Demo) -> None:
    """One packet with the cases that wait, read back, and its hand-over list."""
    stick = made.path("usb")
    stick.mkdir()
    packet = made.console.exhaust(export_packet(made.desk, folder=stick))
    verify_packet(packet.path)
    made.packet_number = packet.number
    made.made(f"usb/{packet.path.name}", f"移送包 {packet.number}，已读回核对", packet.sha256)
    sha256 = save_document(made.desk, document_id=packet.handover_id, path=made.path("handover.pdf"))
    made.made("handover.pdf", "移交清单", sha256)


def write_ledger(made: Demo) -> None:
    """The desk's own ledger as a workbook."""
    sha256 = made.console.exhaust(export_ledger(made.desk, path=made.path("ledger.xlsx")))
    made.made("ledger.xlsx", "台账，号码已遮盖，不含密封事项", sha256)


def _tell(console: Console, made: Demo, passphrase: str) -> None:
    """What was made, a line a file."""
    report = made.report
    imported = (
        f"旧台账：导入{report.imported}行，重复{report.duplicates}行，退回{report.rejected}行"
        if report
        else ""
    )
    lines = [
        f"演示工作台：{made.folder / 'desk'}（{made.desk.station.unit_name}，人和事都是编造的）",
        date_line(made.desk),
        f"口令：{passphrase}" if passphrase else f"口令：环境变量 {PASSPHRASE} 里的",
        f"登记{len(made.numbers)}件；{imported}",
        *(f"  {path.relative_to(made.folder)}  {what}" for path, what, _ in made.files),
        f"  {FOLDER}/  {len(made.papers)}份：每种文书各一份，另有今日工作清单和期限计算说明",
        "  headquarters/  公司信访接待部门的工作台，口令相同",
    ]
    console.tell(_demo_json(made, passphrase), *lines)


def _demo_json(made: Demo, passphrase: str) -> dict[str, Any]:
    """What was made, for scripts."""
    return {
        "path": str(made.folder),
        "home": str(made.folder / "desk"),
        "passphrase": passphrase or None,
        **today_json(made.desk),
        "cases": list(made.numbers.values()),
        "packet": made.packet_number,
        "imported": made.report.imported if made.report else 0,
        "files": [{"path": str(path), "what": what, "sha256": sha256} for path, what, sha256 in made.files],
        "papers": [
            {
                "path": str(paper.path),
                "kind": paper.kind,
                "what": paper.what,
                "case": paper.case_number,
                "number": paper.number,
                "sha256": paper.sha256,
            }
            for paper in made.papers
        ],
    }
