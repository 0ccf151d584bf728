"""Argon2id parameters for about half a second, on fast and slow PCs."""

from collections.abc import Callable

import pytest

from app.storage.keyring import KeyDerivation
from app.storage.tuning import TARGET, seconds_of, tune


def pc(seconds_a_pass: float) -> Callable[[KeyDerivation], float]:
    """A PC on which one pass over 64 MiB takes so long."""
    return lambda kdf: seconds_a_pass * kdf.iterations * kdf.memory_kib / 65_536


@pytest.mark.parametrize(
    ("seconds_a_pass", "memory_mib", "passes"),
    [
        (0.01, 256, 12),
        (0.05, 256, 2),
        (0.09, 128, 3),
        (0.2, 64, 2),
        (0.13, 64, 4),
        (3.0, 64, 2),
        (1e-9, 256, 24),
    ],
)
def test_what_a_pc_gets(seconds_a_pass: float, memory_mib: int, passes: int) -> None:
    assert tune(pc(seconds_a_pass)) == KeyDerivation(memory_mib * 1024, passes)


@pytest.mark.parametrize("milliseconds", range(10, 125, 5))
def test_a_usual_pc_takes_about_half_a_second(milliseconds: int) -> None:
    measure = pc(milliseconds / 1000)
    assert 0.6 * TARGET <= measure(tune(measure)) <= 1.4 * TARGET


def test_a_measurement_is_a_time() -> None:
    assert 0 < seconds_of(KeyDerivation(64, 1, 1)) < 5
