"""Trust: who did what in which role and from what to what, backups and their trials, looks, erasures.

A history line of form 1 was written before this migration and is proved by the parts that it had; form 2 has its role,
what was and what became in its hash as well. Frozen: later changes go into files of their own.
"""

STATEMENTS = (
    "ALTER TABLE history ADD COLUMN role TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE history ADD COLUMN was TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE history ADD COLUMN became TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE history ADD COLUMN form INTEGER NOT NULL DEFAULT 1",
    # REPLACE deletes the line it meets without asking the trigger on DELETE
    "CREATE TRIGGER history_appends BEFORE INSERT ON history"
    " WHEN EXISTS (SELECT 1 FROM history WHERE id = NEW.id)"
    " BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
    "CREATE INDEX history_by_at ON history (at)",
    "CREATE INDEX history_by_operator ON history (operator, id)",
    "CREATE INDEX history_by_act ON history (act, id)",
    """CREATE TABLE case_looks (
    case_id INTEGER NOT NULL REFERENCES cases (id), operator TEXT NOT NULL, history_id INTEGER NOT NULL,
    at TEXT NOT NULL, PRIMARY KEY (case_id, operator)
) WITHOUT ROWID""",
    """CREATE TABLE backups (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, operator TEXT NOT NULL, occasion TEXT NOT NULL,
    folder TEXT NOT NULL, file_name TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL,
    cases INTEGER NOT NULL, documents INTEGER NOT NULL, history INTEGER NOT NULL, head TEXT NOT NULL,
    removed_at TEXT
)""",
    """CREATE TABLE restore_trials (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, operator TEXT NOT NULL, file_name TEXT NOT NULL, sha256 TEXT NOT NULL,
    cases INTEGER NOT NULL, history INTEGER NOT NULL, passed INTEGER NOT NULL, words TEXT NOT NULL DEFAULT ''
)""",
    """CREATE TABLE erasures (
    id INTEGER PRIMARY KEY, asked_at TEXT NOT NULL, asked_by TEXT NOT NULL, reason TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'asked', decided_at TEXT, decided_by TEXT NOT NULL DEFAULT '',
    word TEXT NOT NULL DEFAULT '', done_at TEXT, document_id INTEGER NOT NULL DEFAULT 0
)""",
    """CREATE TABLE erasure_cases (
    erasure_id INTEGER NOT NULL REFERENCES erasures (id), case_id INTEGER NOT NULL REFERENCES cases (id),
    position INTEGER NOT NULL, rule TEXT NOT NULL, ended_on TEXT NOT NULL, kept_until TEXT NOT NULL,
    decision TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '', PRIMARY KEY (erasure_id, case_id)
) WITHOUT ROWID""",
    "CREATE INDEX erasure_cases_by_case ON erasure_cases (case_id)",
    "ALTER TABLE cases ADD COLUMN erased_at TEXT",
    """CREATE TABLE not_repeats (
    id INTEGER PRIMARY KEY, first_id INTEGER NOT NULL REFERENCES cases (id),
    second_id INTEGER NOT NULL REFERENCES cases (id), at TEXT NOT NULL, operator TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '', undone_at TEXT, undone_by TEXT NOT NULL DEFAULT ''
)""",
    "CREATE INDEX not_repeats_by_first ON not_repeats (first_id)",
    "CREATE INDEX not_repeats_by_second ON not_repeats (second_id)",
)


def up(migrator, db):  # type: ignore[no-untyped-def]
    """Create the new tables and columns; the history's old lines stay as they are and keep their proof."""
    for statement in STATEMENTS:
        db.execute_sql(statement)
