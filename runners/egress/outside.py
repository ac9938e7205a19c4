"""What all calls of a runner share on the way outside: the policy, connections, judgement."""

import asyncio
import socket
from dataclasses import dataclass

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from runners.egress.addresses import (
    Judge,
    Lookup,
    RefusedError,
    look_up,
    public_addresses,
    why_not_public,
)
from runners.egress.allowed import Target
from runners.egress.config import APPLIANCE_OFFLINE
from runners.egress.outbound import Outbound, Proxy

CONNECT_SECONDS = 10.0

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True, kw_only=True)
class Edge:
    """How names are looked up, and which of their addresses are connected to."""

    lookup: Lookup = look_up
    judge: Judge = why_not_public

    async def addresses(self, target: Target) -> list[str]:
        """See `public_addresses`."""
        found = await public_addresses(
            target.host, target.port, lookup=self.lookup, judge=self.judge
        )
        return list(found)


class Outside:
    """The way outside of one runner.

    Who is reached through the outbound proxy is known to us by name only: the proxy looks it up,
    and whether it goes to addresses that are not public is the proxy's policy.
    """

    def __init__(self, outbound: Outbound, edge: Edge | None = None) -> None:
        self.outbound = outbound
        self._edge = edge or Edge()
        self._sessions: dict[Proxy | None, aiohttp.ClientSession] = {}

    def check(self) -> None:
        """Refuse while offline.

        Raises:
            RefusedError: it is.
        """
        if self.outbound.offline:
            raise RefusedError(f"the {APPLIANCE_OFFLINE}")

    async def open(self, target: Target) -> Streams:
        """A connection, to an address that was judged or by the proxy.

        Raises:
            RefusedError: it may not be.
            TimeoutError: it takes too long.
            Exception: those of `outbound.ON_THE_WAY`.
        """
        self.check()
        proxy = self.outbound.proxy_for(target.host)
        async with asyncio.timeout(CONNECT_SECONDS):
            if proxy is not None:
                return await self.outbound.connect_by(
                    proxy, target.host, target.port, CONNECT_SECONDS
                )
            addresses = await self._edge.addresses(target)
            for address in addresses[:-1]:
                try:
                    return await asyncio.open_connection(address, target.port)
                except OSError:
                    continue
            return await asyncio.open_connection(addresses[-1], target.port)

    def session_for(self, target: Target) -> aiohttp.ClientSession:
        """What sends requests there; its connections are kept and shared by all sources."""
        proxy = self.outbound.proxy_for(target.host)
        if proxy not in self._sessions:
            self._sessions[proxy] = self.outbound.open_session(
                proxy,
                _Resolver(self._edge),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                timeout=aiohttp.ClientTimeout(total=None, connect=CONNECT_SECONDS),
            )
        return self._sessions[proxy]

    async def close(self) -> None:
        """Close the connections that are kept."""
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()


class _Resolver(AbstractResolver):
    """Gives aiohttp addresses that were judged, and nothing else connects."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """See aiohttp; raises RefusedError."""
        del family
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in await self._edge.addresses(Target(host, port))
        ]

    async def close(self) -> None:
        """Nothing is kept."""
