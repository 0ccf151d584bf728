"""文号代字 and copies by kind: ``resources/rules/documents.toml``, checked when it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from app.domain.document_specs import SPECS, Copy
from app.domain.documents import DocumentKind
from app.domain.errors import UnreadableFile
from app.files.rules import read_rules

FILE = "documents"


@dataclass(frozen=True, slots=True)
class DocumentRule:
    """What a unit decides about a kind.

    ``mark`` follows the unit's own mark in the number (None: the kind has no number); ``copies`` are the words of
    who gets one.
    """

    kind: DocumentKind
    mark: str | None
    copies: tuple[str, ...]
    note: str = ""

    @property
    def copies_line(self) -> str:
        """一式几份, as a form prints it."""
        count = "零一二三四五六七八九"[len(self.copies)].replace("二", "两")
        if len(self.copies) == 1:
            return f"本件一份，{self.copies[0]}。"
        return f"一式{count}份：{'，'.join(self.copies)}。"


@cache
def document_rules() -> MappingProxyType[DocumentKind, DocumentRule]:
    """The rules of every kind. Raises UnreadableFile that names every fault in the file."""
    return MappingProxyType(checked_rules(read_rules(FILE)))


def number_mark(kind: DocumentKind, unit_mark: str) -> str:
    """The mark of a kind's own run of numbers: 综采一区信访 and 转 make 综采一区信访转.

    Raises KeyError for a kind without numbers.
    """
    mark = document_rules()[kind].mark
    if mark is None:
        raise KeyError(kind)
    return f"{unit_mark}{mark}"


def checked_rules(table: Mapping[str, Any]) -> dict[DocumentKind, DocumentRule]:
    """The rules in a table as it was read. Raises UnreadableFile that names every fault."""
    faults = list(_faults(table))
    if faults:
        raise _unreadable(faults)
    words, kinds = table["copies"], table["kinds"]
    return {kind: _rule(kind, kinds.get(kind.value, {}), words) for kind in DocumentKind}


def _rule(kind: DocumentKind, entry: Mapping[str, Any], words: Mapping[str, str]) -> DocumentRule:
    """One kind's rule."""
    copies = entry.get("copies", SPECS[kind].copies)
    return DocumentRule(kind, entry.get("mark"), tuple(words[name] for name in copies), entry.get("note", ""))


def _faults(table: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong in the file, one sentence each."""
    words, kinds = table.get("copies", {}), table.get("kinds", {})
    yield from (f"[copies] 缺少 {copy.value}" for copy in Copy if not words.get(copy.value))
    yield from (f"[kinds.{name}] 不是文种" for name in kinds if name not in set(DocumentKind))
    yield from _doubled_marks(kinds)
    for kind in DocumentKind:
        yield from (f"[kinds.{kind.value}] {said}" for said in _kind_faults(kind, kinds.get(kind.value, {})))


def _kind_faults(kind: DocumentKind, entry: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with one kind."""
    if unknown := sorted(set(entry) - {"mark", "copies", "note"}):
        yield f"有不认识的项：{'、'.join(unknown)}"
    if SPECS[kind].numbered and not isinstance(entry.get("mark"), str):
        yield "缺少文号代字 mark"
    if not SPECS[kind].numbered and "mark" in entry:
        yield "没有文号，不能写 mark"
    copies = entry.get("copies", SPECS[kind].copies)
    if not copies or set(copies) - set(Copy):
        yield f"copies 只能用 {'、'.join(Copy)}，至少一份"


def _doubled_marks(kinds: Mapping[str, Any]) -> Iterator[str]:
    """Marks that stand twice: two kinds would share one run of numbers."""
    seen: dict[str, str] = {}
    for name, entry in kinds.items():
        mark = entry.get("mark")
        if mark in seen:
            yield f"[kinds.{name}] 的 mark“{mark}”与 [kinds.{seen[mark]}] 重复"
        elif mark is not None:
            seen[mark] = name


def _unreadable(faults: list[str]) -> UnreadableFile:
    """The error of a rule file with faults."""
    return UnreadableFile(f"{FILE}.toml", "；".join(faults), "请改正规则文件。")
