"""Answers that the gateway gives itself instead of passing a request on.

    RefusedError
    ├── MalformedError          400  target, host or body is not readable HTTP
    ├── NotFoundError           404
    ├── MethodNotAllowedError   405
    ├── SlowBodyError           408  the body stopped arriving
    ├── TooLargeError           413  the body is over `[server] max_body_mb`
    ├── BackendFailedError      502  the backend broke off before it answered whole
    ├── BackendDownError        503  nothing listens on the backend's port
    ├── StoppingError           503  the gateway ends before the answer was there
    └── BusyError               503  bodies in flight fill the memory set apart for them

Each becomes `application/problem+json` in one place (`app.py`).
"""

import msgspec

Headers = list[tuple[bytes, bytes]]

RETRY_SOON = (b"retry-after", b"1")


class Problem(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """RFC 9457, with the fields that the backend's problems have."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    errors: tuple[str, ...] = ()
    trace_id: str


class RefusedError(Exception):
    """The request was not answered by the backend."""

    status = 500
    code = "INTERNAL_SERVER_ERROR"
    title = "Internal server error"
    headers: tuple[tuple[bytes, bytes], ...] = ()
    # Whether what the client still sends is read, so that it gets to see the answer.
    reads_on = True

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail

    def problem(self, trace_id: str) -> Problem:
        return Problem(
            title=self.title,
            status=self.status,
            code=self.code,
            detail=self.detail,
            trace_id=trace_id,
        )


class MalformedError(RefusedError):
    """The request could not be read."""

    status, code, title = 400, "MALFORMED", "The request could not be read"


class NotFoundError(RefusedError):
    """There is no such thing."""

    status, code, title = 404, "NOT_FOUND", "Not found"


class MethodNotAllowedError(RefusedError):
    """The method means nothing here."""

    status, code, title = 405, "METHOD_NOT_ALLOWED", "Method not allowed"

    def __init__(self, detail: str, *, allow: bytes) -> None:
        super().__init__(detail)
        self.headers = ((b"allow", allow),)


class SlowBodyError(RefusedError):
    """The body stopped arriving."""

    status, code, title = 408, "TIMEOUT", "The request did not arrive in time"
    reads_on = False
    headers = ((b"connection", b"close"),)


class TooLargeError(RefusedError):
    """More than is accepted."""

    status, code, title = 413, "TOO_LARGE", "Too large"
    headers = ((b"connection", b"close"),)


class BackendFailedError(RefusedError):
    """The backend broke off."""

    status, code, title = 502, "BACKEND_FAILED", "The backend broke off"
    headers = (RETRY_SOON,)


class BackendDownError(RefusedError):
    """The backend does not run."""

    status, code, title = 503, "UNAVAILABLE", "Temporarily unavailable"
    headers = (RETRY_SOON,)


class StoppingError(RefusedError):
    """The gateway is being stopped."""

    status, code, title = 503, "UNAVAILABLE", "Temporarily unavailable"
    headers = (RETRY_SOON,)
    reads_on = False


class BusyError(RefusedError):
    """Too much at once."""

    status, code, title = 503, "UNAVAILABLE", "Temporarily unavailable"
    headers = (
        RETRY_SOON,
        (b"connection", b"close"),
    )
