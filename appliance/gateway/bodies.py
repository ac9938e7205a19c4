"""Request bodies: read whole before anything is passed on, bounded in size, time and memory.

The backend's HTTP server ends its process on a broken chunk and knows no limit, so it only ever
sees bodies that are complete here and have a Content-Length.
"""

import asyncio

from appliance.gateway.errors import BusyError, MalformedError, SlowBodyError, TooLargeError
from appliance.gateway.exchange import Exchange

MIB = 1024 * 1024
# All bodies that are in flight at one time, whatever the number of clients.
MEMORY_BYTES = 256 * MIB
PAUSE_SECONDS = 30.0
DISCARD_BYTES = 256 * MIB
DISCARD_SECONDS = 15.0


class Bodies:
    """Reads bodies of at most `limit_bytes` into a memory that all requests share."""

    def __init__(self, limit_bytes: int, memory_bytes: int = MEMORY_BYTES) -> None:
        self._limit = limit_bytes
        self._free = max(memory_bytes, limit_bytes)

    async def read(self, exchange: Exchange) -> bytes:
        """Return the whole body; give it back with `release` when it is no longer held.

        Raises TooLargeError (over the limit), MalformedError (broken chunks, or the client left),
        SlowBodyError (nothing for 30 s) and BusyError (no memory left for bodies).
        """
        if has_none(exchange):
            return b""
        self._check_size(int(exchange.header(b"content-length") or 0))
        body = bytearray()
        try:
            more = True
            while more:
                chunk, more = await next_piece(exchange)
                self._take(len(chunk))
                body += chunk
                self._check_size(len(body))
        except BaseException:
            self._free += len(body)
            raise
        return bytes(body)

    def release(self, body: bytes) -> None:
        self._free += len(body)

    def _take(self, size: int) -> None:
        if size > self._free:
            raise BusyError(
                "Too many request bodies are being received at once. Try again in a second."
            )
        self._free -= size

    def _check_size(self, size: int) -> None:
        if size > self._limit:
            raise TooLargeError(
                f"The body is larger than {self._limit // MIB} MiB, the most that is accepted here "
                "([server] max_body_mb). Send less at a time."
            )


async def discard(exchange: Exchange) -> None:
    """Read on after a refusal, so that a client that sends first and reads later sees the answer.

    Bounded; nothing is read from a client that waits for a `100 Continue`.
    """
    if exchange.header(b"expect") is not None:
        return
    left = DISCARD_BYTES
    try:
        async with asyncio.timeout(DISCARD_SECONDS):
            more = True
            while more and left > 0:
                message = await exchange.receive()
                more = bool(message.get("more_body"))
                left -= len(message.get("body", b""))
    except TimeoutError:
        return


def has_none(exchange: Exchange) -> bool:
    """In HTTP/1 a request without both headers has no body; HTTP/2 has to be asked."""
    return (
        exchange.http_version.startswith("1")
        and exchange.header(b"content-length") in (None, b"0")
        and exchange.header(b"transfer-encoding") is None
    )


async def next_piece(exchange: Exchange) -> tuple[bytes, bool]:
    """Return what came next of a body, and whether more may follow.

    Raises MalformedError (broken chunks, or the client left) and SlowBodyError (nothing for 30 s).
    """
    try:
        async with asyncio.timeout(PAUSE_SECONDS):
            message = await exchange.receive()
    except TimeoutError as error:
        raise SlowBodyError(
            f"Nothing of the body arrived for {PAUSE_SECONDS:.0f} s. Send it again."
        ) from error
    if message["type"] == "http.disconnect":
        raise MalformedError("The body is not valid HTTP (broken chunk or cut short).")
    return message["body"], bool(message["more_body"])
