"""Defects, sent to Sentry. Imported only where a DSN is set.

What leaves is built here from a list of what may: type of the exception, the places in the code,
version, trace id. No message of an exception, no value of a variable, no header, no request: any
of them may quote a secret. The log has the message under the same trace id.
"""

import logging
from collections.abc import Mapping
from typing import Any, cast

import sentry_sdk
from sentry_sdk.integrations.dedupe import DedupeIntegration
from sentry_sdk.types import Event, Hint

from runners.telemetry.config import SentryConfig

_KEPT = (
    "event_id",
    "timestamp",
    "platform",
    "level",
    "release",
    "environment",
    "server_name",
    "sdk",
    "tags",
)
_KEPT_OF_EXCEPTIONS = ("type", "module", "mechanism")
_KEPT_OF_FRAMES = (
    "filename",
    "abs_path",
    "function",
    "module",
    "lineno",
    "in_app",
    "pre_context",
    "context_line",
    "post_context",
)


class SentryReporter:
    """Reports defects of this process."""

    def __init__(self, config: SentryConfig, *, service: str, version: str) -> None:
        # A server that is away is not worth a line each time.
        for name in ("urllib3", "sentry_sdk.errors"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        sentry_sdk.init(
            dsn=config.dsn,
            environment=config.environment,
            release=f"indicator-aggregator@{version}",
            # Nothing of the libraries' own making: what is reported is what we log.
            default_integrations=False,
            auto_enabling_integrations=False,
            integrations=[DedupeIntegration()],
            send_default_pii=False,
            include_local_variables=False,
            max_breadcrumbs=0,
            auto_session_tracking=False,
            send_client_reports=False,
            before_send=_allowed,
        )
        self._service = service

    def report(self, error: BaseException, *, event: str, trace_id: str | None) -> None:
        """See `defects.Reporter`."""
        with sentry_sdk.new_scope() as scope:
            scope.set_tag("service", self._service)
            scope.set_tag("event", event)
            if trace_id is not None:
                scope.set_tag("trace_id", trace_id)
            scope.capture_exception(error)

    def close(self, seconds: float) -> None:
        """Send what waits."""
        sentry_sdk.get_client().close(timeout=seconds)


def _allowed(event: Event, _hint: Hint) -> Event:
    given = cast("dict[str, Any]", event)
    allowed = _picked(given, _KEPT)
    exceptions = (given.get("exception") or {}).get("values") or ()
    allowed["exception"] = {"values": [_exception(found) for found in exceptions]}
    return cast("Event", allowed)


def _exception(found: Mapping[str, Any]) -> dict[str, Any]:
    frames = (found.get("stacktrace") or {}).get("frames") or ()
    return {
        **_picked(found, _KEPT_OF_EXCEPTIONS),
        "value": "the log has the message, under this trace id",
        "stacktrace": {"frames": [_picked(frame, _KEPT_OF_FRAMES) for frame in frames]},
    }


def _picked(given: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: given[name] for name in names if name in given}
