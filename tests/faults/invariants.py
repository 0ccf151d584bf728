"""What is true of every whole desk: no act is half there. One line of SQL or one function for each."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator

from app.actions.checks import verify_history
from app.actions.desk import Desk
from app.storage.database import check_integrity

WHOLE: tuple[tuple[str, str], ...] = (
    (
        "a case without clocks",
        "SELECT number FROM cases c WHERE NOT EXISTS (SELECT 1 FROM deadlines d WHERE d.case_id = c.id)",
    ),
    (
        "a case without people",
        "SELECT number FROM cases c WHERE anonymous = 0 AND erased_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM petitioners p WHERE p.case_id = c.id)",
    ),
    (
        "a case without its line of history",
        "SELECT number FROM cases c WHERE import_id IS NULL AND source_unit = '' AND NOT EXISTS"
        " (SELECT 1 FROM history h WHERE h.case_number = c.number AND h.act = 'register')",
    ),
    (
        "a line of history without its case",
        "SELECT case_number FROM history h WHERE case_number <> '' AND act = 'register'"
        " AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.number = h.case_number)",
    ),
    (
        "a case that is not in the index, or the index without a case",
        "SELECT coalesce(c.id, g.rowid, k.rowid) FROM cases c FULL JOIN case_grams g ON g.rowid = c.id"
        " FULL JOIN case_chars k ON k.rowid = c.id WHERE c.id IS NULL OR g.rowid IS NULL OR k.rowid IS NULL",
    ),
    (
        "a case whose date is not that of its clocks",
        "SELECT number FROM cases c WHERE erased_at IS NULL AND due_on IS NOT"
        " (SELECT min(due_on) FROM deadlines d WHERE d.case_id = c.id AND d.state = 'running' AND d.whose = 'duty')",
    ),
    (
        "case numbers with a gap or a double",
        "SELECT scope FROM serials s WHERE kind = 'case' AND last <>"
        " (SELECT count(*) FROM cases c WHERE c.number LIKE s.scope || '-%' AND c.source_unit = '')",
    ),
    (
        "an act without its line of history",
        "SELECT a.id FROM case_acts a JOIN cases c ON c.id = a.case_id WHERE a.act NOT IN ('receive', 'receive_again')"
        " AND NOT EXISTS (SELECT 1 FROM history h WHERE h.case_number = c.number AND h.act = a.act)",
    ),
    (
        "an act without its paper, or a paper without its act",
        "SELECT id FROM case_acts WHERE document_id <> 0 AND document_id NOT IN (SELECT id FROM documents)"
        " UNION ALL SELECT id FROM documents WHERE act_id <> 0 AND act_id NOT IN (SELECT id FROM case_acts)",
    ),
    (
        "a paper whose printings do not add up",
        "SELECT id FROM documents d WHERE copies <>"
        " (SELECT coalesce(sum(copies), 0) FROM printings p WHERE p.document_id = d.id)",
    ),
    (
        "a packet without its cases or its hand-over list",
        "SELECT number FROM packets p WHERE case_count <> (SELECT count(*) FROM packet_cases c WHERE c.packet_id = p.id)"
        " OR (purpose = 'transfer' AND NOT EXISTS (SELECT 1 FROM documents d WHERE d.packet_id = p.id))",
    ),
    (
        "packets with a gap",
        "SELECT series FROM packets GROUP BY series HAVING max(place) <> count(*)",
    ),
    (
        "a case in transfer without a packet",
        "SELECT number FROM cases c WHERE state = 'in_transfer'"
        " AND NOT EXISTS (SELECT 1 FROM packet_cases p WHERE p.case_id = c.id)",
    ),
    (
        "an import that brought another number of cases than it says",
        "SELECT id FROM imports i WHERE imported <> (SELECT count(*) FROM cases c WHERE c.import_id = i.id)",
    ),
    (
        "a received packet without its cases",
        "SELECT number FROM received_packets p WHERE state = 'imported' AND case_count <>"
        " (SELECT count(*) FROM received_cases c WHERE c.packet_id = p.id)",
    ),
    (
        "a decided wish without its day, or an open one with a day",
        "SELECT id FROM approvals WHERE (state = 'asked') <> (decided_at IS NULL)",
    ),
    (
        "an erased case that still says something",
        "SELECT number FROM cases c WHERE erased_at IS NOT NULL AND (people <> '' OR content <> ''"
        " OR EXISTS (SELECT 1 FROM petitioners p WHERE p.case_id = c.id))",
    ),
    (
        "an erasure that is done without its list, or the other way round",
        "SELECT id FROM erasures WHERE (state = 'done') <> (done_at IS NOT NULL)"
        " OR (state = 'done') <> (document_id <> 0 AND document_id IN (SELECT id FROM documents))",
    ),
)


def broken(desk: Desk) -> Iterator[str]:
    """Everything that is not whole about a desk; nothing when all is well."""
    for problem in check_integrity(desk.store):
        yield f"integrity: {problem}"
    if (check := verify_history(desk)).broken_at is not None:
        yield f"the history breaks at line {check.broken_at}"
    for name, question in WHOLE:
        for row in desk.store.rows(question):
            yield f"{name}: {next(iter(row.values()))}"
    yield from _papers(desk)


def _papers(desk: Desk) -> Iterator[str]:
    """Papers that are not what their hash says, and runs of numbers with a gap or a double."""
    given: dict[str, list[int]] = {}
    for row in desk.store.rows("SELECT id, number, pdf, sha256, fields FROM documents"):
        if row["pdf"] and hashlib.sha256(row["pdf"]).hexdigest() != row["sha256"]:
            yield f"a paper that is not what its hash says: {row['id']}"
        json.loads(row["fields"])
        if found := re.fullmatch(r"(.+)〔(\d+)〕(\d+)号", row["number"]):
            given.setdefault(f"{found[1]}-{found[2]}", []).append(int(found[3]))
    for row in desk.store.rows("SELECT scope, last FROM serials WHERE kind = 'letter'"):
        if sorted(given.get(row["scope"], [])) != list(range(1, row["last"] + 1)):
            yield f"paper numbers with a gap or a double: {row['scope']}"
