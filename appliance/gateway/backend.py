"""The backend as the gateway sees it: one HTTP port of this machine that may be restarting."""

import asyncio
import errno
import io
from typing import Any

import aiohttp
from yarl import URL

from appliance.gateway.errors import BackendDownError, BackendFailedError

Headers = list[tuple[str, str]]

# What is waited for while the supervisor restarts the backend.
RESTART_SECONDS = 10.0
_FIRST_DELAY_SECONDS = 0.05
_LONGEST_DELAY_SECONDS = 0.5
# Shorter than the backend's own, so that we never send on a connection that it is closing.
_KEEP_ALIVE_SECONDS = 4.0
_CONNECTIONS = 1024
_LONGEST_HEADER = 64 * 1024
_ONE_PIECE_BYTES = 1024 * 1024
_IDEMPOTENT = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})


class Backend:
    """Connections to the backend: some for requests, and as many as needed for event streams.

    Streams have their own, since each holds one for as long as it waits for events.
    """

    def __init__(self, port: int) -> None:
        self._origin = f"http://127.0.0.1:{port}"
        self._stopping = False
        self._requests = _session(_CONNECTIONS)
        self._polls = _session(0)

    async def close(self) -> None:
        await self._requests.close()
        await self._polls.close()

    def stop_waiting(self) -> None:
        """Give up on a backend that is away from now on: we are going too."""
        self._stopping = True

    async def request(
        self, method: str, target: str, headers: Headers, body: bytes
    ) -> aiohttp.ClientResponse:
        """Send one request; return the answer, whose body is still to be read and released.

        `target` is path and query, sent byte for byte. There is no time limit: executing a request
        takes what its sources take. While connections are refused, so that nothing was sent, it is
        tried again for 10 s. When the backend closes without a word, aiohttp sends an idempotent
        request once more (RFC 9110 9.2.2), any other fails.

        Raises BackendDownError and BackendFailedError.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + RESTART_SECONDS
        delay = _FIRST_DELAY_SECONDS
        while True:
            try:
                return await self._requests.request(
                    method,
                    URL(self._origin + target, encoded=True),
                    headers=headers,
                    # Larger ones as a file, which aiohttp writes piece by piece.
                    data=io.BytesIO(body) if len(body) > _ONE_PIECE_BYTES else body or None,
                    allow_redirects=False,
                )
            except aiohttp.ClientConnectorError as error:
                if self._stopping or not _refused(error) or loop.time() + delay > deadline:
                    raise _down() from error
            except (aiohttp.ClientError, OSError) as error:
                raise broken_off(method) from error
            await asyncio.sleep(delay)
            delay = min(delay * 2, _LONGEST_DELAY_SECONDS)

    async def poll(self, target: str, headers: Headers, wait_seconds: float) -> tuple[int, bytes]:
        """Ask once for events; return status and body. Raises aiohttp.ClientError, TimeoutError."""
        async with self._polls.get(
            URL(self._origin + target, encoded=True),
            headers=headers,
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=wait_seconds + 15),
        ) as response:
            return response.status, await response.read()


def broken_off(method: str) -> BackendFailedError:
    """Return what the client is told when the backend went away after it got the request."""
    return BackendFailedError(
        "The backend broke off before its answer was complete. "
        + (
            "Nothing is lost by asking again."
            if method in _IDEMPOTENT
            else "Whether the request took effect is not known: look before sending it again."
        )
    )


def _down() -> BackendDownError:
    return BackendDownError(
        "The backend does not answer; it is probably being restarted. Try again in a second. "
        "If it lasts, look at `indicator-aggregator status` and `... logs backend`."
    )


def _refused(error: aiohttp.ClientConnectorError) -> bool:
    return error.os_error.errno == errno.ECONNREFUSED


def _session(connections: int) -> aiohttp.ClientSession:
    options: dict[str, Any] = {
        "connector": aiohttp.TCPConnector(
            limit=connections, keepalive_timeout=_KEEP_ALIVE_SECONDS, ssl=False
        ),
        "timeout": aiohttp.ClientTimeout(total=None, sock_connect=5),
        "cookie_jar": aiohttp.DummyCookieJar(),
        "skip_auto_headers": ("accept", "accept-encoding", "content-type", "user-agent"),
        "auto_decompress": False,
        "max_line_size": _LONGEST_HEADER,
        "max_field_size": _LONGEST_HEADER,
    }
    return aiohttp.ClientSession(**options)
