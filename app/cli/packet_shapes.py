"""How the console writes packets and stations as JSON. Keys are a contract: add, never rename."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.actions.packets import ExportedPacket, VerifiedPacket
from app.actions.stations import sender_fingerprint
from app.domain.address_book import KnownStation, SenderTrust
from app.domain.packets import PacketRecord
from app.domain.stations import StationCard


def packet_record_json(record: PacketRecord) -> dict[str, Any]:
    """A packet of the register of what was sent."""
    return {
        "number": record.number,
        "sequence": record.sequence,
        "receiver": record.receiver,
        "made_at": record.made_at.isoformat(timespec="seconds"),
        "made_by": record.made_by,
        "file_name": record.file_name,
        "file_sha256": record.file_sha256,
        "content_sha256": record.content_sha256,
        "case_count": record.case_count,
        "purpose": record.purpose.value,
        "receiver_code": record.receiver_code,
        "seal": record.seal.value or "none",
        "state": record.state.value,
        "receipt_at": record.receipt_at.isoformat(timespec="seconds") if record.receipt_at else None,
        "receipt_by": record.receipt_by,
        "receipt_reason": record.receipt_reason,
    }


def exported_json(made: ExportedPacket) -> dict[str, Any]:
    """A packet that was just written."""
    return {
        "path": str(made.path),
        "sha256": made.sha256,
        "number": made.number,
        "seal": made.seal.value or "none",
        "handover_id": made.handover_id or None,
    }


def verified_json(checked: VerifiedPacket, trust: SenderTrust | None, file: Path) -> dict[str, Any]:
    """A packet that was compared; ``sender_trust`` is null without a desk at hand."""
    head = checked.head
    return {
        "ok": True,
        "path": str(file),
        "sha256": checked.file_sha256,
        "number": head.number,
        "sequence": head.sequence,
        "purpose": head.purpose,
        "from": head.sender_name,
        "from_code": head.sender_code,
        "to": head.receiver_name,
        "to_code": head.receiver_code,
        "made_at": head.made_at.isoformat(timespec="seconds"),
        "content_sha256": checked.content_sha256,
        "previous_sha256": head.previous_sha256,
        "version": checked.version,
        "signature": checked.signed.value,
        "fingerprint": "-".join(sender_fingerprint(head)),
        "sender_trust": trust.value if trust else None,
        "seal": checked.seal.value or "none",
        "total": len(checked.cases),
        "enclosures": checked.enclosures,
    }


def card_json(card: StationCard, fingerprint: str) -> dict[str, Any]:
    """A station's card with its fingerprint on one line."""
    return {
        "code": card.code,
        "name": card.name,
        "role": card.role.value,
        "kind": card.kind.value,
        "kind_name": card.kind.label,
        "fingerprint": fingerprint,
        "made_on": card.made_on.isoformat(),
    }


def known_json(known: KnownStation) -> dict[str, Any]:
    """A line of the address book."""
    return {
        **card_json(known.card, known.fingerprint),
        "trusted": known.trusted,
        "added_at": known.added_at.isoformat(timespec="seconds"),
        "added_by": known.added_by,
        "note": known.note,
    }
