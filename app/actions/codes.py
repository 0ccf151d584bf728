"""The unit's editable code tables."""

from __future__ import annotations

from app.actions.desk import Desk
from app.files.procedure_rules import procedure_numbers
from app.files.rules import read_rules


def categories() -> dict[str, str]:
    """The subject table: E01 → 工资薪酬, from ``resources/rules/codes.toml``."""
    return {code: str(entry["label"]) for code, entry in read_rules("codes")["subjects"].items()}


def group_visit_from(desk: Desk) -> int:
    """From how many people on a visit is a group visit, from ``procedure.toml`` (Art. 20)."""
    return procedure_numbers(desk.rules_folder).group_from
