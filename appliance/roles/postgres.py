"""The role `postgres`: makes the cluster on first start, then becomes the server."""

from collections.abc import Sequence

from appliance import lifeline
from appliance.accounts import service_account
from appliance.postgres import EmbeddedPostgres
from appliance.roles import configuration, parser


def run(arguments: Sequence[str]) -> None:
    """Prepare the cluster and exec the server."""
    options = parser("postgres")
    options.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    chosen = options.parse_args(arguments)
    # Also while initdb runs; the server asks again, for another signal.
    lifeline.hold()
    config = configuration(chosen)
    server = EmbeddedPostgres(config.data, service_account(config.appliance.user))
    server.prepare()
    server.become(dict(setting.split("=", 1) for setting in chosen.set))
