"""How hard a passphrase is to try on this PC: Argon2id parameters for about half a second, measured once."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from app.storage.keyring import KeyDerivation

TARGET = 0.5
"""Seconds that one try of a passphrase should take."""
MEMORIES = (262_144, 131_072, 65_536)
"""KiB, the largest first: 256 MiB are bearable on a PC of 4 GB, less than 64 MiB never taken."""
FEWEST, MOST = 2, 24
"""Passes over the memory."""


def seconds_of(kdf: KeyDerivation) -> float:
    """How long one derivation takes here: the better of two, since a PC that starts is busy."""
    return min(_once(kdf), _once(kdf))


def tune(measure: Callable[[KeyDerivation], float] = seconds_of) -> KeyDerivation:
    """The largest memory of which two passes stay within the target, and as many passes as fill it.

    A slow PC keeps 64 MiB and two passes and takes longer: the parameters protect a stolen key file. They are stored
    with every wrapped key, so that the file opens on any other PC too.
    """
    smallest = KeyDerivation(MEMORIES[-1], FEWEST)
    taken = max(measure(smallest), 1e-6)
    memory = next((m for m in MEMORIES if taken * m / MEMORIES[-1] <= TARGET), MEMORIES[-1])
    passes = round(FEWEST * TARGET / (taken * memory / MEMORIES[-1]))
    return KeyDerivation(memory, min(max(passes, FEWEST), MOST))


def _once(kdf: KeyDerivation) -> float:
    """One derivation."""
    begun = time.perf_counter()
    kdf.derive("measured", os.urandom(16))
    return time.perf_counter() - begun
