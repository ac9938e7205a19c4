"""Requests over HTTP that a worker has the runner make, and their answers on its channel."""

import asyncio
from typing import Annotated

import msgspec
import structlog
from msgspec import Meta

from runners.egress.addresses import RefusedError
from runners.egress.fetching import SECONDS, FetchError, Request, fetch
from runners.egress.visit import CONNECTIONS, MOST_ATTEMPTS, Visit
from runners.workers import frames
from runners.workers.channel import Channel

_log = structlog.stdlib.get_logger()

_LONGEST_HEAD = 256 * 1024

# Code that was told so often that it asks too much goes on because it wants to.
_MOST_BEGUN = 2 * MOST_ATTEMPTS


class BadErrandError(Exception):
    """What the worker sent is no request."""


class _Asked(msgspec.Struct, frozen=True):
    """The head of a worker's frame."""

    id: Annotated[int, Meta(ge=0, lt=2**53)]
    method: str
    url: str
    headers: Annotated[list[tuple[str, str]], Meta(max_length=200)]
    seconds: float | None = None
    follow: bool = True


class Errands:
    """Those of one call, some at a time; the others wait."""

    def __init__(self, visit: Visit, channel: Channel) -> None:
        self._visit = visit
        self._channel = channel
        self._tasks: set[asyncio.Task[None]] = set()
        self._sending = asyncio.Lock()
        self._free = asyncio.Semaphore(CONNECTIONS // 2)
        self._begun = 0
        self._held_bytes = 0

    def begin(self, body: bytes) -> None:
        """Do what a frame asks for, while the worker is heard on.

        Raises:
            BadErrandError: it can't come from our own code, or is one of far too many.
        """
        self._begun += 1
        if self._begun > _MOST_BEGUN:
            raise BadErrandError
        asked, content = _read(body)
        task = asyncio.ensure_future(self._do(asked, content))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def end(self) -> None:
        """Do no more: nobody waits for it."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _do(self, asked: _Asked, content: bytes) -> None:
        head, body = await self._done(asked, content)
        text = msgspec.json.encode({"id": asked.id, **head})
        frame = frames.HTTP_HEAD.pack(len(text)) + text + body
        async with self._sending:
            try:
                await self._channel.send(frames.pack(frames.HTTP, frame))
            except OSError:
                return  # it ended without waiting

    async def _done(self, asked: _Asked, content: bytes) -> tuple[dict[str, object], bytes]:
        if self._held_bytes + len(content) > self._visit.left_bytes:
            return {"error": "What waits to be sent is more than one call may send."}, b""
        self._held_bytes += len(content)
        try:
            async with self._free:
                return await self._answered(asked, content)
        except Exception:  # noqa: BLE001 — logged here once, the code gets no more
            _log.exception("runner_request_failed")
            return {"error": "The runner failed; its log says how."}, b""
        finally:
            self._held_bytes -= len(content)

    async def _answered(self, asked: _Asked, content: bytes) -> tuple[dict[str, object], bytes]:
        seconds = SECONDS if asked.seconds is None else min(max(asked.seconds, 0.001), 86400.0)
        try:
            answer = await fetch(
                self._visit,
                Request(
                    method=asked.method,
                    url=asked.url,
                    headers=tuple(asked.headers),
                    body=content,
                    seconds=seconds,
                    follow=asked.follow,
                ),
            )
        except (RefusedError, FetchError) as error:
            return {"error": self._visit.tell(error)}, b""
        head = {"status": answer.status, "url": answer.url, "headers": answer.headers}
        return head, answer.body


def _read(body: bytes) -> tuple[_Asked, bytes]:
    try:
        (length,) = frames.HTTP_HEAD.unpack_from(body)
        start = frames.HTTP_HEAD.size + length
        if length > _LONGEST_HEAD or start > len(body):
            raise BadErrandError
        asked = msgspec.json.decode(body[frames.HTTP_HEAD.size : start], type=_Asked)
    except (frames.Error, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadErrandError from error
    return asked, body[start:]
