"""Bad input on the public port: a clear refusal each time, and nothing ends."""

import http.client
import json
import socket
from collections.abc import Iterator

import pytest

from tests.acceptance.conftest import Setup

MEGABYTE = 1024 * 1024


@pytest.fixture(autouse=True)
def _nothing_ends(appliance: Setup) -> Iterator[None]:
    before = appliance.appliance.pids()
    yield
    assert appliance.appliance.pids() == before
    assert appliance.api.ask("CVE-2026-0001")["verdicts"][0]["level"] == "MALICIOUS"


def post(appliance: Setup, data: str, kind: str | None = None) -> tuple[int, dict[str, object]]:
    item = {"data": data} | ({"kind": kind} if kind else {})
    answer = appliance.api.call("POST", "/requests", {"indicators": [item]})
    return answer.status, answer.json()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ("example.com", "IPV4"),
        ("192.0.2.1", "CVE"),
        ("192.0.2.256", None),
        ("", None),
        ("   ", None),
        ("a" * 9_999, None),
        ("a" * 10_001, None),
        ("a\x07b", None),
        ("192.0.2.1\x00", None),
        ("\ud800", None),
        ("192.0.2.1 192.0.2.2", None),
        ("exa mple.com", "DOMAIN"),
        ("http://", "URL"),
        ("d41d8cd98f00b204e9800998ecf8427", "MD5"),
        ("CVE-99-1", "CVE"),
        ("198.51.100.1/24", "CIDR"),
    ],
)
def test_a_value_that_does_not_fit(appliance: Setup, data: str, kind: str | None) -> None:
    status, problem = post(appliance, data, kind)
    assert 400 <= status < 500
    assert problem["detail"]
    assert problem["traceId"]


@pytest.mark.parametrize(
    ("data", "canonical"),
    [
        ("hxxp://example[.]com/x", "http://example.com/x"),
        ("192[.]0[.]2[.]1", "192.0.2.1"),
        ("EXAMPLE.com.", "example.com"),
        ("ex\u0430mple.com", "xn--exmple-4nf.com"),
        ("2001:DB8:0::1", "2001:db8::1"),
    ],
)
def test_a_value_that_can_be_read_is_canonical(appliance: Setup, data: str, canonical: str) -> None:
    status, created = post(appliance, data)
    assert status == 202
    assert appliance.api.call("GET", f"/requests/{created['id']}").json()["data"] == canonical


def test_an_unknown_source(appliance: Setup) -> None:
    body = {"indicators": [{"data": "192.0.2.1"}], "sourceIds": ["nonsense"]}
    answer = appliance.api.call("POST", "/requests", body)
    assert answer.status == 422
    assert answer.json()["errors"][0]["pointer"] == "/sourceIds/0"


@pytest.mark.parametrize("raw", [b"{", b"", b"nonsense", b"[" * 100_000, b'{"a":' * 100_000])
def test_json_that_is_none(appliance: Setup, raw: bytes) -> None:
    answer = appliance.api.call("POST", "/requests", raw=raw)
    assert answer.status == 400
    assert answer.json()["detail"]


def test_a_body_of_100_mb(appliance: Setup) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", appliance.port, timeout=60)
    headers = {"Authorization": f"Token {appliance.token}", "Content-Type": "application/json"}
    connection.request("POST", "/api/v1/requests", b"x" * (100 * MEGABYTE), headers)
    answer = connection.getresponse()
    assert answer.status == 413
    assert "10 MiB" in json.loads(answer.read())["detail"]
    connection.close()


@pytest.mark.parametrize(
    "path",
    [
        "/../etc/passwd",
        "/assets/../../etc/passwd",
        "/%2e%2e/etc/passwd",
        "/..%2fetc/passwd",
        "/a/..\\b",
        "/api/v1/../../x",
        "/api/v1/sources/../health",
        "/api/v1/%2e%2e/x",
    ],
)
def test_a_path_that_climbs(appliance: Setup, path: str) -> None:
    status, body = raw_request(appliance, f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert status == 400
    assert b"<html" not in body.lower()


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"POST /api/v1/requests HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n",
        (
            b"POST /api/v1/requests HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"5\r\nabc\r\n0\r\n\r\n"
        ),
        b"POST /api/v1/requests HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
        (
            b"POST /api/v1/requests HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
            b"Content-Length: 3\r\n\r\nabc"
        ),
        b"nonsense\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    ],
)
def test_http_that_is_broken(appliance: Setup, request_bytes: bytes) -> None:
    status, _ = raw_request(appliance, request_bytes)
    assert 400 <= status < 500 or status == 0


def raw_request(appliance: Setup, request: bytes) -> tuple[int, bytes]:
    """Status and body; status 0 when the connection was closed without an answer."""
    with socket.create_connection(("127.0.0.1", appliance.port), timeout=20) as connection:
        connection.sendall(request)
        connection.settimeout(10)
        received = b""
        try:
            while b"\r\n\r\n" not in received and (piece := connection.recv(65536)):
                received += piece
        except ConnectionResetError:
            return 0, b""
    head, _, body = received.partition(b"\r\n\r\n")
    return (int(head.split()[1]) if head.startswith(b"HTTP/") else 0), body
