"""The demonstration does the main job whole, and never destroys anything."""

import datetime as dt
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pytest
from click.testing import CliRunner

from app.cli.commands import cli
from app.cli.demo import DEMO_PASSPHRASE
from app.domain.documents import DocumentKind
from tests.files.pdf_reading import expect_embedded, read_pdf

ROOT = Path(__file__).resolve().parent.parent
TODAY = "2026-11-23"


def run_demo(folder: Path) -> Any:
    result = CliRunner().invoke(cli, ["demo", str(folder), "--json"], env={"PETITION_DESK_TODAY": TODAY})
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return run_demo(tmp_path_factory.mktemp("demo") / "desk")


def ask(made: Any, *words: str) -> Any:
    env = {"PETITION_DESK_PASSPHRASE": made["passphrase"], "PETITION_DESK_TODAY": TODAY}
    result = CliRunner().invoke(cli, ["--home", made["home"], "--json", *words], env=env)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_every_file_is_there_as_it_was_written(made: Any) -> None:
    names = [Path(file["path"]).name for file in made["files"]]
    for beginning in (
        "recovery-sheet.pdf", "slips.pdf", "slip-", "explanation-", "notice-", "YS-ZC01-", "handover.pdf",
        "ledger.xlsx", "old-ledger.csv", "old-ledger-rejected.xlsx",
    ):  # fmt: skip
        assert any(name.startswith(beginning) for name in names), beginning
    for file in made["files"]:
        assert hashlib.sha256(Path(file["path"]).read_bytes()).hexdigest() == file["sha256"]
        assert file["what"]


def test_the_cases_are_of_many_kinds(made: Any) -> None:
    cases = [ask(made, "case", "show", number) for number in made["cases"]]
    assert len(cases) >= 12
    assert {case["channel"] for case in cases} == {"visit", "letter", "phone", "online", "fax", "outreach"}
    assert {case["class"] for case in cases} >= {"A", "B", "C2", "C4", "C5", "C6"}
    assert any(case["anonymous"] for case in cases)
    assert any(case["repeat_of"] for case in cases)
    group = next(case for case in cases if case["people_count"] == 28)
    assert sum(person["representative"] for person in group["petitioners"]) == 5
    assert any(person["name"] == "王𬱖" for case in cases for person in case["petitioners"])
    assert max(case["received_on"] for case in cases) == TODAY


def test_the_packet_took_the_cases_that_wait_and_verifies(made: Any) -> None:
    in_transfer = ask(made, "case", "list", "--state", "in_transfer")
    packet = next(file["path"] for file in made["files"] if "usb" in file["path"])
    verified = ask(made, "packet", "verify", packet)
    assert verified["total"] == in_transfer["total"] == 3
    assert verified["number"] == made["packet"]
    assert ask(made, "packet", "waiting")["total"] == 0


def test_every_pdf_opens_and_the_run_of_slips_has_a_page_a_case(made: Any) -> None:
    pages = {}
    for file in made["files"]:
        if file["path"].endswith(".pdf"):
            with pikepdf.open(file["path"]) as pdf:
                pages[Path(file["path"]).name] = len(pdf.pages)
    assert pages["slips.pdf"] == len(made["cases"])
    assert min(pages.values()) >= 1


def test_every_kind_of_document_is_printed_once_under_its_own_name(made: Any) -> None:
    kinds = [paper["kind"] for paper in made["papers"] if paper["kind"]]
    # nothing in a demonstration is old enough to be destroyed
    wanted = [kind.value for kind in DocumentKind if kind is not DocumentKind.DESTRUCTION_LIST]
    assert sorted(kinds) == sorted(wanted)
    names = [Path(paper["path"]).name for paper in made["papers"]]
    assert sorted(names) == sorted(path.name for path in (Path(made["path"]) / "文书").iterdir())
    for paper in made["papers"]:
        assert hashlib.sha256(Path(paper["path"]).read_bytes()).hexdigest() == paper["sha256"]
        people = {"王建国", "李秀兰", "王春林", "任宏伟", "吕春明"}
        assert not any(person in Path(paper["path"]).name for person in people)


def test_every_paper_opens_is_whole_and_names_its_case_or_its_number(made: Any) -> None:
    for paper in made["papers"]:
        read = read_pdf(Path(paper["path"]).read_bytes())
        expect_embedded(read)
        text = "".join(line for page in read.pages for line in page.lines).replace(" ", "")
        for mark in ("请填写", "${", "None", "补打", "草稿"):
            assert mark not in text, paper["path"]
        if paper["kind"]:
            marks = [paper["case"], paper["number"].replace(" ", ""), made["packet"]]
            assert any(mark and mark in text for mark in marks), paper["path"]


def test_the_day_s_list_and_the_calculation_say_what_is_due_and_why(made: Any) -> None:
    text = {
        Path(paper["path"]).stem: "".join(
            line for page in read_pdf(Path(paper["path"]).read_bytes()).pages for line in page.lines
        )
        for paper in made["papers"]
        if not paper["kind"]
    }
    assert "已逾期" in text["今日工作清单"]
    assert "尚未确认" not in text["今日工作清单"]
    assert "延期30日" in text["期限计算说明"]
    assert "第三十四条" in text["期限计算说明"]


def test_the_whole_file_is_declared_as_an_archive_s_pdf(made: Any) -> None:
    path = next(paper["path"] for paper in made["papers"] if paper["kind"] == "case_file")
    with pikepdf.open(path) as pdf, pdf.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "B")
        assert len(pdf.pages) >= 10


def test_what_was_handed_over_sealed_says_nothing_of_its_people(made: Any) -> None:
    path = next(paper["path"] for paper in made["papers"] if paper["kind"] == "sealed_handover")
    text = "".join(line for page in read_pdf(Path(path).read_bytes()).pages for line in page.lines)
    for word in ("吕春明", "孟某", "虚报工时", "技术员"):
        assert word not in text


def test_headquarters_has_a_desk_of_its_own(made: Any) -> None:
    home = Path(made["path"]) / "headquarters"
    shown = ask({**made, "home": str(home)}, "case", "list")
    assert shown["total"] == 6
    assert ask({**made, "home": str(home)}, "history", "verify")["ok"] is True


def test_the_faults_of_the_old_ledger_are_sent_back(made: Any) -> None:
    rejected = next(file["path"] for file in made["files"] if file["path"].endswith("rejected.xlsx"))
    cells = [cell.value for row in openpyxl.load_workbook(rejected).worksheets[0].iter_rows() for cell in row]
    assert "曾国栋" in cells
    assert "邓广发" in cells
    assert made["imported"] == 3


def test_the_desk_is_whole_and_opens_with_the_passphrase_it_printed(made: Any) -> None:
    assert made["passphrase"] == DEMO_PASSPHRASE
    assert ask(made, "history", "verify")["ok"] is True
    assert dt.date.fromisoformat(made["today"]) == dt.date(2026, 11, 23)


@pytest.fixture(scope="module")
def second(made: Any) -> tuple[subprocess.CompletedProcess[bytes], dict[Path, bytes]]:
    """A second run into the same folder, by a process that may print ASCII only; and every file as it stood before."""
    folder = Path(made["path"])
    kept = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    line = [sys.executable, "-m", "app.cli", "demo", str(folder)]
    return subprocess.run(line, cwd=ROOT, env=env, capture_output=True, check=False), kept


def test_a_second_run_takes_a_new_folder_and_leaves_the_first(
    made: Any, second: tuple[subprocess.CompletedProcess[bytes], dict[Path, bytes]]
) -> None:
    done, kept = second
    new = Path(made["path"]) / "demo-2"
    assert str(new) in done.stdout.decode()
    assert list(new.rglob("desk.db"))
    assert {path: path.read_bytes() for path in kept} == kept


def test_a_folder_with_anything_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    for folder in (tmp_path, tmp_path / "letter.txt"):
        result = CliRunner().invoke(cli, ["demo", str(folder)])
        assert result.exit_code == 1
        assert result.stderr.startswith("错误：")
        assert result.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_the_demonstration_prints_what_it_made(
    second: tuple[subprocess.CompletedProcess[bytes], dict[Path, bytes]],
) -> None:
    done, _ = second
    assert (done.returncode, done.stderr) == (0, b"")
    printed = done.stdout.decode()
    assert DEMO_PASSPHRASE in printed
    for name in ("slips.pdf", "handover.pdf", "ledger.xlsx", "usb", "headquarters"):
        assert name in printed
