"""The container of old and of encrypted workbooks."""

import random
import struct

import pytest

from app.files.compound_file import DamagedContainer, stream_contents, stream_names
from tests.files.ledger_reading import FIXTURES

OLD = (FIXTURES / "ledger-sample.xls").read_bytes()


def test_the_streams_of_an_old_and_of_a_locked_workbook() -> None:
    assert "Workbook" in stream_names(OLD)
    assert stream_names((FIXTURES / "locked.xlsx").read_bytes()) == {"EncryptionInfo", "EncryptedPackage"}


def test_a_stream_is_found_by_its_name_also_among_the_small_ones() -> None:
    (workbook,) = stream_contents(OLD, frozenset({"workbook"}))
    assert workbook[:2] == b"\x09\x08" and len(workbook) >= 4096
    (small,) = stream_contents(OLD, frozenset({"\x01compobj"}))
    assert small[:8] == b"\x01\0\xfe\xff\x03\x0a\0\0" and len(small) < 4096
    assert stream_contents(OLD, frozenset({"book"})) == ()


def test_a_container_cut_anywhere_is_damaged() -> None:
    for length in range(0, len(OLD) - 512, 997):
        with pytest.raises(DamagedContainer):
            stream_names(OLD[:length])


@pytest.mark.parametrize(
    ("place", "value"), [(44, 0x7FFFFFFF), (64, 0x7FFFFFFF), (72, 0x7FFFFFFF), (48, 0x00FFFFFF)]
)
def test_a_header_that_promises_what_is_not_there_is_damaged(place: int, value: int) -> None:
    garbled = bytearray(OLD)
    struct.pack_into("<I", garbled, place, value)
    with pytest.raises(DamagedContainer):
        stream_names(bytes(garbled))


def test_a_chain_that_bites_its_tail_is_damaged() -> None:
    table = struct.unpack_from("<I", OLD, 76)[0]
    garbled = bytearray(OLD)
    for entry in range(128):
        struct.pack_into("<I", garbled, (table + 1) * 512 + entry * 4, 1)
    with pytest.raises(DamagedContainer):
        stream_names(bytes(garbled))


def test_no_garbling_does_more_than_be_damaged() -> None:
    chance = random.Random(11)
    for _ in range(500):
        garbled = bytearray(OLD)
        for _ in range(chance.randrange(1, 20)):
            garbled[chance.randrange(4096)] = chance.randrange(256)
        try:
            assert stream_names(bytes(garbled)) is not None
        except DamagedContainer as damage:
            assert str(damage)
