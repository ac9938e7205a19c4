"""Logs: one JSON object a line, static event names, the trace id on every line."""

import logging
import sys

import msgspec
import structlog
from structlog.typing import EventDict, WrappedLogger

from runners.telemetry import defects

_ENCODER = msgspec.json.Encoder(enc_hook=str)


def configure(level: str) -> None:
    """Send structlog and the standard library's loggers to stdout as JSON."""
    number = getattr(logging, level.upper())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            defects.report,
            structlog.processors.format_exc_info,
            _render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    handler = _ToStructlog()
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def _render(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    return _ENCODER.encode(event).decode()


class _ToStructlog(logging.Handler):
    """Lines of libraries, in our form."""

    def emit(self, record: logging.LogRecord) -> None:
        structlog.get_logger(record.name).log(
            record.levelno,
            "library_message",
            logger=record.name,
            message=record.getMessage(),
            exc_info=record.exc_info,
        )
