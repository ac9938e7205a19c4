"""`python -m tests.attacks.arena FOLDER ACCOUNT`: tries attacks, each in a process of its own.

It is what attacks are aimed at: it has files that may be read, sockets that may be connected to,
memory and an environment; all of it open to processes of its account. A line of JSON says which
attack, and within which layers; a line tells how that ended:

    through    it did what it wanted
    refused    it did not
    lasts      it was still at it when its time was over
    died       its process ended before it said anything
"""

import ctypes
import json
import os
import select
import signal
import socket
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from runners.javascript.launcher import _hold, _places
from runners.javascript.program import Program, environment
from runners.sandbox import kernel, layers, limits, reachable
from runners.sandbox.accounts import Account
from runners.sandbox.filters import DENO_DESCRIPTOR
from runners.sandbox.landlock import Place
from runners.sandbox.layers import Layer
from runners.sandbox.network import Network
from runners.workers import launching

ROOT = str(Path(__file__).parents[2])
LIMITS = "limits"
ALL = [LIMITS, *(layer.value for layer in Layer)]
SECRET = b"what the arena has in its memory"
BOUNDS = {"memory_bytes": 64 * 1024 * 1024, "cpu_seconds": 5, "processes": None}
# What Deno has to have for one thread more.
DENO_BYTES = 2 * 1024 * 1024 * 1024


class Victim:
    """What attacks know and aim at."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pid = os.getpid()
        self.secret = folder / "secret.toml"
        self.writable = folder / "writable"
        self.unix = folder / "grpc.sock"
        self.abstract = f"\0attack-{self.pid}"
        self.buffer = ctypes.create_string_buffer(SECRET)
        self.told = -1
        self.address, self.length = ctypes.addressof(self.buffer), len(SECRET)
        self._listening = [
            self._listen(socket.AF_UNIX, str(self.unix)),
            self._listen(socket.AF_UNIX, self.abstract),
        ]
        tcp = self._listen(socket.AF_INET, ("0.0.0.0", 0))
        self._listening.append(tcp)
        self.port = tcp.getsockname()[1]
        self.udp = socket.socket(type=socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        self.udp_port = self.udp.getsockname()[1]

    def _listen(self, family: int, address: Any) -> socket.socket:
        listening = socket.socket(family)
        listening.bind(address)
        listening.listen(128)
        return listening


def main(folder: str, account: str) -> None:
    """Try what standard input says until it ends."""
    program = Program.shipped()
    if account != "-":
        parsed = Account.parse(account)
        program = program.for_account(parsed, Path(folder) / "deno")
        launching.become(parsed)
    reachable.forget(ROOT)
    kernel.gain_nothing_by_exec()
    # A victim that could hide would prove nothing.
    libc = ctypes.CDLL(None)
    libc.prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE
    libc.prctl(0x59616D61, ctypes.c_ulong(-1), 0, 0, 0)  # PR_SET_PTRACER, where there is Yama
    os.environ["SECRET_OF_THE_ARENA"] = "there"
    _hold(program.deno)
    _Arena(Victim(Path(folder)), program).serve()


class _Arena:
    def __init__(self, victim: Victim, program: Program) -> None:
        self._victim = victim
        self._program = program
        self._prepared: dict[tuple[str, ...], layers.Layers] = {}

    def serve(self) -> None:
        _say(f"ready {self._victim.pid} {self._victim.port} {self._victim.udp_port}")
        for line in sys.stdin:
            _say(json.dumps(self._try(json.loads(line))))

    def _around(self, policy: str, which: list[str]) -> layers.Layers:
        wanted = tuple(layer for layer in Layer if layer.value in which)
        if (policy, *wanted) not in self._prepared:
            places = {
                "python": [Place(path) for path in reachable.places()],
                "deno": [*_places(self._program), Place(str(self._victim.folder / "code"))],
            }
            self._prepared[(policy, *wanted)] = layers.prepare(
                policy, places[policy], frozenset(wanted)
            )
        return self._prepared[(policy, *wanted)]

    def _try(self, order: dict[str, Any]) -> dict[str, Any]:
        around = self._around(order["policy"], order["layers"])
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            self._be_attacker(order, around, writing)
        os.close(writing)
        told, ended = _heard(reading, order["seconds"])
        # The attacker leads its session, in which whatever it started is.
        for kill in (os.killpg, os.kill):
            try:
                kill(pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                continue
        _, status = os.waitpid(pid, 0)
        code = os.waitstatus_to_exitcode(status)
        if told and order["policy"] == "deno":
            return {"outcome": "told", "told": told.decode(), "code": code}
        if told:
            return dict(json.loads(told))
        return {"outcome": "died" if ended else "lasts", "code": code}

    def _be_attacker(self, order: dict[str, Any], around: layers.Layers, writing: int) -> None:
        try:
            os.setsid()
            if order["policy"] == "deno":
                self._be_deno(order, around, writing)
            # `raw` is what attackers write to the channel, and here is none.
            names: dict[str, Any] = {"victim": self._victim, "raw": lambda _: None}
            self._victim.told = writing
            exec(order["code"], names)
            if "before" in names:
                names["before"]()
            self._enter(order, around, writing)
            through, detail = bool(names["attack"]()), ""
        except Exception as error:  # noqa: BLE001 — whatever refused it, told to the test
            through, detail = False, f"{error!r} {traceback.format_exc()[-400:]}"
        except SystemExit:
            os._exit(9)
        outcome = "through" if through else "refused"
        os.write(writing, json.dumps({"outcome": outcome, "detail": detail}).encode())
        os._exit(0)

    def _enter(
        self, order: dict[str, Any], around: layers.Layers, writing: int, **more: Any
    ) -> None:
        bounds = limits.Limits(
            **{**BOUNDS, **order["bounds"]},
            network=Network(order["network"]),
        )
        if sorted(order["layers"]) == sorted(ALL):
            # As a worker does, but for the session, which it leads already.
            os.setsid = lambda: None
            keep = {writing, DENO_DESCRIPTOR} | reachable.descriptors()
            limits.enter(bounds, layers=around, parent=os.getppid(), keep=keep, **more)
            return
        if LIMITS in order["layers"]:
            limits._set_resource_limits(bounds, more.get("memory", limits.ADDRESS_SPACE))
        around.take_on(bounds.network)

    def _be_deno(self, order: dict[str, Any], around: layers.Layers, writing: int) -> None:
        order["bounds"] = {"memory_bytes": DENO_BYTES, "cpu_seconds": 20, **order["bounds"]}
        null = os.open("/dev/null", os.O_RDWR)
        self._enter(order, around, writing, memory=limits.DATA)
        os.dup2(writing, 1)
        for standard in (0, 2):
            os.dup2(null if _is_open(null) else standard, standard)
        command = [str(self._program.deno), *order["arguments"]]
        inherited = {"PATH": "/usr/bin:/bin"}
        # A cache for code from elsewhere, which a worker has not: without it nothing is proved.
        cache = {"DENO_DIR": str(self._victim.writable / "deno")}
        os.execve(DENO_DESCRIPTOR, command, environment(inherited) | cache)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def _heard(reading: int, seconds: float) -> tuple[bytes, bool]:
    """What the attacker said, and whether it ended or said something before the time was over."""
    told, until = b"", time.monotonic() + seconds
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        while (left := until - time.monotonic()) > 0:
            if not select.select([pipe], [], [], left)[0]:
                break
            block = pipe.read(65536)
            if not block:
                return told, True
            told += block
    return told, False


if __name__ == "__main__":
    main(*sys.argv[1:])
