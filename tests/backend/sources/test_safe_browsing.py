"""URLs as Safe Browsing takes them, its messages, and how long what it says is kept."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources import protobuf
from backend.sources.contract import Context, Dialer, FeedStore
from backend.sources.google_safe_browsing_lookup import GoogleSafeBrowsingLookup
from backend.sources.http import HttpClient
from backend.sources.protobuf import ProtobufError
from backend.sources.safe_browsing import read_search
from backend.sources.safe_browsing_urls import NoUrlError, canonical, expressions, of_indicator
from tests.standins.web import Canned, WebStandIn
from tests.support.protobuf import field

KEY = "stand-in-key-of-google-0123456789abcdef"

# The rules of Google's page one by one, on names that nobody has.
CANONICAL = {
    "http://host.example/%25%32%35": "http://host.example/%25",
    "http://host.example/%2525252525": "http://host.example/%25",
    "http://host.example/%%%25%32%35a%%": "http://host.example/%25%25%25a%25%25",
    "http://3221225985/a": "http://192.0.2.1/a",
    "http://0300.0.0x2.1/a": "http://192.0.2.1/a",
    "http://WWW.Example.COM.../": "http://www.example.com/",
    "http://..example...com/": "http://example.com/",
    "  http://example.com/a\tb\rc\nd  ": "http://example.com/abcd",
    "http://example.com": "http://example.com/",
    "http://example.com:1234/": "http://example.com/",
    "http://user:word@example.com/": "http://example.com/",
    "http://example.com/a#b#c": "http://example.com/a",
    "http://example.com/a/./b/../c//d": "http://example.com/a/c/d",
    "http://example.com/a/..": "http://example.com/",
    "http://example.com/a/b/.": "http://example.com/a/b/",
    "http%3A%2F%2Fexample.com:80/": "http://example.com/",
    "http:// space.example/": "http://%20space.example/",
    "http://host%23.example/%7Ea%2521%2523%ff": "http://host%23.example/~a!%23%FF",
    "http://www.ümlaut.example/": "http://www.xn--mlaut-jva.example/",
    "http://[2001:0db8:0:0::0001]/": "http://[2001:db8::1]/",
    "http://[::ffff:192.0.2.1]/": "http://192.0.2.1/",
    "http://[64:ff9b::192.0.2.1]/": "http://192.0.2.1/",
    "example.com/a": "http://example.com/a",
    "ftp://ftp.example.com/": "ftp://ftp.example.com/",
}


@pytest.mark.parametrize("url", CANONICAL)
def test_the_canonical_form(url: str) -> None:
    assert str(canonical(url.encode())) == CANONICAL[url]


@pytest.mark.parametrize(
    "url", ["", ":", "/a", "#a", "?a", "/a?b#c", "http://#a", "http:///a", "mailto:a@example.com"]
)
def test_what_has_no_host_is_no_url(url: str) -> None:
    with pytest.raises(NoUrlError):
        canonical(url.encode())


def test_the_expressions_of_a_url() -> None:
    found = expressions(canonical(b"http://a.b.example/1/2/3/4/5.html?p=1/2"))
    paths = ["/1/2/3/4/5.html?p=1/2", "/1/2/3/4/5.html", "/1/2/3/", "/1/2/", "/1/", "/"]
    assert found == [host + path for host in ("a.b.example", "b.example") for path in paths]


def test_the_expressions_of_long_names_and_of_addresses() -> None:
    nine = expressions(canonical(b"http://a.b.c.d.e.f.g.h.i/"))
    letters = "abcdefghi"
    assert nine == [".".join(letters) + "/"] + [".".join(letters[n:]) + "/" for n in range(2, 8)]
    v4, v6 = Indicator("192.0.2.1", Kind.IPV4), Indicator("2001:db8::1", Kind.IPV6)
    assert expressions(of_indicator(v4)) == ["192.0.2.1/"]
    assert expressions(of_indicator(v6)) == ["[2001:db8::1]/"]


@pytest.mark.parametrize(
    "data", [b"\x0a\x05abc", b"\x80", b"\xff" * 11, b"\x3c", b"\x00\x01", b"\x0d\x01"]
)
def test_what_is_no_protobuf(data: bytes) -> None:
    with pytest.raises(ProtobufError):
        protobuf.read(data)


def test_fields_of_protobuf() -> None:
    message = protobuf.read(
        field(1, 300) + field(2, b"ab") + field(2, b"\x01\x02") + b"\x1d\x01\0\0\0"
    )
    assert protobuf.number(message, 1) == 300
    assert protobuf.blobs(message, 2) == [b"ab", b"\x01\x02"]
    assert protobuf.numbers({4: [3, b"\x01\xac\x02"]}, 4) == [3, 1, 300]
    assert protobuf.number(message, 3) == 1
    assert protobuf.number(message, 9) == 0


def answer(expression: str, *, cache_seconds: int) -> bytes:
    full = hashlib.sha256(expression.encode()).digest()
    said = field(1, full) + field(2, field(1, 1))
    return field(1, said) + field(2, field(1, cache_seconds))


def test_a_hash_of_another_length_is_no_answer() -> None:
    with pytest.raises(SourceError, match="protobuf"):
        read_search(field(1, field(1, b"short")))


async def test_what_google_said_is_kept_for_as_long_as_it_said() -> None:
    source, client = GoogleSafeBrowsingLookup(), HttpClient(version="0")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    async with WebStandIn() as web:
        web.put("/v5/hashes:search", Canned(body=answer("example.com/a", cache_seconds=60)))
        context = Context(
            secrets={"api_key": KEY},
            settings={s.name: s.default for s in source.settings} | {"base_url": web.url},
            http=client.fetcher(secrets=[KEY]),
            dial=cast("Dialer", None),
            feed=cast("FeedStore", None),
            deadline_seconds=5,
            now=lambda: now,
        )
        listed = Indicator("http://example.com/a", Kind.URL)
        other = Indicator("http://example.com/b", Kind.URL)
        assert (await source.fetch(listed, context)).found
        assert (await source.fetch(listed, context)).found
        assert len(web.seen) == 1
        assert not (await source.fetch(other, context)).found
        # Of another page at the same name only its own hash is new.
        wanted = hashlib.sha256(b"example.com/b").digest()[:4]
        assert web.seen[1].query["hashPrefixes"] == base64.b64encode(wanted).decode()
        now += timedelta(seconds=61)
        assert (await source.fetch(listed, context)).found
        assert len(web.seen) == 3
        assert "example.com" not in str([seen.query for seen in web.seen])
    await client.close()
