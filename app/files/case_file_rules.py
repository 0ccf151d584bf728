"""The periods of keeping, the unit's own ``archive.toml`` above the program's, and the words of a case file."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.domain.case_files import RetentionPeriod, RetentionRules, parse_period
from app.domain.errors import InvalidField, UnreadableFile
from app.files.rules import own_text, read_rules

ARCHIVE = "archive.toml"
REMEDY = "请改正这一行，或删除该文件用回原来的期限。"


def retention_rules(folder: Path | None = None) -> RetentionRules:
    """The unit's periods; ``folder`` is where its own ``archive.toml`` may be, with the periods that it changes.

    Read anew, and parsed only when it changed. Raises UnreadableFile, which names the period that is unreadable or
    under 10 years.
    """
    return _periods(own_text(folder, ARCHIVE))


@lru_cache(maxsize=8)
def _periods(own: str) -> RetentionRules:
    """Both files, checked."""
    periods = {**read_rules("archive")["retention"], **_own(own)}
    if unknown := sorted(set(periods) - set(RetentionRules.__dataclass_fields__)):
        raise UnreadableFile(ARCHIVE, f"没有retention.{unknown[0]}这一段", REMEDY)
    return RetentionRules(**{name: _period(name, table) for name, table in periods.items()})


def _own(text: str) -> dict[str, Any]:
    """The unit's own periods by their names."""
    try:
        table = tomllib.loads(text).get("retention", {})
    except tomllib.TOMLDecodeError as error:
        raise UnreadableFile(ARCHIVE, f"写法不对（{error}）", REMEDY) from error
    if not isinstance(table, dict):
        raise UnreadableFile(ARCHIVE, "retention不是一段", REMEDY)
    return table


def _period(name: str, table: Any) -> RetentionPeriod:
    """One period. Raises UnreadableFile."""
    try:
        return parse_period(str(table["period"]))
    except (KeyError, TypeError) as error:
        raise UnreadableFile(ARCHIVE, f"缺少retention.{name}的period", REMEDY) from error
    except InvalidField as error:
        raise UnreadableFile(ARCHIVE, f"retention.{name}：{error.message}", REMEDY) from error


def case_file_words() -> dict[str, str]:
    """The fixed words on cover, index and closing sheet."""
    return dict(read_rules("archive")["case_file"])
