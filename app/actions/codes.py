"""The unit's editable code tables."""

from __future__ import annotations

from app.files.rules import read_rules


def categories() -> dict[str, str]:
    """The subject table: E01 → 工资薪酬, from ``resources/rules/codes.toml``."""
    return {code: str(entry["label"]) for code, entry in read_rules("codes")["subjects"].items()}
