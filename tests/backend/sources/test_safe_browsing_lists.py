"""Lists of Safe Browsing: Rice coding, updates and their checksums, and gathering them."""

import base64
import hashlib
import io
import itertools
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.models.answers import FailureKind
from backend.models.errors import SourceError
from backend.sources.contract import FeedFormatError, GatherContext, Gathered
from backend.sources.google_safe_browsing_update import gather
from backend.sources.http import HttpClient
from backend.sources.protobuf import ProtobufError
from backend.sources.safe_browsing_lists import packed, parse, rice, rice_deltas, sniff
from tests.standins.web import Canned, WebStandIn
from tests.support.protobuf import field

KEY = "stand-in-key-of-google-0123456789abcdef"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
PATH = "/v5/hashLists:batchGet"


def coded(deltas: Iterable[int], parameter: int) -> bytes:
    """Rice coding, bit by bit."""
    bits = ""
    for delta in deltas:
        low = f"{delta & (1 << parameter) - 1:0{parameter}b}"[::-1] if parameter else ""
        bits += "1" * (delta >> parameter) + "0" + low
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[at : at + 8][::-1], 2) for at in range(0, len(bits), 8))


def message(values: Sequence[int], parameter: int = 20) -> bytes:
    deltas = [b - a for a, b in itertools.pairwise(values)]
    found = field(1, values[0]) + field(2, parameter) + field(3, len(deltas))
    return found + field(4, coded(deltas, parameter))


def update(
    name: str,
    version: bytes,
    *,
    added: Sequence[int] = (),
    removed: Sequence[int] = (),
    whole: Sequence[int] | None = None,
    wait: int = 1800,
) -> bytes:
    """An update of a list that is `whole` after it, partial if anything else was there."""
    said = field(1, name.encode()) + field(2, version)
    if whole is not None and list(whole) != list(added):
        said += field(3, 1)
    if added:
        said += field(4, message(added))
    if removed:
        said += field(5, message(removed, 1))
    if wait:
        said += field(6, field(1, wait))
    checksum = hashlib.sha256(packed(added if whole is None else whole)).digest()
    return field(1, said + field(7, checksum))


@given(st.lists(st.integers(0, 2**20), max_size=300), st.integers(3, 30))
def test_what_was_coded_is_read(deltas: list[int], parameter: int) -> None:
    parameter = max(parameter, 12)
    assert rice_deltas(coded(deltas, parameter), parameter, len(deltas)) == deltas


def test_a_long_run_of_ones() -> None:
    assert rice_deltas(coded([5000, 1], 3), 3, 2) == [5000, 1]


@pytest.mark.parametrize("data", [b"", b"\xff\xff", b"\xff" * 500])
def test_coded_numbers_that_end_early(data: bytes) -> None:
    with pytest.raises(ProtobufError):
        rice_deltas(data, 4, max(1, len(data) * 4))


def test_wider_numbers_have_their_first_in_parts() -> None:
    first = 0x0123456789ABCDEF_FEDCBA9876543210
    deltas = [1 << 120, 3 << 121]
    high, low = first >> 64, first & (1 << 64) - 1
    fixed = b"\x11" + low.to_bytes(8, "little")
    said = field(1, high) + fixed + field(3, 120) + field(4, 2) + field(5, coded(deltas, 120))
    assert rice(said, 128) == list(itertools.accumulate(deltas, initial=first))


def test_a_number_that_is_too_large_is_an_error() -> None:
    with pytest.raises(ProtobufError, match="32 bits"):
        rice(message([2**31, 2**33], 28), 32)


class Google:
    """The server, the time, and what was gathered last."""

    def __init__(self, web: WebStandIn, client: HttpClient, folder: Path) -> None:
        self.web = web
        self.client = client
        self.file = folder / "lists"
        self.now = NOW
        self.state: Any = {}

    async def gather(self, *answers: bytes, lists: tuple[str, ...] = ("mw-4b",)) -> Gathered:
        self.web.put(PATH, *(Canned(body=answer) for answer in answers))
        context = GatherContext(
            secrets={"api_key": KEY},
            settings={"lists": lists},
            http=self.client.fetcher(secrets=[KEY]),
            url=self.web.url,
            state=self.state,
            now=lambda: self.now,
        )
        gathered = await gather(context, self.file)
        self.state = gathered.state
        return gathered

    def rows(self) -> dict[str, list[str]]:
        with self.file.open("rb") as stream:
            return {row.value: row.data["lists"] for row in parse(stream)}


@pytest.fixture
async def google(tmp_path: Path) -> AsyncIterator[Google]:
    client = HttpClient(version="0")
    async with WebStandIn() as web:
        yield Google(web, client, tmp_path)
    await client.close()


FIRST, SECOND = [0x01020304, 0x0A0B0C0D, 0xF0F0F0F0], [0x01020304, 0x22222222, 0xF0F0F0F0]


async def test_a_list_and_then_what_is_new_of_it(google: Google) -> None:
    gathered = await google.gather(update("mw-4b", b"v1", added=FIRST))
    assert gathered.changed
    assert google.rows() == {f"{value:08x}": ["mw-4b"] for value in FIRST}
    assert "version" not in google.web.seen[0].query

    # Google said that it is not to be asked for half an hour.
    google.now += timedelta(minutes=29)
    assert not (await google.gather(b"")).changed
    assert len(google.web.seen) == 1

    google.now += timedelta(minutes=2)
    await google.gather(
        update("mw-4b", b"v2", added=[SECOND[1]], removed=[1], whole=SECOND),
    )
    assert google.web.seen[1].query["version"] == base64.b64encode(b"v1").decode()
    assert google.rows() == {f"{value:08x}": ["mw-4b"] for value in SECOND}
    assert KEY not in str(google.state)


async def test_no_wait_means_that_there_is_more(google: Google) -> None:
    more = update("mw-4b", b"v2", added=[SECOND[1]], removed=[1], whole=SECOND)
    await google.gather(update("mw-4b", b"v1", added=FIRST, wait=0), more)
    assert len(google.web.seen) == 2
    assert google.rows().keys() == {f"{value:08x}" for value in SECOND}


async def test_a_checksum_that_is_another_begins_anew(google: Google) -> None:
    await google.gather(update("mw-4b", b"v1", added=FIRST))
    google.now += timedelta(hours=1)
    wrong = update("mw-4b", b"v2", added=[SECOND[1]], whole=[1, 2, 3])
    await google.gather(wrong, update("mw-4b", b"v3", added=SECOND))
    assert [seen.query.get("version") for seen in google.web.seen][1:] == ["djE=", None]
    assert google.rows().keys() == {f"{value:08x}" for value in SECOND}


async def test_a_checksum_that_stays_another_fails_and_keeps_the_state(google: Google) -> None:
    await google.gather(update("mw-4b", b"v1", added=FIRST))
    google.now += timedelta(hours=1)
    wrong = update("mw-4b", b"v2", added=[SECOND[1]], whole=[1, 2, 3])
    with pytest.raises(SourceError, match="checksum") as failed:
        await google.gather(wrong)
    assert failed.value.kind is FailureKind.INVALID_ANSWER
    assert google.state["lists"]["mw-4b"]["version"] == "djE="


async def test_several_lists_share_their_prefixes(google: Google) -> None:
    both = update("mw-4b", b"a", added=FIRST) + update("se-4b", b"b", added=SECOND)
    await google.gather(both, lists=("mw-4b", "se-4b"))
    assert google.rows()["01020304"] == ["mw-4b", "se-4b"]
    assert google.rows()["22222222"] == ["se-4b"]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Canned(body=b"<html>"), FailureKind.INVALID_ANSWER),
        (Canned(body=update("se-4b", b"v", added=FIRST)), FailureKind.INVALID_ANSWER),
        (Canned(status=429), FailureKind.RATE_LIMITED),
        (
            Canned(status=400, body=b'{"error": {"message": "API key not valid"}}'),
            FailureKind.UNAUTHORIZED,
        ),
    ],
    ids=["garbage", "another-list", "rate", "key"],
)
async def test_how_gathering_fails(google: Google, answer: Canned, kind: FailureKind) -> None:
    google.web.put(PATH, answer)
    context = GatherContext(
        secrets={"api_key": KEY},
        settings={"lists": ("mw-4b",)},
        http=google.client.fetcher(secrets=[KEY]),
        url=google.web.url,
        state={},
    )
    with pytest.raises(SourceError) as failed:
        await gather(context, google.file)
    assert failed.value.kind is kind
    assert KEY not in failed.value.detail


@pytest.mark.parametrize(
    "content",
    [
        b"{}\n",
        b'{"format":"safe-browsing-prefixes-1","lists":[{"name":"a","entries":2}]}\n1234',
        b'{"format":"safe-browsing-prefixes-1","lists":[{"name":"a","entries":1}]}\n12345',
        b'{"format":"safe-browsing-prefixes-1","lists":[{"name":"a","entries":-1}]}\n',
    ],
)
def test_a_file_that_is_broken(content: bytes) -> None:
    assert sniff(content) == (b"format" in content)
    with pytest.raises(FeedFormatError):
        list(parse(io.BytesIO(content)))
