"""Files on their way in: authorised by the backend, then written to the spool as they come.

The backend is asked first, without the file. Where it answers with the header `X-Upload: ID BYTES`,
`ID.part` lies ready in the spool for so many bytes; it is called `ID` once the file is whole, and
the client gets the backend's answer with the size that was found. Whatever else happens, nothing
of the file stays. Bodies never pass through memory here, so that they may be large.
"""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import msgspec
import structlog

from appliance.gateway.backend import Backend, broken_off
from appliance.gateway.bodies import discard, has_none, next_piece
from appliance.gateway.errors import (
    BackendFailedError,
    BusyError,
    Headers,
    SlowBodyError,
    TooLargeError,
)
from appliance.gateway.exchange import Exchange
from appliance.gateway.headers import to_client
from appliance.gateway.targets import ascii_target

PATH = b"/api/v1/uploads"
FOLDER = "uploads"
ANNOUNCED = "x-upload"
# A client that sends a byte now and then does not hold a place for ever.
LONGEST_SECONDS = 1800.0
AT_ONCE = 16
# So much is gathered before a thread writes it.
_WRITE_BYTES = 1024 * 1024
_ROOM = re.compile(r"([0-9a-z]{12}) ([0-9]{1,18})")
_CREATED = 201

_log = structlog.get_logger()


class Uploads:
    """Receives files into the spool."""

    def __init__(self, backend: Backend, spool: Path | None) -> None:
        self._backend = backend
        self._folder = None if spool is None else spool / FOLDER
        self._places = asyncio.Semaphore(AT_ONCE)

    def takes(self, exchange: Exchange) -> bool:
        """Whether a request brings a file."""
        return exchange.method == "POST" and exchange.path == PATH

    async def answer(self, exchange: Exchange, headers: list[tuple[str, str]]) -> None:
        """Receive the file; `headers` are those that the backend gets.

        Raises what `bodies.py` and `backend.py` raise, and BusyError when 16 files arrive already.
        """
        if self._places.locked():
            raise BusyError("Too many files are being received at once. Try again in a minute.")
        async with self._places:
            response = await self._backend.request("POST", _target(exchange), headers, b"")
            async with response:
                answer = await _whole(response)
                passed = to_client(response.raw_headers)
                room = _ROOM.fullmatch(response.headers.get(ANNOUNCED, ""))
            if room is None or self._folder is None:
                await self._pass_back(exchange, response.status, passed, answer)
                return
            size = await self._receive(exchange, self._folder / room[1], int(room[2]))
        about = msgspec.json.decode(answer, type=dict)
        body = msgspec.json.encode({**about, "size": size})
        await exchange.respond(_CREATED, passed, body)

    async def _pass_back(
        self, exchange: Exchange, status: int, headers: Headers, body: bytes
    ) -> None:
        """Pass the backend's refusal on."""
        if status == _CREATED:
            raise BackendFailedError("The backend took a file that the gateway has no place for.")
        await exchange.respond(status, [*headers, (b"connection", b"close")], body)
        await discard(exchange)

    async def _receive(self, exchange: Exchange, place: Path, at_most_bytes: int) -> int:
        """Write the body; its size. On any failure, nothing stays."""
        part = place.with_name(f"{place.name}.part")
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                size = await _write_all(part, _pieces(exchange, at_most_bytes))
            part.rename(place)
        except BaseException as error:
            for left in (part, place, place.with_name(f"{place.name}.json")):
                left.unlink(missing_ok=True)
            if isinstance(error, TimeoutError):
                raise SlowBodyError(
                    f"The file was not here after {LONGEST_SECONDS / 60:.0f} minutes."
                ) from error
            if isinstance(error, OSError):
                _log.exception("gateway.upload_not_written", trace_id=exchange.trace.trace_id)
                raise BusyError(
                    f"The file could not be written ({error.strerror}). Try again in a minute."
                ) from error
            raise
        return size


def _target(exchange: Exchange) -> str:
    """The path with the declared size; of several in a query, the last one counts."""
    query = ascii_target(exchange.query)
    declared = exchange.header(b"content-length")
    if has_none(exchange):
        declared = b"0"
    if declared is not None and declared.isdigit():
        query = f"{query}&size={int(declared)}" if query else f"size={int(declared)}"
    return PATH.decode() + (f"?{query}" if query else "")


async def _whole(response: aiohttp.ClientResponse) -> bytes:
    try:
        return await response.read()
    except (aiohttp.ClientError, OSError) as error:
        raise broken_off("POST") from error


async def _pieces(exchange: Exchange, at_most_bytes: int) -> AsyncIterator[bytes]:
    """The body in pieces of about 1 MiB, the last of them shorter."""
    if has_none(exchange):
        return
    gathered, size, more = bytearray(), 0, True
    while more:
        piece, more = await next_piece(exchange)
        size += len(piece)
        if size > at_most_bytes:
            raise TooLargeError(
                f"The file is larger than {at_most_bytes} bytes, the most that is accepted "
                "([backend] upload_mb), or than was declared. Split it."
            )
        gathered += piece
        if len(gathered) >= _WRITE_BYTES:
            yield bytes(gathered)
            gathered.clear()
    yield bytes(gathered)


async def _write_all(path: Path, pieces: AsyncIterator[bytes]) -> int:
    """Write into a file that is there, in a thread; the disk may be slow."""
    size = 0
    descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        async for piece in pieces:
            await asyncio.to_thread(_write, descriptor, piece)
            size += len(piece)
    finally:
        os.close(descriptor)
    return size


def _write(descriptor: int, piece: bytes) -> None:
    left = memoryview(piece)
    while left:
        left = left[os.write(descriptor, left) :]
