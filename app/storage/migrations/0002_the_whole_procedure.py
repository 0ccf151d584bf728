"""The whole lawful procedure: acts, approvals, service, units, the unit's own calendar, sealed access.

Frozen: later changes go into files of their own.
"""

STATEMENTS = (
    """CREATE TABLE case_acts (
    id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES cases (id), act TEXT NOT NULL, "on" TEXT NOT NULL,
    fields TEXT NOT NULL, extra TEXT NOT NULL, at TEXT NOT NULL, operator TEXT NOT NULL, approved_by TEXT NOT NULL,
    state_before TEXT NOT NULL, document_id INTEGER NOT NULL DEFAULT 0,
    undone_at TEXT, undone_by TEXT NOT NULL DEFAULT '', undone_reason TEXT NOT NULL DEFAULT ''
)""",
    "CREATE INDEX case_acts_by_case ON case_acts (case_id)",
    """CREATE TABLE approvals (
    id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES cases (id), act TEXT NOT NULL, "on" TEXT NOT NULL,
    fields TEXT NOT NULL, letter TEXT NOT NULL, asked_at TEXT NOT NULL, asked_by TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'asked', decided_at TEXT, decided_by TEXT NOT NULL DEFAULT '',
    word TEXT NOT NULL DEFAULT ''
)""",
    "CREATE INDEX approvals_open ON approvals (asked_at) WHERE state = 'asked'",
    "CREATE INDEX approvals_by_case ON approvals (case_id)",
    """CREATE TABLE units (
    code TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, superior TEXT NOT NULL DEFAULT '',
    competent INTEGER NOT NULL DEFAULT 0, kind TEXT NOT NULL DEFAULT 'unit',
    address TEXT NOT NULL DEFAULT '', phone TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID""",
    """CREATE TABLE calendar_days (day TEXT PRIMARY KEY, kind TEXT NOT NULL, note TEXT NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE calendar_years (year INTEGER PRIMARY KEY, source TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE sealed_access (
    case_id INTEGER NOT NULL REFERENCES cases (id), operator TEXT NOT NULL, reason TEXT NOT NULL,
    opened_at TEXT NOT NULL, opened_by TEXT NOT NULL, PRIMARY KEY (case_id, operator)
) WITHOUT ROWID""",
    "ALTER TABLE cases ADD COLUMN seal_number TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE operators ADD COLUMN post TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE operators ADD COLUMN unit TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE deadlines ADD COLUMN whose TEXT NOT NULL DEFAULT 'duty'",
    "ALTER TABLE deadlines ADD COLUMN started_by INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE deadlines ADD COLUMN ended_by INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE deadlines ADD COLUMN extended_by INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE deadlines ADD COLUMN extend_days INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE deadlines ADD COLUMN pauses TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE deadlines ADD COLUMN named_due INTEGER NOT NULL DEFAULT 0",
    "DROP INDEX deadlines_running",
    "CREATE INDEX deadlines_running ON deadlines (whose, due_on, case_id) WHERE state = 'running'",
    "ALTER TABLE documents ADD COLUMN act_id INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE documents ADD COLUMN template TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE documents ADD COLUMN serve INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE documents ADD COLUMN served_on TEXT",
    "ALTER TABLE documents ADD COLUMN withdrawn_at TEXT",
    "ALTER TABLE documents ADD COLUMN withdrawn_by TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE documents ADD COLUMN withdrawn_reason TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX documents_to_serve ON documents (issued_at) WHERE serve = 1 AND served_on IS NULL"
    " AND withdrawn_at IS NULL",
    "ALTER TABLE printings ADD COLUMN reason TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE attachments ADD COLUMN document_id INTEGER NOT NULL DEFAULT 0",
)


def up(migrator, db):  # type: ignore[no-untyped-def]
    """Create the new tables and columns; a unit's written notices that were issued before stay as they are."""
    for statement in STATEMENTS:
        db.execute_sql(statement)
