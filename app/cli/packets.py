"""Packets on the console: what waits, writing one, and checking one that was carried."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from app.actions.desk import Desk
from app.actions.documents import save_document
from app.actions.outbox import ReceiptOutcome, import_receipt, note_paper_receipt, outbox
from app.actions.packet_again import write_packet_again
from app.actions.packets import (
    ExportedPacket,
    VerifiedPacket,
    cases_in_packet,
    export_packet,
    left_unregistered,
    list_packets,
    proposed_password,
    seal_of,
    verify_packet,
    verify_sealed_packet,
    waiting_cases,
)
from app.actions.sealed_packets import export_accusations
from app.actions.stations import sender_trust
from app.bootstrap import desk_exists
from app.cli.console import Console, DateWord, ask_secret, has_passphrase, pass_console, plain
from app.cli.documents import require_free
from app.cli.packet_shapes import exported_json, packet_record_json, verified_json
from app.cli.shapes import waiting_json
from app.domain.address_book import SenderTrust
from app.domain.errors import CannotWrite
from app.domain.packet_codes import Seal
from app.domain.packets import OutboxLine, WaitingCase

PASSWORD = "PETITION_DESK_PACKET_PASSWORD"
packet = click.Group("packet", help="移送包。")


@packet.command("waiting")
@pass_console
def waiting(console: Console) -> None:
    """待移送的事项，以及各自还缺什么。"""
    with console.desk() as desk:
        cases, left = waiting_cases(desk), left_unregistered(desk)
    content = {
        "cases": [waiting_json(one) for one in cases],
        "total": len(cases),
        "unregistered": [{"number": one.number, "path": str(one.path)} for one in left],
    }
    lines = [f"没有登记的文件，不要交出：{plain(str(one.path))}（{one.number}）" for one in left]
    console.tell(content, f"共{len(cases)}件待移送", *map(_waiting_line, cases), *lines)


def _waiting_line(one: WaitingCase) -> str:
    """One line of what waits."""
    lacks = f"还缺：{'、'.join(one.lacks)}" if one.lacks else "齐备"
    advice = f"（可补：{'、'.join(one.advice)}）" if one.advice else ""
    return plain(f"{one.number}  {one.people}  {one.subject}  {lacks}{advice}")


@packet.command("list")
@pass_console
def list_(console: Console) -> None:
    """送出过的移送包。"""
    with console.desk() as desk:
        packets = list_packets(desk)
    lines = [f"{p.number}  {p.made_at:%Y-%m-%d}  {p.case_count}件  {plain(p.file_name)}" for p in packets]
    content = {"packets": [packet_record_json(p) for p in packets], "total": len(packets)}
    console.tell(content, f"共{len(packets)}个", *lines)


SEAL = click.option(
    "--seal",
    type=click.Choice(["none", "password", "key"]),
    help=f"封口：password 按口令（取自环境变量 {PASSWORD}，没有就问），key 按收件单位名片",
)
TO = click.option("--to", "receiver", default="", help="收件单位代码（通讯录里只有一个合适的就不用写）")


@packet.command("export")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="写到哪个文件夹（例如 U 盘）")
@click.option("--case", "numbers", multiple=True, help="装入哪一件；可写多次，不写就装入全部齐备的")
@click.option("--handover", type=click.Path(path_type=Path), help="把移交清单另写成 PDF")
@click.option("--whole", is_flag=True, help="证件号码、电话、住址和被反映人不遮盖（只能和 --seal 一起用）")
@SEAL
@TO
@pass_console
def export(
    console: Console,
    out: Path,
    numbers: tuple[str, ...],
    handover: Path | None,
    whole: bool,
    seal: str | None,
    receiver: str,
) -> None:
    """把待移送的事项装成一个移送包，写好后读回核对。"""
    _require_folder(out)
    if handover is not None:
        require_free(handover)
    chosen, password = _seal(seal or "none")
    with console.desk() as desk:
        work = export_packet(
            desk,
            folder=out,
            numbers=numbers,
            receiver_code=receiver,
            seal=chosen,
            password=password,
            whole=whole,
        )
        made = console.exhaust(work)
        cases = cases_in_packet(desk, number=made.number)
        written = None
        if handover is not None:
            sha256 = save_document(desk, document_id=made.handover_id, path=handover)
            written = {"path": str(handover), "sha256": sha256}
    content = {**exported_json(made), "cases": cases, "total": len(cases), "handover": written}
    lines = [f"移送包 {made.number}：{len(cases)}件", *_exported_lines(made)]
    console.tell(content, *lines, *([f"移交清单：{handover}"] if handover else []))


@packet.command("seal")
@click.argument("numbers", metavar="NUMBER...", nargs=-1, required=True)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="写到哪个文件夹（例如 U 盘）")
@click.option("--receiver-person", default="", help="接收人（可以空着，当面填写）")
@SEAL
@TO
@pass_console
def seal_(
    console: Console,
    numbers: tuple[str, ...],
    out: Path,
    receiver_person: str,
    seal: str | None,
    receiver: str,
) -> None:
    """把检举控告事项装成单独的封口包，密封移交纪委；文件名什么都不说明。"""
    _require_folder(out)
    chosen, password = _seal(seal or "key")
    with console.desk() as desk:
        work = export_accusations(
            desk,
            folder=out,
            numbers=numbers,
            receiver_code=receiver,
            seal=chosen,
            password=password,
            receiver_person=receiver_person,
        )
        made = console.exhaust(work)
    content = {**exported_json(made), "documents": list(made.changes.documents), "total": len(numbers)}
    console.tell(content, f"封口包 {made.number}：{len(numbers)}件，已密封移交", *_exported_lines(made))


def _require_folder(out: Path) -> None:
    """Say what is wrong with a folder before anything is asked. Raises CannotWrite."""
    if not out.is_dir():
        raise CannotWrite(out, "文件夹不存在" if not out.exists() else "不是文件夹")


def _seal(word: str) -> tuple[Seal, str]:
    """How is sealed, and the password when it is one; never from the command line."""
    seal = Seal("" if word == "none" else word)
    return seal, ask_secret(PASSWORD, "封口口令", twice=True) if seal is Seal.PASSWORD else ""


def _exported_lines(made: ExportedPacket) -> tuple[str, ...]:
    """Where it lies."""
    sealed = f"，{made.seal.label}" if made.seal else ""
    return f"已写好并读回核对{sealed}：{made.path}", f"SHA-256：{made.sha256}"


@packet.command("password")
@pass_console
def password_(console: Console) -> None:
    """给出一个新的封口口令；不要和移送包放在同一个U盘上。"""
    proposed = proposed_password()
    console.tell({"password": proposed}, proposed)


@packet.command("outbox")
@pass_console
def outbox_(console: Console) -> None:
    """送出的包各到哪一步：已发出、已接收、被退回、已答复，哪些逾期没有回执。"""
    with console.desk() as desk:
        lines = outbox(desk)
    content = {
        "packets": [
            {
                **packet_record_json(line.packet),
                "receipt_due": line.receipt_due.isoformat(),
                "overdue": line.overdue,
            }
            for line in lines
        ],
        "total": len(lines),
        "overdue": sum(line.overdue for line in lines),
    }
    console.tell(content, f"共{len(lines)}个，逾期没有回执{content['overdue']}个", *map(_outbox_line, lines))


def _outbox_line(line: OutboxLine) -> str:
    """One packet and where it stands."""
    packet, state = line.packet, line.packet.state.label
    if line.overdue:
        state = f"逾期没有回执（应在{line.receipt_due}以前）"
    why = f"：{packet.receipt_reason}" if packet.receipt_reason else ""
    return plain(
        f"{packet.number}  {packet.made_at:%Y-%m-%d}  {packet.case_count}件  {packet.receiver}  {state}{why}"
    )


@packet.command("again")
@click.argument("number", metavar="NUMBER")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="写到哪个文件夹")
@pass_console
def again(console: Console, number: str, out: Path) -> None:
    """路上丢了的包再写一次：内容、编号和签名与原来一样。"""
    _require_folder(out)
    with console.desk() as desk:
        seal = next((one.seal for one in list_packets(desk) if one.number == number), Seal.NONE)
        password = ask_secret(PASSWORD, "封口口令", twice=True) if seal is Seal.PASSWORD else ""
        written, _ = console.exhaust(write_packet_again(desk, number=number, folder=out, password=password))
    content = {"path": str(written.path), "sha256": written.sha256, "number": number}
    console.tell(content, f"已再次写好并读回核对：{written.path}", f"SHA-256：{written.sha256}")


@packet.command("receipt")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@pass_console
def receipt(console: Console, file: Path) -> None:
    """导入对方签名的回执：包和里面的事项变为已移送；没有接收的，事项退回待移送。"""
    with console.desk() as desk:
        outcome = import_receipt(desk, path=file)
    _tell_outcome(console, outcome)


@packet.command("received")
@click.argument("number", metavar="NUMBER")
@click.option("--by", required=True, help="移交清单上的签收人")
@click.option("--on", type=DateWord(), help="签收日期（默认今天）")
@click.option("--refused", default="", help="没有接收的原因")
@pass_console
def received(console: Console, number: str, by: str, on: dt.date | None, refused: str) -> None:
    """对方没有本程序时，按移交清单上的签名登记：已接收，或没有接收。"""
    with console.desk() as desk:
        outcome = note_paper_receipt(desk, number=number, by=plain(by), on=on, refused=plain(refused))
    _tell_outcome(console, outcome)


def _tell_outcome(console: Console, outcome: ReceiptOutcome) -> None:
    """What a receipt did."""
    content = {
        "packet": packet_record_json(outcome.packet),
        "kind": outcome.receipt.kind.value,
        "moved": list(outcome.moved),
        "left": list(outcome.left),
        "numbers": dict(outcome.receipt.cases),
    }
    console.tell(
        content, f"{outcome.packet.number}：{outcome.receipt.kind.label}，事项{len(outcome.moved)}件已更新"
    )


@packet.command("verify")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@pass_console
def verify(console: Console, file: Path) -> None:
    """检查一个移送包是否与导出时一字不差、签名是否完好；没有工作台也能查，有工作台还能说出签名的是不是认识的单位。"""
    checked, trust = _verified(console, file)
    content = verified_json(checked, trust, file)
    head = checked.head
    enclosed = "" if checked.enclosures is None else f"，附件{checked.enclosures}个"
    whose = f"（{trust.label}）" if trust else ""
    lines = [
        f"移送包 {plain(head.number)} 与导出时一致：{len(checked.cases)}件{enclosed}。",
        f"{checked.signed.label}{whose}",
    ]
    if content["fingerprint"]:
        lines.append(f"移送单位密钥指纹：{content['fingerprint']}，请与移交清单核对。")
    console.tell(content, *lines)


def _verified(console: Console, file: Path) -> tuple[VerifiedPacket, SenderTrust | None]:
    """A packet as it was found, and what the address book says of its signer; None without a desk at hand."""
    seal = seal_of(file)
    password = ask_secret(PASSWORD, "封口口令") if seal is Seal.PASSWORD else ""
    if seal is not Seal.KEY and not (desk_exists(console.home) and has_passphrase()):
        return _opened(file, seal, password, None), None
    with console.desk() as desk:
        checked = _opened(file, seal, password, desk)
        return checked, sender_trust(desk, checked.head, checked.signed)


def _opened(file: Path, seal: Seal, password: str, desk: Desk | None) -> VerifiedPacket:
    """A packet, opened when it is sealed."""
    return (
        verify_packet(file) if seal is Seal.NONE else verify_sealed_packet(file, password=password, desk=desk)
    )
