"""Templates: whole for every kind, a unit's own beside them, filled in without gaps, faults named with their line."""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path

import pytest

from app.domain.document_specs import CASE_VALUES, SPECS, Layout, lacking
from app.domain.documents import DocumentKind
from app.domain.errors import UnreadableFile
from app.files.fonts import bundled_fonts
from app.files.template_check import FIELD, LETTER_PARTS, WITH_TEMPLATES
from app.files.template_preview import render_preview
from app.files.template_samples import sample_values
from app.files.templates import (
    DocumentTemplate,
    check_template,
    check_templates,
    fill,
    fill_form,
    fill_template,
    guidance,
    load_template,
    parse_template,
    route_words,
    template_fields,
    template_path,
    template_version,
)
from app.resources import resource

K = DocumentKind
LETTERS = sorted(kind for kind in WITH_TEMPLATES if SPECS[kind].layout is Layout.LETTER)
FORMS = sorted(WITH_TEMPLATES - set(LETTERS))
DAY = dt.date(2026, 11, 24)
LETTER = (
    'title = "信"\naddressee = "${petitioner}："\nbody = """\n收到。\n${reason}\n${basis}${where_to_go}"""\n'
)
REST = "${met_at}${place}${host}${recorder}${present}${facts}"
FORM = f'title = "表{REST}"\nrows = [\n    [{{ label = "事由", value = "${{matter}}" }}],\n]\n'


def own(folder: Path, name: str, text: str) -> Path:
    """A template that a unit put into its folder."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def said_by(template: DocumentTemplate) -> str:
    """Everything a template has in it that may hold fields."""
    cells = [cell.text + cell.foot for row in template.rows for cell in row]
    return "\n".join([template.title, template.addressee, template.body, template.statement, *cells])


def faults(tmp_path: Path, text: str, name: str = "decline_notice.toml") -> list[tuple[int, str]]:
    """The faults of a template as line and sentence."""
    return [(fault.line, fault.message) for fault in check_template(own(tmp_path, name, text))]


# --- the program's own ----------------------------------------------------------------------------------------


def test_every_letter_and_form_has_a_template_without_a_fault() -> None:
    assert {path.stem for path in resource("templates").glob("*.toml")} == set(map(str, WITH_TEMPLATES))
    assert check_templates(resource("templates")) == []


@pytest.mark.parametrize("kind", sorted(WITH_TEMPLATES), ids=str)
def test_a_template_says_every_field_that_its_document_asks_for(kind: DocumentKind) -> None:
    used = set(FIELD.findall(said_by(load_template(kind))))
    assert set(SPECS[kind].names) <= used
    assert used <= set(template_fields(kind))


@pytest.mark.parametrize("kind", sorted(WITH_TEMPLATES), ids=str)
def test_a_required_field_left_empty_is_asked_for_by_name(kind: DocumentKind) -> None:
    labels = SPECS[kind].labels
    values = {name: text for name, text in sample_values(kind).items() if name not in labels}
    template = load_template(kind)
    if kind in LETTERS:
        said = "\n".join(fill(template, values).values())
    else:
        form = fill_form(template, values, signed_on=DAY)
        said = "\n".join([form.title, *(cell.text + cell.foot for row in form.rows for cell in row)])
    assert set(re.findall("〔请填写：([^〕]*)〕", said)) == set(labels.values())


@pytest.mark.parametrize("kind", sorted(WITH_TEMPLATES), ids=str)
def test_the_invented_case_fills_every_required_field(kind: DocumentKind) -> None:
    values = sample_values(kind)
    assert lacking(kind, values) == ()
    assert set(CASE_VALUES) <= set(values)
    template = load_template(kind)
    said = str(fill(template, values)) if kind in LETTERS else str(fill_form(template, values, signed_on=DAY))
    assert "请填写" not in said and "${" not in said


def test_the_letters_say_what_the_law_wants_said() -> None:
    def body(kind: DocumentKind) -> str:
        return "".join(fill(load_template(kind), sample_values(kind)).values())

    decision = body(K.DECISION_LETTER)
    for said in (
        "投诉请求",
        "事实和理由",
        "处理意见",
        "法律法规",
        "30日内",
        "书面申请复查",
        "申请的途径",
        "应当提交的材料",
    ):
        assert said in decision
    assert decision.index("支持。") < decision.index("解释说明。")
    route = body(K.LAWFUL_ROUTE_NOTICE)
    for said in (
        "仲裁委员会",
        "人民路18号",
        "0351-6600000",
        "2027年8月15日",
        "可能丧失申请的权利",
        "仲裁申请书",
    ):
        assert said in route
    assert "60日" in body(K.ACCEPTANCE_NOTICE) and "不超过30日" in body(K.ACCEPTANCE_NOTICE)
    assert "5个工作日" in body(K.REFERRAL_LETTER)
    assert "最终复核意见" in body(K.FINAL_REVIEW_DECISION) and "不再受理" in body(K.FINAL_REVIEW_DECISION)
    assert "新的事实和理由" in body(K.NO_FURTHER_ACCEPTANCE_NOTICE)


def test_sixty_days_stand_in_no_letter_but_those_of_the_sixth_route() -> None:
    with_sixty = {kind for kind in WITH_TEMPLATES if "60日" in said_by(load_template(kind))}
    assert with_sixty == {K.ACCEPTANCE_NOTICE}


def test_the_hand_over_of_a_sealed_case_has_no_place_for_a_name_or_the_content(tmp_path: Path) -> None:
    said = said_by(load_template(K.SEALED_HANDOVER))
    assert set(FIELD.findall(said)) <= set(SPECS[K.SEALED_HANDOVER].names) | {"number"}
    text = FORM.replace(REST, "").replace("${matter}", "${petitioner}${content}")
    assert [message for _, message in faults(tmp_path, text, "sealed_handover.toml")] == [
        "不认识的字段“${petitioner}”", "不认识的字段“${content}”"
    ]  # fmt: skip


def test_the_page_for_whoever_writes_templates_names_every_field_with_its_word() -> None:
    page = resource("templates", "README.md").read_text(encoding="utf-8")
    assert [name for name, label in CASE_VALUES.items() if f"| `{name}` | {label} |" not in page] == []
    for kind in WITH_TEMPLATES:
        section = page.split(f" {kind.label} `{kind.value}`\n")[1].split("\n###")[0]
        for field in SPECS[kind].fields:
            assert f"`{field.name}` {field.label}{'*' if field.required else ''}" in section


# --- filling in -----------------------------------------------------------------------------------------------


def letter(body: str, **values: str) -> str:
    """The body of a 不予受理告知书 whose template is this text."""
    said = "${reason}${basis}${where_to_go}"
    text = f'title = "信"\naddressee = "{said}"\nbody = """\n{body}\n"""\n'
    return fill(parse_template(K.DECLINE_NOTICE, text), values)["body"]


def test_an_empty_optional_field_takes_its_line_along_and_leaves_the_rest() -> None:
    assert letter("一\n${guidance}\n电话：${phone}，${query_way}\n二") == "一\n二"
    assert letter("一\n电话：${phone}，${query_way}\n二", phone="1234") == "一\n电话：1234，\n二"
    assert letter("一\n\n二") == "一\n\n二"


def test_a_required_field_stays_and_asks_even_beside_an_empty_optional_one() -> None:
    assert letter("${phone}理由：${reason}") == "理由：〔请填写：不予受理的理由〕"
    assert letter("理由：${reason}", reason="  ") == "理由：〔请填写：不予受理的理由〕"


def test_days_and_choices_are_shown_in_words() -> None:
    assert letter("${received}", received="2026-11-09") == "2026年11月9日"
    assert letter("${received}", received="2026-13-09") == "2026-13-09"
    values = {**sample_values(K.SUGGESTION_REPLY), "adopted": "not"}
    assert "未采纳。" in fill(load_template(K.SUGGESTION_REPLY), values)["body"]


def test_a_value_is_text_and_never_a_template_and_full_stops_stand_once() -> None:
    assert letter("${reason}。", reason="见${basis}。") == "见${basis}。"
    assert letter("${subject}", subject="第一行\n第二行") == "第一行\n第二行"
    assert letter("单价5$，${subject}", subject="$100") == "单价5$，$100"


def test_a_form_leaves_blank_what_is_written_by_hand() -> None:
    form = fill_form(
        load_template(K.PROOF_OF_SERVICE), {"document_name": "答复书", "unit": "综采一区"}, signed_on=DAY
    )
    cells = {cell.label: cell for row in form.rows for cell in row}
    assert cells["代收理由"].text == "" and cells["代收理由"].lines == 2
    assert cells["送达时间"].text.split() == ["年", "月", "日", "时", "分"]
    assert cells["文号及件数"].text == "〔请填写：文号及件数〕"
    assert (form.unit, form.copies, form.signed_on) == ("综采一区", "本件一份，存卷。", DAY)
    assert sum(cell.share for cell in form.rows[2]) == pytest.approx(1)


def test_what_a_petitioner_hands_in_bears_no_units_name() -> None:
    for kind in FORMS:
        unit = fill_form(load_template(kind), sample_values(kind), signed_on=DAY).unit
        by_petitioner = kind in {K.REVIEW_APPLICATION, K.FINAL_REVIEW_APPLICATION, K.POWER_OF_ATTORNEY}
        assert (unit == "") == by_petitioner, kind


def test_the_present_callers_still_get_title_addressee_and_body() -> None:
    filled = fill_template("transfer_notice", sample_values(K.TRANSFER_NOTICE))
    assert tuple(filled) == LETTER_PARTS
    assert filled["title"] == "信访事项转送告知书" and "2026年11月10日" in filled["body"]
    with pytest.raises(ValueError, match="no_such"):
        fill_template("no_such", {})


@pytest.mark.parametrize("route", ["C1", "C2", "C3", "C4", "C5"])
def test_each_route_of_the_article_has_its_words(route: str) -> None:
    words = route_words(route)
    assert words["procedure"]
    assert f"第三十一条第{'一二三四五'[int(route[1]) - 1]}项" in words["basis"]
    assert route_words("C6") == {}


def test_guidance_is_said_once_for_class_and_subject() -> None:
    assert len(guidance("C2", "E01", "E02")) == 1
    assert guidance("A", "E06") == ()


# --- a unit's own ---------------------------------------------------------------------------------------------


def test_a_units_own_template_stands_before_the_programs(tmp_path: Path) -> None:
    assert not load_template(K.DECLINE_NOTICE, tmp_path).own
    own(tmp_path, "decline_notice.toml", LETTER)
    template = load_template(K.DECLINE_NOTICE, tmp_path)
    assert template.own and template.title == "信"
    assert template_path(K.REPLY, tmp_path) == resource("templates", "reply.toml")
    assert load_template(K.DECLINE_NOTICE).title == "信访事项不予受理告知书"


def test_the_version_changes_with_the_text_and_not_with_line_ends(tmp_path: Path) -> None:
    programs = template_version(K.DECLINE_NOTICE)
    assert re.fullmatch("[0-9a-f]{12}", programs) and load_template(K.DECLINE_NOTICE).version == programs
    path = own(tmp_path, "decline_notice.toml", LETTER)
    first = template_version(K.DECLINE_NOTICE, tmp_path)
    path.write_bytes(b"\xef\xbb\xbf" + LETTER.replace("\n", "\r\n").encode())
    assert template_version(K.DECLINE_NOTICE, tmp_path) == first != programs
    assert load_template(K.DECLINE_NOTICE, tmp_path).body.count("\n") == 2
    own(tmp_path, "decline_notice.toml", LETTER.replace("收到", "收悉"))
    assert template_version(K.DECLINE_NOTICE, tmp_path) != first


def test_a_faulty_template_is_refused_with_every_line_named(tmp_path: Path) -> None:
    own(
        tmp_path,
        "decline_notice.toml",
        LETTER.replace("${reason}", "${reson}").replace("${petitioner}", "${who}"),
    )
    with pytest.raises(UnreadableFile) as refused:
        load_template(K.DECLINE_NOTICE, tmp_path)
    assert "decline_notice.toml" in str(refused.value)
    assert "第2行：不认识的字段“${who}”" in str(refused.value)
    assert "第5行：不认识的字段“${reson}”" in str(refused.value)
    with pytest.raises(UnreadableFile, match="第1行"):
        parse_template(K.DECLINE_NOTICE, 'title = "${who}"\naddressee = "a"\nbody = "b"')


def test_a_template_is_previewed_with_the_invented_case() -> None:
    out = io.BytesIO()
    template = parse_template(K.DECLINE_NOTICE, LETTER)
    assert render_preview(template, out, fonts=bundled_fonts()) == 1
    assert out.getvalue().startswith(b"%PDF")


# --- faults ---------------------------------------------------------------------------------------------------


def test_an_unknown_field_is_named_with_line_and_column_and_a_comment_may_name_any(tmp_path: Path) -> None:
    path = own(
        tmp_path, "decline_notice.toml", "# ${anything}\n" + LETTER.replace("收到。", "收到${reseived}。")
    )
    (fault,) = check_template(path)
    assert (fault.file, fault.line, fault.column) == ("decline_notice.toml", 5, 3)
    assert str(fault) == "decline_notice.toml第5行：不认识的字段“${reseived}”"
    assert faults(tmp_path, LETTER.replace("${reason}", "${organ}")) == [(5, "不认识的字段“${organ}”")]
    assert faults(tmp_path, LETTER.replace("${reason}", "${}")) == [(5, "不认识的字段“${}”")]


def test_what_the_document_must_say_may_not_be_left_out(tmp_path: Path) -> None:
    said = "缺少必写的字段“${basis}”（依据）"
    assert faults(tmp_path, LETTER.replace("${basis}", "")) == [(3, said)]
    assert faults(tmp_path, "# ${basis}\n" + LETTER.replace("${basis}", "")) == [(4, said)]
    own(tmp_path, "decline_notice.toml", LETTER.replace("${basis}", ""))
    with pytest.raises(UnreadableFile, match="第3行：缺少必写的字段“"):
        load_template(K.DECLINE_NOTICE, tmp_path)
    form = faults(tmp_path, FORM.replace("${matter}", ""), "hearing_record.toml")
    assert form == [(2, "缺少必写的字段“${matter}”（事由）")]


def test_a_quote_left_open_is_found_with_its_line(tmp_path: Path) -> None:
    ((line, said),) = faults(tmp_path, LETTER.replace('"信"', '"信'))
    assert line == 1 and "写法有误" in said
    ((line, said),) = faults(tmp_path, LETTER.rstrip().removesuffix('"""'))
    assert line >= 5 and "写法有误" in said


def test_missing_and_unknown_parts_are_named(tmp_path: Path) -> None:
    assert faults(tmp_path, 'title = ""\nbody = "b"') == [(1, "缺少 title"), (1, "缺少 addressee")]
    assert faults(tmp_path, LETTER + 'foot = "x"') == [(7, "不认识的项 foot，只能有 title、addressee、body")]
    assert faults(tmp_path, LETTER.replace('"信"', "1")) == [(1, "title 应当是一段文字")]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (FORM.replace('label = "事由", ', ""), 2, "表格第1行：缺少 label"),
        (FORM.replace(', value = "${matter}"', ""), 3, "表格第1行：缺少 value"),
        (FORM.replace(" }]", ", lines = 0 }]"), 3, "表格第1行：lines 应在1到40之间"),
        (FORM.replace(" }]", ", lines = true }]"), 3, "表格第1行：lines 写法不对"),
        (FORM.replace(" }]", ", width = 0.5 }]"), 3, "表格第1行：width 要么"),
        (FORM.replace(" }]", ", colour = 1 }]"), 3, "表格第1行：不认识的项 colour"),
        (FORM.replace("事由", "事" * 21), 3, "表格第1行：label 超过20字"),
        (FORM.replace('{ label = "事由", value = "${matter}" }', '"事由"'), 2, "表格第1行：每一格应当写成"),
        (FORM.replace("${matter}", "${mater}"), 3, "不认识的字段“${mater}”"),
        (FORM + "signatures = [1]", 5, "signatures 的每一项应当是一段文字"),
        (FORM + 'dated = "yes"', 5, "dated 应当是true 或 false"),
        (FORM + 'body = "x"', 5, "不认识的项 body"),
        ('title = "表"\nrows = []', 2, "缺少 rows"),
    ],
)
def test_a_fault_in_a_form_is_named_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    found = faults(tmp_path, text, "hearing_record.toml")
    assert [(place, message.startswith(said)) for place, message in found] == [(line, True)], found


def test_a_whole_form_has_no_fault(tmp_path: Path) -> None:
    two = '{ label = "甲", value = "${matter}", width = 0.3 }, { label = "乙", value = "", width = 0.7 }'
    text = FORM.replace('{ label = "事由", value = "${matter}" }', two)
    assert faults(tmp_path, text + 'seal = ""\nhead = ""\ndated = true', "hearing_record.toml") == []


def test_a_file_that_belongs_to_no_kind_or_is_no_text_is_named(tmp_path: Path) -> None:
    assert faults(tmp_path, LETTER, "letter.toml") == [(1, "没有叫“letter”的文种模板，文件名应是文种代码")]
    path = tmp_path / "reply.toml"
    path.write_bytes(LETTER.encode("gb18030"))
    assert "UTF-8" in check_template(path)[0].message
    assert [fault.file for fault in check_templates(tmp_path)] == ["letter.toml", "reply.toml"]
    assert check_templates(tmp_path / "none") == []
