"""Whoever is accused does not read the accusation: who that is, and where his name would be readable (Art. 30 ¶3)."""

from __future__ import annotations

import re

from app.domain.cases import CaseDraft, Respondent
from app.domain.codes import CaseClass
from app.domain.station import Operator

ACCUSATIONS = "E09"
"""检举控告 in the table of subjects: such a case is sealed (domain facts 9.4)."""
SHORTEST_NAME = 2
"""Characters: one alone stands in too many words to name anybody."""
_SPACES = re.compile(r"\s+")
_READ_IN = {
    "subject": ("事项名称", "事项列表、今日、检索、移送包、移交清单和文书"),
    "content": ("事项内容", "检索、台账、移送包和登记表"),
    "requests": ("诉求", "检索、移送包和登记表"),
    "evidence": ("证据材料", "回执、移送包和登记表"),
    "note": ("备注", "检索、台账和移送包"),
    "office": ("承办部门", "检索、台账和移送包"),
    "outcome": ("办理结果", "检索、台账和移送包"),
    "unit": ("所属单位", "事项列表、单位筛选、台账和移送包"),
}
"""Field of a draft → its word, and where everybody reads it."""


def is_accused(respondent: Respondent, operator: Operator) -> bool:
    """Whether an operator is whom a petition complains about: by name, or by post and unit.

    In doubt he is: a name with a title beside it, several names in one field, a post written with its unit, and a
    unit that one side left out all count.
    """
    name, post = _plain(operator.name), _plain(operator.post)
    named = _plain(respondent.name)
    if len(name) >= SHORTEST_NAME and name in named:
        return True
    return bool(post) and _same_post(respondent, post, _plain(operator.unit))


def _same_post(respondent: Respondent, post: str, unit: str) -> bool:
    """Whether a post of a unit is the one complained about, wherever it was written."""
    theirs = _plain(respondent.unit)
    for said in (_plain(respondent.post), _plain(respondent.name)):
        if said and said in {unit + post, theirs + post, unit + theirs + post}:
            return True
        if said and post == theirs + said:
            return True
        if said == post and _same_unit(theirs, unit):
            return True
    return False


def _same_unit(one: str, other: str) -> bool:
    """Whether two names may mean one unit: 综采一区 and 云岭矿综采一区 may, and so may a name left out."""
    return one in other or other in one


def _plain(text: str) -> str:
    """A text without any spaces."""
    return _SPACES.sub("", text)


def readable_places(draft: CaseDraft) -> tuple[str, ...]:
    """Where the accused would be read of if the draft were registered as it is: a sentence for each field.

    Nothing for a draft that will be sealed.
    """
    if draft.case_class is CaseClass.B or draft.confidential:
        return ()
    found = []
    for name, (word, places) in _READ_IN.items():
        text = _plain(_text_of(draft, name))
        for said in _names(draft.respondent):
            if said in text:
                found.append(f"“{word}”里写有被反映人“{said}”：{places}都能看到")
                break
    if draft.respondent:
        found.append("“被反映人”一栏：本工作台的每个人在事项页都能看到")
    if draft.category == ACCUSATIONS:
        found.append("主题是“检举控告”，但没有按检举控告类密封：事项列表、检索、台账和移送包都能看到")
    return tuple(found)


def _text_of(draft: CaseDraft, name: str) -> str:
    """The text of a field; that of all requests together."""
    if name == "requests":
        return "\n".join(request.text for request in draft.requests)
    return str(getattr(draft, name))


def _names(respondent: Respondent) -> tuple[str, ...]:
    """By what words the accused is known: each name, the unit's post, the post."""
    unit, post = _plain(respondent.unit), _plain(respondent.post)
    names = [_plain(part) for part in re.split(r"[、，,；;/和及与\s]+", respondent.name)]
    return tuple(text for text in (*names, unit + post if post else "", post) if len(text) >= SHORTEST_NAME)
