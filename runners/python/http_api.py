"""`context.http`: requests that the runner makes for user code; runs in the worker.

They go over the worker's channel, so that they work where the process has no network at all.
"""

import email.message
import email.utils
import json as json_module
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from runners.workers import frames

Params = Mapping[str, Any] | Iterable[tuple[str, Any]]
Receive = Callable[[], tuple[bytes, bytearray]]
"""Reads the next frame: its kind and body."""

_MOST_BYTES = frames.HTTP_BYTES - 64 * 1024
_UNAUTHORIZED, _NOT_FOUND, _TOO_MANY = (401, 403), 404, 429


class HttpError(Exception):
    """A request that was refused or came to no answer, or an answer that is an error.

    `status` is the answer's, None without one.
    """

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class Response:
    """An answer, read to its end. `headers` are found whatever the case of their names."""

    def __init__(
        self,
        *,
        status: int,
        url: str,
        headers: list[tuple[str, str]],
        content: bytes,
        raises: "Raises",
    ) -> None:
        self.status = status
        self.url = url
        self.content = content
        self.headers = email.message.Message()
        for name, value in headers:
            self.headers[name] = value
        self._raises = raises

    @property
    def ok(self) -> bool:
        """Whether the status is below 400."""
        return self.status < 400  # noqa: PLR2004 — where errors begin

    @property
    def text(self) -> str:
        """The body in the character set that the server names, else in UTF-8."""
        charset = str(self.headers.get_content_charset() or "utf-8")
        try:
            return self.content.decode(charset, "replace")
        except LookupError:
            return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        """The decoded body; ValueError when it is no JSON."""
        return json_module.loads(self.content)

    def raise_for_status(self) -> "Response":
        """This answer, unless it is an error.

        Raises:
            Unauthorized: 401, 403.
            NotFound: 404.
            RateLimited: 429, with the seconds of Retry-After.
            HttpError: another error.
        """
        if self.ok:
            return self
        message = f"HTTP {self.status} from {self.url.partition('?')[0]}"
        if self.status in _UNAUTHORIZED:
            raise self._raises.unauthorized(message)
        if self.status == _NOT_FOUND:
            raise self._raises.not_found(message)
        if self.status == _TOO_MANY:
            raise self._raises.rate_limited(message, retry_after=_seconds(self.headers))
        raise HttpError(message, self.status)

    def __repr__(self) -> str:
        return f"<Response {self.status} {self.url.partition('?')[0]}>"


class Raises:
    """The exceptions that a status means."""

    def __init__(self, unauthorized: Any, not_found: Any, rate_limited: Any) -> None:
        self.unauthorized = unauthorized
        self.not_found = not_found
        self.rate_limited = rate_limited


class Http:
    """Sends requests; several threads may do so at the same time."""

    def __init__(self, send: Callable[[bytes], None], receive: Receive, raises: Raises) -> None:
        self._send = send
        self._receive = receive
        self._raises = raises
        self._arrived = threading.Condition()
        self._answers: dict[int, tuple[dict[str, Any], bytes]] = {}
        self._last = 0
        self._reading = False

    def get(self, url: str, **options: Any) -> Response:
        """See `request`."""
        return self.request("GET", url, **options)

    def head(self, url: str, **options: Any) -> Response:
        """See `request`."""
        return self.request("HEAD", url, **options)

    def post(self, url: str, **options: Any) -> Response:
        """See `request`."""
        return self.request("POST", url, **options)

    def put(self, url: str, **options: Any) -> Response:
        """See `request`."""
        return self.request("PUT", url, **options)

    def patch(self, url: str, **options: Any) -> Response:
        """See `request`."""
        return self.request("PATCH", url, **options)

    def delete(self, url: str, **options: Any) -> Response:
        """See `request`."""
        return self.request("DELETE", url, **options)

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        data: bytes | str | Params | None = None,
        timeout: float | None = None,
        follow_redirects: bool = True,
    ) -> Response:
        """Send it, and wait for the answer, whatever its status.

        `data` is a body, or the fields of a form. Placeholders of secrets may stand in address,
        headers and body. `timeout` is in seconds, 30 without it.

        Raises:
            HttpError: it may not be sent, or there is no answer; the text says why.
        """
        given = {str(name): str(value) for name, value in (headers or {}).items()}
        body, content_type = _body(json, data)
        if content_type and "content-type" not in map(str.lower, given):
            given["Content-Type"] = content_type
        if len(body) + len(url) > _MOST_BYTES:
            raise HttpError(f"The request is larger than {_MOST_BYTES} bytes.")
        head = {
            "method": str(method).upper(),
            "url": _with_params(str(url), params),
            "headers": list(given.items()),
            "seconds": None if timeout is None else float(timeout),
            "follow": bool(follow_redirects),
        }
        answer, content = self._ask(head, body)
        if "error" in answer:
            raise HttpError(answer["error"])
        return Response(
            status=answer["status"],
            url=answer["url"],
            headers=[(name, value) for name, value in answer["headers"]],
            content=content,
            raises=self._raises,
        )

    def _ask(self, head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        with self._arrived:
            self._last += 1
            number = self._last
        text = json_module.dumps({"id": number, **head}).encode()
        frame = frames.HTTP_HEAD.pack(len(text)) + text + body
        self._send(frames.pack(frames.HTTP, frame))
        while True:
            with self._arrived:
                while number not in self._answers and self._reading:
                    self._arrived.wait()
                if number in self._answers:
                    return self._answers.pop(number)
                # Whoever finds nobody reading reads for all.
                self._reading = True
            try:
                _, answer = self._receive()
                (length,) = frames.HTTP_HEAD.unpack_from(answer)
                start = frames.HTTP_HEAD.size + length
                told = json_module.loads(bytes(answer[frames.HTTP_HEAD.size : start]))
            finally:
                with self._arrived:
                    self._reading = False
                    self._arrived.notify_all()
            with self._arrived:
                self._answers[told["id"]] = (told, bytes(answer[start:]))
                self._arrived.notify_all()


def _with_params(url: str, params: Params | None) -> str:
    if not params:
        return url
    base, mark, fragment = url.partition("#")
    pairs = params.items() if isinstance(params, Mapping) else params
    query = urlencode([(name, value) for name, value in pairs if value is not None], doseq=True)
    return f"{base}{'&' if '?' in base else '?'}{query}{mark}{fragment}"


def _body(json: Any, data: bytes | str | Params | None) -> tuple[bytes, str]:
    if json is not None:
        return json_module.dumps(json).encode(), "application/json"
    if data is None:
        return b"", ""
    if isinstance(data, str):
        return data.encode(), "text/plain; charset=utf-8"
    if isinstance(data, bytes | bytearray | memoryview):
        return bytes(data), "application/octet-stream"
    pairs = data.items() if isinstance(data, Mapping) else data
    return urlencode(list(pairs), doseq=True).encode(), "application/x-www-form-urlencoded"


def _seconds(headers: email.message.Message) -> float | None:
    """What Retry-After says: seconds, or a date."""
    text = str(headers.get("Retry-After", "")).strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        return max(email.utils.parsedate_to_datetime(text).timestamp() - time.time(), 0.0)
    except (ValueError, TypeError):
        return None
