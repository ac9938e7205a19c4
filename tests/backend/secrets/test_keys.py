"""The key file: made once, replaced whole, clear about what is wrong with it."""

import os
import threading
from pathlib import Path

import pytest

from backend.secrets.keys import KeyFile, SecretKeyError, next_version


@pytest.fixture
def file(tmp_path: Path) -> KeyFile:
    file = KeyFile(tmp_path / "keys" / "secrets")
    file.make()
    return file


def test_it_is_made_for_its_owner_alone_and_stays(file: KeyFile) -> None:
    assert file.path.stat().st_mode & 0o777 == 0o600
    keys = file.keys()
    assert [len(key) for key in keys.values()] == [32]
    file.make()
    assert KeyFile(file.path).keys() == keys
    assert [entry.name for entry in file.path.parent.iterdir()] == ["secrets"]


def test_two_that_make_it_at_once_agree(tmp_path: Path) -> None:
    files = [KeyFile(tmp_path / "keys") for _ in range(8)]
    threads = [threading.Thread(target=file.make) for file in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({repr(file.keys()) for file in files}) == 1


def test_a_replaced_file_is_read_again_and_what_was_in_it_is_remembered(file: KeyFile) -> None:
    first = file.keys()
    both = next_version(first)
    KeyFile(file.path).replace({2: both[2]})
    assert file.keys() == {2: both[2]}
    assert file.find(1) == first[1]
    with pytest.raises(SecretKeyError, match="no key of version 1"):
        KeyFile(file.path).find(1)


@pytest.mark.parametrize("content", ["", "nonsense", "1:abc", "0:" + "a" * 64, "a" * 64])
def test_what_is_no_key_file_is_named(file: KeyFile, content: str) -> None:
    file.path.write_text(content)
    with pytest.raises(SecretKeyError) as caught:
        KeyFile(file.path).keys()
    assert str(file.path) in caught.value.detail
    assert "backup" in caught.value.detail
    assert not content or content not in caught.value.detail


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SecretKeyError, match=r"key file .*/gone is missing: put it back"):
        KeyFile(tmp_path / "gone").keys()


def test_a_file_of_the_folders_owner_stays_theirs(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("giving files away needs root")
    os.chown(tmp_path, 65534, 65534)
    file = KeyFile(tmp_path / "secrets")
    file.make()
    file.replace(next_version(file.keys()))
    assert file.path.stat().st_uid == 65534
