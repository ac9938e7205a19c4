"""Attacks in JavaScript: within Deno's permissions alone, within the kernel's layers alone, both.

Each succeeds without either.
"""

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from runners.javascript.program import _FLAGS
from runners.sandbox.layers import Layer
from tests.attacks.arena import ALL, LIMITS
from tests.attacks.conftest import Arena

PERMISSIONS, KERNEL = "permissions", "kernel"
BOTH = (PERMISSIONS, KERNEL)

# What has to stop each alone. Deno may use the network, so that only the kernel knows of a proxy.
STOPPED_BY: dict[str, tuple[str, ...]] = {
    "a file by Deno": BOTH,
    "a file by node:fs": BOTH,
    "a file by import": BOTH,
    "a file by fetch": BOTH,
    "a file by a thread": BOTH,
    "a folder": BOTH,
    "the environment of the parent": BOTH,
    "a file written": BOTH,
    "a file removed": BOTH,
    "a program by Deno": BOTH,
    "a program by node": BOTH,
    "a signal": BOTH,
    "a signal by node": BOTH,
    "the environment": (PERMISSIONS,),
    "the name of the machine": (PERMISSIONS,),
    "a native library": (PERMISSIONS,),
    "the runner's socket by Deno": BOTH,
    "the runner's socket by node": BOTH,
    # By node's way to connect, Deno asks for no permission.
    "an abstract socket": (KERNEL,),
    "code from elsewhere": BOTH,
    "TCP by Deno": (KERNEL,),
    "TCP by node": (KERNEL,),
    "fetch": (KERNEL,),
    "UDP": (KERNEL,),
    "a port of its own": (KERNEL,),
    "a port of its own by node": (KERNEL,),
}

FREE = ("run", "--quiet", "--allow-all", "--no-lock", "--no-config", "--no-prompt", "--no-check")
HELD = ("run", *_FLAGS, "--allow-net")
LAYERS = [layer.value for layer in Layer]
MODES = {
    "nothing": (FREE, []),
    PERMISSIONS: (HELD, []),
    KERNEL: (FREE, LAYERS),
    "all": (HELD, ALL),
}
MODES_OF_BOMBS = {**MODES, LIMITS: (FREE, [LIMITS])}


class _Module(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"export default 'from elsewhere'"
        self.send_response(200)
        self.send_header("Content-Type", "application/javascript")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing on standard error."""


@pytest.fixture(scope="module")
def web() -> Iterator[int]:
    """The port of a server that has a module."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Module) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def aims_of(arena: Arena, web: int, **more: Any) -> str:
    folder = arena.folder
    return json.dumps(
        {
            "folder": str(folder),
            "secret": str(folder / "secret.toml"),
            "module": str(folder / "secret.js"),
            "writable": str(folder / "writable"),
            "unix": str(folder / "grpc.sock"),
            "abstract": f"\0attack-{arena.pid}",
            "pid": arena.pid,
            "port": arena.port,
            "udp": arena.udp_port,
            "web": web,
            **more,
        }
    )


def run(arena: Arena, mode: str, script: str, *arguments: str, seconds: float = 20) -> Any:
    flags, layers = MODES_OF_BOMBS[mode]
    heap = "--v8-flags=--max-old-space-size=128"
    path = str(arena.folder / "code" / script)
    return arena.attempt(
        "",
        layers,
        policy="deno",
        network="brokered",
        seconds=seconds,
        arguments=[*flags, heap, path, *arguments],
    )


@pytest.fixture(scope="module")
def found(arena_of: Any, web: int) -> dict[str, dict[str, str]]:
    """How each attack ended, by mode."""
    arena = arena_of(False)
    (arena.folder / "secret.js").write_text("export default 'secret'")
    outcomes = {}
    for mode in MODES:
        kept: Path = arena.folder / "writable" / "kept"
        kept.touch()
        kept.chmod(0o666)
        ended = run(arena, mode, "attacks.js", aims_of(arena, web))
        assert ended["outcome"] == "told", (mode, ended)
        outcomes[mode] = json.loads(ended["told"])
    return outcomes


@pytest.mark.parametrize("name", STOPPED_BY)
def test_an_attack(name: str, found: dict[str, dict[str, str]]) -> None:
    assert found["nothing"][name] == "through"
    for mode in (*STOPPED_BY[name], "all"):
        assert found[mode][name].startswith("refused"), (mode, found[mode][name])


def test_no_attack_is_left_out(found: dict[str, dict[str, str]]) -> None:
    assert set(found["nothing"]) == set(STOPPED_BY)


def test_another_program_can_not_take_its_place(arena: Arena, web: int) -> None:
    """Deno was executed itself: that was the one time."""
    name = "another program in its place"
    aims = aims_of(arena, web, only=name)
    outcomes = {
        mode: json.loads(run(arena, mode, "attacks.js", aims)["told"])[name] for mode in MODES
    }
    assert outcomes.pop("nothing") == "through"
    assert all(outcome.startswith("refused") for outcome in outcomes.values()), outcomes


@pytest.mark.parametrize("bomb", ["buffers", "shared", "wasm", "sharedWasm"])
def test_memory_ends(arena: Arena, bomb: str) -> None:
    assert run(arena, "nothing", "bombs.js", bomb)["told"] == "through"
    assert run(arena, PERMISSIONS, "bombs.js", bomb)["told"] == "through"
    for mode in (LIMITS, "all"):
        assert run(arena, mode, "bombs.js", bomb)["outcome"] in ("died", "refused")
