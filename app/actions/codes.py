"""The unit's editable code tables."""

from __future__ import annotations

from app.files.rules import read_rules


def categories() -> dict[str, str]:
    """The subject table: E01 → 工资薪酬, from ``resources/rules/codes.toml``."""
    return {code: str(entry["label"]) for code, entry in read_rules("codes")["subjects"].items()}


def group_visit_from() -> int:
    """From how many people on a visit is a group visit, from ``resources/rules/procedure.toml`` (Art. 20)."""
    return int(read_rules("procedure")["group_visit"]["from"])
