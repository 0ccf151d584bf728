"""What somebody might bring as a card or receipt: refused in bounded time and memory, with one line."""

from __future__ import annotations

import json
import os
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import UnknownStation, UnreadableFile
from app.files.receipt_file import LARGEST_RECEIPT, read_receipt, receipt_text
from app.files.receipt_file import RECEIPT as RECEIPT_FORMAT
from app.files.signed_file import write_signed
from app.files.station_card import CARD as CARD_FORMAT
from app.files.station_card import LARGEST_CARD, card_text, read_card
from tests.files.stations import a_card, a_receipt, office_card, office_keys, unit_keys

CARD = card_text(a_card(), unit_keys().sign_secret)
RECEIPT = receipt_text(a_receipt(), office_keys().sign_secret)


def card_reader(path: Path) -> object:
    return read_card(path)


def receipt_reader(path: Path) -> object:
    return read_receipt(path, {"JT00": office_card()}.get)


BOTH = pytest.mark.parametrize(
    ("read", "whole", "word"),
    [(card_reader, CARD, "单位名片"), (receipt_reader, RECEIPT, "回执")],
    ids=["card", "receipt"],
)
Reader = Callable[[Path], object]


def refused(read: Reader, path: Path, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words) as error:
        read(path)
    assert "\n" not in str(error.value) and path.name in str(error.value)


def brought(folder: Path, content: bytes | str) -> Path:
    path = folder / "带来的.json"
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def changed(text: str, change: Callable[[dict[str, Any]], None]) -> str:
    content = json.loads(text)
    change(content)
    return json.dumps(content)


@BOTH
def test_the_whole_file_is_read(read: Reader, whole: str, word: str, tmp_path: Path) -> None:
    assert read(brought(tmp_path, whole))
    spaced = json.dumps(json.loads(whole), indent=2, ensure_ascii=True)
    assert read(brought(tmp_path, spaced)) == read(brought(tmp_path, whole))


@BOTH
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "是空的"),
        (b"hello", "不是|损坏"),
        (b"PK\3\4" + bytes(100), "不是|损坏"),
        (b"\xff\xfe{}", "不是|损坏"),
        (b'{"format":"petition-desk/station-card\xff"}', "不是|损坏"),
        (b"[" * 5_000, "不是|损坏"),
        (b'{"a":' * 1_500, "不是|损坏"),
        (b"null", "不是"),
        (b"[]", "不是"),
        (b"{}", "不是"),
        (b"1" * 5_000, "不是"),
        (b"NaN", "不是|损坏"),
        (b'{"format":{}}', "不是"),
    ],
)
def test_what_is_no_such_file_is_refused(
    read: Reader, whole: str, word: str, content: bytes, words: str, tmp_path: Path
) -> None:
    refused(read, brought(tmp_path, content), words)


@BOTH
def test_a_truncated_file_is_refused(read: Reader, whole: str, word: str, tmp_path: Path) -> None:
    data = whole.encode("utf-8")
    for length in range(1, len(data), 7):
        refused(read, brought(tmp_path, data[:length]), "损坏")


@BOTH
def test_a_newer_version_is_named_with_both_numbers(
    read: Reader, whole: str, word: str, tmp_path: Path
) -> None:
    newer = changed(whole, lambda content: content.update(version=7, more=1))
    refused(read, brought(tmp_path, newer), f"{word}格式第7版，本程序只到第[12]版")


@BOTH
@pytest.mark.parametrize("version", [0, -1, True, "1", 1.0, None, 10**6, [1]])
def test_a_version_that_is_none_is_refused(
    read: Reader, whole: str, word: str, version: object, tmp_path: Path
) -> None:
    refused(read, brought(tmp_path, changed(whole, lambda c: c.update(version=version))), "不是|损坏")


@BOTH
def test_a_key_that_stands_twice_is_refused(read: Reader, whole: str, word: str, tmp_path: Path) -> None:
    refused(read, brought(tmp_path, whole.replace("{", '{"signature":"x",', 1)), "损坏")
    refused(read, brought(tmp_path, whole.replace(':{"', ':{"code":"A1","code":"A1","', 1)), "损坏")


def every_place(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value of a JSON content."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, part in inside for place in every_place(part, (*path, key)))]


@BOTH
@pytest.mark.parametrize("wrong", [None, True, 1.5, 3, "x", [], {}, [[]], {"code": "x"}])
def test_a_value_of_another_type_is_refused_wherever_it_stands(
    read: Reader, whole: str, word: str, wrong: object, tmp_path: Path
) -> None:
    for place in every_place(json.loads(whole))[1:]:
        content = json.loads(whole)
        holder = content
        for key in place[:-1]:
            holder = holder[key]
        if holder[place[-1]] == wrong:
            continue
        holder[place[-1]] = wrong
        with pytest.raises((UnreadableFile, UnknownStation)):
            read(brought(tmp_path, json.dumps(content)))


@BOTH
def test_a_key_less_is_refused(read: Reader, whole: str, word: str, tmp_path: Path) -> None:
    content = json.loads(whole)
    for key in content:
        less = {name: value for name, value in content.items() if name != key}
        refused(read, brought(tmp_path, json.dumps(less)), "不是|不合格式")


@BOTH
def test_a_key_of_a_later_program_is_not_read_but_signed_with_the_rest(
    read: Reader, whole: str, word: str, tmp_path: Path
) -> None:
    kind, secret = {"回执": (RECEIPT_FORMAT, office_keys()), "单位名片": (CARD_FORMAT, unit_keys())}[word]
    body = {**json.loads(whole)[kind.key], "later": {"more": 1}}
    later = write_signed(replace(kind, version=1), body, secret.sign_secret)
    assert read(brought(tmp_path, later)) == read(brought(tmp_path, whole))
    for old, new in (
        ('"more":1', '"more":2'),
        ('"later":', '"latest":'),
        ('"format":', '"more":1,"format":'),
    ):
        refused(read, brought(tmp_path, later.replace(old, new)), "签名不符")


@BOTH
def test_a_huge_file_is_refused_without_reading_it(
    read: Reader, whole: str, word: str, tmp_path: Path
) -> None:
    path = brought(tmp_path, whole)
    os.truncate(path, 3 << 30)
    tracemalloc.start()
    refused(read, path, "过大")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * max(LARGEST_CARD, LARGEST_RECEIPT)


@BOTH
def test_what_is_no_plain_file_is_refused(read: Reader, whole: str, word: str, tmp_path: Path) -> None:
    refused(read, tmp_path, "不是普通文件|打不开")
    refused(read, tmp_path / "没有.json", "打不开")
    (tmp_path / "链接.json").symlink_to(brought(tmp_path, whole))
    refused(read, tmp_path / "链接.json", "不是普通文件")


@BOTH
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in this system's folders")
def test_a_pipe_does_not_make_us_wait(read: Reader, whole: str, word: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.json")
    refused(read, tmp_path / "管道.json", "不是普通文件")


@BOTH
@given(place=st.integers(min_value=0), byte=st.integers(min_value=1, max_value=255))
def test_no_changed_byte_goes_unseen(
    read: Reader, whole: str, word: str, place: int, byte: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = bytearray(whole.encode("utf-8"))
    data[place % len(data)] ^= byte
    path = brought(tmp_path_factory.getbasetemp(), bytes(data))
    try:
        found = read(path)
    except (UnreadableFile, UnknownStation):
        return
    assert found == read(brought(tmp_path_factory.getbasetemp(), whole))


@BOTH
@given(
    content=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_other_json_is_refused(
    read: Reader, whole: str, word: str, content: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    refused(read, brought(tmp_path_factory.getbasetemp(), json.dumps(content)), "不是|损坏")
