"""At the door: who opened the desk last, and wrong passphrases, counted so that a restart forgets none.

Both stand in ``entrance.json`` beside the key file, which names the operators anyway.

Three are free, then each wrong one of a name makes its next try wait: 1, 2, 4 … seconds, at most five minutes. The
count of a name ends with its right passphrase, or after a day. What was not yet told in the history stands beside it.
The file is no secret and no proof: whoever can write into the folder can take it away and begins anew, just as he can
copy the key file and try elsewhere. It holds off somebody at the keyboard; the key derivation holds off the thief.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from app.domain.errors import TooManyTries

ENTRANCE_NAME = "entrance.json"
FREE, LONGEST = 3, 300
"""Wrong tries without waiting; the longest wait in seconds."""
FORGOTTEN = dt.timedelta(days=1)


@dataclass(slots=True)
class Entrance:
    """Who opened last; by name: wrong tries in a row, when the last one was, how many the history tells nothing of."""

    wrong: dict[str, int] = field(default_factory=dict)
    last: dict[str, dt.datetime] = field(default_factory=dict)
    untold: dict[str, int] = field(default_factory=dict)
    opened_by: str = ""

    def seconds_left(self, name: str, now: dt.datetime) -> int:
        """How long a name must still wait. A clock that was set back makes nobody wait longer than once."""
        wait, last = wait_after(self.wrong.get(name, 0)), self.last.get(name)
        if last is None or now - last >= FORGOTTEN:
            return 0
        return max(0, wait - max(0, int((now - last).total_seconds())))

    def longest_left(self, names: Iterable[str], now: dt.datetime) -> int:
        """How long whoever tries for all these names must wait."""
        return max((self.seconds_left(name, now) for name in names), default=0)

    def add(self, names: Iterable[str], told_as: str, now: dt.datetime) -> None:
        """A wrong try that was made for these names."""
        for name in names:
            old = self.last.get(name)
            before = 0 if old is None or now - old >= FORGOTTEN else self.wrong.get(name, 0)
            self.wrong[name], self.last[name] = before + 1, now
        self.untold[told_as] = self.untold.get(told_as, 0) + 1

    def forget(self, name: str) -> None:
        """This name's passphrase was right."""
        self.wrong.pop(name, None)
        self.last.pop(name, None)


def wait_after(wrong: int) -> int:
    """Seconds to wait after so many wrong tries in a row: 0, 0, 0, 1, 2, 4 … 300."""
    return 0 if wrong < FREE else min(LONGEST, 2 ** min(wrong - FREE, 20))


def read_entrance(home: Path) -> Entrance:
    """What is counted; nothing when there is no such file or it makes no sense."""
    try:
        kept = json.loads((home / ENTRANCE_NAME).read_text(encoding="utf-8"))
        return Entrance(
            {str(name): int(count) for name, count in kept["wrong"].items()},
            {str(name): dt.datetime.fromisoformat(at) for name, at in kept["last"].items()},
            {str(name): int(count) for name, count in kept["untold"].items()},
            str(kept["opened_by"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Entrance()


def write_entrance(home: Path, entrance: Entrance) -> None:
    """Keep it. On a full disk it is not kept: that must not hide what the try itself came to."""
    last = {name: at.isoformat(timespec="seconds") for name, at in entrance.last.items()}
    text = json.dumps({**asdict(entrance), "last": last}, indent=1)
    path = home / ENTRANCE_NAME
    beside = path.with_name(path.name + ".new")
    with contextlib.suppress(OSError):
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)


def require_no_wait(left: int) -> None:
    """Raise TooManyTries while there is something left to wait."""
    if left > 0:
        raise TooManyTries(left)
