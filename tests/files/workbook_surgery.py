"""Changing a real packet file as a careless or a hostile hand would: cell by cell, or part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook

from app.domain.packets import Packet
from app.files.atomic import write_bytes
from app.files.packet_cells import open_workbook
from app.files.packet_workbook import write_packet

Change = bytes | Callable[[bytes], bytes] | None


def packet_file(folder: Path, packet: Packet, name: str = "YS-ZC01-00003_20261123.xlsx") -> Path:
    """A packet on the stick."""
    write_bytes(folder / name, written(packet), overwrite=True)
    return folder / name


@lru_cache(maxsize=8)
def written(packet: Packet) -> bytes:
    """A packet as it is written; the same one only once, since it gives the same bytes every time."""
    out = io.BytesIO()
    write_packet(packet, out)
    return out.getvalue()


def edited(path: Path, edit: Callable[[Workbook], None]) -> Path:
    """The file after somebody opened it, did something and saved it, by openpyxl."""
    workbook = openpyxl.load_workbook(path)
    edit(workbook)
    workbook.save(path)
    return path


def rebuilt(path: Path, changes: Mapping[str, Change]) -> Path:
    """The file with parts replaced, changed by a function, added, or (None) left out."""
    with zipfile.ZipFile(path) as archive:
        parts: dict[str, bytes] = {name: archive.read(name) for name in archive.namelist()}
    for name, change in changes.items():
        if change is None:
            del parts[name]
        else:
            parts[name] = change(parts[name]) if callable(change) else change
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def part_of(path: Path, sheet: str) -> str:
    """The part of a workbook that holds a sheet."""
    with path.open("rb") as stream, zipfile.ZipFile(stream) as archive:
        return open_workbook(archive, path.name).sheets[sheet]
