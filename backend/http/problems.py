"""Errors as problem details (RFC 9457)."""

import msgspec

from backend.models.errors import ApplicationError, FieldError

MEDIA_TYPE = "application/problem+json"


class Problem(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What went wrong, where, and what to do next."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    errors: tuple[FieldError, ...] = ()
    trace_id: str


def problem_of(error: ApplicationError, trace_id: str) -> Problem:
    """The public form of an error of ours."""
    return Problem(
        title=error.title,
        status=error.status,
        code=error.code,
        detail=error.detail,
        errors=error.errors,
        trace_id=trace_id,
    )


def unknown_problem(trace_id: str) -> Problem:
    """All that a client is told of a defect of ours."""
    return Problem(
        title=ApplicationError.title,
        status=ApplicationError.status,
        code=ApplicationError.code,
        detail="a defect of the service; its log names the cause by this trace id",
        trace_id=trace_id,
    )
