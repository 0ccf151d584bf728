"""The short form of `make fuzz`: a few dozen spoilt files of each kind, seed by seed the same."""

from pathlib import Path

import pytest

from tests.fuzz.__main__ import fuzz, read
from tests.fuzz.kinds import KINDS, Kind


@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
def test_what_was_spoilt_is_read_or_refused_and_nothing_else(kind: Kind, tmp_path: Path) -> None:
    assert read(kind, kind.make(tmp_path))[0] == "read"
    assert fuzz(kind, tmp_path, 60, seed=7)


def test_anything_else_is_found_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(path: Path) -> None:
        raise KeyError(path.name)

    monkeypatch.chdir(tmp_path)
    whole = tmp_path / "whole.bin"
    whole.write_bytes(b"some bytes")
    assert not fuzz(Kind("broken", lambda folder: whole, stumble), tmp_path, 3, seed=7)
    assert (tmp_path / "fuzz-broken-1.bin").exists()
