"""Files as they come: packed, marked, broken, exploding."""

import gzip
import io

import pytest

from backend.feeds.unpacking import unpacked
from backend.sources.contract import FeedFormatError

TEXT = b"192.0.2.1\n" * 20_000


@pytest.mark.parametrize(
    "content",
    [TEXT, b"\xef\xbb\xbf" + TEXT, gzip.compress(TEXT), gzip.compress(b"\xef\xbb\xbf" + TEXT)],
    ids=["plain", "marked", "packed", "packed and marked"],
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
        (b"\x1f\x8b" + b"x" * 100, "damaged"),
    ],
    ids=["empty", "blank", "packed nothing", "utf-16", "cut off", "damaged"],
)
def test_what_is_no_file(content: bytes, word: str) -> None:
    with pytest.raises(FeedFormatError, match=word):
        unpacked(io.BytesIO(content))


def test_damage_further_on_is_found_while_reading() -> None:
    packed = bytearray(gzip.compress(bytes(range(256)) * 8000))
    packed[-4000:] = b"\0" * 4000
    with pytest.raises(FeedFormatError, match=r"damaged|cut off"):
        unpacked(io.BytesIO(bytes(packed)))[1].read()


def test_a_bomb_is_stopped_at_the_limit() -> None:
    bomb = gzip.compress(b"1" * 50_000_000)
    assert len(bomb) < 100_000
    _, stream = unpacked(io.BytesIO(bomb), at_most_bytes=1_000_000)
    with pytest.raises(FeedFormatError, match="more than 1000000 bytes"):
        stream.read()
