"""Files as they come: packed, marked, broken, exploding."""

import bz2
import gzip
import io
import zipfile
from collections.abc import Callable

import pytest

from backend.feeds.unpacking import unpacked
from backend.sources.contract import FeedFormatError

TEXT = b"192.0.2.1\n" * 20_000
MARKED = b"\xef\xbb\xbf" + TEXT


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        TEXT,
        MARKED,
        gzip.compress(TEXT),
        gzip.compress(MARKED),
        bz2.compress(TEXT),
        bz2.compress(TEXT[:1000]) + bz2.compress(TEXT[1000:]),
        zipped(("list.txt", TEXT)),
        zipped(("lists/", b""), ("lists/list.txt", MARKED)),
        zipped(("list.txt", TEXT), method=zipfile.ZIP_STORED),
        zipped(("list.txt", TEXT), method=zipfile.ZIP_LZMA),
    ],
    ids=[
        *("plain", "marked", "gzip", "gzip and marked", "bzip2", "bzip2 in pieces"),
        *("zip", "zip, folder and marked", "zip, stored", "zip, lzma"),
    ],
)
def test_one_plain_stream(content: bytes) -> None:
    head, stream = unpacked(io.BytesIO(content))
    assert head == TEXT[:65536]
    assert stream.read() == TEXT


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b" \r\n \n", "empty"),
        (gzip.compress(b""), "empty"),
        ("192.0.2.1\n".encode("utf-16"), "UTF-16"),
        (gzip.compress(TEXT)[:20], "cut off"),
        (b"\x1f\x8b" + b"x" * 100, "gzip file is damaged"),
        (bz2.compress(TEXT)[:40], "bzip2 file is cut off"),
        (bz2.compress(TEXT)[:10] + b"x" * 100, "bzip2 file is damaged"),
        (zipped(("list.txt", TEXT))[:90], "zip archive can't be read"),
        (zipped(("list.txt", b"")), "no file"),
        (zipped(*((f"{n}", b"x") for n in range(1001))), "more than 1000 files"),
        (
            zipped(("list.txt", TEXT)).replace(b"PK\1\2\x14\3\x14\0\0", b"PK\1\2\x14\3\x14\0\1"),
            "password",
        ),
    ],
    ids=[
        *("empty", "blank", "packed nothing", "utf-16", "cut off", "damaged"),
        *("bzip2 cut off", "bzip2 damaged", "zip cut off", "zip of nothing", "zip of too many"),
        "zip with a password",
    ],
)
def test_what_is_no_file(content: bytes, word: str) -> None:
    with pytest.raises(FeedFormatError, match=word):
        unpacked(io.BytesIO(content))


def test_damage_further_on_is_found_while_reading() -> None:
    packed = bytearray(gzip.compress(bytes(range(256)) * 8000))
    packed[-4000:] = b"\0" * 4000
    with pytest.raises(FeedFormatError, match=r"damaged|cut off"):
        unpacked(io.BytesIO(bytes(packed)))[1].read()


@pytest.mark.parametrize(
    "pack",
    [gzip.compress, bz2.compress, lambda content: zipped(("list.txt", content))],
    ids=["gzip", "bzip2", "zip"],
)
def test_a_bomb_is_stopped_at_the_limit(pack: Callable[[bytes], bytes]) -> None:
    bomb = pack(b"1" * 50_000_000)
    assert len(bomb) < 100_000
    _, stream = unpacked(io.BytesIO(bomb), at_most_bytes=1_000_000)
    with pytest.raises(FeedFormatError, match="more than 1000000 bytes"):
        stream.read()


def test_the_wanted_file_of_an_archive_or_the_first() -> None:
    archive = zipped(("about.md", b"about"), ("a.csv", b"1,2"), ("b.csv", MARKED))
    seen = []

    def choose(name: str, head: bytes) -> bool:
        seen.append(name)
        return head == TEXT[:65536][: len(head)] and name.endswith(".csv")

    head, stream = unpacked(io.BytesIO(archive), choose=choose)
    assert seen == ["about.md", "a.csv", "b.csv"]
    assert head == TEXT[:65536]
    assert stream.read() == TEXT
    assert unpacked(io.BytesIO(archive), choose=lambda *_: False)[0] == b"about"
