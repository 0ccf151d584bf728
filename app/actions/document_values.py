"""What a case gives its documents: every name of ``CASE_VALUES``, and what earlier acts and clocks say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.actions.calendar import desk_calendar
from app.actions.codes import categories
from app.actions.desk import Desk
from app.actions.facts import level_above
from app.domain.asked import results_text
from app.domain.case_clocks import due_of
from app.domain.cases import Case, HandlingNote
from app.domain.codes import CaseClass
from app.domain.deadlines import Deadline
from app.domain.documents import IssuedDocument, chinese_date
from app.domain.moves import Facts
from app.domain.open_requests import open_recusals
from app.files.case_file_rules import retention_rules
from app.files.rules import deadline_rules
from app.files.templates import guidance, route_words
from app.storage import cases, documents, units

OPINIONS = ("decision_letter", "record_decision", "review_decision", "record_review")


def case_values(desk: Desk, facts: Facts) -> dict[str, str]:
    """The values that every template may use; unmasked, for the paper alone."""
    case = facts.case
    notes = cases.notes_of(desk.store, case.id)
    return {**_about_case(desk, case), **_about_people(case), **_about_desk(desk), "notes": notes_text(notes)}


def _about_case(desk: Desk, case: Case) -> dict[str, str]:
    """What was asked."""
    return {
        "number": case.number,
        "query_code": case.query_code,
        "received": chinese_date(case.received_on),
        "registered_at": f"{case.registered_at:%Y-%m-%d %H:%M}",
        "channel": case.channel.label,
        "origin": case.origin.label,
        "subject": case.public_subject,
        "content": case.content,
        "requests": requests_text(case),
        "evidence": case.evidence or "无",
        "category": categories().get(case.category, case.category),
        "case_class": f"{case.case_class.value} {case.case_class.label}" if case.case_class else "未分类",
        "repeat": f"重复信访，首件{case.repeat_of}" if case.repeat_of else "初次信访",
        "urgent": "是" if case.urgent else "否",
        "guidance": "\n".join(case_guidance(case)),
    }


def _about_people(case: Case) -> dict[str, str]:
    """Who asked."""
    first = next((p for p in case.petitioners if p.name), None)
    silent = case.anonymous or case.confidential
    secret = [word for word, on in (("匿名", case.anonymous), ("要求保密", case.confidential)) if on]
    return {
        "petitioner": "信访人" if silent else case.people_line,
        "people": "；".join(" ".join(filter(None, (p.name, p.unit, p.post))) for p in case.petitioners)
        or "匿名",
        "people_count": str(case.people_count),
        "petitioner_phone": first.phone if first else "",
        "petitioner_address": first.address if first else "",
        "petitioner_unit": first.unit if first else "",
        "representatives": "、".join(p.name for p in case.petitioners if p.representative),
        "confidentiality": "、".join(secret) or "无",
    }


def _about_desk(desk: Desk) -> dict[str, str]:
    """This unit and who works at it."""
    station = desk.station
    return {
        "unit": station.unit_name,
        "superior": station.superior_name,
        "operator": desk.operator.name,
        "phone": station.phone or desk.operator.phone,
        "query_way": station.query_way or f"凭编号和查询码到{station.unit_name}查询",
        "retention_period": _retention_words(desk),
        "today": desk.today().isoformat(),
    }


def _retention_words(desk: Desk) -> str:
    """How long a file is kept, as the notice about personal information says it (PIPL Art. 17)."""
    periods = retention_rules(desk.rules_folder)
    return f"办结后{periods.without_opinion.words}，有处理意见的{periods.with_opinion.words}"


def requests_text(case: Case) -> str:
    """The requests, numbered when there are several."""
    return "\n".join(f"{at}. {request.text}" for at, request in enumerate(case.requests, start=1))


def notes_text(notes: Iterable[HandlingNote]) -> str:
    """What was done, day by day."""
    return "\n".join(f"{chinese_date(note.on)}，{note.text}" for note in notes)


def case_guidance(case: Case) -> tuple[str, ...]:
    """Warnings of rights that run out; none for a sealed case."""
    return () if case.sealed else guidance(case.case_class.value if case.case_class else "", case.category)


def known_values(desk: Desk, facts: Facts, act: str, fields: Mapping[str, str]) -> dict[str, str]:
    """What the desk knows of an act's fields by itself: dates of clocks, earlier opinions, the level above.

    ``facts`` already holds the act and its clocks.
    """
    return {
        name: text
        for source in (_clock_values, _opinion_values, _proxy_values, _route_values)
        for name, text in source(desk, facts, act, fields).items()
        if text
    }


def _clock_values(desk: Desk, facts: Facts, act: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Dates that the clocks name (Arts. 34 to 36)."""
    accepted = facts.last("accept")
    handling = _newest(facts, "T7") or _newest(facts, "T15")
    values = {
        "accepted_on": accepted.on.isoformat() if accepted else "",
        "due_on": handling.due_on.isoformat() if handling else "",
        "right_until": _right_until(desk, facts),
        "results": results_text(facts.case.requests, fields),
        "report_by": fields.get("due_on", ""),
    }
    if act in {"extend", "extension_approval"} and handling:
        days = int(fields.get("days") or 0)
        values["new_due_on"] = handling.due_on.isoformat() if handling.extend_days else ""
        before = handling.due_on.toordinal() - (days if handling.extend_days else 0)
        values["original_due_on"] = handling.due_on.fromordinal(before).isoformat()
    return values


def _newest(facts: Facts, rule: str) -> Deadline | None:
    """The newest clock of a rule."""
    return next((clock for clock in reversed(facts.deadlines) if clock.rule == rule), None)


def _right_until(desk: Desk, facts: Facts) -> str:
    """After which day the right to the other procedure may be lost: before any holiday is added, since another body
    judges whether the last day moves."""
    rule = {CaseClass.C2: "T20", CaseClass.C4: "T23", CaseClass.C5: "T24"}.get(
        facts.case.case_class or CaseClass.A
    )
    clock = _newest(facts, rule) if rule else None
    if clock is None:
        return ""
    due = due_of(clock, deadline_rules(desk.rules_folder), desk_calendar(desk))
    return (due.rolled_from or due.due_on).isoformat()


def _opinion_values(desk: Desk, facts: Facts, act: str, fields: Mapping[str, str]) -> dict[str, str]:
    """The opinion that a review is about, and the level above that reviews next (Arts. 35, 36)."""
    record = facts.last(*OPINIONS)
    unit = record.fields.get("unit", desk.station.unit_name) if record else desk.station.unit_name
    # the act itself may be the newest opinion: a review is about the one before
    if act in {"review_decision", "final_review_decision"}:
        earlier = [r for r in facts.records if r.act in OPINIONS and r.act != act]
        record = earlier[-1] if earlier else None
    applied = facts.last("final_review_apply" if act.startswith("final") else "review_apply")
    above = level_above(desk, unit if act not in {"review_decision"} else desk.station.unit_name)
    papers = {paper.act_id: paper for paper in documents.documents_of(desk.store, facts.case.id)}
    paper = papers.get(record.id) if record else None
    return {
        **_about_level(
            above.name if above else "", above.address if above else "", above.phone if above else ""
        ),
        "respondent_unit": (record.fields.get("unit") or desk.station.unit_name) if record else "",
        "opinion_number": (paper.number if paper else record.fields.get("number", "")) if record else "",
        "opinion_issued_on": (record.fields.get("dated_on") or record.on.isoformat()) if record else "",
        "opinion_received_on": _received(paper, record.fields.get("received_on", "") if record else ""),
        "applied_on": applied.on.isoformat() if applied else "",
        "request": applied.fields.get("grounds", "") if applied else "",
        "grounds": applied.fields.get("grounds", "") if applied and act != "review_apply" else "",
    }


def _about_level(name: str, address: str, phone: str) -> dict[str, str]:
    """The level above as a remedy names it."""
    way = "，".join(
        part
        for part in (f"当面或者邮寄：{address}" if address else "", f"电话：{phone}" if phone else "")
        if part
    )
    return {"remedy_unit": name, "remedy_way": way}


def _received(paper: IssuedDocument | None, noted: str) -> str:
    """When an opinion reached the petitioner."""
    return paper.served_on.isoformat() if paper and paper.served_on else noted


def _proxy_values(desk: Desk, facts: Facts, act: str, fields: Mapping[str, str]) -> dict[str, str]:
    """The proxies, whose recusal is decided, which assignment is reported on, which paper is served."""
    proxies = [record.fields.get("proxy", "") for record in facts.records if record.act == "name_proxy"]
    assigned = facts.last("name_due_date")
    values = {
        "proxy": "、".join(proxies),
        "assign_number": assigned.fields.get("assign_number", "") if assigned else "",
    }
    if act == "decide_recusal":
        values |= _recusal_to_decide(facts, fields.get("staff", ""))
    if act in {"objection", "conclusion_report"}:
        values["received_on"] = facts.case.received_on.isoformat()
    if act in {"seal_handover", "sealed_transfer"}:
        values["seal_number"] = facts.case.seal_number
    if act == "proof_of_service":
        values |= _paper_to_serve(desk, facts, fields.get("document", ""))
    return values


def _route_values(desk: Desk, facts: Facts, act: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Which procedure a route is, and where the organ is that the unit table knows (Art. 31)."""
    if act != "guide" or facts.case.case_class is None:
        return {}
    organ = units.find_unit(desk.store, name=fields.get("organ", ""))
    about = {"organ_address": organ.address, "organ_phone": organ.phone} if organ else {}
    return route_words(facts.case.case_class.value) | about


def _recusal_to_decide(facts: Facts, wanted: str) -> dict[str, str]:
    """Whose recusal is decided and why it was asked for: the one named, else the oldest; ``facts`` hold the decision."""
    asked = open_recusals(facts.records[:-1])
    chosen = next((one for one in asked if one.fields["staff"] == wanted), asked[0] if asked else None)
    return {name: chosen.fields[name] for name in ("staff", "relation")} if chosen else {}


def _paper_to_serve(desk: Desk, facts: Facts, wanted: str) -> dict[str, str]:
    """The paper that a proof of service is about: the one named, else the newest that is served."""
    papers = [p for p in documents.documents_of(desk.store, facts.case.id) if p.serve and p.stands]
    chosen = [p for p in papers if not wanted or wanted in (str(p.id), p.number)]
    if not chosen:
        return {}
    return {"document_name": chosen[-1].kind.label, "document_mark": f"{chosen[-1].number}，1件"}
