"""What gateway, backend and runners can be told about traces and defects."""

from typing import Annotated
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

OTLP_PORT = 4317


class TelemetryConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[telemetry]`: traces, sent to a collector by OTLP over gRPC."""

    otlp_endpoint: Annotated[
        str | None,
        Meta(
            description="http://host:4317 or https://host:4317 of an OpenTelemetry collector, "
            "Jaeger or Tempo. Without it nothing is traced.",
        ),
    ] = None
    otlp_headers: Annotated[
        str | None,
        Meta(
            description="What the collector wants to see with each batch: name=value, and "
            "commas between several.",
            extra={"secret": True},
        ),
    ] = None
    sample_ratio: Annotated[
        float,
        Meta(
            ge=0,
            le=1,
            description="Share of requests that are traced. A caller that sends a traceparent "
            "decides for its own.",
        ),
    ] = 1.0

    def __post_init__(self) -> None:
        if self.otlp_endpoint:
            _check_endpoint(self.otlp_endpoint)
        if self.otlp_headers:
            headers_of(self.otlp_headers)


class SentryConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[sentry]`: defects of the appliance, with the place in the code and the trace id."""

    dsn: Annotated[
        str | None,
        Meta(
            description="https://key@host/project of Sentry, or of a server that speaks like it. "
            "Without it nothing is reported.",
            extra={"secret": True},
        ),
    ] = None
    environment: Annotated[
        str, Meta(min_length=1, description="Name of this installation among yours.")
    ] = "production"

    def __post_init__(self) -> None:
        if self.dsn and not _is_dsn(self.dsn):
            raise ValueError(
                "dsn: expected https://key@host/project as Sentry shows it, found something else, "
                "which is secret"
            )


def address_of(endpoint: str) -> str:
    """Host and port of an endpoint."""
    parts = urlsplit(endpoint)
    host = parts.hostname or ""
    return f"{f'[{host}]' if ':' in host else host}:{parts.port or OTLP_PORT}"


def headers_of(text: str) -> tuple[tuple[str, str], ...]:
    """Names, which gRPC wants in lower case, and values.

    Raises:
        ValueError: without the values, which are secret.
    """
    pairs = []
    for part in text.split(","):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not (name and equals and value and name.isascii() and value.isascii()):
            raise ValueError(
                "otlp_headers: expected name=value, and commas between several, found something "
                "else, which is secret"
            )
        pairs.append((name.lower(), value))
    return tuple(pairs)


def _check_endpoint(endpoint: str) -> None:
    try:
        parts = urlsplit(endpoint)
        whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # a port that is none, say
        whole = False
    if not whole or parts.username:
        raise ValueError(
            "otlp_endpoint: expected http://host:port or https://host:port, found something else"
        )
    if parts.path not in ("", "/") or parts.query:
        raise ValueError(
            "otlp_endpoint: expected an address without a path; a path is of OTLP over HTTP, and "
            f"this is OTLP over gRPC, whose port usually is {OTLP_PORT}"
        )


def _is_dsn(dsn: str) -> bool:
    try:
        parts = urlsplit(dsn)
        whole = parts.scheme in ("http", "https") and parts.hostname and parts.username
        return bool(whole) and parts.port != 0 and parts.path.rpartition("/")[2].isdigit()
    except ValueError:
        return False
