"""The acts, brought in by whoever needs them first: the window paints before their libraries are imported."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import ModuleType


def later(
    module: Callable[[], ModuleType], name: str, *values: object, **named: object
) -> Callable[[], object]:
    """An act to be run on a worker thread, where its module is imported too."""
    return partial(_do, module, name, *values, **named)


def _do(module: Callable[[], ModuleType], name: str, *values: object, **named: object) -> object:
    return getattr(module(), name)(*values, **named)


def cases() -> ModuleType:
    """app.actions.cases."""
    from app.actions import cases  # start-up time: drags in pypinyin

    return cases


def attachments() -> ModuleType:
    """app.actions.attachments."""
    from app.actions import attachments  # start-up time: drags in the store

    return attachments


def documents() -> ModuleType:
    """app.actions.documents."""
    from app.actions import documents  # start-up time: drags in reportlab

    return documents


def approvals() -> ModuleType:
    """app.actions.approvals."""
    from app.actions import approvals  # start-up time: drags in the store

    return approvals


def looks() -> ModuleType:
    """app.actions.looks."""
    from app.actions import looks  # start-up time: drags in the store

    return looks


def opening() -> ModuleType:
    """app.actions.opening."""
    from app.actions import opening  # start-up time: drags in the store

    return opening


def deadlines() -> ModuleType:
    """app.actions.deadlines."""
    from app.actions import deadlines  # start-up time: drags in the store

    return deadlines


def drafts() -> ModuleType:
    """app.actions.drafts."""
    from app.actions import drafts  # start-up time: drags in the store

    return drafts


def codes() -> ModuleType:
    """app.actions.codes."""
    from app.actions import codes  # start-up time: reads rule files

    return codes


def station() -> ModuleType:
    """app.actions.station."""
    from app.actions import station  # start-up time: drags in reportlab for the recovery sheet

    return station


def bootstrap() -> ModuleType:
    """app.bootstrap."""
    from app import bootstrap  # start-up time: drags in peewee, SQLCipher and cryptography

    return bootstrap


def packets() -> ModuleType:
    """app.actions.packets."""
    from app.actions import packets  # start-up time: drags in openpyxl

    return packets


def ledger() -> ModuleType:
    """app.actions.ledger."""
    from app.actions import ledger  # start-up time: drags in openpyxl and calamine

    return ledger


def history() -> ModuleType:
    """app.actions.history."""
    from app.actions import history  # start-up time: drags in the store

    return history


def history_papers() -> ModuleType:
    """app.actions.history_papers."""
    from app.actions import history_papers  # start-up time: drags in the store

    return history_papers


def checks() -> ModuleType:
    """app.actions.checks."""
    from app.actions import checks  # start-up time: drags in the store

    return checks


def units() -> ModuleType:
    """app.actions.units."""
    from app.actions import units  # start-up time: drags in the store

    return units


def operators() -> ModuleType:
    """app.actions.operators."""
    from app.actions import operators  # start-up time: drags in the store and cryptography

    return operators


def calendar() -> ModuleType:
    """app.actions.calendar."""
    from app.actions import calendar  # start-up time: drags in openpyxl and the calendar's tables

    return calendar


def templates() -> ModuleType:
    """app.actions.templates."""
    from app.actions import templates  # start-up time: drags in reportlab

    return templates


def rules() -> ModuleType:
    """app.actions.rules."""
    from app.actions import rules  # start-up time: reads rule files

    return rules


def backup() -> ModuleType:
    """app.actions.backup."""
    from app.actions import backup  # start-up time: drags in the store

    return backup


def backup_places() -> ModuleType:
    """app.actions.backup_places."""
    from app.actions import backup_places  # start-up time: drags in the store

    return backup_places


def restore_drill() -> ModuleType:
    """app.actions.restore_drill."""
    from app.actions import restore_drill  # start-up time: drags in the store

    return restore_drill


def procedure() -> ModuleType:
    """app.actions.procedure."""
    from app.actions import procedure  # start-up time: drags in the store

    return procedure


def sealed() -> ModuleType:
    """app.actions.sealed."""
    from app.actions import sealed  # start-up time: drags in the store

    return sealed


def wishes() -> ModuleType:
    """app.actions.wishes."""
    from app.actions import wishes  # start-up time: drags in the store

    return wishes


def reissuing() -> ModuleType:
    """app.actions.reissuing."""
    from app.actions import reissuing  # start-up time: drags in the store

    return reissuing


def document_runs() -> ModuleType:
    """app.actions.document_runs."""
    from app.actions import document_runs  # start-up time: drags in the store

    return document_runs


def case_files() -> ModuleType:
    """app.actions.case_files."""
    from app.actions import case_files  # start-up time: drags in the store

    return case_files


def moved_dates() -> ModuleType:
    """app.actions.moved_dates."""
    from app.actions import moved_dates  # start-up time: drags in the store and the calendar's tables

    return moved_dates


def today() -> ModuleType:
    """app.actions.today."""
    from app.actions import today  # start-up time: drags in the store

    return today


def stations() -> ModuleType:
    """app.actions.stations."""
    from app.actions import stations  # start-up time: drags in cryptography and pyrage

    return stations


def inbox() -> ModuleType:
    """app.actions.inbox."""
    from app.actions import inbox  # start-up time: drags in the store and openpyxl

    return inbox


def outbox() -> ModuleType:
    """app.actions.outbox."""
    from app.actions import outbox  # start-up time: drags in the store and cryptography

    return outbox


def receipts() -> ModuleType:
    """app.actions.receipts."""
    from app.actions import receipts  # start-up time: drags in the store and cryptography

    return receipts


def sealed_packets() -> ModuleType:
    """app.actions.sealed_packets."""
    from app.actions import sealed_packets  # start-up time: drags in openpyxl and pyrage

    return sealed_packets


def arrivals() -> ModuleType:
    """app.actions.arrivals."""
    from app.actions import arrivals  # start-up time: drags in cryptography and pyrage

    return arrivals


def replies() -> ModuleType:
    """app.actions.replies."""
    from app.actions import replies  # start-up time: drags in openpyxl and calamine

    return replies


def differences() -> ModuleType:
    """app.actions.differences."""
    from app.actions import differences  # start-up time: drags in openpyxl and calamine

    return differences


def reply_export() -> ModuleType:
    """app.actions.reply_export."""
    from app.actions import reply_export  # start-up time: drags in openpyxl

    return reply_export


def inbox_check() -> ModuleType:
    """app.actions.inbox_check."""
    from app.actions import inbox_check  # start-up time: drags in the store and openpyxl

    return inbox_check


def office_register() -> ModuleType:
    """app.actions.office_register."""
    from app.actions import office_register  # start-up time: drags in reportlab

    return office_register


def receipt_back() -> ModuleType:
    """app.actions.receipt_back."""
    from app.actions import receipt_back  # start-up time: drags in the store

    return receipt_back


def repeats() -> ModuleType:
    """app.actions.repeats."""
    from app.actions import repeats  # start-up time: drags in openpyxl

    return repeats


def packet_again() -> ModuleType:
    """app.actions.packet_again."""
    from app.actions import packet_again  # start-up time: drags in openpyxl

    return packet_again


def rescue() -> ModuleType:
    """app.actions.rescue."""
    from app.actions import rescue  # start-up time: drags in the store and cryptography

    return rescue


def restoring() -> ModuleType:
    """app.actions.restoring."""
    from app.actions import restoring  # start-up time: drags in the store

    return restoring


def window_hold() -> ModuleType:
    """app.actions.window_hold."""
    from app.actions import window_hold  # start-up time: asked once, after the arguments

    return window_hold


def passphrases() -> ModuleType:
    """app.actions.passphrases."""
    from app.actions import passphrases  # start-up time: drags in the store and cryptography

    return passphrases


def recovery() -> ModuleType:
    """app.actions.recovery."""
    from app.actions import recovery  # start-up time: drags in the store and cryptography

    return recovery


def rekey() -> ModuleType:
    """app.actions.rekey."""
    from app.actions import rekey  # start-up time: drags in the store and cryptography

    return rekey


def locking() -> ModuleType:
    """app.actions.locking."""
    from app.actions import locking  # start-up time: drags in the store

    return locking


def diagnostics() -> ModuleType:
    """app.actions.diagnostics."""
    from app.actions import diagnostics  # start-up time: drags in the store

    return diagnostics
