"""A scan of a signed proof belongs to one paper of its case."""

import os
import sys
from pathlib import Path

import pytest

from app.actions.attachments import add_attachment
from app.actions.cases import view_case
from app.actions.procedure import perform
from app.domain.errors import NotFound, UnreadableFile
from tests.desks import copied_desk, register


@pytest.fixture
def desk(tmp_path):
    with copied_desk(tmp_path / "desk")[0] as made:
        yield made


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "回证.png"
    path.write_bytes(b"\x89PNG scan")
    return path


def test_a_scan_names_its_paper(desk, scan: Path) -> None:
    number = register(desk)
    (paper,) = perform(desk, number=number, act="transfer_notice").documents
    add_attachment(desk, number=number, path=scan, document_id=paper)
    assert [one.document_id for one in view_case(desk, number=number).attachments] == [paper]


def test_a_paper_of_another_case_is_refused_and_nothing_is_kept(desk, scan: Path) -> None:
    number, other = register(desk), register(desk, "李桂兰")
    (paper,) = perform(desk, number=other, act="transfer_notice").documents
    with pytest.raises(NotFound):
        add_attachment(desk, number=number, path=scan, document_id=paper)
    assert view_case(desk, number=number).attachments == ()


def test_a_plain_attachment_belongs_to_no_paper(desk, scan: Path) -> None:
    number = register(desk)
    add_attachment(desk, number=number, path=scan)
    assert view_case(desk, number=number).attachments[0].document_id == 0


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe is no file there")
def test_a_pipe_is_not_waited_for(desk, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "照片.jpg")
    with pytest.raises(UnreadableFile, match="不是普通文件"):
        add_attachment(desk, number=register(desk), path=tmp_path / "照片.jpg")
