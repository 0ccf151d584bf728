"""Prints the procedure's table for people who know the law: ``make procedure`` writes ``docs/procedure.md``.

Everything on the page comes from ``app.domain.procedure.MOVES``, so that it says what the desk does; only the words
for the guards stand here, and a test sees that none is missing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.domain.codes import CaseClass, CaseState, Role, StationRole  # noqa: E402
from app.domain.moves import ALL_CLOCKS, DUTIES, Move, Secrecy, Start  # noqa: E402
from app.domain.procedure import GROUPS, MOVES  # noqa: E402
from app.domain.procedure_intake import GOING, OPEN  # noqa: E402

ENDS = (CaseState.ARCHIVED, CaseState.HANDED_OVER, CaseState.MERGED)
PAGE = ROOT / "docs" / "procedure.md"

CONDITIONS = {
    "competent": "本单位有权处理（单位表）",
    "told_already": "书面告知还没有完成",
    "first_petition": "初次信访",
    "no_group": "不是集体访",
    "not_assigned": "不是上级转送、交办的",
    "one_office": "没有几个部门协同办理",
    "not_urgent": "不是重大紧急的",
    "not_accepted": "还没有受理",
    "not_simplified": "没有按简易办理",
    "simplified": "正按简易办理",
    "accepted": "已经受理",
    "decision_owed": "不应出具处理意见书（简易办理的，或本单位无权处理的）",
    "not_extended": "还没有延过期",
    "clock_of_handling_runs": "六十日在计时，没有届满",
    "pausable_runs": "办理或复核期限在计时",
    "from_above": "上级转送、交办的",
    "came_from_below": "基层单位移送上来的",
    "objection_in_time": "在五个工作日的异议期内，还没有接下",
    "review_in_time": "信访人收到之日起三十日内",
    "final_review_in_time": "信访人收到之日起三十日内",
    "not_decided": "还没有答复，或只有本单位的答复而信访人不接受",
    "right_over": "申请复查、复核的期限已过",
    "no_right_runs": "没有还可以申请复查、复核的",
    "receipt_unknown": "有收到日期不明的意见",
    "extended": "有延期",
    "paused": "有扣除",
    "due_to_report": "上级转送、交办或领导批示的",
    "reviewed_by_another": "原意见不是本单位作出的",
    "finally_reviewed_by_another": "复查意见不是本单位作出的",
    "finalised_before": "重复信访，首件已经复核终结",
    "served": "文书都已送达",
    "no_duty_left": "已书面告知，交办已报告，工伤认定已申请",
    "injury_claim_due": "单位申请工伤认定的期限在计时",
    "route_open": "仲裁、工伤认定或劳动监察的时限在计时",
    "something_to_serve": "有等待送达的文书",
    "anything_to_serve": "有要送达的文书",
    "rating_open": "在评价期内，没有评价过",
    "recusal_asked": "有人申请回避，还没有决定",
    "proxies_left": "代理人不到二人",
    "mediation_runs": "企业调解在进行",
    "class_chosen": "已经分类",
    "anonymous_or_unclear": "匿名，或姓名、住址不清",
    "supervised": "有督办，还没有反馈",
    "helpers_named": "有协办部门",
    "class_open": "没有受理，没有按简易办理",
    "_last_step_undoable": "这一步可以撤销，之后没有新的进展",
}
"""What each guard wants, in the words of the page."""

SECRECY = {
    Secrecy.OPEN: "不用于密封事项",
    Secrecy.KEPT: "",
    Secrecy.ANY: "密封事项也可以",
    Secrecy.SECRET: "只用于要求保密的",
    Secrecy.ACCUSATION: "只用于检举控告",
    Secrecy.SEALED: "只用于密封事项",
}
HEAD = """# 办理程序

<!-- Printed by scripts/procedure_page.py from app/domain/procedure.py; change the table, then `make procedure`. -->

本页由程序的步骤表印出，窗口和命令行都只按这张表办理。“条件”是除状态、类别以外还要满足的；不满足时，
工作台说明是哪一条。带 ※ 的步骤由一人提出、另一位负责人批准，谁也不
批准自己提出的；没有其他负责人可以批准的，负责人自行办理，记为“自行决定”；登记员这时只办带 ※※ 的，它们只是把
事项转出去、保护信访人，或者由上面决定，其余的移送上级。除另有说明外，步骤由登记员或负责人办理，
基层单位和信访接待部门都可以；监督员、管理员不办理事项，应当回避的人什么都不办。检举控告类事项除标明
“密封事项也可以”“只用于检举控告”的步骤外，一概不在本单位办理（条例第三十条）。

期限：T 后的数字见 `resources/rules/deadlines.toml`。“起”是开始计时，“完”是按期或逾期完成，“止”是不再计时，
“扣”是扣除听证时间，“延”是延长。
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD, "## 状态\n", _drawing(), "## 步骤\n"]
    for group in GROUPS:
        rows = [(name, move) for name, move in MOVES.items() if move.group == group]
        parts += [f"### {group}\n", _table(rows)]
    return "\n".join(parts)


def _drawing() -> str:
    """The states and the acts that lead from one to another, as a Mermaid drawing."""
    lines = ["```mermaid", "stateDiagram-v2", "    direction LR"]
    lines += [f"    {state.value} : {state.label}" for state in CaseState]
    lines += ['    state "没有答复、没有终结" as going {', '        state "在本单位手里" as open {']
    lines += [f"            {state.value}" for state in CaseState if state in OPEN]
    lines += [
        "        }",
        *(f"        {state.value}" for state in CaseState if state in GOING - OPEN),
        "    }",
    ]
    lines.append(f"    [*] --> {CaseState.REGISTERED.value} : 登记")
    for (before, after), labels in arrows().items():
        lines.append(f"    {before} --> {after} : {'、'.join(labels)}")
    lines += [f"    {state.value} --> [*]" for state in ENDS]
    return "\n".join([*lines, "```", ""])


def arrows() -> dict[tuple[str, str], list[str]]:
    """From where to where which acts lead; several states at once where the drawing has a frame around them."""
    found: dict[tuple[str, str], list[str]] = {}
    for name, move in MOVES.items():
        if move.leads_to is None:
            continue
        for before in _sources(name, move, move.leads_to):
            found.setdefault((before, move.leads_to.value), []).append(move.label)
    return found


def _sources(name: str, move: Move, after: CaseState) -> list[str]:
    """Where the arrows of an act begin: at a frame when it starts from all the states in it."""
    left = set(move.states) - {after}
    if name == "note":
        left.discard(CaseState.AWAITING_TRANSFER)  # a note on a waiting case leaves it waiting
    frames = []
    for word, states in (("going", GOING), ("open", OPEN)):
        if states <= left:
            frames.append(word)
            left -= states
    return [*frames, *(state.value for state in CaseState if state in left)]


def _table(rows: Iterable[tuple[str, Move]]) -> str:
    """One group as a table."""
    lines = [
        "| 步骤 | 从 | 到 | 谁、哪里、哪类 | 条件 | 文书 | 期限 | 依据 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, move in rows:
        cells = (
            f"{move.label}{_approval(move)}<br>`{name}`",
            _states(move.states),
            move.leads_to.label if move.leads_to else "不变",
            _whom(move),
            "；".join(CONDITIONS[guard.__name__] for guard in move.guards),
            move.document.label if move.document else "",
            _clocks(move),
            move.article,
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _approval(move: Move) -> str:
    """The marks of what another leader lets be done."""
    of = (
        f"（{'、'.join(one.label for one in CaseClass if one in move.approval_for)}的）"
        if move.approval_for
        else ""
    )
    return ("※※" if move.alone else "※") + of if move.approval or of else ""


def _states(states: frozenset[CaseState]) -> str:
    """The states of a row, in the order of the procedure."""
    missing = [state.label for state in CaseState if state not in states]
    if not missing:
        return "任何状态"
    if len(missing) <= 3:
        return f"除{'、'.join(missing)}外"
    return "、".join(state.label for state in CaseState if state in states)


def _whom(move: Move) -> str:
    """Who does it, where, for which classes and under which seal, as far as the row limits it."""
    parts = []
    if move.by != {Role.CLERK, Role.LEADER}:
        parts.append("、".join(role.label for role in Role if role in move.by))
    if move.at != frozenset(StationRole):
        parts.append("、".join(role.label for role in StationRole if role in move.at))
    if move.classes is not None:
        parts.append(" ".join(one.value for one in CaseClass if one in move.classes))
    parts.append(SECRECY[move.secrecy])
    return "；".join(filter(None, parts))


def _clocks(move: Move) -> str:
    """What a row does to the clocks."""
    parts = [
        f"起 {'、'.join(dict.fromkeys(map(_start, move.starts)))}" if move.starts else "",
        f"完 {_rules(move.stops)}" if move.stops else "",
        f"止 {_rules(move.halts)}" if move.halts else "",
        f"扣 {_rules(move.pauses)}" if move.pauses else "",
        f"延 {move.extends}" if move.extends else "",
    ]
    return "<br>".join(filter(None, parts))


def _start(start: Start) -> str:
    """A clock that starts, with what it hangs on."""
    named = "（写明的日期）" if start.due_field else "（自收到之日）" if start.from_receipt else ""
    after = f"（{MOVES[start.after].label}之后）" if start.after else ""
    only = f"（{'、'.join(sorted(kind.label for kind in start.documents))}）" if start.documents else ""
    classes = (
        f"（{' '.join(one.value for one in CaseClass if one in start.classes)}）" if start.classes else ""
    )
    return f"{start.rule}{named}{after}{only}{classes}"


def _rules(names: frozenset[str]) -> str:
    """Rules in the order of their numbers, or the word for all of them."""
    words = {ALL_CLOCKS: "全部", DUTIES: "单位的义务"}
    known = [words[name] for name in (ALL_CLOCKS, DUTIES) if name in names]
    return "、".join([*known, *sorted(names - set(words), key=lambda rule: int(rule[1:]))])


def main() -> int:
    """Write the page; the exit status."""
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
