"""Keys: what is signed for one thing is signed for nothing else; fingerprints are compared by people."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidField
from app.files.station_keys import (
    fingerprint,
    is_age_public,
    is_sign_public,
    new_station_keys,
    read_fingerprint,
    sign,
    spoken,
    verify,
)
from tests.files.stations import office_keys, unit_keys

HASH = hashlib.sha256(b"packet").hexdigest()
OTHER = hashlib.sha256(b"another").hexdigest()


def test_a_signature_holds_for_its_key_kind_and_hash_alone() -> None:
    keys = new_station_keys()
    signature = sign(keys.sign_secret, "packet", HASH)
    assert verify(keys.sign_public, "packet", HASH, signature)
    assert not verify(keys.sign_public, "receipt", HASH, signature)
    assert not verify(keys.sign_public, "packet", OTHER, signature)
    assert not verify(new_station_keys().sign_public, "packet", HASH, signature)


def test_what_is_signed_is_written_down_and_stays_so() -> None:
    # made once with these keys; whoever changes what is signed makes all older packets unverifiable
    assert sign(unit_keys().sign_secret, "packet", HASH) == (
        "mRLfFdQESsRWVYiVZ84hDERNnBJStzknS/4BYz+n/FbdArLXMLd7W6aEfQtYjkyMKclXEejNzGyl3YLWgipJBA=="
    )


@pytest.mark.parametrize("signature", ["", "x", "ü", "AAAA", "A" * 88, "\ud800"])
def test_what_is_no_signature_is_not_one(signature: str) -> None:
    assert not verify(unit_keys().sign_public, "packet", HASH, signature)


@pytest.mark.parametrize("public", ["", "x", "A" * 44, "AAAA"])
def test_what_is_no_key_verifies_nothing(public: str) -> None:
    assert not verify(public, "packet", HASH, sign(unit_keys().sign_secret, "packet", HASH))


@given(st.binary(min_size=64, max_size=64))
def test_no_other_64_bytes_are_a_signature(raw: bytes) -> None:
    assert not verify(unit_keys().sign_public, "packet", HASH, base64.b64encode(raw).decode())


def test_new_keys_are_always_others() -> None:
    first, second = new_station_keys(), new_station_keys()
    assert len({first.sign_secret, second.sign_secret, first.age_secret, second.age_secret}) == 4
    assert is_sign_public(first.sign_public) and is_age_public(first.age_public)


def test_public_keys_have_one_spelling() -> None:
    keys = unit_keys()
    assert not is_sign_public(keys.sign_public[:-1]) and not is_sign_public(keys.sign_public + "\n")
    assert not is_age_public(keys.age_public.upper()) and not is_age_public(keys.age_public[:-1] + "q")
    assert not is_age_public(keys.age_secret) and not is_sign_public(keys.age_public)


def test_the_fingerprint_is_four_groups_that_check_themselves() -> None:
    keys = unit_keys()
    groups = fingerprint(keys.sign_public, keys.age_public)
    assert groups == ("E9S15", "D0918", "RS9DJ", "N4VAM")
    assert read_fingerprint(spoken(groups)) == groups
    assert not set("".join(groups)) & set("ILOU")


def test_either_key_changes_the_fingerprint() -> None:
    unit, office = unit_keys(), office_keys()
    mixed = {
        fingerprint(sign_key, age_key)
        for sign_key in (unit.sign_public, office.sign_public)
        for age_key in (unit.age_public, office.age_public)
    }
    assert len(mixed) == 4


def test_a_fingerprint_is_read_as_people_type_it() -> None:
    groups = fingerprint(unit_keys().sign_public, unit_keys().age_public)
    typed = "  ".join(groups).lower().replace("0", "o").replace("1", "l")
    assert "o" in typed and "l" in typed
    assert read_fingerprint(typed) == groups


def test_the_mistyped_group_is_named() -> None:
    keys = unit_keys()
    groups = list(fingerprint(keys.sign_public, keys.age_public))
    groups[2] = groups[2][1] + groups[2][0] + groups[2][2:]
    with pytest.raises(InvalidField, match="第3组"):
        read_fingerprint(spoken(groups))
    with pytest.raises(InvalidField, match="应有4组，现在是3组"):
        read_fingerprint(spoken(groups[:2] + groups[3:]))
    with pytest.raises(InvalidField, match="现在是0组"):
        read_fingerprint(" - ")
