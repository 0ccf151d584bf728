"""Packets both ways: stations and their keys, what was sent word for word, what was received, replies.

The column ``sequence`` of the first schema numbered all packets alike; it stays as the order of the register. A
packet's own number counts within its series (``place``): what goes to the discipline office leaves no gap in what goes
up. Frozen: later changes go into files of their own.
"""

STATEMENTS = (
    """CREATE TABLE stations (
    code TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, kind TEXT NOT NULL,
    sign_public TEXT NOT NULL, age_public TEXT NOT NULL, fingerprint TEXT NOT NULL, made_on TEXT NOT NULL,
    added_at TEXT NOT NULL, added_by TEXT NOT NULL, trusted INTEGER NOT NULL DEFAULT 0, note TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID""",
    "ALTER TABLE packets ADD COLUMN purpose TEXT NOT NULL DEFAULT 'transfer'",
    "ALTER TABLE packets ADD COLUMN series TEXT NOT NULL DEFAULT 'transfer'",
    "ALTER TABLE packets ADD COLUMN place INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE packets ADD COLUMN receiver_code TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE packets ADD COLUMN signature TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE packets ADD COLUMN sealed TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE packets ADD COLUMN content BLOB",
    "ALTER TABLE packets ADD COLUMN state TEXT NOT NULL DEFAULT 'sent'",
    "ALTER TABLE packets ADD COLUMN receipt_at TEXT",
    "ALTER TABLE packets ADD COLUMN receipt_by TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE packets ADD COLUMN receipt_sha256 TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE packets ADD COLUMN receipt_reason TEXT NOT NULL DEFAULT ''",
    "UPDATE packets SET place = sequence",
    "CREATE UNIQUE INDEX packets_by_series ON packets (series, place)",
    "CREATE INDEX packets_unanswered ON packets (made_at) WHERE state = 'sent'",
    """CREATE TABLE received_packets (
    id INTEGER PRIMARY KEY, number TEXT NOT NULL, sender_code TEXT NOT NULL, sender_name TEXT NOT NULL,
    sequence INTEGER NOT NULL, purpose TEXT NOT NULL, made_at TEXT NOT NULL, made_by TEXT NOT NULL,
    received_at TEXT NOT NULL, received_by TEXT NOT NULL, file_name TEXT NOT NULL, file_sha256 TEXT NOT NULL,
    content_sha256 TEXT NOT NULL, previous_sha256 TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',
    undone_at TEXT, undone_by TEXT NOT NULL DEFAULT '', case_count INTEGER NOT NULL, content BLOB NOT NULL,
    UNIQUE (sender_code, sequence, content_sha256)
)""",
    "CREATE INDEX received_by_series ON received_packets (sender_code, purpose, sequence)",
    """CREATE TABLE received_cases (
    packet_id INTEGER NOT NULL REFERENCES received_packets (id), case_id INTEGER NOT NULL REFERENCES cases (id),
    position INTEGER NOT NULL, content TEXT NOT NULL, PRIMARY KEY (packet_id, case_id)
) WITHOUT ROWID""",
    "CREATE INDEX received_cases_by_case ON received_cases (case_id)",
    "ALTER TABLE cases ADD COLUMN source_unit TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE cases ADD COLUMN office_number TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX cases_by_source ON cases (source_unit) WHERE source_unit <> ''",
    "CREATE INDEX cases_by_office_number ON cases (office_number) WHERE office_number <> ''",
    """CREATE TABLE replies (
    id INTEGER PRIMARY KEY, packet_id INTEGER NOT NULL REFERENCES packets (id), at TEXT NOT NULL,
    operator TEXT NOT NULL, file_name TEXT NOT NULL, file_sha256 TEXT NOT NULL, source TEXT NOT NULL,
    undone_at TEXT, undone_by TEXT NOT NULL DEFAULT ''
)""",
    "CREATE INDEX replies_by_packet ON replies (packet_id)",
    """CREATE TABLE reply_acts (
    reply_id INTEGER NOT NULL REFERENCES replies (id), case_act_id INTEGER NOT NULL REFERENCES case_acts (id),
    position INTEGER NOT NULL, PRIMARY KEY (reply_id, case_act_id)
) WITHOUT ROWID""",
    """CREATE TABLE reply_decisions (
    id INTEGER PRIMARY KEY, reply_id INTEGER NOT NULL REFERENCES replies (id),
    case_id INTEGER NOT NULL REFERENCES cases (id), field TEXT NOT NULL, ours TEXT NOT NULL, theirs TEXT NOT NULL,
    decision TEXT NOT NULL, at TEXT NOT NULL, operator TEXT NOT NULL
)""",
    "CREATE INDEX reply_decisions_by_reply ON reply_decisions (reply_id)",
)


def up(migrator, db):  # type: ignore[no-untyped-def]
    """Create the new tables and columns; packets that were sent before keep their number and have no kept content."""
    for statement in STATEMENTS:
        db.execute_sql(statement)
