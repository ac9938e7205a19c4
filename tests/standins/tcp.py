"""A server on 127.0.0.1 of protocols that take one line and answer it, as whois does."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Self

SILENT = None


class TcpStandIn:
    """Answers by the line that was sent, and ends; nothing at all for a line that is unknown.

    An answer that is None never comes. `seen` are the lines as they came, without their end.
    """

    def __init__(self, answers: Mapping[str, str | bytes | None]) -> None:
        self.answers = dict(answers)
        self.seen: list[str] = []
        self.place = ""
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1")
        self.place = f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
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
        with suppress(OSError):
            line = (await reader.readline()).decode("utf-8", "backslashreplace").rstrip("\r\n")
            self.seen.append(line)
            answer = self.answers.get(line, "")
            if answer is SILENT:
                await reader.read()
            else:
                writer.write(answer if isinstance(answer, bytes) else answer.encode())
                await writer.drain()
        self._open.discard(writer)
        writer.close()
