"""The key file: one random database key, wrapped once for every passphrase that may open it.

``keys.json`` beside the database holds, per entry, the Argon2id parameters and salt and the database key
sealed with AES-GCM. Without a passphrase or a recovery code it opens nothing. It is no secret, but it does tell how
many people work here and their names, which the unlock page lists, and whether there is a second recovery sheet; not
their roles, and not who used it when.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from stdnum import luhn

from app.domain.errors import CannotWrite, InvalidField, StoreDamaged, StoreMissing, WrongPassphrase
from app.domain.os_words import reason_for
from app.durable import replace_durably

KEY_BYTES = 32
RECOVERY_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U to be misread."""
RECOVERY_GROUPS = 8
GROUP_LENGTH = 4
SHORTEST_PASSPHRASE = 8
OPERATOR, RECOVERY = "operator", "recovery"
"""The kinds of wrapped keys."""
FIRST_SHEET, SECOND_SHEET = "", "superior"
"""The names of the recovery sheets: the unit's own, and the one in headquarters' safe."""
ONE_TIME_GROUPS = 4


@dataclass(frozen=True, slots=True)
class KeyDerivation:
    """Argon2id parameters: memory in KiB. A new desk takes what ``tuning.tune`` measures on its PC."""

    memory_kib: int = 65_536
    iterations: int = 3
    lanes: int = 2

    def derive(self, secret: str, salt: bytes) -> bytes:
        """A key of 32 bytes from words and a salt."""
        kdf = Argon2id(
            salt=salt,
            length=KEY_BYTES,
            iterations=self.iterations,
            lanes=self.lanes,
            memory_cost=self.memory_kib,
        )
        return kdf.derive(secret.encode("utf-8"))


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """The database key, sealed with what one passphrase derives. ``kind`` is operator or recovery."""

    kind: str
    name: str
    kdf: KeyDerivation
    salt: bytes
    nonce: bytes
    sealed: bytes

    @classmethod
    def wrap(cls, key: bytes, secret: str, *, kind: str, name: str, kdf: KeyDerivation) -> WrappedKey:
        """Seal a database key with a secret."""
        salt, nonce = os.urandom(16), os.urandom(12)
        sealed = AESGCM(kdf.derive(secret, salt)).encrypt(nonce, key, f"{kind}:{name}".encode())
        return cls(kind, name, kdf, salt, nonce, sealed)

    def unwrap(self, secret: str) -> bytes | None:
        """The database key, or None when the secret is not this one's."""
        try:
            bound = f"{self.kind}:{self.name}".encode()
            return AESGCM(self.kdf.derive(secret, self.salt)).decrypt(self.nonce, self.sealed, bound)
        except InvalidTag:
            return None

    def to_json(self) -> dict[str, Any]:
        """Plain values for the key file."""
        return {
            "kind": self.kind,
            "name": self.name,
            "kdf": {"algorithm": "argon2id", **asdict(self.kdf)},
            "salt": base64.b64encode(self.salt).decode(),
            "nonce": base64.b64encode(self.nonce).decode(),
            "sealed": base64.b64encode(self.sealed).decode(),
        }

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> WrappedKey:
        """Back from plain values; KeyError, TypeError or ValueError when they are not what was written."""
        kdf = entry["kdf"]
        return cls(
            entry["kind"],
            entry["name"],
            KeyDerivation(int(kdf["memory_kib"]), int(kdf["iterations"]), int(kdf["lanes"])),
            base64.b64decode(entry["salt"], validate=True),
            base64.b64decode(entry["nonce"], validate=True),
            base64.b64decode(entry["sealed"], validate=True),
        )


def new_key() -> bytes:
    """A random database key."""
    return secrets.token_bytes(KEY_BYTES)


def check_passphrase(passphrase: str) -> None:
    """Raise InvalidField when a new passphrase is too short."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise InvalidField("passphrase", f"口令至少{SHORTEST_PASSPHRASE}个字符，请加长")


def new_recovery_code() -> tuple[str, ...]:
    """A random code of 8 groups: 4 characters and a check character each (160 random bits)."""
    return tuple(_random_group() for _ in range(RECOVERY_GROUPS))


def new_one_time_passphrase() -> str:
    """Words for somebody's next opening, to be replaced by his own: 80 random bits in four groups."""
    return "-".join(_random_group() for _ in range(ONE_TIME_GROUPS))


def _random_group() -> str:
    """Four random characters and their check character."""
    body = "".join(secrets.choice(RECOVERY_ALPHABET) for _ in range(GROUP_LENGTH))
    return body + str(luhn.calc_check_digit(body, RECOVERY_ALPHABET))


def read_group(typed: str) -> str | None:
    """One group as it is printed, whatever its case, O for 0, I and L for 1; None when it was mistyped."""
    group = "".join(typed.upper().split()).replace("-", "").translate(str.maketrans("OIL", "011"))
    whole = len(group) == GROUP_LENGTH + 1 and not set(group) - set(RECOVERY_ALPHABET)
    return group if whole and luhn.is_valid(group, RECOVERY_ALPHABET) else None


def read_recovery_code(typed: str) -> str:
    """A typed code in one spelling. Raises InvalidField naming the first group that was mistyped."""
    text = "".join(typed.upper().split()).replace("-", "").translate(str.maketrans("OIL", "011"))
    size = GROUP_LENGTH + 1
    groups = [text[i : i + size] for i in range(0, len(text), size)]
    for position, group in enumerate(groups, start=1):
        if read_group(group) is None:
            raise InvalidField("recovery_code", f"恢复码第{position}组“{group}”抄错了，请对照恢复单改正")
    if len(groups) != RECOVERY_GROUPS:
        raise InvalidField("recovery_code", f"恢复码应有{RECOVERY_GROUPS}组，现在是{len(groups)}组，请补全")
    return "-".join(groups)


def write_keys(path: Path, keys: Sequence[WrappedKey]) -> None:
    """Write the key file beside, sync it, and put it in place in one step. Raises CannotWrite; then all is as it was."""
    entries = [key.to_json() for key in keys]
    content = {"format": "petition-desk/keys", "version": 1, "sha256": _checksum(entries), "keys": entries}
    text = json.dumps(content, indent=1)
    beside = path.with_name(path.name + ".new")
    try:
        with beside.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        replace_durably(beside, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise CannotWrite(path, reason_for(error)) from error


def _checksum(entries: object) -> str:
    """The hash by which a damaged key file is told from a wrong passphrase."""
    return hashlib.sha256(json.dumps(entries, sort_keys=True).encode("ascii")).hexdigest()


def read_keys(path: Path) -> tuple[WrappedKey, ...]:
    """All wrapped keys. Raises StoreMissing without a key file, StoreDamaged with one that makes no sense."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        keys = tuple(WrappedKey.from_json(entry) for entry in content["keys"])
        whole = content["sha256"] == _checksum(content["keys"])
    except FileNotFoundError:
        raise StoreMissing(path) from None
    except (ValueError, KeyError, TypeError) as error:
        raise StoreDamaged(path) from error
    if not keys or not whole:
        raise StoreDamaged(path)
    return keys


def unlock(path: Path, passphrase: str, name: str = "") -> tuple[bytes, str]:
    """The database key and the name of the operator whose passphrase it is. Raises WrongPassphrase.

    With a ``name`` one derivation is enough; without one each operator's key is tried in turn.
    """
    for key in operator_keys(path):
        if name in ("", key.name) and (opened := key.unwrap(passphrase)) is not None:
            return opened, key.name
    raise WrongPassphrase


def unlock_with_recovery(path: Path, code: str) -> tuple[bytes, str]:
    """The database key from a recovery code, and which sheet it stands on. Raises WrongPassphrase or InvalidField."""
    spelled = read_recovery_code(code)
    for key in read_keys(path):
        if key.kind == RECOVERY and (opened := key.unwrap(spelled)) is not None:
            return opened, key.name
    raise WrongPassphrase


def operator_keys(path: Path) -> list[WrappedKey]:
    """The keys of those whose passphrases open the desk."""
    return [key for key in read_keys(path) if key.kind == OPERATOR]


def sheet_names(path: Path) -> list[str]:
    """Which recovery sheets there are: FIRST_SHEET, SECOND_SHEET."""
    return sorted(key.name for key in read_keys(path) if key.kind == RECOVERY)


def opens(path: Path, passphrase: str, *, but: str = "") -> bool:
    """Whether a passphrase opens the desk already, for whomever but one."""
    return any(key.unwrap(passphrase) is not None for key in operator_keys(path) if key.name != but)


def put_key(path: Path, wrapped: WrappedKey) -> None:
    """Write one wrapped key in the place of whatever its kind and name had; all others stay."""
    others = [k for k in read_keys(path) if (k.kind, k.name) != (wrapped.kind, wrapped.name)]
    write_keys(path, [wrapped, *others])


def remove_key(path: Path, kind: str, name: str) -> None:
    """Take one wrapped key out: its passphrase or code opens the desk no more."""
    write_keys(path, [k for k in read_keys(path) if (k.kind, k.name) != (kind, name)])


def wrap_passphrase(
    path: Path, key: bytes, *, name: str, passphrase: str, kdf: KeyDerivation | None = None
) -> None:
    """Wrap the database key for an operator, with the derivation that the desk was made with unless another is given.

    Raises InvalidField for a weak passphrase; whoever had this name before is replaced.
    """
    check_passphrase(passphrase)
    kdf = kdf or derivation(path)
    put_key(path, WrappedKey.wrap(key, passphrase, kind=OPERATOR, name=name, kdf=kdf))


def wrap_code(path: Path, key: bytes, *, sheet: str, code: Sequence[str]) -> None:
    """Wrap the database key for a recovery sheet; the code that the sheet had before opens nothing any more."""
    kdf = derivation(path)
    put_key(path, WrappedKey.wrap(key, "-".join(code), kind=RECOVERY, name=sheet, kdf=kdf))


def derivation(path: Path) -> KeyDerivation:
    """The parameters that were tuned for this desk."""
    return read_keys(path)[0].kdf
