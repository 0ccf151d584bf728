"""The one renderer: everything the desk prints comes from here as a PDF; nothing else draws pages."""

from __future__ import annotations

from app.files.form_pdf import render_form
from app.files.handover_pdf import render_handover
from app.files.letter_pdf import render_letter
from app.files.list_pdf import render_list
from app.files.receipt_pdf import render_receipt
from app.files.recovery_pdf import render_recovery_sheet
from app.files.slip_pdf import render_slips
from app.files.station_card_pdf import render_station_card

__all__ = [
    "render_form",
    "render_handover",
    "render_letter",
    "render_list",
    "render_receipt",
    "render_recovery_sheet",
    "render_slips",
    "render_station_card",
]
