"""Where the program's own files are: one function, relative to this file, in a checkout and in a bundle alike."""

from __future__ import annotations

from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent / "resources"


def resource(*parts: str) -> Path:
    """The path of a file or folder under ``resources/``."""
    return _ROOT.joinpath(*parts)
