"""Defects: every exception that is logged as an error is reported too, once, when that is asked.

`report` is a processor of structlog's, so that what is logged and what is reported are the same
set. Errors that are foreseen are never logged with their exception, and so never reported.
"""

import logging
import sys
from typing import Protocol

from structlog.typing import EventDict, WrappedLogger


class Reporter(Protocol):
    """Takes defects."""

    def report(self, error: BaseException, *, event: str, trace_id: str | None) -> None:
        """Send it; returns at once and never raises."""
        ...


_reporter: Reporter | None = None


def use(reporter: Reporter | None) -> None:
    """Report to it from now on; with None, no more."""
    global _reporter  # noqa: PLW0603 — set once a process, as logs are
    _reporter = reporter


def report(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Report the exception of an error's line; to stand before the one that writes it as text."""
    if _reporter is not None and event.get("exc_info") and _is_error(event):
        error = _exception(event["exc_info"])
        if error is not None:
            trace_id = event.get("trace_id")
            _reporter.report(
                error,
                event=str(event.get("event", "")),
                trace_id=trace_id if isinstance(trace_id, str) else None,
            )
    return event


def _is_error(event: EventDict) -> bool:
    number = logging.getLevelNamesMapping().get(str(event.get("level", "")).upper(), 0)
    return number >= logging.ERROR


def _exception(given: object) -> BaseException | None:
    if isinstance(given, BaseException):
        return given
    found = given[1] if isinstance(given, tuple) else sys.exc_info()[1]
    return found if isinstance(found, BaseException) else None
