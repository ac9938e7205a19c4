"""The command line's way to an appliance: its public API, over HTTP."""

import http.client
import json
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from appliance.errors import ApplianceError

CONNECT_SECONDS = 10.0
QUIET_SECONDS = 60.0
RESUME_SECONDS = 60.0
RETRY_SECONDS = 0.5
BAD_REQUEST = 400
SERVER_ERROR = 500


class AnswerError(ApplianceError):
    """The appliance refused, with its own sentence."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


class UnreachableError(ApplianceError):
    """Nothing answers at the address."""


class Client:
    """Calls the API of an appliance at `url` (`http://host:port`) with an API token."""

    def __init__(self, url: str, token: str, *, quiet_seconds: float = QUIET_SECONDS) -> None:
        """`quiet_seconds` is how long an answer may take to begin."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ApplianceError(f"{url!r} is no address; http://host:port is expected")
        self._url = url
        self._secure = parts.scheme == "https"
        self._host, self._port = parts.hostname, parts.port
        self._token = token
        self._quiet_seconds = quiet_seconds

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """One call; the decoded answer.

        Raises:
            AnswerError: the appliance refused.
            UnreachableError: nothing answers.
        """
        payload = json.dumps(body).encode() if body is not None else None
        return self._call(method, path, payload, "application/json")

    def send_file(self, path: str, content: BinaryIO) -> Any:
        """POST a file or a pipe, in pieces. Answer and errors as those of `call`."""
        return self._call("POST", path, content, "application/octet-stream")

    def _call(self, method: str, path: str, payload: bytes | BinaryIO | None, kind: str) -> Any:
        connection = self._connect()
        try:
            answer = self._send(connection, method, path, payload, kind)
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise self._unreachable(error) from error
        finally:
            connection.close()
        if answer.status >= BAD_REQUEST:
            raise _refusal(answer.status, content)
        return json.loads(content) if content else None

    def events(self, request_id: str) -> Iterator[tuple[str, Any]]:
        """The events of a request as `(event, data)`, each once, resumed when the stream breaks.

        Raises:
            AnswerError: the appliance refused.
            UnreachableError: it stayed away for a minute.
        """
        after, give_up = 0, time.monotonic() + RESUME_SECONDS
        while True:
            try:
                for sequence, event, data in self._stream(request_id, after):
                    after, give_up = sequence, time.monotonic() + RESUME_SECONDS
                    yield event, data
                    if event == "done":
                        return
            except (UnreachableError, AnswerError) as error:
                passing = isinstance(error, UnreachableError) or error.status >= SERVER_ERROR
                if not passing or time.monotonic() > give_up:
                    raise
            time.sleep(RETRY_SECONDS)

    def _stream(self, request_id: str, after: int) -> Iterator[tuple[int, str, Any]]:
        connection = self._connect()
        try:
            path = f"/api/v1/requests/{request_id}/events?after={after}"
            answer = self._send(connection, "GET", path, None, "")
            if answer.status >= BAD_REQUEST:
                raise _refusal(answer.status, answer.read())
            yield from _parse_events(answer)
        except (OSError, http.client.HTTPException) as error:
            raise self._unreachable(error) from error
        finally:
            connection.close()

    def _connect(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        return kind(self._host, self._port, timeout=self._quiet_seconds)

    def _send(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        path: str,
        payload: bytes | BinaryIO | None,
        kind: str,
    ) -> http.client.HTTPResponse:
        headers = {"Authorization": f"Token {self._token}", "User-Agent": "indicator-aggregator"}
        if payload is not None:
            headers["Content-Type"] = kind
        with suppress(BrokenPipeError, ConnectionResetError):  # it may have refused, and said why
            connection.request(method, path, body=payload, headers=headers)
        return connection.getresponse()

    def _unreachable(self, error: Exception) -> UnreachableError:
        return UnreachableError(
            f"no appliance answers at {self._url} ({error}): start it, or name another in "
            "INDICATOR_AGGREGATOR_URL"
        )


def _parse_events(lines: Iterator[bytes] | http.client.HTTPResponse) -> Iterator[Any]:
    """Server-sent events, as far as our gateway writes them (one `data` line each)."""
    fields: dict[str, str] = {}
    for line in lines:
        text = line.decode().rstrip("\r\n")
        if text:
            name, _, value = text.partition(":")
            fields[name] = value.removeprefix(" ")
        elif "data" in fields:
            if fields.get("event") == "error":
                raise _refusal(0, fields["data"].encode())
            yield int(fields["id"]), fields["event"], json.loads(fields["data"])
            fields = {}


def _refusal(status: int, content: bytes) -> AnswerError:
    try:
        problem = json.loads(content)
    except ValueError:
        return AnswerError(status, f"the appliance answers {status}")
    errors = [e.get("message", "") for e in problem.get("errors", [])]
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return AnswerError(problem.get("status", status), problem.get("detail", str(status)) + more)
