"""The gateway's rules one by one, without a socket."""

import msgspec
import pytest

from appliance.gateway.config import ServerConfig
from appliance.gateway.errors import MalformedError
from appliance.gateway.events import Event, encode
from appliance.gateway.files import _accepts_gzip
from appliance.gateway.headers import to_backend, to_client
from appliance.gateway.peers import TrustedProxies
from appliance.gateway.targets import ascii_target, check_path, file_path, is_api
from appliance.gateway.trace import trace_of

PROXIES = TrustedProxies(("192.0.2.0/24", "2001:db8::/32"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.5", ["198.51.100.1"], "203.0.113.5"),
        ("192.0.2.1", [], "192.0.2.1"),
        ("192.0.2.1", ["198.51.100.1"], "198.51.100.1"),
        ("192.0.2.1", ["198.51.100.1, 203.0.113.5"], "203.0.113.5"),
        ("192.0.2.1", ["198.51.100.1, 203.0.113.5", "192.0.2.2"], "203.0.113.5"),
        ("192.0.2.1", ["192.0.2.7, 192.0.2.2"], "192.0.2.7"),
        ("192.0.2.1", ["198.51.100.1, unknown"], "192.0.2.1"),
        ("192.0.2.1", ["198.51.100.1, unknown, 192.0.2.3"], "192.0.2.3"),
        ("192.0.2.1", [""], "192.0.2.1"),
        ("2001:db8::1", ["2001:db9::5"], "2001:db9::5"),
        ("::ffff:192.0.2.1", ["198.51.100.1"], "198.51.100.1"),
        ("::ffff:203.0.113.5", ["198.51.100.1"], "203.0.113.5"),
    ],
)
def test_real_client(peer: str, forwarded: list[str], expected: str) -> None:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    assert PROXIES.origin(peer, "http", headers).address == expected


def test_proto_and_host_are_believed_from_proxies_alone_and_only_when_sane() -> None:
    headers = [
        (b"host", b"inner"),
        (b"x-forwarded-proto", b"https"),
        (b"x-forwarded-host", b"outer:444"),
    ]
    assert PROXIES.origin("192.0.2.1", "http", headers)[1:] == ("https", "outer:444")
    assert PROXIES.origin("203.0.113.5", "http", headers)[1:] == ("http", "inner")
    strange = [
        (b"host", b"inner"),
        (b"x-forwarded-proto", b"javascript"),
        (b"x-forwarded-host", b"a/b"),
    ]
    assert PROXIES.origin("192.0.2.1", "http", strange)[1:] == ("http", "inner")


def test_connection_names_headers_that_stay() -> None:
    headers = [
        (b"connection", b"X-One , close"),
        (b"connection", b"x-two"),
        (b"x-one", b"1"),
        (b"x-two", b"2"),
        (b"x-three", b"3"),
        (b"x-latin", b"\xe9"),
    ]
    assert to_backend(headers) == [("x-three", "3"), ("x-latin", "é")]
    assert [name for name, _ in to_client(headers)] == [b"x-three", b"x-latin"]


def test_cookies_of_http_2_are_one_header() -> None:
    headers = [(b"cookie", b"theme=dark"), (b"x-one", b"1"), (b"cookie", b"session=a_b")]
    assert to_backend(headers) == [("x-one", "1"), ("cookie", "theme=dark; session=a_b")]


@pytest.mark.parametrize(
    ("value", "valid"),
    [
        (b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", True),
        (b"cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", True),
        (b"ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", False),
        (b"00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01", False),
        (b"00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", False),
        (b"00-00000000000000000000000000000000-b7ad6b7169203331-01", False),
        (b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n", False),
    ],
)
def test_trace_context_is_taken_over_when_valid(value: bytes, *, valid: bool) -> None:
    trace = trace_of([(b"traceparent", value)])
    assert (trace.parent == value) == valid
    assert trace.ours != valid
    assert trace.parent.split(b"-")[1].decode() == trace.trace_id


def test_two_trace_contexts_are_none() -> None:
    value = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    assert trace_of([(b"traceparent", value), (b"traceparent", value)]).ours


@pytest.mark.parametrize("path", [b"/a/..", b"/a/%2E%2e/b", b"/%1f", b"/a\\b", b"a", b"", b"*"])
def test_climbing_paths(path: bytes) -> None:
    with pytest.raises(MalformedError):
        check_path(path)


@pytest.mark.parametrize("path", [b"/", b"/a/...", b"/a..b", b"/..a", b"/%2e", b"/a/%2F..%2F/b"])
def test_harmless_paths(path: bytes) -> None:
    check_path(path)


@pytest.mark.parametrize("path", [b"/a%2f..%2fb", b"/a%5cb", b"/%2e%2e"])
def test_climbing_paths_of_files(path: bytes) -> None:
    with pytest.raises(MalformedError):
        file_path(path)


def test_encoded_api_prefix_is_no_api() -> None:
    assert is_api(b"/api")
    assert is_api(b"/api/")
    assert not is_api(b"/%61pi/v1")
    assert not is_api(b"/apis")


def test_target_as_text() -> None:
    assert ascii_target(b"/a%2Fb?c=+") == "/a%2Fb?c=+"
    assert ascii_target("/ü".encode()) == "/%C3%BC"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (b"gzip, br", True),
        (b"br;q=1.0, gzip;q=0.8, *;q=0.1", True),
        (b"*", True),
        (b"*;q=0, gzip", True),
        (b"gzip; q=0", False),
        (b"gzip;q=0.000, *", False),
        (b"identity", False),
        (b"", False),
    ],
)
def test_gzip_is_negotiated(accept: bytes, *, expected: bool) -> None:
    assert _accepts_gzip(accept) == expected


def test_event_cannot_begin_another() -> None:
    event = Event(seq=1, event="a\r\n\r\nb", data=msgspec.Raw(b'{"a":\n"x"}'), id="i\nj\0")
    assert encode(event) == b'id: i j \nevent: a b\ndata: {"a":"x"}\n\n'


def test_proxies_of_the_configuration_are_checked() -> None:
    given = {"trusted_proxies": ["192.0.2.1", "2001:db8::/32", "192.0.2.77/24"]}
    assert len(msgspec.convert(given, ServerConfig).trusted_proxies) == 3
    with pytest.raises(msgspec.ValidationError, match=r"'proxy\.example' is neither an address"):
        msgspec.convert({"trusted_proxies": ["proxy.example"]}, ServerConfig)
