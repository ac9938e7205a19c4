"""Encrypted values: each its own, none of another's row, none changed."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.models.secrets import SealedSecret
from backend.secrets.keys import KeyFile, SecretKeyError, next_version
from backend.secrets.sealing import Sealed, seal, unseal

KEYS = next_version({})
VALUE = "value-of-the-key-7f3a"


def stored(sealed: Sealed, secret_id: str = "secret") -> SealedSecret:
    return SealedSecret(
        id=secret_id,
        name="A key",
        expires_at=None,
        key_version=sealed.key_version,
        value=sealed.value,
    )


@pytest.fixture
def file(tmp_path: Path) -> KeyFile:
    file = KeyFile(tmp_path / "secrets")
    file.replace(KEYS)
    return file


def refused(file: KeyFile, secret: SealedSecret) -> None:
    with pytest.raises(SecretKeyError) as caught:
        unseal(file, secret)
    assert "'A key'" in caught.value.detail
    assert str(file.path) in caught.value.detail
    assert VALUE not in caught.value.detail


@settings(deadline=None)
@given(st.text())
def test_what_goes_in_comes_out(tmp_path_factory: pytest.TempPathFactory, value: str) -> None:
    file = KeyFile(tmp_path_factory.getbasetemp() / "secrets")
    file.replace(KEYS)
    assert unseal(file, stored(seal(KEYS, "secret", value))) == value


def test_nothing_of_a_value_can_be_seen_nor_that_two_are_the_same() -> None:
    first, second = (seal(KEYS, "secret", VALUE) for _ in range(2))
    assert first.value != second.value
    assert VALUE.encode() not in first.value
    assert VALUE not in repr(stored(first))


def test_each_changed_bit_is_noticed(file: KeyFile) -> None:
    sealed = seal(KEYS, "secret", VALUE)
    for position in range(len(sealed.value) * 8):
        changed = bytearray(sealed.value)
        changed[position // 8] ^= 1 << position % 8
        refused(file, stored(Sealed(sealed.key_version, bytes(changed))))


@pytest.mark.parametrize("length", [0, 5, 12, 20])
def test_a_cut_value_is_noticed(file: KeyFile, length: int) -> None:
    sealed = seal(KEYS, "secret", VALUE)
    refused(file, stored(Sealed(sealed.key_version, sealed.value[:length])))


def test_a_value_put_into_another_row_does_not_open(file: KeyFile) -> None:
    refused(file, stored(seal(KEYS, "secret", VALUE), "another"))


def test_another_key_of_the_same_version_does_not_open_it(file: KeyFile) -> None:
    refused(file, stored(seal(next_version({}), "secret", VALUE)))


def test_the_newest_key_seals_and_older_ones_open(file: KeyFile) -> None:
    old = stored(seal(KEYS, "secret", VALUE))
    both = next_version(KEYS)
    file.replace(both)
    new = seal(both, "secret", VALUE)
    assert (new.key_version, old.key_version) == (2, 1)
    assert unseal(file, old) == unseal(file, stored(new)) == VALUE
    file.replace({2: both[2]})
    assert unseal(KeyFile(file.path), stored(new)) == VALUE
    with pytest.raises(SecretKeyError, match="version 1"):
        unseal(KeyFile(file.path), old)
