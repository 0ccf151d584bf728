"""The console: the same acts as the window's, for administrators, scripts and acceptance checks.

It calls ``app.actions`` and ``app.bootstrap`` alone. ``main`` is the entry of ``petition-desk-cli``.
"""

from app.cli.commands import main

__all__ = ["main"]
