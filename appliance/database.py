"""The database that a configuration names."""

from appliance.accounts import service_account
from appliance.config import Config
from appliance.postgres import EmbeddedPostgres, ExternalPostgres


def database_of(config: Config) -> EmbeddedPostgres | ExternalPostgres:
    """The one of `[database] url`, else the embedded one.

    Raises:
        SetupError: the account of `[appliance] user` does not exist.
    """
    if config.database.url is not None:
        return ExternalPostgres(config.database.url)
    return EmbeddedPostgres(config.data, service_account(config.appliance.user))
