"""The role `gateway`: the one public port."""

import logging
import sys
from collections.abc import Sequence

import structlog

from appliance import lifeline
from appliance.errors import ApplianceError
from appliance.gateway import main
from appliance.paths import static_folder
from appliance.roles import configuration, parser


def run(arguments: Sequence[str]) -> None:
    """Serve until told to stop."""
    options = parser("gateway")
    options.add_argument("--backend-port", type=int, required=True)
    chosen = options.parse_args(arguments)
    config = configuration(chosen)
    _configure_logs()
    try:
        main.serve(
            config.server,
            backend_port=chosen.backend_port,
            static_dir=static_folder(),
            hold=lifeline.hold,
        )
    except OSError as error:
        raise ApplianceError(f"The gateway {error.strerror or error}.") from error


def _configure_logs() -> None:
    """One JSON object a line, as the other programs write; libraries from warnings on."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
