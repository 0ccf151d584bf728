"""The periods of keeping and the words of a case file, from ``resources/rules/archive.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.case_files import RetentionRules, parse_period
from app.domain.errors import InvalidField
from app.files.rules import read_rules


def retention_rules(rules: Mapping[str, Any] | None = None) -> RetentionRules:
    """The unit's periods. Raises InvalidField for a period that is missing, unreadable or under 10 years."""
    periods = (read_rules("archive") if rules is None else rules).get("retention", {})
    return RetentionRules(
        **{name: parse_period(_period(periods, name)) for name in RetentionRules.__dataclass_fields__}
    )


def _period(periods: Mapping[str, Any], name: str) -> str:
    """One period's text."""
    try:
        return str(periods[name]["period"])
    except (KeyError, TypeError) as error:
        raise InvalidField("period", f"archive.toml 中缺少 retention.{name} 的 period") from error


def case_file_words() -> dict[str, str]:
    """The fixed words on cover, index and closing sheet."""
    return dict(read_rules("archive")["case_file"])
