"""The role `backend`: the service behind the gateway."""

from collections.abc import Sequence

from appliance import __version__, lifeline
from appliance.database import database_of
from appliance.paths import self_command
from appliance.roles import configuration, parser, reporting
from backend.main import serve
from backend.models.sources import SourceKind
from backend.surroundings import Surroundings


def run(arguments: Sequence[str]) -> None:
    """Serve until told to stop."""
    options = parser("backend")
    options.add_argument("--port", type=int, required=True)
    chosen = options.parse_args(arguments)
    lifeline.hold()
    config = configuration(chosen)
    runners = {}
    if config.runner_python.enabled:
        runners[SourceKind.PYTHON] = config.data.runner_python_socket
    if config.runner_javascript.enabled:
        runners[SourceKind.JAVA_SCRIPT] = config.data.runner_javascript_socket
    around = Surroundings(
        version=__version__,
        port=chosen.port,
        database_url=database_of(config).url,
        runner_sockets=runners,
        local_token_file=config.data.local_token,
        setup_token_file=config.data.setup_token,
        secret_key_file=config.data.secret_keys,
        spool=config.data.spool,
        feeds=config.data.feeds,
        ignore_lists=config.data.ignore_lists,
        lists_command=self_command("ignore-lists"),
        feed_parser=self_command("feed-parse"),
        document_reader=self_command("document-read"),
        health=config.health,
        replay=config.sources.replay,
        feeding=config.feeds,
        mail=config.mail,
        outbound=config.outbound,
        public_url=config.server.public_url,
        reporting=reporting(config, "backend"),
    )
    serve(config.backend, config.database, config.redis, config.retention, around)
