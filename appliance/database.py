"""The database that a configuration names."""

from appliance.accounts import service_account
from appliance.config import Config
from appliance.local import running
from appliance.postgres import EmbeddedPostgres, ExternalPostgres


def database_of(config: Config) -> EmbeddedPostgres | ExternalPostgres:
    """The one of `[database] url`, else the embedded one.

    Raises:
        SetupError: the account of `[appliance] user` does not exist.
    """
    if config.database.url is not None:
        return ExternalPostgres(config.database.url)
    return EmbeddedPostgres(config.data, service_account(config.appliance.user))


def running_database(config: Config) -> str:
    """The URL of the database, for commands that work on it itself.

    Raises:
        ApplianceError: it is the embedded one and the appliance does not run, or another
            account's.
    """
    database = database_of(config)
    if isinstance(database, EmbeddedPostgres):
        running(config.data)
    return database.url
