"""Readiness: probes that are ready, not yet, and not there."""

import asyncio
import contextlib
import http.server
import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health_pb2_grpc
from grpc_health.v1.health import aio
from grpc_health.v1.health_pb2 import HealthCheckResponse

from appliance import probes
from tests.support.ports import free_port


@contextlib.contextmanager
def answering(answer: bytes) -> Iterator[tuple[str, int]]:
    """A server that reads a little, answers and closes; once."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()
        thread.join(5)


def message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


def postgres(address: tuple[str, int]) -> str:
    return probes.postgres(address, user="name", database="name")


def test_postgres_that_asks_for_the_password_is_ready() -> None:
    with answering(message(b"R", b"\0\0\0\x0aSCRAM-SHA-256\0\0")) as address:
        assert postgres(address) == ""


def test_postgres_that_still_starts_says_so() -> None:
    refusal = b"SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0"
    with answering(message(b"E", refusal)) as address:
        assert postgres(address) == "the database system is starting up"


@pytest.mark.parametrize("answer", [b"", b"R", b"HTTP/1.0 400 Bad Request\r\n\r\n"])
def test_something_else_is_not_postgres(answer: bytes) -> None:
    with answering(answer) as address:
        assert postgres(address)


def test_nobody_there_is_a_reason(tmp_path: Path) -> None:
    assert "refused" in postgres(("127.0.0.1", free_port()))
    assert "refused" in probes.http_get("127.0.0.1", free_port(), "/")
    assert "No such file" in probes.grpc_health(tmp_path / "nothing")


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/ready" else 503)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


def test_http_is_ready_with_status_200_alone() -> None:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            assert probes.http_get("127.0.0.1", server.server_port, "/ready") == ""
            assert probes.http_get("127.0.0.1", server.server_port, "/x") == "GET /x answers 503"
        finally:
            server.shutdown()
            thread.join()


def test_http_that_is_not_http_is_a_reason() -> None:
    with answering(b"\0\xff\n") as (host, port):
        assert "no answer to GET /" in probes.http_get(host, port, "/")


async def test_grpc_health_is_asked_of_a_real_server(tmp_path: Path) -> None:
    path = tmp_path / "socket"
    health = aio.HealthServicer()
    server = grpc.aio.server()
    health_pb2_grpc.add_HealthServicer_to_server(health, server)
    server.add_insecure_port(f"unix:{path}")
    await server.start()
    try:
        for status, ready in (
            (HealthCheckResponse.NOT_SERVING, False),
            (HealthCheckResponse.SERVING, True),
        ):
            await health.set("", status)
            reason = await asyncio.to_thread(probes.grpc_health, path)
            assert (reason == "") is ready, reason
    finally:
        await server.stop(0)


async def test_a_grpc_server_without_health_is_not_ready(tmp_path: Path) -> None:
    server = grpc.aio.server()
    server.add_insecure_port(f"unix:{tmp_path / 'socket'}")
    await server.start()
    try:
        reason = await asyncio.to_thread(probes.grpc_health, tmp_path / "socket")
        assert reason == "the health service refused"
    finally:
        await server.stop(0)
