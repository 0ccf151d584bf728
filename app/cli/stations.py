"""Stations on the console: our own card, and the address book."""

from __future__ import annotations

from pathlib import Path

import click

from app.actions.stations import (
    forget_station,
    list_stations,
    own_card,
    own_fingerprint,
    read_card,
    save_card_pdf,
    set_own_kind,
    trust_station,
    write_own_card,
)
from app.cli.console import Console, pass_console, plain
from app.cli.documents import require_free
from app.cli.packet_shapes import card_json, known_json
from app.cli.reading import member
from app.domain.address_book import KnownStation
from app.domain.stations import StationKind

station = click.Group("station", help="通讯录：本单位名片，和往来单位的名片。")


@station.command("card")
@click.option("--out", type=click.Path(path_type=Path), help="把名片写成文件，交给对方导入")
@click.option("--pdf", type=click.Path(path_type=Path), help="把名片另写成可打印的 PDF（带指纹和二维码）")
@click.option("--kind", help="本单位是 unit 基层单位、reception 信访接待部门，还是 discipline 纪委")
@pass_console
def card(console: Console, out: Path | None, pdf: Path | None, kind: str | None) -> None:
    """本单位的名片和指纹。"""
    for path in (out, pdf):
        if path is not None:
            require_free(path)
    with console.desk() as desk:
        if kind is not None:
            set_own_kind(desk, kind=member(StationKind, "kind", kind))
        fingerprint = "-".join(own_fingerprint(desk))
        shown = own_card(desk)
        written = {"path": str(out), "sha256": write_own_card(desk, path=out)} if out else None
        if pdf is not None:
            save_card_pdf(desk, path=pdf)
    content = {**card_json(shown, fingerprint), "card": written, "pdf": str(pdf) if pdf else None}
    lines = [f"{plain(shown.name)}（{shown.code}），{shown.kind.label}", f"指纹：{fingerprint}"]
    console.tell(content, *lines, *(f"已写好：{path}" for path in (out, pdf) if path))


@station.command("add")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--fingerprint", default="", help="纸质名片上的指纹；不写就只收入，不信任")
@click.option("--note", default="", help="备注")
@pass_console
def add(console: Console, file: Path, fingerprint: str, note: str) -> None:
    """把一张名片收入通讯录；指纹与纸面相符的才信任。"""
    with console.desk() as desk:
        preview = read_card(desk, path=file)
        trust_station(desk, card=preview.card, typed=fingerprint, note=note)
        known = next(one for one in list_stations(desk) if one.code == preview.card.code)
    content = {**known_json(known), "key_changed": preview.key_changed}
    console.tell(content, f"已收入：{_line(known)}")


@station.command("list")
@pass_console
def list_(console: Console) -> None:
    """通讯录，按单位代码排列。"""
    with console.desk() as desk:
        stations = list_stations(desk)
    content = {"stations": [known_json(one) for one in stations], "total": len(stations)}
    console.tell(content, f"共{len(stations)}个", *map(_line, stations))


@station.command("forget")
@click.argument("code")
@pass_console
def forget(console: Console, code: str) -> None:
    """从通讯录删去一个单位。"""
    with console.desk() as desk:
        forget_station(desk, code=code)
    console.tell({"forgotten": code}, f"已删去：{plain(code)}")


def _line(known: KnownStation) -> str:
    """One station."""
    trusted = "指纹已核对" if known.trusted else "指纹未核对"
    return plain(f"{known.code}  {known.name}  {known.card.kind.label}  {known.fingerprint}  {trusted}")
