"""What ledgers were brought in, and which rows are here already."""

from __future__ import annotations

import datetime as dt

from app.storage.database import Store


def begin(store: Store, at: dt.datetime, operator: str, file_name: str, file_sha256: str) -> int:
    """Enter an import; its id."""
    return store.execute(
        "INSERT INTO imports (at, operator, file_name, file_sha256, imported, duplicates, rejected)"
        " VALUES (?, ?, ?, ?, 0, 0, 0)",
        at.isoformat(timespec="seconds"),
        operator,
        file_name,
        file_sha256,
    )


def finish(store: Store, import_id: int, imported: int, duplicates: int, rejected: int) -> None:
    """Keep an import's figures."""
    store.execute(
        "UPDATE imports SET imported = ?, duplicates = ?, rejected = ? WHERE id = ?",
        imported,
        duplicates,
        rejected,
        import_id,
    )


def known_matters(store: Store, id_numbers: list[str], length: int) -> dict[tuple[str, str], str]:
    """Whose open cases are here already: (identity number, first characters of the matter) → case number."""
    if not id_numbers:
        return {}
    marks = ",".join("?" * len(id_numbers))
    rows = store.rows(
        "SELECT p.id_number, substr(c.content, 1, ?) AS matter, min(c.number) AS number"
        " FROM petitioners p CROSS JOIN cases c ON c.id = p.case_id"
        f" WHERE p.id_number IN ({marks}) AND p.id_number <> '' AND +c.sealed = 0 GROUP BY 1, 2",
        length,
        *id_numbers,
    )
    return {(row["id_number"], row["matter"]): row["number"] for row in rows}


def known_fingerprints(store: Store, fingerprints: list[str]) -> dict[str, str]:
    """Which of these fingerprints are in the store from earlier imports, and their case numbers.

    A sealed case is known without its number.
    """
    if not fingerprints:
        return {}
    marks = ",".join("?" * len(fingerprints))
    number = "CASE WHEN sealed = 1 THEN '' ELSE number END AS number"
    rows = store.rows(
        f"SELECT fingerprint, {number} FROM cases WHERE fingerprint IN ({marks})", *fingerprints
    )
    return {row["fingerprint"]: row["number"] for row in rows}
