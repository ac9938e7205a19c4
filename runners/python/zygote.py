"""The launcher of Python workers: a fork of it is a worker, with the modules loaded here."""

import gc
import importlib
import os
import socket
import sys
from typing import NoReturn

from runners.python import brokered, worker
from runners.sandbox import layers, level, limits, namespaces, packed, reachable
from runners.sandbox.accounts import Account
from runners.sandbox.landlock import Place
from runners.workers import doorway, launching

# What sources import most: loaded once here, shared by every worker.
# fmt: off
PRELOADED = (
    "asyncio", "base64", "collections", "csv", "dataclasses", "datetime", "decimal",
    "email.message", "encodings.ascii", "encodings.idna", "encodings.latin_1", "enum",
    "hashlib", "hmac", "html", "http.client", "ipaddress", "itertools", "json", "logging",
    "math", "random", "re", "socket", "ssl", "statistics", "string", "typing", "unicodedata",
    "urllib.error", "urllib.parse", "urllib.request", "uuid", "xml.etree.ElementTree", "zlib",
    "zoneinfo",
    # Libraries that are there for sources; httpx imports the last two when it is used.
    "bs4", "dateutil.parser", "dns.resolver", "httpx", "lxml.html", "requests",
    "anyio._backends._asyncio", "httpcore._backends.anyio",
)
# fmt: on

_PRODUCT = frozenset({"runners", "appliance", "backend"})


def main(fd: int, account: Account | None) -> None:
    """Serve the runner at the other end of `fd` until it is gone, forking workers.

    `fd` is one end of a SEQPACKET pair. `account` is what to become first; None stays as it is.

    Raises:
        AccountError: the account could not be had.
    """
    runner = os.getppid()
    for name in PRELOADED:
        importlib.import_module(name)
    # A source may read the folders of the import path: those of modules alone.
    reachable.forget_where_started()
    launching.become(account)
    _forget_product()
    sys.dont_write_bytecode = True
    probed = level.probe("python")
    around = layers.prepare("python", map(Place, reachable.places()), probed.layers)

    def be_worker(bounds: limits.Limits, channel: socket.socket, parent: int) -> NoReturn:
        broker = doorway.hand_over(bounds.network, channel)
        kept = reachable.descriptors() | {channel.fileno()}
        if broker is not None:
            kept.add(broker.fileno())
            brokered.install(broker)
        limits.enter(bounds, layers=around, parent=parent, keep=kept)
        os.environ.update(namespaces.environment(bounds.network))
        worker.run(channel)

    gc.collect()
    gc.freeze()  # a worker's collector would write to, and so copy, everything here
    launching.Launching(socket.socket(fileno=fd), runner, be_worker, probed).serve()


def _forget_product() -> None:
    """Keep ours from user code, which has no use for it; what is loaded goes on working."""
    folder = os.path.dirname(sys.modules["runners"].__path__[0])  # noqa: PTH120 — text, as in sys.path
    # In a clone the folder holds nothing else. The packaged program has the whole library in it.
    packed.forget(_PRODUCT)
    if os.path.exists(os.path.join(folder, "pyproject.toml")):  # noqa: PTH110, PTH118 — see above
        reachable.forget(folder)
    for name in [name for name in sys.modules if name.partition(".")[0] in _PRODUCT]:
        del sys.modules[name]
