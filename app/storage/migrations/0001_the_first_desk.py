"""The first schema: cases, their people and requests, clocks, papers, packets, history and search.

Dates are ISO 8601 text. Frozen: later changes go into files of their own.
"""

STATEMENTS = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE operators (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, roles TEXT NOT NULL, phone TEXT NOT NULL DEFAULT '',
    active INTEGER NOT NULL DEFAULT 1
);

CREATE TABLE serials (kind TEXT NOT NULL, scope TEXT NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (kind, scope))
WITHOUT ROWID;

CREATE TABLE imports (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, operator TEXT NOT NULL, file_name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL, imported INTEGER NOT NULL, duplicates INTEGER NOT NULL, rejected INTEGER NOT NULL
);

CREATE TABLE cases (
    id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, query_code TEXT NOT NULL,
    received_on TEXT NOT NULL, registered_at TEXT NOT NULL, registered_by TEXT NOT NULL,
    state TEXT NOT NULL, channel TEXT NOT NULL, origin TEXT NOT NULL,
    anonymous INTEGER NOT NULL, confidential INTEGER NOT NULL, sealed INTEGER NOT NULL,
    people TEXT NOT NULL, people_count INTEGER NOT NULL,
    subject TEXT NOT NULL, content TEXT NOT NULL,
    respondent_name TEXT NOT NULL, respondent_post TEXT NOT NULL, respondent_unit TEXT NOT NULL,
    class TEXT NOT NULL, category TEXT NOT NULL, unit TEXT NOT NULL, urgent INTEGER NOT NULL,
    evidence TEXT NOT NULL, office TEXT NOT NULL, outcome TEXT NOT NULL, note TEXT NOT NULL,
    repeat_of TEXT NOT NULL, due_on TEXT, fingerprint TEXT NOT NULL,
    import_id INTEGER REFERENCES imports (id), import_row INTEGER
);
CREATE INDEX cases_by_received ON cases (sealed, received_on, id);
CREATE INDEX cases_by_state ON cases (sealed, state, received_on, id);
CREATE INDEX cases_by_class ON cases (sealed, class, received_on, id);
CREATE INDEX cases_by_unit ON cases (sealed, unit, received_on, id);
CREATE INDEX cases_by_due ON cases (sealed, due_on, id);
CREATE INDEX cases_by_fingerprint ON cases (fingerprint);
CREATE INDEX cases_by_repeat ON cases (repeat_of) WHERE repeat_of <> '';

CREATE TABLE petitioners (
    id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES cases (id), position INTEGER NOT NULL,
    name TEXT NOT NULL, initials TEXT NOT NULL, id_number TEXT NOT NULL, phone TEXT NOT NULL,
    unit TEXT NOT NULL, address TEXT NOT NULL, staff_number TEXT NOT NULL, post TEXT NOT NULL,
    representative INTEGER NOT NULL
);
CREATE INDEX petitioners_by_case ON petitioners (case_id);
CREATE INDEX petitioners_by_name ON petitioners (name);
CREATE INDEX petitioners_by_initials ON petitioners (initials);
CREATE INDEX petitioners_by_phone ON petitioners (phone) WHERE phone <> '';
CREATE INDEX petitioners_by_id_number ON petitioners (id_number) WHERE id_number <> '';

CREATE TABLE requests (
    id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES cases (id), position INTEGER NOT NULL,
    text TEXT NOT NULL, result TEXT NOT NULL DEFAULT '', answer TEXT NOT NULL DEFAULT ''
);
CREATE INDEX requests_by_case ON requests (case_id);

CREATE TABLE handling_notes (
    id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES cases (id),
    "on" TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, operator TEXT NOT NULL
);
CREATE INDEX handling_notes_by_case ON handling_notes (case_id);

CREATE TABLE deadlines (
    id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES cases (id), rule TEXT NOT NULL,
    name TEXT NOT NULL, starts_on TEXT NOT NULL, due_on TEXT NOT NULL, state TEXT NOT NULL,
    ended_on TEXT, provisional INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX deadlines_by_case ON deadlines (case_id);
CREATE INDEX deadlines_running ON deadlines (due_on) WHERE state = 'running';

CREATE TABLE packets (
    id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, sequence INTEGER NOT NULL UNIQUE,
    receiver TEXT NOT NULL, made_at TEXT NOT NULL, made_by TEXT NOT NULL, file_name TEXT NOT NULL,
    file_sha256 TEXT NOT NULL, content_sha256 TEXT NOT NULL, case_count INTEGER NOT NULL
);
CREATE TABLE packet_cases (
    packet_id INTEGER NOT NULL REFERENCES packets (id), case_id INTEGER NOT NULL REFERENCES cases (id),
    position INTEGER NOT NULL, PRIMARY KEY (packet_id, case_id)
) WITHOUT ROWID;

CREATE TABLE documents (
    id INTEGER PRIMARY KEY, case_id INTEGER REFERENCES cases (id), packet_id INTEGER REFERENCES packets (id),
    kind TEXT NOT NULL, number TEXT NOT NULL, title TEXT NOT NULL, fields TEXT NOT NULL,
    issued_at TEXT NOT NULL, issued_by TEXT NOT NULL, pdf BLOB NOT NULL, sha256 TEXT NOT NULL,
    pages INTEGER NOT NULL, copies INTEGER NOT NULL DEFAULT 0, reprints INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX documents_by_case ON documents (case_id);
CREATE INDEX documents_by_kind ON documents (kind, issued_at);

CREATE TABLE printings (
    id INTEGER PRIMARY KEY, document_id INTEGER NOT NULL REFERENCES documents (id), at TEXT NOT NULL,
    operator TEXT NOT NULL, copies INTEGER NOT NULL, reprint INTEGER NOT NULL, target TEXT NOT NULL
);
CREATE INDEX printings_by_document ON printings (document_id);

CREATE TABLE attachments (
    id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES cases (id), name TEXT NOT NULL,
    media_type TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL, added_at TEXT NOT NULL,
    added_by TEXT NOT NULL, content BLOB NOT NULL
);
CREATE INDEX attachments_by_case ON attachments (case_id);

CREATE TABLE drafts (
    key TEXT PRIMARY KEY, saved_at TEXT NOT NULL, content TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE ledger_mappings (shape TEXT PRIMARY KEY, saved_at TEXT NOT NULL, columns TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE history (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, operator TEXT NOT NULL, act TEXT NOT NULL,
    case_number TEXT NOT NULL, text TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL
);
CREATE INDEX history_by_case ON history (case_number) WHERE case_number <> '';
CREATE TRIGGER history_keeps BEFORE UPDATE ON history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER history_stays BEFORE DELETE ON history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;

CREATE VIRTUAL TABLE case_grams USING fts5 (
    grams, content='', contentless_delete=1, tokenize='ascii'
);
CREATE VIRTUAL TABLE case_chars USING fts5 (
    chars, content='', contentless_delete=1, tokenize='ascii', detail=none
);
"""


def up(migrator, db):  # type: ignore[no-untyped-def]
    """Create every table, index and trigger."""
    for statement in _statements(STATEMENTS):
        db.execute_sql(statement)


def _statements(script):  # type: ignore[no-untyped-def]
    """The statements of a script; a trigger's inner semicolons end before ``END``."""
    statement = ""
    for line in script.strip().splitlines():
        statement += line + "\n"
        if line.endswith(";") and (not statement.startswith("CREATE TRIGGER") or line.endswith("END;")):
            yield statement
            statement = ""
