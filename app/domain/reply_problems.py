"""What can be said about a cell of a reply sheet: one table of sentences, each with its remedy.

A sentence follows the place and the value: 第3行“接收日期”的“12.5”… or 第4行“退回原因”…
"""

from __future__ import annotations

from app.domain.ledger_rows import shown_value
from app.domain.replies import CellProblem

_E, _W = True, False

SENTENCES: dict[str, tuple[bool, str]] = {
    # cells that cannot be read
    "invalid_date": (_E, "不是日期（{detail}）。请向总部问清后改正再读。"),
    "unknown_word": (_E, "不是可选的词，应当是{detail}。请改正后再读。"),
    "not_a_number_of_a_request": (_E, "不是诉求序号。请照原表写上第几项诉求后再读。"),
    "digits_lost": (_E, "被表格程序当成了数字，15位以后的数字已经丢失。请把这一格设成“文本”重新填写后再读。"),
    "became_a_date": (
        _E,
        "被表格程序改成了日期（{detail}），原来的写法看不出来。请把这一格设成“文本”重新填写后再读。",
    ),
    "error_value": (_E, "是表格程序的错误值，没有内容。请改成文字或数字后再读。"),
    "formula_without_value": (_E, "是公式，文件里没有它的结果；程序不计算公式。请改成值后再读。"),
    "too_long": (_E, "超过{detail}字，不像这一栏的内容。请改短后再读。"),
    # rows that belong nowhere
    "no_case_number": (_E, "这一行填了答复，却没有信访事项编号，不知道答复的是哪一件。请补上编号后再读。"),
    "unknown_case": (_E, "不在{detail}里。请核对编号，或者把这一行移到对应的回复表中。"),
    "no_request_number": (
        _E,
        "没有诉求序号，本事项有{detail}项诉求，分不清答复的是哪一项。请补上诉求序号后再读。",
    ),
    "no_such_request": (_E, "对不上：本事项只有{detail}项诉求。请核对诉求序号。"),
    "other_packet": (_E, "是另一个移送包的编号，本次核对的是{detail}。请选对应的移送包再读。"),
    # what contradicts itself
    "said_twice": (_E, "与{detail}填的不一样，两处都没有采用。请向总部问清，只留正确的一处后再读。"),
    "reason_though_taken": (
        _E,
        "与“接收”矛盾：接收的事项没有退回原因。请向总部问清是接收还是退回。",
    ),
    "return_without_reason": (
        _E,
        "没有写退回原因（条例第二十三条要求详细说明理由）。请向总部要来原因，填上后再读。",
    ),
    "result_though_returned": (_E, "与“诉求处理结果”矛盾：退回的事项没有处理结果。请向总部问清。"),
    "decision_though_returned": (_E, "与意见书的文号或日期矛盾：退回的事项没有处理意见书。请向总部问清。"),
    "in_the_future": (_E, "在今天（{detail}）之后。请核对日期，也看一看本机的日期。"),
    "before_packet": (_E, "早于移送包制作的日子（{detail}）。请核对日期。"),
    "decided_before_received": (_E, "早于接收日期（{detail}）。请核对两个日期。"),
    # worth a look
    "reason_alone": (_W, "填了退回原因，却没有填“退回”，没有当作退回。请向总部问清。"),
    "number_without_date": (_W, "有意见书文号而没有意见书日期。期限从日期起算，请向总部补问。"),
    "date_without_number": (_W, "有意见书日期而没有意见书文号。请向总部补问。"),
    "decision_without_results": (
        _W,
        "已有意见书，但逐项处理结果只填了{detail}项。请向总部补问（条例第三十二条）。",
    ),
    "served_without_decision": (_W, "填了已送达，却没有意见书的文号和日期。请向总部补问。"),
    "result_without_answer": (_W, "有处理结果而没有处理意见。需要时请向总部补问。"),
    "answer_without_result": (_W, "有处理意见而没有选处理结果。请向总部补问。"),
    "formula": (_W, "是公式，按表中显示的结果读入。请核对。"),
    "merged_cell": (_W, "是与上面合并的单元格，按同样的内容读入。请核对。"),
    "phone_may_lack_zero": (_W, "存成了数字，开头可能少了0。请核对。"),
    "column_not_read": (_W, "这一列不是回复表的栏目，里面的内容没有读入。需要时请自行查看。"),
    "column_twice": (_W, "有两列同名，只读了前一列。请核对后一列的内容。"),
    "not_compared": (_W, "没有原来的内容可以对照，未核对其他单元格有没有改动。请与留存的移送包核对。"),
    "more_problems": (_W, "问题太多，后面的没有再列出。请先改正列出的，再读一次。"),
}
"""Code → whether it is an error, and the sentence; ``{detail}`` is filled in where it stands."""

REPLY_SHEET_NAME = "回复"


def cell_problem(
    code: str, *, sheet: str, row: int, letter: str, title: str, value: str = "", detail: str = ""
) -> CellProblem:
    """One thing about one cell; ``letter`` names its column. ``value`` is shortened and masked."""
    error, sentence = SENTENCES[code]
    shown = shown_value(value)
    place = f"第{row}行“{title}”" if row else f"“{title}”"
    if sheet and sheet != REPLY_SHEET_NAME:
        place = f"“{sheet}”{place}"
    subject = f"{place}的“{shown}”" if shown else place
    message = subject + sentence.format(detail=shown_value(detail))
    return CellProblem(sheet, f"{letter}{row}" if row else "", row, title, shown, code, message, error)
