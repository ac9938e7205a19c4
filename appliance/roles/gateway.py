"""The role `gateway`: the one public port."""

from collections.abc import Sequence

from appliance import lifeline
from appliance.errors import ApplianceError
from appliance.gateway import main
from appliance.paths import static_folder
from appliance.roles import configuration, parser, reporting
from backend.telemetry import logs


def run(arguments: Sequence[str]) -> None:
    """Serve until told to stop."""
    options = parser("gateway")
    options.add_argument("--backend-port", type=int, required=True)
    chosen = options.parse_args(arguments)
    config = configuration(chosen)
    logs.configure("info")
    reports = reporting(config, "gateway")
    reports.start()
    try:
        main.serve(
            config.server,
            backend_port=chosen.backend_port,
            static_dir=static_folder(),
            hold=lifeline.hold,
            spool=config.data.spool,
        )
    except OSError as error:
        raise ApplianceError(f"The gateway {error.strerror or error}.") from error
    finally:
        reports.stop()
