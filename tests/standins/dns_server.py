"""A name server on 127.0.0.1, UDP and TCP, that answers from a table and can misbehave."""

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self, cast

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

TTL_SECONDS = 300
LONGEST_CHAIN = 8


@dataclass(frozen=True, kw_only=True)
class Zone:
    """What is known: values by name and type, and who fails how.

    Failures are keyed `name` or `name TYPE`: an rcode's name, `SILENT`, `GARBAGE`, or `SLOW`,
    which answers after `slow_seconds`. A name that has other names below it exists.
    """

    names: Mapping[str, Mapping[str, list[str]]] = field(default_factory=dict)
    failing: Mapping[str, str] = field(default_factory=dict)
    slow_seconds: float = 0.3


class DnsStandIn:
    """The server; `asked` keeps every question as `name TYPE`."""

    def __init__(self, zone: Zone) -> None:
        self.zone = zone
        self.asked: list[str] = []
        self.port = 0
        self._udp: asyncio.DatagramTransport | None = None
        self._tcp: asyncio.Server | None = None
        self._later: set[asyncio.Task[None]] = set()

    @property
    def server(self) -> str:
        """As the setting `servers` of the source has it."""
        return f"127.0.0.1#{self.port}"

    async def start(self, port: int = 0) -> None:
        self._tcp = await asyncio.start_server(self._on_connection, "127.0.0.1", port)
        self.port = self._tcp.sockets[0].getsockname()[1]
        loop = asyncio.get_running_loop()
        self._udp, _ = await loop.create_datagram_endpoint(
            lambda: _Datagrams(self), local_addr=("127.0.0.1", self.port)
        )

    async def stop(self) -> None:
        for task in self._later:
            task.cancel()
        if self._udp:
            self._udp.close()
        if self._tcp:
            self._tcp.close()
            await self._tcp.wait_closed()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self.stop()

    def later(
        self, transport: asyncio.DatagramTransport, wire: bytes, peer: tuple[str, int]
    ) -> None:
        """Answer a datagram without holding up the next one."""

        async def answer() -> None:
            if (reply := await self.reply(wire, tcp=False)) is not None:
                transport.sendto(reply, peer)

        task = asyncio.ensure_future(answer())
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def _on_connection(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                size = int.from_bytes(await reader.readexactly(2), "big")
                reply = await self.reply(await reader.readexactly(size), tcp=True)
                if reply is None:
                    break
                writer.write(len(reply).to_bytes(2, "big") + reply)
                await writer.drain()
        writer.close()

    async def reply(self, wire: bytes, *, tcp: bool) -> bytes | None:
        """The answer to a message; None is silence."""
        try:
            query = dns.message.from_wire(wire)
        except dns.exception.DNSException:
            return None
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True).lower()
        kind = dns.rdatatype.to_text(question.rdtype)
        self.asked.append(f"{name} {kind}")
        failure = self.zone.failing.get(f"{name} {kind}", self.zone.failing.get(name))
        if failure == "SILENT":
            return None
        if failure == "GARBAGE":
            return wire[:2] + b"\xff" * 10
        if failure == "SLOW":
            await asyncio.sleep(self.zone.slow_seconds)
            failure = None
        response = dns.message.make_response(query, recursion_available=True)
        if failure:
            response.set_rcode(dns.rcode.from_text(failure))
        else:
            self._fill(response, name, kind)
        return _wire(response, query, tcp=tcp)

    def _fill(self, response: dns.message.Message, name: str, kind: str) -> None:
        for _ in range(LONGEST_CHAIN):
            records = self.zone.names.get(name)
            if records is None:
                below = any(other.endswith(f".{name}") for other in self.zone.names)
                if not below and not response.answer:
                    response.set_rcode(dns.rcode.NXDOMAIN)
                return
            if kind in records:
                response.answer.append(_rrset(name, kind, records[kind]))
                return
            if "CNAME" not in records:
                return
            response.answer.append(_rrset(name, "CNAME", records["CNAME"]))
            name = records["CNAME"][0].rstrip(".").lower()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, server: DnsStandIn) -> None:
        self._server = server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._server.later(self._transport, data, addr)


def _rrset(name: str, kind: str, values: list[str]) -> dns.rrset.RRset:
    return dns.rrset.from_text_list(f"{name}.", TTL_SECONDS, "IN", kind, values)


def _wire(response: dns.message.Message, query: dns.message.Message, *, tcp: bool) -> bytes:
    """The message; by UDP cut off where the asker's buffer ends, which sends them to TCP."""
    whole = response.to_wire(max_size=65535)
    if tcp or len(whole) <= max(512, query.payload):
        return whole
    response.answer.clear()
    response.flags |= dns.flags.TC
    return response.to_wire()
