"""Errors of the application: a flat tree; each has a code, a status and a public sentence.

    ApplicationError
    ├── InvalidInputError     422  a value does not fit (pointer says which)
    ├── MalformedError        400  not readable at all
    ├── UnauthorizedError     401
    ├── ForbiddenError        403
    ├── NotFoundError         404
    ├── ConflictError         409
    ├── TooLargeError         413
    ├── TooManyRequestsError  429
    └── UnavailableError      503  something that we need is down

`SourceError` is apart: a source that fails is data of the request, never its failure.
"""

from typing import Any

import msgspec

from backend.models.answers import FailureKind, SkipReason


class FieldError(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """What is wrong with one value of a body (`pointer`, RFC 6901) or one parameter (its name).

    Of text that has lines, `line` and `column` say where in it; both count from 1.
    """

    pointer: str
    message: str
    line: int | None = None
    column: int | None = None


class ApplicationError(Exception):
    """The request could not be done."""

    status = 500
    code = "INTERNAL_SERVER_ERROR"
    title = "Internal server error"

    def __init__(self, detail: str, *, errors: tuple[FieldError, ...] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = errors
        # Of the answer, beside the problem; names in lower case.
        self.headers: dict[str, str] = {}


class InvalidInputError(ApplicationError):
    """A value does not fit."""

    status, code, title = 422, "INVALID_INPUT", "A value does not fit"


class MalformedError(ApplicationError):
    """The request could not be read."""

    status, code, title = 400, "MALFORMED", "The request could not be read"


class UnauthorizedError(ApplicationError):
    """No valid credential."""

    status, code, title = 401, "UNAUTHORIZED", "A valid credential is needed"


class ForbiddenError(ApplicationError):
    """The credential is valid, its roles do not suffice."""

    status, code, title = 403, "FORBIDDEN", "Not allowed"


class NotFoundError(ApplicationError):
    """There is no such thing."""

    status, code, title = 404, "NOT_FOUND", "Not found"


class ConflictError(ApplicationError):
    """It exists already or is in use."""

    status, code, title = 409, "CONFLICT", "Conflict"


class TooLargeError(ApplicationError):
    """More than is accepted."""

    status, code, title = 413, "TOO_LARGE", "Too large"


class TooManyRequestsError(ApplicationError):
    """Asked too often; `retry_after` says in how many seconds it may be tried again."""

    status, code, title = 429, "TOO_MANY_REQUESTS", "Too many requests"

    def __init__(self, detail: str, *, retry_after: int) -> None:
        super().__init__(detail)
        self.headers["retry-after"] = str(retry_after)


class UnavailableError(ApplicationError):
    """Something that is needed does not answer."""

    status, code, title = 503, "UNAVAILABLE", "Temporarily unavailable"


class SourceError(Exception):
    """A source that was asked gave no answer: data of the request, never its failure.

    `passing` says that asking the same once more may help, and can do no harm where a question
    only looks something up.
    """

    def __init__(self, kind: FailureKind, detail: str, *, passing: bool = False) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.passing = passing


class SourceSkippedError(Exception):
    """A source found, when it was to be asked, that it can't be (its runner is away)."""

    def __init__(
        self,
        detail: str,
        *,
        reason: SkipReason = SkipReason.RUNNER_UNAVAILABLE,
        content: Any = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.reason = reason
        self.content = content
