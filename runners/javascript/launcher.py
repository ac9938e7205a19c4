"""The launcher of JavaScript workers: each is Deno in a process of its own."""

import os
import socket
from typing import NoReturn

from runners.javascript.program import Program, environment
from runners.sandbox import limits
from runners.sandbox.accounts import Account
from runners.workers import launching


def main(program: Program, heap_mb: int, fd: int, account: Account | None) -> None:
    """Serve the runner at the other end of `fd` until it is gone, starting workers.

    `fd` is one end of a SEQPACKET pair. `account` is what to become first; None stays as it is.

    Raises:
        AccountError: the account could not be had.
    """
    runner = os.getppid()
    command = program.command(heap_mb)

    def be_worker(bounds: limits.Limits, channel: socket.socket, parent: int) -> NoReturn:
        limits.enter(bounds, parent=parent, keep={channel.fileno()}, memory=limits.DATA)
        for standard in (0, 1):
            os.dup2(channel.fileno(), standard)
        channel.set_inheritable(False)
        os.execve(command[0], command, environment())  # noqa: S606 — no shell

    launching.become(account)
    launching.Launching(socket.socket(fileno=fd), runner, be_worker).serve()
