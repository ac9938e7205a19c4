"""An HTTP proxy for one call of a source, on connections that only this call can have made.

It takes CONNECT and requests by absolute address, as libraries send them to a proxy. Of CONNECT it
sees host, port and bytes; a plain request is made anew by the runner and seen whole. Whose the
connection is says the socket that it came by, never something that was sent.
"""

import asyncio
import re
from collections.abc import Callable
from http import HTTPStatus

from runners.egress.addresses import RefusedError
from runners.egress.allowed import Target
from runners.egress.fetching import FetchError, Headers, Request, fetch
from runners.egress.outbound import ON_THE_WAY
from runners.egress.outside import CONNECT_SECONDS, Streams
from runners.egress.visit import Visit

HEAD_BYTES = 64 * 1024
HEAD_SECONDS = 10.0
IDLE_SECONDS = 60.0
CHUNK_BYTES = 64 * 1024

# Printable, and nothing that separates: what is strange in a target stays no target.
_LINE = re.compile(rb"([A-Z]{1,20}) ([\x21-\x7e]{1,16384}) HTTP/1\.[01]")
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)")
_OF_ONE_CONNECTION = ("connection", "content-length", "transfer-encoding", "keep-alive")


class _BadRequestError(Exception):
    """What was sent is no request to a proxy."""


async def serve(visit: Visit, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Do what one connection asks for, and end it; raises nothing but being cancelled."""
    try:
        async with asyncio.timeout(HEAD_SECONDS):
            method, target, headers = _head(await reader.readuntil(b"\r\n\r\n"))
        if method == "CONNECT":
            await _tunnel(visit, target, (reader, writer))
        else:
            await _forward(visit, method, target, headers, (reader, writer))
    except RefusedError as error:
        _say(writer, HTTPStatus.FORBIDDEN, str(error))
    except (_BadRequestError, asyncio.LimitOverrunError) as error:
        _say(writer, HTTPStatus.BAD_REQUEST, str(error))
    except TimeoutError:
        _say(writer, HTTPStatus.GATEWAY_TIMEOUT, "no answer in time")
    except FetchError as error:
        _say(writer, HTTPStatus.BAD_GATEWAY, str(error))
    except (asyncio.IncompleteReadError, OSError):
        pass  # the code let go of it
    finally:
        writer.close()


def _head(head: bytes) -> tuple[str, str, Headers]:
    """Method, target and fields of a request."""
    line, *rest = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
    asked = _LINE.fullmatch(line)
    fields = [_FIELD.fullmatch(field) for field in rest]
    if asked is None or None in fields:
        raise _BadRequestError("this is no request of HTTP/1.1 to a proxy")
    headers = tuple(
        (field[1].decode("ascii"), field[2].decode("latin-1").strip())
        for field in fields
        if field is not None
    )
    return asked[1].decode("ascii"), asked[2].decode("ascii"), headers


async def _tunnel(visit: Visit, text: str, ours: Streams) -> None:
    with visit.attempt("CONNECT", text) as call:
        target = _target(text)
        call.url = str(target)
        visit.admit(target)
        try:
            theirs = await visit.outside.open(target)
        except TimeoutError:
            raise FetchError(f"{target} can't be connected within {CONNECT_SECONDS:g} s") from None
        except ON_THE_WAY as error:
            raise FetchError(f"{target}: {visit.outside.outbound.fault(error)}") from None
        call.status = HTTPStatus.OK

        def sent(count: int) -> None:
            call.bytes_sent += count
            visit.spend(count)

        def received(count: int) -> None:
            call.bytes_received += count
            visit.spend(count)

        ours[1].write(b"HTTP/1.1 200 Connected\r\n\r\n")
        try:
            await _Tunnel(ours, theirs).run(sent, received)
        except RefusedError as error:
            # Too late to say it on this connection, which speaks another protocol by now.
            call.refusal = str(error)
        except TimeoutError:
            call.refusal = f"nothing was said for {IDLE_SECONDS:g} s"
        except OSError:
            pass  # one side broke it off, which both see


def _target(text: str) -> Target:
    try:
        return Target.parse(text)
    except ValueError as error:
        raise RefusedError(f"what is to be connected can't be reached: {error}") from None


class _Tunnel:
    """Bytes between two connections, until both sides end or nothing is said for too long."""

    def __init__(self, ours: Streams, theirs: Streams) -> None:
        self._ours = ours
        self._theirs = theirs
        self._moved = 0.0

    async def run(self, sent: Callable[[int], None], received: Callable[[int], None]) -> None:
        self._moved = _now()
        pumps = [
            asyncio.ensure_future(self._pump(self._ours[0], self._theirs[1], sent)),
            asyncio.ensure_future(self._pump(self._theirs[0], self._ours[1], received)),
        ]
        try:
            await asyncio.gather(*pumps)
        finally:
            for pump in pumps:
                pump.cancel()
            for _, writer in (self._ours, self._theirs):
                writer.close()

    async def _pump(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        count: Callable[[int], None],
    ) -> None:
        while piece := await self._read(reader):
            count(len(piece))
            self._moved = _now()
            writer.write(piece)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()

    async def _read(self, reader: asyncio.StreamReader) -> bytes:
        """The next bytes; the other direction moving keeps this one alive."""
        while True:
            try:
                async with asyncio.timeout_at(self._moved + IDLE_SECONDS):
                    return await reader.read(CHUNK_BYTES)
            except TimeoutError:
                if _now() >= self._moved + IDLE_SECONDS:
                    raise


def _now() -> float:
    return asyncio.get_running_loop().time()


async def _forward(visit: Visit, method: str, text: str, headers: Headers, ours: Streams) -> None:
    reader, writer = ours
    if not text.lower().startswith("http://"):
        raise _BadRequestError("a proxy is asked by an address that begins with http://")
    response = await fetch(
        visit,
        Request(
            method=method,
            url=text,
            headers=headers,
            body=await _body(visit, headers, reader),
            follow=False,
            decode=False,
        ),
    )
    kept = [(n, v) for n, v in response.headers if n.lower() not in _OF_ONE_CONNECTION]
    length = str(len(response.body))
    if method == "HEAD":
        length = next((v for n, v in response.headers if n.lower() == "content-length"), length)
    lines = [f"HTTP/1.1 {response.status} {_reason(response.status)}"]
    lines += [f"{name}: {value}" for name, value in kept]
    lines += [f"Content-Length: {length}", "Connection: close", "", ""]
    writer.write("\r\n".join(lines).encode("latin-1") + response.body)
    await writer.drain()


async def _body(visit: Visit, headers: Headers, reader: asyncio.StreamReader) -> bytes:
    named = {name.lower(): value for name, value in headers}
    if "transfer-encoding" in named:
        raise _BadRequestError("a body needs its length beforehand: chunks are not taken")
    length = named.get("content-length", "0")
    if not (length.isascii() and length.isdigit() and len(length) <= 12):  # noqa: PLR2004 — digits
        raise _BadRequestError("the length of the body is no number")
    if int(length) > visit.left_bytes:
        raise RefusedError("the body is larger than what the call may still send")
    async with asyncio.timeout(IDLE_SECONDS):
        return await reader.readexactly(int(length))


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _say(writer: asyncio.StreamWriter, status: HTTPStatus, why: str) -> None:
    """An answer of ours. Of a refused CONNECT, libraries show the line and not the body."""
    line = "".join(c if " " <= c <= "~" else "?" for c in why)[:300]
    body = f"{why}\n".encode()
    head = (
        f"HTTP/1.1 {status.value} {line}\r\nContent-Type: text/plain; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    writer.write(head.encode("ascii") + body)
