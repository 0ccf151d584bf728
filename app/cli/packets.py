"""Packets on the console: what waits, writing one, and checking one that was carried."""

from __future__ import annotations

from pathlib import Path

import click

from app.actions.documents import save_document
from app.actions.packets import cases_in_packet, export_packet, list_packets, verify_packet, waiting_cases
from app.cli.console import Console, NotYet, pass_console, plain
from app.cli.documents import require_free
from app.cli.shapes import packet_record_json, waiting_json
from app.domain.errors import CannotWrite
from app.domain.packets import WaitingCase

packet = click.Group("packet", help="移送包。")


@packet.command("waiting")
@pass_console
def waiting(console: Console) -> None:
    """待移送的事项，以及各自还缺什么。"""
    with console.desk() as desk:
        cases = waiting_cases(desk)
    content = {"cases": [waiting_json(one) for one in cases], "total": len(cases)}
    console.tell(content, f"共{len(cases)}件待移送", *map(_waiting_line, cases))


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


@packet.command("export")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="写到哪个文件夹（例如 U 盘）")
@click.option("--case", "numbers", multiple=True, help="装入哪一件；可写多次，不写就装入全部齐备的")
@click.option("--handover", type=click.Path(path_type=Path), help="把移交清单另写成 PDF")
@click.option("--seal", help="加密并签名（以后的版本）")
@pass_console
def export(
    console: Console, out: Path, numbers: tuple[str, ...], handover: Path | None, seal: str | None
) -> None:
    """把待移送的事项装成一个移送包，写好后读回核对。"""
    if seal is not None:
        raise NotYet("密封的移送包（--seal）")
    if not out.is_dir():
        raise CannotWrite(out, "文件夹不存在" if not out.exists() else "不是文件夹")
    if handover is not None:
        require_free(handover)
    with console.desk() as desk:
        made = console.exhaust(export_packet(desk, folder=out, numbers=numbers))
        cases = cases_in_packet(desk, number=made.number)
        written = None
        if handover is not None:
            sha256 = save_document(desk, document_id=made.handover_id, path=handover)
            written = {"path": str(handover), "sha256": sha256}
    content = {
        "path": str(made.path),
        "sha256": made.sha256,
        "number": made.number,
        "cases": cases,
        "total": len(cases),
        "handover_id": made.handover_id,
        "handover": written,
    }
    lines = [
        f"移送包 {made.number}：{len(cases)}件",
        f"已写好并读回核对：{made.path}",
        f"SHA-256：{made.sha256}",
    ]
    console.tell(content, *lines, *([f"移交清单：{handover}"] if handover else []))


@packet.command("verify")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@pass_console
def verify(console: Console, file: Path) -> None:
    """检查一个移送包是否与导出时一字不差；不需要工作台。"""
    checked = verify_packet(file)
    content = {
        "ok": True,
        "path": str(file),
        "sha256": checked.file_sha256,
        "number": checked.head.number,
        "sequence": checked.head.sequence,
        "from": checked.head.sender_name,
        "to": checked.head.receiver_name,
        "made_at": checked.head.made_at.isoformat(timespec="seconds"),
        "content_sha256": checked.content_sha256,
        "total": len(checked.cases),
        "enclosures": checked.enclosures,
    }
    enclosed = "" if checked.enclosures is None else f"，附件{checked.enclosures}个"
    console.tell(
        content, f"移送包 {plain(checked.head.number)} 与导出时一致：{len(checked.cases)}件{enclosed}。"
    )


@packet.command("import")
@click.argument("file", metavar="FILE")
@click.option("--dry-run", is_flag=True, help="只看会发生什么")
def import_(file: str, dry_run: bool) -> None:
    """导入上级的回复包（以后的版本）。"""
    raise NotYet("导入回复包")
