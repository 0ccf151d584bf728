"""The register of packets that came in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.domain.codes import Labelled


class ReceivedState(Labelled):
    """What became of a packet that came in."""

    IMPORTED = "imported", "已导入"
    REFUSED = "refused", "未予接收"
    UNDONE = "undone", "导入已撤销"


@dataclass(frozen=True, slots=True)
class ReceivedPacket:
    """A packet that came in; ``reason`` is why it was refused, or why its import was undone."""

    number: str
    sender_code: str
    sender_name: str
    sequence: int
    purpose: str
    made_at: dt.datetime
    made_by: str
    received_at: dt.datetime
    received_by: str
    file_name: str
    file_sha256: str
    content_sha256: str
    previous_sha256: str
    state: ReceivedState
    case_count: int
    reason: str = ""
    undone_at: dt.datetime | None = None
    undone_by: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class ReceivedCase:
    """A case as a packet brought it: ``content`` is its canonical JSON."""

    case_id: int
    position: int
    content: str
