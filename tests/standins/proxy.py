"""Proxies on 127.0.0.1: HTTP (CONNECT, and plain requests by absolute address) and SOCKS 5.

`hosts` is how a proxy resolves names, as `{"feeds.example.com": "127.0.0.1"}`: what is not in it is
unknown, so that a test sees who resolved. With a port behind the address, all ports lead there.

With `user` and `password`, nobody else is let through.
"""

import asyncio
import base64
import ssl
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Self

VERSION, AUTH_VERSION = 5, 1
NO_AUTH, BY_PASSWORD, NONE_FITS = 0, 2, 255
BY_IPV4, BY_NAME, BY_IPV6 = 1, 3, 4
DONE, UNREACHABLE = 0, 4


class _ProxyStandIn:
    """What both have in common: a server, who may pass, and pipes between two connections.

    `asked` are the places that were asked for, as `host:port`; `refused` counts wrong passwords.
    """

    scheme = ""

    def __init__(
        self,
        hosts: Mapping[str, str],
        *,
        user: str = "",
        password: str = "",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.hosts = hosts
        self.user, self.password = user, password
        self.asked: list[str] = []
        self.refused = 0
        self.port = 0
        self._tls = tls
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    def url(self, password: str | None = None, host: str = "127.0.0.1") -> str:
        """Its address as the configuration has it; with another password for those who try."""
        given = self.password if password is None else password
        return f"{self.scheme}://{f'{self.user}:{given}@' if self.user else ''}{host}:{self.port}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        for writer in tuple(self._open):
            writer.transport.abort()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        with suppress(OSError, asyncio.IncompleteReadError):
            await self._talk(reader, writer)
        self._open.discard(writer)
        writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        raise NotImplementedError

    async def _connect(
        self, host: str, port: int
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        self.asked.append(f"{host}:{port}")
        if host not in self.hosts:
            return None
        try:
            address, _, other = self.hosts[host].partition(":")
            further = await asyncio.open_connection(address, int(other or port))
        except OSError:
            return None
        self._open.add(further[1])
        return further


class HttpProxyStandIn(_ProxyStandIn):
    """Speaks HTTP/1.1; one request for each connection."""

    scheme = "http"

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        line, *headers = head.removesuffix("\r\n\r\n").split("\r\n")
        method, target, _ = line.split(" ")
        if self.user and not self._knows(headers):
            self.refused += 1
            # Some repeat what they were told, which must not get into an error.
            told = next((h for h in headers if h.lower().startswith("proxy-auth")), "nothing")
            body = f"who is {told} {self.password}?".encode()
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: ")
            writer.write(str(len(body)).encode() + b"\r\nConnection: close\r\n\r\n" + body)
            await writer.drain()
            return
        place = target if method == "CONNECT" else target.removeprefix("http://").split("/")[0]
        host, _, port = place.partition(":")
        further = await self._connect(host, int(port or 80))
        if further is None:
            writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
            return
        if method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
        else:
            path = "/" + target.removeprefix("http://").partition("/")[2]
            kept = [h for h in headers if not h.lower().startswith(("proxy-", "connection"))]
            lines = [f"{method} {path} HTTP/1.1", *kept, "Connection: close", "", ""]
            further[1].write("\r\n".join(lines).encode("latin-1"))
        await _pipe_both((reader, writer), further)

    def _knows(self, headers: list[str]) -> bool:
        token = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        return f"proxy-authorization: basic {token}".lower() in [h.lower() for h in headers]


class SocksProxyStandIn(_ProxyStandIn):
    """Speaks SOCKS 5 (RFC 1928), with user and password (RFC 1929) where it has them."""

    scheme = "socks5h"

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, count = await reader.readexactly(2)
        methods = await reader.readexactly(count)
        wanted = BY_PASSWORD if self.user else NO_AUTH
        writer.write(bytes((VERSION, wanted if wanted in methods else NONE_FITS)))
        if wanted not in methods or (self.user and not await self._admit(reader, writer)):
            self.refused += 1
            await writer.drain()
            return
        _, _, _, kind = await reader.readexactly(4)
        if kind == BY_NAME:
            host = await _counted(reader)
        else:
            await reader.readexactly(4 if kind == BY_IPV4 else 16)
            host = "(an address)"
        further = await self._connect(host, int.from_bytes(await reader.readexactly(2), "big"))
        code = DONE if further else UNREACHABLE
        writer.write(bytes((VERSION, code, 0, BY_IPV4, 0, 0, 0, 0, 0, 0)))
        await writer.drain()
        if further:
            await _pipe_both((reader, writer), further)

    async def _admit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        await reader.readexactly(1)
        given = [await _counted(reader), await _counted(reader)]
        right = given == [self.user, self.password]
        writer.write(bytes((AUTH_VERSION, 0 if right else 1)))
        return right


async def _counted(reader: asyncio.StreamReader) -> str:
    """A text behind its length, which is one byte."""
    return (await reader.readexactly((await reader.readexactly(1))[0])).decode()


Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _pipe_both(one: Connection, other: Connection) -> None:
    await asyncio.gather(_pipe(one[0], other[1]), _pipe(other[0], one[1]))


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
    writer.close()
