"""The words by which clerks' ledgers are understood, out of ``resources/rules/ledger_columns.toml``."""

from __future__ import annotations

from functools import cache

from app.domain.ledger_rows import LedgerRules, ledger_rules
from app.files.rules import read_rules


@cache
def load_rules() -> LedgerRules:
    """The words, ready to be looked up; read once."""
    return ledger_rules(read_rules("ledger_columns"))
