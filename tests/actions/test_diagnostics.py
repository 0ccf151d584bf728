"""The diagnostic bundle: names planted wherever a desk can hold one, and looked for in every byte of the bundle."""

import getpass
import platform
import shutil
import zipfile
from pathlib import Path

import pytest

from app.actions.attachments import add_attachment
from app.actions.diagnostics import BundlePart, diagnostics, write_diagnostics
from app.actions.operators import add_operator
from app.actions.station import put_preference
from app.actions.units import put_unit
from app.bootstrap import open_desk
from app.domain.codes import CaseClass, Role
from app.domain.errors import FileExists
from app.domain.petitioners import Petitioner
from app.domain.station import Operator, UnitEntry
from tests.desks import DESK_DAY, PASSPHRASE, make_desk, register
from ui.errors import CrashLog

NAME, PHONE, ID_NUMBER = "王建国龘", "13812344321", "140203198803140013"
PLANTED = (NAME, PHONE, ID_NUMBER, "李敏", "赵志强", "综采一区", "信访接待室", "云岭小区", "爨队")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of a desk with names in cases, papers, settings, rules, templates, backups' names and the crash log;
    the folder itself is named after somebody too."""
    home = tmp_path / NAME / "desk"
    home.parent.mkdir()
    desk, _ = make_desk(home)
    with desk:
        person = Petitioner(NAME, phone=PHONE, id_number=ID_NUMBER, unit="爨队", address="云岭小区三号楼")
        number = register(desk, petitioners=(person,), content=f"{NAME}反映津贴")
        register(desk, NAME, case_class=CaseClass.B)
        scan = tmp_path / f"{NAME}.txt"
        scan.write_text(NAME, encoding="utf-8")
        add_attachment(desk, number=number, path=scan)
        operator = Operator(NAME, (Role.CLERK,), post=NAME)
        add_operator(desk, operator=operator, passphrase=PASSPHRASE + "2")
        put_unit(desk, unit=UnitEntry("PD", f"{NAME}队"))
        put_preference(desk, "printer", NAME)
        (home / "rules").mkdir()
        (home / "rules" / "deadlines.toml").write_text(f'# {NAME}\n[T7]\nnote = "{NAME}"\n', encoding="utf-8")
        (home / "templates").mkdir()
        (home / "templates" / "reply.toml").write_text(f'title = "{NAME}${{nobody}}"\n', encoding="utf-8")
        (home / f"{NAME}.backup").write_bytes(b"")
    log = CrashLog(home)
    try:
        raise KeyError(NAME)
    except KeyError as error:
        log.write(error)
    log.close()
    with (home / CrashLog.NAME).open("a", encoding="utf-8") as file:
        file.write(f'{NAME}\nFatal Python error: Aborted\n  File "/home/{NAME}/app/x.py", line 3 in work\n')
    return home


def in_the_open(path: Path) -> str:
    """Everything that a bundle's bytes say, packed and unpacked."""
    with zipfile.ZipFile(path) as bundle:
        inside = [bundle.read(name).decode("utf-8") + name for name in bundle.namelist()]
    return "\n".join([*inside, path.read_bytes().decode("utf-8", "replace")])


def test_no_planted_name_and_no_number_is_in_the_bundle(home: Path, tmp_path: Path) -> None:
    with open_desk(home, PASSPHRASE, today=DESK_DAY) as desk:
        numbers = [row["number"] for row in desk.store.rows("SELECT number FROM cases")]
        seals = [
            row["seal_number"]
            for row in desk.store.rows("SELECT seal_number FROM cases")
            if row["seal_number"]
        ]
        desk_id = desk.station.desk_id
        parts = diagnostics(home, program="9.8.7", desk=desk, screen=["1366×768，1倍，96 dpi，offscreen"])
    path = tmp_path / "诊断包.zip"
    write_diagnostics(parts, path=path)
    said = in_the_open(path)
    assert len(numbers) == 2 and seals
    for planted in (*PLANTED, *numbers, *seals, desk_id, platform.node(), str(home), str(tmp_path)):
        assert planted not in said, planted
    for needed in (
        "petition-desk：9.8.7",
        "SQLCipher",
        "Python",
        "1366×768",
        "注意  文书模板",
        "builtins.KeyError",
        "x.py:3 work",
    ):
        assert needed in said, needed


def test_a_sealed_case_more_or_less_changes_nothing_in_the_bundle(tmp_path: Path) -> None:
    def bundle(folder: str, sealed: int) -> list[BundlePart]:
        desk, _ = make_desk(tmp_path / folder)
        with desk:
            register(desk)
            for _ in range(sealed):
                register(desk, "赵小梅", case_class=CaseClass.B)
            return diagnostics(tmp_path / folder, program="1", desk=desk)

    without, with_one = bundle("a", 0), bundle("b", 3)
    usage = ("磁盘：",)  # the room that is left on the disk goes up and down by itself
    for one, other in zip(without, with_one, strict=True):
        kept = [
            [line for line in part.text.splitlines() if not line.startswith(usage)] for part in (one, other)
        ]
        assert kept[0] == kept[1]


def test_the_user_of_this_pc_is_not_named(home: Path) -> None:
    if (user := getpass.getuser()) == "root":
        assert not any(f"{user}\n" in part.text for part in diagnostics(home, program="1"))
    else:
        assert not any(user in part.text for part in diagnostics(home, program="1"))


def test_a_desk_that_does_not_open_has_a_bundle_too(home: Path, tmp_path: Path) -> None:
    (home / "desk.db").write_bytes(b"")
    parts = {part.name: part.text for part in diagnostics(home, program="1")}
    assert "没有检查" in parts["自检.txt"]
    assert "desk.db 大小：0" in parts["电脑.txt"]
    shutil.rmtree(home)
    assert "没有出错记录" in {part.name: part.text for part in diagnostics(home, program="1")}["出错.txt"]


def test_what_is_saved_is_what_was_shown_and_nothing_is_written_over(tmp_path: Path) -> None:
    parts = [BundlePart("版本.txt", "甲"), BundlePart("电脑.txt", "乙")]
    path = tmp_path / "诊断包.zip"
    write_diagnostics(parts, path=path)
    with zipfile.ZipFile(path) as bundle:
        assert [BundlePart(name, bundle.read(name).decode("utf-8")) for name in bundle.namelist()] == parts
    with pytest.raises(FileExists):
        write_diagnostics(parts, path=path)
