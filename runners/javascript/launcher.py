"""The launcher of JavaScript workers: each is Deno in a process of its own."""

import os
import socket
from pathlib import Path
from typing import NoReturn

from runners.javascript.program import Program, environment
from runners.sandbox import landlock, layers, level, limits, namespaces, syscalls
from runners.sandbox.accounts import Account
from runners.sandbox.filters import DENO_DESCRIPTOR
from runners.sandbox.landlock import Place
from runners.sandbox.network import Network
from runners.workers import doorway, launching

# Where Deno looks up how large its stack is, before it makes JavaScript of TypeScript; without it,
# it panics at the first statement that nests.
_OWN = (Place("/proc/self/maps"),)


def main(program: Program, heap_mb: int, fd: int, account: Account | None) -> None:
    """Serve the runner at the other end of `fd` until it is gone, starting workers.

    `fd` is one end of a SEQPACKET pair. `account` is what to become first; None stays as it is.

    Raises:
        AccountError: the account could not be had.
    """
    runner = os.getppid()

    launching.become(account)
    _hold(program.deno)
    probed = level.probe("deno")
    around = layers.prepare("deno", _places(program), probed.layers, _OWN)

    def be_worker(bounds: limits.Limits, channel: socket.socket, parent: int) -> NoReturn:
        alone = bounds.network is Network.BROKERED
        if not alone:
            doorway.hand_over(bounds.network, channel)
        limits.enter(
            bounds,
            layers=around,
            parent=parent,
            keep={channel.fileno(), DENO_DESCRIPTOR},
            memory=limits.DATA,
        )
        for standard in (0, 1):
            os.dup2(channel.fileno(), standard)
        channel.set_inheritable(False)
        if not alone:
            os.environ.update(namespaces.environment(bounds.network))
        command = program.command(heap_mb, alone=alone)
        os.execve(DENO_DESCRIPTOR, command, environment())  # noqa: S606 — no shell

    launching.Launching(socket.socket(fileno=fd), runner, be_worker, probed).serve()


def _hold(deno: Path) -> None:
    """Open the program where the filter expects it; executing it closes it."""
    opened = os.open(deno, os.O_PATH | os.O_CLOEXEC)
    os.dup2(opened, DENO_DESCRIPTOR, inheritable=False)
    os.close(opened)


def _places(program: Program) -> list[Place]:
    here = syscalls.here()
    return [
        Place(f"/proc/self/fd/{DENO_DESCRIPTOR}", landlock.EXECUTE),
        *([Place(here.linker, landlock.EXECUTE)] if here else ()),
        Place(str(program.harness)),
    ]
