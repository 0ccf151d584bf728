"""Papers, packets and ledgers on the console: real PDFs, real workbooks, a real stick (a folder)."""

import hashlib
import json
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pikepdf
import pytest

from tests.console_desk import ConsoleDesk, make_home

LEDGER = Path(__file__).parent / "fixtures" / "ledger" / "ledger-sample.xlsx"
REASONS = {
    "body": "一、信访人的诉求\n补发夜班津贴。\n二、本单位不能解决的原因\n薪酬系统归公司管理。",
    "leader": "孙立平",
}


CONTRACT_KINDS = [
    "slip",
    "explanation_letter",
    "transfer_notice",
    "registration_form",
    "acceptance_notice",
    "decline_notice",
    "lawful_route_notice",
    "no_further_acceptance_notice",
    "extension_notice",
    "objection",
    "reply",
    "decision_letter",
    "suggestion_reply",
    "settlement",
    "review_application",
    "review_decision",
    "final_review_decision",
    "proof_of_service",
    "conclusion_report",
    "supervision_order",
    "recusal_decision",
    "sealed_handover",
    "handover_list",
    "case_file",
]
"""Every kind that the console's contract names."""


@pytest.fixture(scope="module")
def fresh_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("made") / "desk")


@pytest.fixture
def desk(fresh_home: Path, tmp_path: Path) -> ConsoleDesk:
    shutil.copytree(fresh_home, tmp_path / "desk")
    return ConsoleDesk(tmp_path / "desk")


def sha256(path: str | Path) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def settings(fields: dict[str, str]) -> list[str]:
    return [word for name, text in fields.items() for word in ("--set", f"{name}={text}")]


# --- papers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", ["a4", "a5", "continuous"])
def test_a_slip_is_issued_and_written(desk: ConsoleDesk, tmp_path: Path, layout: str) -> None:
    number = desk.register()
    written = desk.json(
        "document", "issue", number, "slip", "--out", tmp_path / "slip.pdf", "--layout", layout
    )
    assert written["sha256"] == sha256(tmp_path / "slip.pdf")
    assert written["path"] == str(tmp_path / "slip.pdf")
    with pikepdf.open(tmp_path / "slip.pdf") as pdf:
        assert len(pdf.pages) == 1


def test_a_second_slip_is_the_first_one_reprinted(desk: ConsoleDesk, tmp_path: Path) -> None:
    number = desk.register()
    first = desk.json("document", "issue", number, "slip", "--out", tmp_path / "1.pdf")
    second = desk.json("document", "issue", number, "slip", "--out", tmp_path / "2.pdf")
    assert first["document"]["id"] == second["document"]["id"]
    listed = desk.json("document", "list", number)
    assert listed["total"] == 1
    assert listed["documents"][0]["reprints"] == 1
    assert desk.json("document", "list")["documents"] == listed["documents"]


def test_nothing_is_issued_when_it_cannot_be_written(desk: ConsoleDesk, tmp_path: Path) -> None:
    number = desk.register()
    (tmp_path / "there.pdf").write_text("mine")
    for out in (tmp_path / "there.pdf", tmp_path / "nowhere" / "slip.pdf", tmp_path):
        desk.refused("document", "issue", number, "slip", "--out", out)
    assert (tmp_path / "there.pdf").read_text() == "mine"
    assert desk.json("document", "list", number)["total"] == 0


def test_a_letter_lacks_what_the_clerk_must_write(desk: ConsoleDesk, tmp_path: Path) -> None:
    number = desk.register()
    said = desk.refused("document", "issue", number, "explanation_letter", "--out", tmp_path / "letter.pdf")
    assert "请填写为什么超出本单位的职责或权限" in said
    assert not (tmp_path / "letter.pdf").exists()
    assert desk.json("document", "list", number)["total"] == 0


def test_a_letter_is_composed_completed_and_issued(desk: ConsoleDesk, tmp_path: Path) -> None:
    number = desk.register()
    fields = desk.json("document", "compose", number, "explanation_letter")
    assert "补发津贴" in fields["body"]
    (tmp_path / "fields.json").write_text(json.dumps({**fields, **REASONS}), encoding="utf-8")
    written = desk.json(
        "document", "issue", number, "explanation_letter", "--out", tmp_path / "letter.pdf",
        "--fields", tmp_path / "fields.json", "--set", "title=关于夜班津贴的原因说明",
    )  # fmt: skip
    assert written["document"]["title"] == "关于夜班津贴的原因说明"
    assert "〔2026〕1号" in written["document"]["number"]
    assert sha256(tmp_path / "letter.pdf") == written["sha256"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("reply",), "请填写诉求1的处理结果"),
        (("poem",), "explanation_letter"),
        (("handover_list",), "packet export"),
        (("slip", "--set", "title=x"), "slip"),
        (("explanation_letter", "--set", "colour=red"), "没有“colour”这一栏"),
        (("explanation_letter", "--set", "title"), "栏目=内容"),
        (("slip", "--layout", "a3"), "continuous"),
        (("explanation_letter", "--fields", "nowhere.json"), "nowhere.json"),
    ],
)
def test_a_paper_that_cannot_be_says_why(
    desk: ConsoleDesk, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    number = desk.register()
    refusal = desk.refused("document", "issue", number, words[0], "--out", tmp_path / "x.pdf", *words[1:])
    assert said in refusal or words[0] == "slip"


def test_a_name_that_no_font_has_is_found_before_printing(desk: ConsoleDesk, tmp_path: Path) -> None:
    # U+32000 lies in extension H, which the bundled fonts do not reach
    number = desk.register(petitioners=[{"name": "王\U00032000"}])
    said = desk.refused("document", "issue", number, "slip", "--out", tmp_path / "slip.pdf")
    assert "U+32000" in said
    assert desk.json("document", "list", number)["total"] == 0


def test_the_kinds_of_the_contract_are_all_named_with_what_they_ask(desk: ConsoleDesk) -> None:
    kinds = {kind["kind"]: kind for kind in desk.json("document", "kinds")["kinds"]}
    assert set(CONTRACT_KINDS) <= set(kinds)
    assert all(kind["available"] for kind in kinds.values())
    letter = kinds["decision_letter"]
    assert {"title", "body", "facts", "results", "basis", "remedy_unit"} <= set(letter["required"])
    assert (letter["catalogue"], letter["serve"]) == ("D13", True)
    ways = next(one for one in kinds["proof_of_service"]["details"] if one["name"] == "way")
    assert {"value": "refused", "label": "拒收（有见证人）"} in ways["choices"]


# --- packets --------------------------------------------------------------------------------------------------


def ready_case(desk: ConsoleDesk, tmp_path: Path) -> str:
    """A case that waits, with its explanation letter."""
    number = desk.register()
    desk.json("case", "waits", number)
    out = tmp_path / f"letter-{number}.pdf"
    desk.json("document", "issue", number, "explanation_letter", "--out", out, *settings(REASONS))
    return number


def test_a_packet_goes_out_and_is_verified(desk: ConsoleDesk, tmp_path: Path) -> None:
    number, stick = ready_case(desk, tmp_path), tmp_path / "stick"
    stick.mkdir()
    assert desk.json("packet", "waiting")["cases"][0]["ready"] is True
    made = desk.json("packet", "export", "--out", stick, "--handover", tmp_path / "handover.pdf")

    assert [path.name for path in stick.iterdir()] == [Path(made["path"]).name]
    assert made["sha256"] == sha256(made["path"])
    assert made["cases"] == [number]
    assert made["handover"]["sha256"] == sha256(tmp_path / "handover.pdf")
    assert desk.json("case", "show", number)["state"] == "in_transfer"
    assert desk.json("packet", "list")["packets"][0]["file_sha256"] == made["sha256"]

    verified = ConsoleDesk(tmp_path / "no-desk").json("packet", "verify", made["path"])
    assert (verified["ok"], verified["number"], verified["total"]) == (True, made["number"], 1)
    assert "没有可以移送的事项" in desk.refused("packet", "export", "--out", stick)


def test_an_altered_cell_is_named(desk: ConsoleDesk, tmp_path: Path) -> None:
    ready_case(desk, tmp_path)
    (tmp_path / "stick").mkdir()
    made = desk.json("packet", "export", "--out", tmp_path / "stick")
    with zipfile.ZipFile(made["path"]) as archive:
        book = next(name for name in archive.namelist() if name.endswith(".xlsx"))
        archive.extract(book, tmp_path)
    desk.json("packet", "verify", tmp_path / book)

    workbook = openpyxl.load_workbook(tmp_path / book)
    for sheet in workbook:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == "夜班津贴少发":
                    cell.value = "夜班津贴没有少发"
    workbook.save(tmp_path / "altered.xlsx")
    assert "没有少发" in desk.refused("packet", "verify", tmp_path / "altered.xlsx")


def test_a_packet_that_cannot_be_written_leaves_its_cases_waiting(desk: ConsoleDesk, tmp_path: Path) -> None:
    number = ready_case(desk, tmp_path)
    (tmp_path / "file").write_text("no folder")
    desk.refused("packet", "export", "--out", tmp_path / "file")
    desk.refused("packet", "export", "--out", tmp_path / "nowhere")
    desk.refused("packet", "export", "--out", tmp_path, "--case", "ZC01-19990101-0001-X")
    assert "名片" in desk.refused("packet", "export", "--out", tmp_path, "--seal", "key")
    assert desk.json("case", "show", number)["state"] == "awaiting_transfer"
    assert desk.json("packet", "list")["total"] == 0


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a zip", b"\x00" * 4096])
def test_what_is_no_packet_is_refused(desk: ConsoleDesk, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "packet.zip").write_bytes(content)
    (tmp_path / "packet.xlsx").write_bytes(content)
    for path in (tmp_path / "packet.zip", tmp_path / "packet.xlsx", tmp_path, tmp_path / "nothing.zip"):
        desk.refused("packet", "verify", path)


# --- ledgers --------------------------------------------------------------------------------------------------


def rows(problems: list[dict[str, int]]) -> list[int]:
    return sorted({problem["row"] for problem in problems})


def test_the_sample_ledger_is_checked_and_nothing_is_written(desk: ConsoleDesk) -> None:
    report = desk.json("ledger", "check", LEDGER)
    assert report["read"] == 126
    assert report["imported"] + report["duplicates"] + report["rejected"] == 126
    assert desk.json("case", "list")["total"] == 0


def test_the_sample_ledger_comes_in_once_with_its_faults_named(desk: ConsoleDesk, tmp_path: Path) -> None:
    report = desk.json("ledger", "import", LEDGER, "--rejects", tmp_path / "rejects.xlsx")
    # month 13, an empty matter, a date in the future
    assert rows(report["errors"]) == [33, 62, 121]
    # a ruined identity number, one with a wrong check digit, a phone as a number, no name, a doubled row, 同上, 七人,
    # a serial date, a formula where text should be, a repeat visit
    assert rows(report["warnings"]) == [12, 19, 25, 40, 47, 54, 74, 86, 93, 107]
    assert (report["read"], report["imported"], report["duplicates"], report["rejected"]) == (126, 122, 1, 3)
    for problem in report["errors"] + report["warnings"]:
        assert {"row", "column", "code", "message"} <= problem.keys()
        assert problem["code"]
        assert problem["message"]
    assert report["rejects"]["sha256"] == sha256(tmp_path / "rejects.xlsx")
    assert desk.json("case", "list", "--limit", "1")["total"] == 122

    again = desk.json("ledger", "import", LEDGER)
    assert (again["imported"], again["duplicates"], again["rejected"]) == (0, 123, 3)
    assert desk.json("case", "list", "--limit", "1")["total"] == 122


def test_a_name_beyond_the_bmp_comes_in_whole(desk: ConsoleDesk) -> None:
    desk.json("ledger", "import", LEDGER)
    found = desk.json("case", "find", "王𬱖")
    assert found["total"] == 1
    assert found["cases"][0]["received_on"] == "2026-09-05"


def test_the_ledger_goes_out_without_numbers_in_full(desk: ConsoleDesk, tmp_path: Path) -> None:
    desk.register()
    desk.register(**{"class": "B", "content": "虚报领料"})
    written = desk.json("ledger", "export", tmp_path / "ledger.xlsx")
    assert written == {"path": str(tmp_path / "ledger.xlsx"), "sha256": sha256(tmp_path / "ledger.xlsx")}
    book = openpyxl.load_workbook(tmp_path / "ledger.xlsx")
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any("夜班津贴" in cell for cell in cells)
    assert not any("140203198803140013" in cell or "虚报" in cell for cell in cells)
    assert "已经存在" in desk.refused("ledger", "export", tmp_path / "ledger.xlsx")


@pytest.mark.parametrize("name", ["ledger.xlsx", "ledger.xls", "ledger.ods", "ledger.csv", "ledger.txt"])
def test_what_is_no_ledger_is_refused(desk: ConsoleDesk, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\x00\x01 nothing of the kind")
    desk.refused("ledger", "check", tmp_path / name)
    desk.refused("ledger", "import", tmp_path / name)
    assert "没有名为" in desk.refused("ledger", "check", LEDGER, "--sheet", "十三月")
