"""Plain TCP for sources whose protocol is no HTTP: one question, one answer, and it ends."""

import asyncio
from contextlib import suppress

from backend.models.answers import FailureKind
from backend.models.errors import SourceError
from backend.sources.outbound import NO_POLICY, Outbound
from runners.egress.outbound import ON_THE_WAY

CHUNK_BYTES = 64 * 1024


class TcpDialer:
    """Implements `contract.Dialer`; `seconds` for each exchange, from the name to the last byte."""

    def __init__(self, *, seconds: float, outbound: Outbound = NO_POLICY) -> None:
        self._seconds = seconds
        self._outbound = outbound

    async def exchange(
        self, host: str, port: int, sent: bytes, *, at_most_bytes: int = 1024 * 1024
    ) -> bytes:
        """Send, and read until the other side ends. Errors as the contract has them."""
        where = f"{host}:{port}"
        self._outbound.check(where)
        try:
            async with asyncio.timeout(self._seconds):
                return await self._exchanged(host, port, sent, at_most_bytes)
        except TimeoutError:
            detail = f"{where}: no answer within {self._seconds:g} s"
            raise SourceError(FailureKind.TIMEOUT, detail) from None
        except ON_THE_WAY as error:
            detail = f"{where}: {self._outbound.fault(error)}"
            raise SourceError(FailureKind.REQUEST_ERROR, detail, passing=True) from None

    async def _exchanged(self, host: str, port: int, sent: bytes, at_most_bytes: int) -> bytes:
        reader, writer = await self._connected(host, port)
        try:
            writer.write(sent)
            await writer.drain()
            answer = bytearray()
            while piece := await reader.read(CHUNK_BYTES):
                answer += piece
                if len(answer) > at_most_bytes:
                    detail = f"{host}:{port}: the answer is over {at_most_bytes} bytes"
                    raise SourceError(FailureKind.RESPONSE_ERROR, detail)
            return bytes(answer)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _connected(
        self, host: str, port: int
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        proxy = self._outbound.proxy_for(host)
        if proxy is None:
            return await asyncio.open_connection(host, port)
        return await self._outbound.connect_by(proxy, host, port, self._seconds)
