"""What can be said about a cell of a clerk's ledger: one table of sentences, each with its remedy.

A sentence follows the place and the value: 第33行“来访日期”的“2026.13.5”… or 第62行“反映事项”是空的…
"""

from __future__ import annotations

from enum import Enum

from app.domain.ledger import RowProblem
from app.domain.ledger_rows import shown_value


class Weight(Enum):
    """An error keeps the row out, a warning says what was mended or left out, a notice is worth a look."""

    ERROR = 1
    WARNING = 2
    NOTICE = 3


_E, _W, _N = Weight.ERROR, Weight.WARNING, Weight.NOTICE

SENTENCES: dict[str, tuple[Weight, str]] = {
    "invalid_date": (_E, "不是日期（{detail}）。请改正后重新导入。"),
    "missing_date": (_E, "是空的，不知道是哪一天收到的。请补填后重新导入。"),
    "future_date": (_E, "在今天（{detail}）之后。请改正后重新导入。"),
    "empty_content": (_E, "是空的，不知道反映什么。请补填后重新导入。"),
    "content_too_long": (_E, "超过{detail}字。请把全文放到附件里，这里写摘要后重新导入。"),
    "formula_without_value": (_E, "是公式，文件里没有它的结果。请在Excel中把公式改成值后重新导入。"),
    "nothing_above": (_E, "在它上面没有可以沿用的内容。请写明后重新导入。"),
    "formula": (_W, "是公式，按Excel显示的文字“{detail}”导入。请核对。"),
    "formula_left_out": (_W, "是公式，文件里没有它的结果，这一格没有导入。请在登记后补填。"),
    "same_as_above": (_W, "按上面一行填为“{detail}”。请核对。"),
    "nothing_above_left_out": (_W, "在它上面没有可以沿用的内容，这一格没有导入。请在登记后补填。"),
    "id_number_above_left_out": (_W, "与上面不是同一个人，证件号不能沿用，没有导入。请对照证件补填。"),
    "merged_cell": (
        _W,
        "是与第{detail}行合并的单元格，按同样的内容导入。请核对；如果是几个人的同一件事，请合成一行。",
    ),
    "serial_date": (_W, "是Excel的日期序号，按{detail}导入。请核对。"),
    "year_added": (_W, "没有写年份，按表名中的年份作{detail}导入。请核对。"),
    "short_year": (_W, "年份只写了两位，按表名中的年份作{detail}导入。请核对。"),
    "anonymous": (_W, "是空的，按匿名导入{detail}。请核对是否漏填了姓名。"),
    "id_number_ruined": (
        _W,
        "被Excel当成了数字，后几位已经丢失，证件号没有导入，其余照常。请对照证件补填；表格里请先把这一列设成“文本”。",
    ),
    "id_number_masked": (_W, "是遮盖过的证件号，没有导入，其余照常。需要时请对照证件补填。"),
    "id_number_as_number": (_W, "存成了数字，15位没有丢失，按文字导入。请核对。"),
    "id_number_invalid": (_W, "不像正确的身份证号（{detail}），照原样导入。请对照证件核对。"),
    "phone_as_number": (_W, "存成了数字，按文字导入{detail}。请核对。"),
    "phone_ruined": (_W, "已不是完整的电话号码，没有导入，其余照常。请向本人核实后补填。"),
    "phone_masked": (_W, "是遮盖过的电话，没有导入，其余照常。请向本人核实后补填。"),
    "people_count_in_words": (_W, "按{detail}人导入。请核对。"),
    "people_count_unclear": (_W, "看不出是几个人，按{detail}人导入。请核对。"),
    "people_count_raised": (_W, "少于所列的姓名，按{detail}人导入。请核对。"),
    "unknown_channel": (_W, "不是已知的信访形式，按“来访”导入{detail}。请核对。"),
    "channel_missing": (_N, "是空的，按“来访”导入。"),
    "phone_unusual": (_N, "不像常见的电话号码，照原样导入。请看一看是否多写或漏写了数字。"),
    "several_names": (_N, "列有{detail}个姓名，已分开登记在同一件事项下。"),
    "unknown_category": (_N, "不在内容分类表中，没有归类；原来的写法记在备注里。"),
    "unknown_outcome": (_N, "看不出是否办结，按“办理中”导入。请看一看。"),
    "possible_accusation": (
        _N,
        "像是检举控告，请人工判断是否属于检举控告类（条例第三十条）；程序没有自行归类。",
    ),
    "accusation_sealed": (
        _W,
        "写明是检举控告，按密封事项登记：不再出现在列表、检索和台账里，请从“今日”办理密封移交（条例第三十条）。",
    ),
    "total_line": (_N, "是合计行，已跳过。"),
    "repeated_header": (_N, "是重复的表头，已跳过。"),
    "section_title": (_N, "是小标题，已跳过。"),
    "footer_line": (_N, "是表尾的说明或签名，已跳过。"),
}
"""Code → how much it weighs, and the sentence; ``{detail}`` is filled in where it stands."""


def row_problem(
    code: str, row: int, column: str, value: str, detail: object = "", *, sheet: str = "", named: bool = False
) -> RowProblem:
    """One thing about one cell. ``value`` is shortened and masked; ``named`` puts the sheet's name in front."""
    weight, sentence = SENTENCES[code]
    shown = shown_value(value)
    place = f"“{sheet}”第{row}行“{column}”" if named else f"第{row}行“{column}”"
    subject = f"{place}的“{shown}”" if shown else place
    return RowProblem(
        row=row,
        column=column,
        value=shown,
        code=code,
        message=subject + sentence.format(detail=shown_value(str(detail))),
        notice=weight is Weight.NOTICE,
        sheet=sheet,
        error=weight is Weight.ERROR,
    )
