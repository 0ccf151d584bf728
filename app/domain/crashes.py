"""What may be told of our own fault: kinds and places in the program, never a message, a value or a person's folder.

A message or a value may be somebody's name (KeyError: '王建国'); a path may be, by the folder of its user.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from pathlib import PurePath

OURS = ("app", "ui", "tests", "scripts")
_ROOT = PurePath(__file__).parents[2]
_PACKAGES = ("site-packages", "dist-packages")
_FRAME = re.compile(r'\s*File "(?P<file>.*)", line (?P<line>\d+|\?\?\?) in (?P<name>[\w<>.]+)\s*')
"""A place as Python itself writes it when it dies."""
_PLAIN = re.compile(
    r"(Fatal Python error: [A-Za-z ]+|Windows fatal exception: [A-Za-z0-9 ]+|[0-9T:. -]{16,}"
    r"|[\w.]+(Error|Exception|Warning|Interrupt)|(Current )?[Tt]hread 0x[0-9a-f]+ .*|petition-desk [\w.]+)"
)
MOST_CAUSES = 10


def place(filename: str) -> str:
    """A file of the program without the folders of this PC: ours from its package on, a library's from its name on."""
    path = PurePath(filename)
    if path.is_relative_to(_ROOT) and path.relative_to(_ROOT).parts[0] in OURS:
        return path.relative_to(_ROOT).as_posix()
    for folder in _PACKAGES:
        if folder in path.parts:
            return "/".join(path.parts[path.parts.index(folder) + 1 :])
    return path.name


def told(error: BaseException) -> list[str]:
    """The kind of a fault and its causes, each with the places that it went through."""
    lines: list[str] = []
    for one in _chain(error):
        lines.append(f"{type(one).__module__}.{type(one).__qualname__}")
        lines += [
            f"  {place(f.filename)}:{f.lineno} {f.name}" for f in traceback.extract_tb(one.__traceback__)
        ]
    return lines


def _chain(error: BaseException) -> Iterator[BaseException]:
    """A fault, its cause, its cause's cause; a circle ends."""
    current: BaseException | None = error
    for _ in range(MOST_CAUSES):
        if current is None:
            return
        yield current
        current = current.__cause__ or current.__context__


def scrubbed(text: str) -> str:
    """A log of crashes with nothing in it but kinds, times and places; every other line is left out."""
    lines = []
    for line in text.splitlines():
        if found := _FRAME.fullmatch(line):
            lines.append(f"  {place(found['file'])}:{found['line']} {found['name']}")
        elif _PLAIN.fullmatch(line.strip()) or _is_own_frame(line):
            lines.append(line.rstrip())
    return "\n".join(lines)


def _is_own_frame(line: str) -> bool:
    """Whether a line is one that ``told`` wrote."""
    return re.fullmatch(r"  [\w./<>-]+:\d+ [\w<>.]+", line, re.ASCII) is not None
