"""The seam to Robyn: registers the route table, and stops in order.

Robyn decodes neither path nor query, runs synchronous handlers on its event loop, gives None as
the text "None" and hangs on SIGTERM; all of that ends here.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import NoReturn

import structlog

from backend.http.edge import Incoming, InFlight, Outgoing, answer, problem_answer
from backend.http.problems import Problem
from backend.http.routing import PREFIX, Route
from backend.services import Services
from backend.telemetry.trace import trace_id_of

log = structlog.get_logger()

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
LAST_ANSWERS_SECONDS = 0.5
CLOSE_SECONDS = 2.5

# Robyn reads the command line of the process when it is imported.
sys.argv = [sys.argv[0], "--log-level", "WARN", "--disable-openapi"]
from robyn import Request, Response, Robyn  # noqa: E402 — see above


class Server:
    """Robyn on 127.0.0.1, never on the network."""

    def __init__(
        self,
        routes: Sequence[Route],
        *,
        open_services: Callable[[], Awaitable[Services]],
        finish_services: Callable[[], Awaitable[None]],
        close_services: Callable[[], Awaitable[None]],
        last: Callable[[], None],
    ) -> None:
        """`last` is called at the very end, which is not the interpreter's."""
        self._open_services = open_services
        self._finish_services = finish_services
        self._close_services = close_services
        self._last = last
        self._services: Services | None = None
        self._in_flight = InFlight()
        self._stopping: asyncio.Task[None] | None = None
        self._app = Robyn(__file__)
        self._app.startup_handler(self._start)
        for route in routes:
            self._register(route)
        for method in METHODS:
            self._app.add_route(method, "/*rest", self._unknown(routes))

    def run(self, port: int) -> None:
        """Serve until SIGTERM or SIGINT; the process ends inside."""
        for name in ("ROBYN_HOST", "ROBYN_PORT"):
            os.environ.pop(name, None)
        self._app.start(host="127.0.0.1", port=port, _check_port=False)

    async def _start(self) -> None:
        loop = asyncio.get_running_loop()
        for number in STOP_SIGNALS:
            loop.add_signal_handler(number, self._begin_stop)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
        try:
            self._services = await self._open_services()
        except Exception as error:
            # Robyn would log it and serve on without services.
            log.exception("start_failed", detail=str(error))
            self._exit(1)

    def _begin_stop(self) -> None:
        if self._stopping is None:
            self._stopping = asyncio.get_running_loop().create_task(self._stop())

    async def _stop(self) -> None:
        """Finish what is in flight, then leave by `os._exit`: Robyn's loop never ends by itself."""
        try:
            if self._services is not None:
                await self._finish_services()
            # Answers need the services, so these are closed after the last of them.
            await self._wait_for_answers()
            if self._services is not None:
                await asyncio.wait_for(self._close_services(), CLOSE_SECONDS)
        except TimeoutError:
            log.warning("stop_cut_short", seconds=CLOSE_SECONDS)
        except Exception:
            log.exception("stop_failed")
        finally:
            self._exit(0)

    def _exit(self, status: int) -> NoReturn:
        try:
            self._last()
            # Also when nobody reads the log any more.
            with suppress(OSError):
                sys.stdout.flush()
        finally:
            os._exit(status)

    async def _wait_for_answers(self) -> None:
        with suppress(TimeoutError):  # who waits for events asks the next start for them
            async with asyncio.timeout(LAST_ANSWERS_SECONDS):
                await self._in_flight.none.wait()
        # The last answers are written by other threads.
        await asyncio.sleep(0.05)

    def _register(self, route: Route) -> None:
        path = PREFIX + route.path.replace("{", ":").replace("}", "")

        async def endpoint(request: Request) -> Response:
            if self._services is None:
                return _response(_not_started(_headers(request)))
            incoming = Incoming(
                path=dict(request.path_params),
                query=request.query_params.to_dict(),
                headers=_headers(request),
                body=request.body,
            )
            return _response(await answer(route, self._services, incoming, self._in_flight))

        self._app.add_route(route.method, path, endpoint)

    def _unknown(self, routes: Sequence[Route]) -> Callable[[Request], Awaitable[Response]]:
        async def unknown(request: Request) -> Response:
            trace_id = trace_id_of(_headers(request).get("traceparent"))
            allowed = methods_of(routes, request.url.path)
            if allowed:
                problem = Problem(
                    title="Method not allowed",
                    status=405,
                    code="METHOD_NOT_ALLOWED",
                    detail=f"{request.method} is not possible here; {', '.join(allowed)} is",
                    trace_id=trace_id,
                )
                outgoing = problem_answer(problem)
                outgoing.headers["allow"] = ", ".join(allowed)
                return _response(outgoing)
            problem = Problem(
                title="Not found",
                status=404,
                code="NOT_FOUND",
                detail=f"there is no such path; {PREFIX}/docs/openapi.json lists all",
                trace_id=trace_id,
            )
            return _response(problem_answer(problem))

        return unknown


def methods_of(routes: Sequence[Route], path: str) -> list[str]:
    """The methods that a path knows."""
    steps = path.removeprefix(PREFIX).strip("/").split("/")

    def fits(route: Route) -> bool:
        wanted = route.path.strip("/").split("/")
        return len(wanted) == len(steps) and all(
            w.startswith("{") or w == s for w, s in zip(wanted, steps, strict=True)
        )

    return sorted({route.method for route in routes if fits(route)})


def _headers(request: Request) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers.to_dict().items()}


def _not_started(headers: dict[str, str]) -> Outgoing:
    problem = Problem(
        title="Temporarily unavailable",
        status=503,
        code="STARTING",
        detail="the service is starting: try again in a second",
        trace_id=trace_id_of(headers.get("traceparent")),
    )
    return problem_answer(problem)


def _response(outgoing: Outgoing) -> Response:
    response: Response = Response(
        status_code=outgoing.status, headers=outgoing.headers, description=outgoing.body
    )
    return response
