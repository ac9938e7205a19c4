"""The way from a command to the appliance that it asks."""

from typing import TYPE_CHECKING

from appliance.config import Config

if TYPE_CHECKING:
    from appliance.client.api import Client


def open_client(config: Config, *, quiet_seconds: float | None = None) -> "Client":
    """A client of the appliance that `appliance.local.find_appliance` finds; errors as there.

    `quiet_seconds` is how long an answer may take to begin, None is the client's own patience.
    """
    # Here, as most commands are parsed without ever asking.
    from appliance.client.api import QUIET_SECONDS, Client
    from appliance.local import find_appliance

    appliance = find_appliance(config)
    return Client(appliance.url, appliance.token, quiet_seconds=quiet_seconds or QUIET_SECONDS)
