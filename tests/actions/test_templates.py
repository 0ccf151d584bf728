"""The unit's own templates: kept only when faultless, used by the next paper, and taken back without being lost."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.actions.desk import Desk
from app.actions.templates import (
    check_template_text,
    list_templates,
    preview_template,
    read_template,
    reset_template,
    save_template,
)
from app.domain.codes import Role
from app.domain.document_specs import Layout
from app.domain.documents import DocumentKind
from app.domain.errors import CannotWrite, InvalidField, NotAllowed, NotFound, UnprintableText, UnreadableFile
from app.files.templates import load_template
from app.storage import history
from tests.files.pdf_reading import read_pdf

REPLY = DocumentKind.REPLY
OWN = """title = "答复书"
addressee = "${petitioner}："
body = '''
经核实：${facts}
本区的答复：${results}
${basis}${officer}
'''
"""


def state_of(desk: Desk, kind: DocumentKind = REPLY):
    return next(state for state in list_templates(desk) if state.kind is kind)


def test_every_letter_and_form_is_listed_and_nothing_else(desk: Desk) -> None:
    kinds = [state.kind for state in list_templates(desk)]
    assert len(kinds) == len(set(kinds)) == 30
    assert DocumentKind.SLIP not in kinds
    assert {state.layout for state in list_templates(desk)} == {Layout.LETTER, Layout.FORM}
    assert not any(state.own or state.faults for state in list_templates(desk))


def test_a_saved_template_is_the_unit_s_own_and_the_next_paper_uses_it(desk: Desk) -> None:
    before = state_of(desk).version
    assert save_template(desk, REPLY, OWN).settings == ("templates",)
    state = state_of(desk)
    assert (state.own, state.faults, state.path) == (True, (), desk.home / "templates" / "reply.toml")
    assert state.version != before
    assert "本区的答复" in load_template(REPLY, desk.templates_folder).body
    assert read_template(desk, REPLY).own


def test_what_is_read_has_the_program_s_own_beside_it(desk: Desk) -> None:
    assert read_template(desk, REPLY).text == read_template(desk, REPLY).shipped
    save_template(desk, REPLY, OWN)
    read = read_template(desk, REPLY)
    assert read.text == OWN
    assert "三、逐项答复" in read.shipped


def test_line_ends_of_windows_become_plain(desk: Desk) -> None:
    save_template(desk, REPLY, OWN.replace("\n", "\r\n").rstrip())
    assert (desk.templates_folder / "reply.toml").read_bytes() == OWN.encode()


def test_an_unknown_field_is_named_with_its_line() -> None:
    faults = check_template_text(REPLY, OWN.replace("${results}", "${resluts}"))
    assert [(fault.line, "${resluts}" in fault.message) for fault in faults] == [(5, True)]


@pytest.mark.parametrize(
    ("text", "line"), [(OWN.replace("${facts}", "${fact}"), 4), ("title = 答复书", 1), ("", 1)]
)
def test_a_faulty_text_is_not_saved_and_the_earlier_one_stands(desk: Desk, text: str, line: int) -> None:
    save_template(desk, REPLY, OWN)
    lines = history.head(desk.store).lines
    with pytest.raises(UnreadableFile, match=f"第{line}行"):
        save_template(desk, REPLY, text)
    assert read_template(desk, REPLY).text == OWN
    assert history.head(desk.store).lines == lines


def test_a_character_that_no_font_has_is_not_saved(desk: Desk) -> None:
    with pytest.raises(UnprintableText, match="U\\+E123"):
        save_template(desk, REPLY, OWN.replace("经核实", "经核实\ue123"))
    assert not state_of(desk).own


def test_a_text_without_end_is_refused(desk: Desk) -> None:
    with pytest.raises(InvalidField, match="最长"):
        save_template(desk, REPLY, OWN + "# 注\n" * 50_000)


def test_the_preview_shows_the_invented_case_in_the_unit_s_words(desk: Desk) -> None:
    text = read_pdf(preview_template(desk, REPLY, OWN)).text
    assert "本区的答复" in text
    assert "630" in text
    with pytest.raises(UnreadableFile, match="第4行"):
        preview_template(desk, REPLY, OWN.replace("${facts}", "${fact}"))


def test_going_back_keeps_the_unit_s_own_beside(desk: Desk) -> None:
    save_template(desk, REPLY, OWN)
    reset_template(desk, REPLY)
    state = state_of(desk)
    assert (state.own, state.kept) == (False, True)
    assert (desk.templates_folder / "reply.toml.bak").read_text(encoding="utf-8") == OWN
    assert read_template(desk, REPLY).text == read_template(desk, REPLY).shipped


def test_going_back_without_an_own_template_says_so(desk: Desk) -> None:
    with pytest.raises(NotFound, match="本单位的模板"):
        reset_template(desk, REPLY)


def test_a_faulty_file_that_lies_there_is_listed_with_its_faults(desk: Desk) -> None:
    desk.templates_folder.mkdir()
    (desk.templates_folder / "reply.toml").write_text(OWN + "${nobody}", encoding="utf-8")
    (desk.templates_folder / "objection.toml").write_bytes("题 = 1".encode("gb18030"))
    assert [fault.line for fault in state_of(desk).faults] == [8]
    assert "UTF-8" in state_of(desk, DocumentKind.OBJECTION).faults[0].message
    with pytest.raises(UnreadableFile, match="UTF-8"):
        read_template(desk, DocumentKind.OBJECTION)
    assert "nobody" in read_template(desk, REPLY).text


def test_a_kind_without_a_template_is_refused(desk: Desk) -> None:
    with pytest.raises(NotFound, match="文书模板"):
        read_template(desk, DocumentKind.SLIP)


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.CLERK, False), (Role.AUDITOR, False), (Role.LEADER, True), (Role.ADMINISTRATOR, True)],
)
def test_only_an_administrator_or_a_leader_changes_what_papers_say(desk: Desk, role: Role, may: bool) -> None:
    desk.operator = replace(desk.operator, roles=(role,))
    if may:
        save_template(desk, REPLY, OWN)
        reset_template(desk, REPLY)
        return
    for act in (lambda: save_template(desk, REPLY, OWN), lambda: reset_template(desk, REPLY)):
        with pytest.raises(NotAllowed, match="管理员或负责人"):
            act()


def test_each_change_is_in_the_history(desk: Desk) -> None:
    save_template(desk, REPLY, OWN)
    reset_template(desk, REPLY)
    rows = desk.store.rows("SELECT text FROM history WHERE act = 'template' ORDER BY id")
    assert [row["text"] for row in rows] == [
        "文书模板：信访事项答复书用本单位的",
        "文书模板：信访事项答复书恢复程序自带的",
    ]


def test_a_folder_that_is_a_file_is_said_and_nothing_is_recorded(desk: Desk, tmp_path: Path) -> None:
    desk.templates_folder.write_text("", encoding="utf-8")
    with pytest.raises(CannotWrite):
        save_template(desk, REPLY, OWN)
    assert not desk.store.rows("SELECT 1 FROM history WHERE act = 'template'")
