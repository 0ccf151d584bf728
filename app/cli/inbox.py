"""Headquarters on the console: packets that came in, refused or taken back; and what it answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from app.actions.inbox import (
    ImportedPacket,
    import_packet,
    inbox,
    refuse_packet,
    undo_import,
)
from app.actions.inbox_check import check_import
from app.actions.receipt_back import undo_receipt
from app.actions.receipts import WrittenReceipt, save_receipt_pdf, write_receipt_again
from app.actions.reply_export import export_replies
from app.cli.carrying import FILE, REASON, TRUST, YES, confirmed_findings, file_password, notice_json
from app.cli.console import Console, pass_console, plain
from app.cli.documents import require_free
from app.cli.packets import packet
from app.cli.replies import TAKE, reply_as_import
from app.domain.codes import StationRole
from app.domain.errors import CannotWrite
from app.domain.inbox import CaseFate, CaseVerdict, ImportCheck
from app.domain.received import ReceivedPacket

# --- packets -------------------------------------------------------------------------------------------------


@packet.command("import")
@FILE
@click.option("--dry-run", is_flag=True, help="只看会发生什么")
@click.option("--receipts", type=click.Path(path_type=Path), help="回执写到哪个文件夹（默认写在移送包旁边）")
@TAKE
@TRUST
@YES
@pass_console
def import_(
    console: Console,
    file: Path,
    dry_run: bool,
    receipts: Path | None,
    take: str | None,
    trust: bool,
    words: tuple[str, ...],
) -> None:
    """导入移送包并写出回执（信访接待部门）；在基层单位，导入上级的回复。"""
    password = file_password(file)
    with console.desk() as desk:
        if desk.station.role is StationRole.WORKSHOP:
            confirmed = confirmed_findings(words, trust)
            reply_as_import(console, desk, file, password, take=take, confirmed=confirmed, dry_run=dry_run)
            return
        check = check_import(desk, file, password=password)
        if dry_run:
            console.tell(_check_json(check), *_check_lines(check))
            return
        work = import_packet(
            desk, file, password=password, confirmed=confirmed_findings(words, trust), receipts=receipts
        )
        done = console.exhaust(work)
    console.tell(_imported_json(done), *_imported_lines(done))


def _check_json(check: ImportCheck) -> dict[str, Any]:
    """What an import would do."""
    return {
        "path": check.file,
        "number": check.head.number if check.head else None,
        "from": check.head.sender_code if check.head else None,
        "sequence": check.head.sequence if check.head else None,
        "content_sha256": check.content_sha256 or None,
        "fingerprint": "-".join(check.fingerprint) or None,
        "can_go_on": check.can_go_on,
        "findings": [notice_json(notice) for notice in check.notices],
        "differences": list(check.differences),
        **_counts(check.cases),
    }


def _counts(verdicts: tuple[CaseVerdict, ...]) -> dict[str, Any]:
    """The figures of the contract: how many cases were read, would come in, are here, are refused."""

    def named(fate: CaseFate) -> list[CaseVerdict]:
        return [verdict for verdict in verdicts if verdict.fate is fate]

    def said(fate: CaseFate) -> list[dict[str, Any]]:
        places = {verdict.number: place for place, verdict in enumerate(verdicts, 1)}
        return [
            {"row": places[v.number], "column": "number", "code": v.fate.value, "message": v.why}
            for v in named(fate)
        ]

    return {
        "read": len(verdicts),
        "imported": len(named(CaseFate.NEW)) + len(named(CaseFate.AGAIN)),
        "duplicates": len(named(CaseFate.HERE)),
        "rejected": len(named(CaseFate.REJECTED)),
        "warnings": said(CaseFate.HERE),
        "errors": said(CaseFate.REJECTED),
    }


def _check_lines(check: ImportCheck) -> list[str]:
    """The same for people."""
    head = check.head
    lines = [f"{head.number}（{plain(head.sender_name)}）" if head else plain(check.file)]
    lines += [f"[{notice.finding.value}] {plain(notice.sentence)}" for notice in check.notices]
    if check.fingerprint:
        lines.append(f"移送单位的指纹：{'-'.join(check.fingerprint)}")
    lines += [f"{fate.label}：{check.count(fate)}件" for fate in CaseFate if check.count(fate)]
    return [*lines, "可以导入" if check.can_go_on else "不能导入"]


def _imported_json(done: ImportedPacket) -> dict[str, Any]:
    """What an import did."""
    out = [*done.skipped, *done.rejected]
    said = [CaseVerdict(number, CaseFate.NEW) for number in (*done.imported, *done.again)]
    notices = [
        {
            "row": 0,
            "column": "petitioners",
            "code": "repeat",
            "message": f"{one.number}与{one.other}：{one.why}",
        }
        for one in done.repeats
    ]
    counts = _counts((*said, *out))
    return {
        **counts,
        "warnings": [*counts["warnings"], *notices],
        "number": done.packet.number,
        "from": done.packet.sender_code,
        "cases": [*done.imported, *done.again],
        "missing_files": list(done.missing_files),
        **_receipt_json(done.receipt),
    }


def _receipt_json(receipt: WrittenReceipt) -> dict[str, Any]:
    """Where a receipt lies, or why it lies nowhere."""
    return {
        "receipt": str(receipt.path) if receipt.path else None,
        "receipt_trouble": receipt.trouble or None,
    }


def _receipt_line(receipt: WrittenReceipt, number: str) -> str:
    """The same for people."""
    if receipt.path:
        return f"回执：{receipt.path}"
    return f"已经登记，但回执没有写成：{receipt.trouble}请用 packet receipt-again {number} --out 文件夹 再写一次。"


def _imported_lines(done: ImportedPacket) -> list[str]:
    """The same for people."""
    lines = [f"{done.packet.number}：新收{len(done.imported)}件，退回后再次收到{len(done.again)}件"]
    lines += [plain(verdict.why) for verdict in (*done.skipped, *done.rejected)]
    lines += [f"可能是重复件：{one.number} 与 {one.other}（{one.why}）" for one in done.repeats]
    return [*lines, _receipt_line(done.receipt, done.packet.number)]


@packet.command("inbox")
@pass_console
def inbox_(console: Console) -> None:
    """各单位送来的移送包，以及缺哪几包。"""
    with console.desk() as desk:
        senders = inbox(desk)
    content = [
        {
            "code": line.code,
            "name": line.name,
            "purpose": line.purpose,
            "missing": list(line.missing),
            "packets": [_received_json(one) for one in line.packets],
        }
        for line in senders
    ]
    lines = [
        f"{line.code}  {plain(line.name)}  {len(line.packets)}包  最近{line.newest.received_at:%Y-%m-%d}"
        + (f"  缺第{'、'.join(map(str, line.missing))}包" if line.missing else "")
        for line in senders
    ]
    console.tell({"senders": content, "total": len(senders)}, f"共{len(senders)}个单位", *lines)


def _received_json(line: ReceivedPacket) -> dict[str, Any]:
    """A line of the register of what came in."""
    return {
        "number": line.number,
        "sequence": line.sequence,
        "made_at": line.made_at.isoformat(timespec="seconds"),
        "received_at": line.received_at.isoformat(timespec="seconds"),
        "received_by": line.received_by,
        "state": line.state.value,
        "reason": line.reason,
        "case_count": line.case_count,
        "content_sha256": line.content_sha256,
    }


@packet.command("refuse")
@FILE
@REASON
@click.option("--receipts", type=click.Path(path_type=Path), help="回执写到哪个文件夹（默认写在移送包旁边）")
@pass_console
def refuse(console: Console, file: Path, reason: str, receipts: Path | None) -> None:
    """不接收一个移送包，写出说明原因的回执。"""
    password = file_password(file)
    with console.desk() as desk:
        work = refuse_packet(desk, file, reason=reason, password=password, receipts=receipts)
        done = console.exhaust(work)
    number = done.packet.number
    content = {"number": number, "reason": done.packet.reason, **_receipt_json(done.receipt)}
    console.tell(content, f"已退回 {number}", _receipt_line(done.receipt, number))


@packet.command("undo")
@click.argument("number", metavar="NUMBER")
@REASON
@pass_console
def undo_(console: Console, number: str, reason: str) -> None:
    """撤销一个移送包的导入；事项已经办理的不能撤销。"""
    with console.desk() as desk:
        changes = undo_import(desk, number=number, reason=reason)
    content = {"number": number, "cases": list(changes.cases), "total": len(changes.cases)}
    console.tell(content, f"已撤销 {number} 的导入：{len(changes.cases)}件")


@packet.command("receipt-again")
@click.argument("number", metavar="NUMBER")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="写到哪个文件夹（例如 U 盘）")
@click.option("--pdf", type=click.Path(path_type=Path), help="把回执另写成可打印的 PDF，双方签字用")
@pass_console
def receipt_again(console: Console, number: str, out: Path, pdf: Path | None) -> None:
    """收到的包的回执再写一次：接收、退回或撤销接收，以登记为准（信访接待部门用）。"""
    if pdf is not None:
        require_free(pdf)
    with console.desk() as desk:
        path = write_receipt_again(desk, number=number, folder=out)
        printed = None
        if pdf is not None:
            printed = {"path": str(pdf), "sha256": save_receipt_pdf(desk, number=number, path=pdf)}
    lines = [f"回执：{path}", *([f"纸面回执：{pdf}"] if pdf else [])]
    console.tell({"number": number, "receipt": str(path), "pdf": printed}, *lines)


@packet.command("receipt-undo")
@click.argument("number", metavar="NUMBER")
@REASON
@pass_console
def receipt_undo(console: Console, number: str, reason: str) -> None:
    """撤销记错的回执：送出的包和事项回到等回执的样子；之后又办理过的不能撤销。"""
    with console.desk() as desk:
        changes = undo_receipt(desk, number=number, reason=reason)
    content = {"number": number, "cases": list(changes.cases), "total": len(changes.cases)}
    console.tell(content, f"已撤销 {number} 的回执：{len(changes.cases)}件回到移送中")


@packet.command("reply")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="写到哪个文件夹（例如 U 盘）")
@click.option("--to", "unit", required=True, metavar="UNIT", help="答复哪个单位（代码）")
@pass_console
def reply_(console: Console, out: Path, unit: str) -> None:
    """把对一个单位的答复装成一个回复包（信访接待部门用）。"""
    if not out.is_dir():
        raise CannotWrite(out, "文件夹不存在" if not out.exists() else "不是文件夹")
    with console.desk() as desk:
        made = console.exhaust(export_replies(desk, folder=out, unit_code=unit))
    content = {
        "path": str(made.path),
        "sha256": made.sha256,
        "number": made.number,
        "cases": list(made.cases),
        "total": len(made.cases),
        "letters": made.letters,
    }
    console.tell(content, f"回复包 {made.number}：{len(made.cases)}件", f"已写好并读回核对：{made.path}")
