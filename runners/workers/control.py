"""What runner and launcher say to each other, one packet each, over a SEQPACKET pair of sockets.

The runner sends `Spawn` with the worker's end of a channel beside it. The launcher answers
`Spawned` with a descriptor of the process beside it (or with why it could not), and `Ended` once
the process is gone with all that it started. No packet carries code, secrets or indicators: those
go over the channel to the worker alone.
"""

import struct
from dataclasses import astuple, dataclass
from typing import Self

from runners.sandbox.level import Probed
from runners.sandbox.limits import Limits
from runners.sandbox.network import NETWORKS

PACKET_BYTES = 64

_READY = struct.Struct("<ciiii")
_SPAWN = struct.Struct("<cQQIiB")
_SPAWNED = struct.Struct("<cQii")
_ENDED = struct.Struct("<cQiQ")


@dataclass(frozen=True)
class Ready:
    """The launcher is in its final account, found what holds there, and waits for work."""

    probed: Probed

    def pack(self) -> bytes:
        return _READY.pack(b"R", *astuple(self.probed))


@dataclass(frozen=True)
class Spawn:
    """Start a worker; `call` is the runner's number for it."""

    call: int
    limits: Limits

    def pack(self) -> bytes:
        limits = self.limits
        processes = -1 if limits.processes is None else limits.processes
        return _SPAWN.pack(
            *(b"S", self.call, limits.memory_bytes, limits.cpu_seconds, processes),
            NETWORKS.index(limits.network),
        )

    @classmethod
    def unpack(cls, packet: bytes) -> Self:
        _, call, memory_bytes, cpu_seconds, processes, network = _SPAWN.unpack(packet)
        limits = Limits(
            memory_bytes=memory_bytes,
            cpu_seconds=cpu_seconds,
            processes=None if processes < 0 else processes,
            network=NETWORKS[network],
        )
        return cls(call, limits)


@dataclass(frozen=True)
class Spawned:
    """The worker of `call` has process id `pid`; or `error` is the errno of why there is none."""

    call: int
    pid: int = 0
    error: int = 0

    def pack(self) -> bytes:
        return _SPAWNED.pack(b"P", self.call, self.pid, self.error)


@dataclass(frozen=True)
class Ended:
    """The worker of `call` is gone: `code` is its exit status, or minus the signal's number.

    `peak_memory_bytes` is what the kernel says that was resident at most; 0 is unknown.
    """

    call: int
    code: int
    peak_memory_bytes: int = 0

    def pack(self) -> bytes:
        return _ENDED.pack(b"E", self.call, self.code, self.peak_memory_bytes)


def unpack_report(packet: bytes) -> Ready | Spawned | Ended:
    """What the launcher said.

    Raises:
        ValueError: nothing that it says.
    """
    try:
        match packet[:1]:
            case b"R":
                return Ready(Probed(*_READY.unpack(packet)[1:]))
            case b"P":
                return Spawned(*_SPAWNED.unpack(packet)[1:])
            case b"E":
                return Ended(*_ENDED.unpack(packet)[1:])
    except struct.error as error:
        raise ValueError(f"a packet of {len(packet)} bytes does not fit its kind") from error
    raise ValueError(f"packet of unknown kind {packet[:1]!r}")
