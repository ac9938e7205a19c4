"""The role `gateway`: starts, serves, and stops when told to."""

import asyncio
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import structlog
import uvloop

from appliance.gateway.app import Application
from appliance.gateway.backend import Backend
from appliance.gateway.bodies import MIB, Bodies
from appliance.gateway.config import ServerConfig
from appliance.gateway.events import EventStreams
from appliance.gateway.files import Site
from appliance.gateway.forward import Forwarder
from appliance.gateway.listener import PublicServer, listen
from appliance.gateway.peers import TrustedProxies
from appliance.gateway.uploads import Uploads

DRAIN_SECONDS = 8.0
# The last part of it, for what goes out to slow clients once all is answered.
_FLUSH_SECONDS = 2.0

_log = structlog.get_logger()


def serve(
    config: ServerConfig,
    *,
    backend_port: int,
    static_dir: Path,
    hold: Callable[[], None],
    spool: Path | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is in flight within 8 s and return.

    `hold` asks for the death signal of the supervisor; it is called first. Files are
    received in a folder of `spool`. Raises OSError, its `strerror` a whole sentence, when the port
    is taken or the address is not this machine's.
    """
    hold()
    listener = listen(config.host, config.port)
    site = Site(static_dir)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(config, listener, site, backend_port, spool))


async def _serve(
    config: ServerConfig,
    listener: socket.socket,
    site: Site,
    backend_port: int,
    spool: Path | None,
) -> None:
    loop = asyncio.get_running_loop()
    told_to_stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told_to_stop.set)
    backend = Backend(backend_port)
    try:
        streams = EventStreams(backend)
        forwarder = Forwarder(
            backend,
            Bodies(config.max_body_mb * MIB),
            TrustedProxies(config.trusted_proxies),
            streams,
            Uploads(backend, spool),
        )
        application = Application(site, forwarder)
        server = PublicServer(application, listener)
        serving = loop.create_task(server.serve())
        _log.info("gateway.listening", host=config.host, port=config.port, files=len(site))
        stopping = loop.create_task(told_to_stop.wait())
        await asyncio.wait((serving, stopping), return_when=asyncio.FIRST_COMPLETED)
        if not stopping.done():
            stopping.cancel()
            await serving
            raise RuntimeError("Granian ended by itself; the supervisor starts the gateway again")
        _log.info("gateway.stopping", streams=len(streams))
        application.stop()
        streams.close()
        backend.stop_waiting()
        server.end()
        await _drain(application, serving)
    finally:
        await backend.close()


async def _drain(application: Application, serving: asyncio.Task[None]) -> None:
    loop = asyncio.get_running_loop()
    idle = loop.create_task(application.idle())
    await asyncio.wait((idle,), timeout=DRAIN_SECONDS - _FLUSH_SECONDS)
    if not idle.done():
        _log.warning("gateway.requests_cut", after_seconds=DRAIN_SECONDS - _FLUSH_SECONDS)
        application.cut()
    await asyncio.wait((idle, serving), timeout=_FLUSH_SECONDS)
    idle.cancel()
    serving.cancel()
