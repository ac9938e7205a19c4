"""Room for files: whose they are, how many, how large, how long."""

import os
import time
from pathlib import Path

import pytest

from backend.models.errors import (
    NotFoundError,
    TooLargeError,
    TooManyRequestsError,
    UnavailableError,
)
from backend.uploads import KEPT_SECONDS, PER_USER, Uploads

ME, OTHER = "user00000001", "user00000002"


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path, upload_bytes=1000, spool_bytes=5000)


def receive(folder: Path, upload_id: str, content: bytes = b"") -> Path:
    """What the gateway does."""
    part = folder / "uploads" / f"{upload_id}.part"
    part.write_bytes(content)
    return part.rename(part.with_name(upload_id))


def test_a_file_is_found_by_its_owner_once_it_is_whole(uploads: Uploads, tmp_path: Path) -> None:
    made = uploads.reserve(ME, "C:\\folder/evil\u202e\n.txt", 12)
    assert (made.name, made.at_most_bytes) == ("evil.txt", 12)
    with pytest.raises(NotFoundError):
        uploads.open(made.id, ME)
    received = receive(tmp_path, made.id, b"some content")
    assert uploads.open(made.id, ME) == received
    assert uploads.find(made.id, ME).size == 12
    with pytest.raises(NotFoundError):
        uploads.open(made.id, OTHER)


@pytest.mark.parametrize("upload_id", ["", "../../etc/passwd", "nothere00000", "a" * 13, "A" * 12])
def test_an_id_that_is_none_opens_nothing(uploads: Uploads, upload_id: str) -> None:
    with pytest.raises(NotFoundError):
        uploads.open(upload_id, ME)
    uploads.delete(upload_id)


def test_used_and_forgotten(uploads: Uploads, tmp_path: Path) -> None:
    made = uploads.reserve(ME, "", 1)
    assert made.name == "file"
    receive(tmp_path, made.id)
    uploads.delete(made.id)
    assert list((tmp_path / "uploads").iterdir()) == []


def test_only_the_owner_of_the_folder_reads_what_is_in_it(uploads: Uploads, tmp_path: Path) -> None:
    uploads.reserve(ME, "x", 1)
    modes = [path.stat().st_mode & 0o777 for path in (tmp_path / "uploads").iterdir()]
    assert modes == [0o600, 0o600]
    assert (tmp_path / "uploads").stat().st_mode & 0o777 == 0o700


def test_an_hour_counts_from_the_last_use(uploads: Uploads, tmp_path: Path) -> None:
    unfinished = uploads.reserve(ME, "a", 1).id
    used, unused = (uploads.reserve(ME, name, 1).id for name in "bc")
    long_ago = time.time() - KEPT_SECONDS - 1
    for upload_id in (used, unused):
        receive(tmp_path, upload_id)
    for path in (tmp_path / "uploads").iterdir():
        os.utime(path, (long_ago, long_ago))
    uploads.open(used, ME)
    assert uploads.delete_expired() == 2
    uploads.open(used, ME)
    for upload_id in (unfinished, unused):
        with pytest.raises(NotFoundError):
            uploads.open(upload_id, ME)


def test_what_was_declared_counts_until_the_file_is_there(uploads: Uploads, tmp_path: Path) -> None:
    with pytest.raises(TooLargeError, match="upload_mb"):
        uploads.reserve(ME, "a", 1001)
    made = [uploads.reserve(ME, "a", size).id for size in (1000, None, 1000, 1000, 1000)]
    with pytest.raises(UnavailableError, match="no room"):
        uploads.reserve(OTHER, "b", 1)
    receive(tmp_path, made[0], b"short")
    uploads.reserve(OTHER, "b", 900)


def test_each_user_has_so_many_files_at_most(uploads: Uploads) -> None:
    for _ in range(PER_USER):
        uploads.reserve(ME, "a", 0)
    with pytest.raises(TooManyRequestsError):
        uploads.reserve(ME, "a", 0)
    uploads.reserve(OTHER, "a", 0)


def test_without_a_folder_nothing_is_taken() -> None:
    uploads = Uploads(None)
    with pytest.raises(UnavailableError):
        uploads.reserve(ME, "a", 1)
    with pytest.raises(NotFoundError):
        uploads.open("a" * 12, ME)
    assert uploads.delete_expired() == 0
