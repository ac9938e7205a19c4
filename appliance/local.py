"""How client commands find an appliance: the variables, else the one of this machine."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from appliance import lock
from appliance.config import Config
from appliance.errors import ApplianceError, SetupError
from appliance.paths import DataFolder

URL_VARIABLE = "INDICATOR_AGGREGATOR_URL"
TOKEN_VARIABLE = "INDICATOR_AGGREGATOR_TOKEN"  # noqa: S105 — a name

# The backend takes this prefix, followed by the content of keys/local-token, as a token.
_LOCAL_TOKEN_PREFIX = "local_"  # noqa: S105 — a prefix


class Description(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`run/appliance.json`: what a running appliance says of itself."""

    version: str
    pid: int
    url: str
    backend_port: int


@dataclass(frozen=True)
class LocalAppliance:
    """Where requests go, and the token that opens the API: `Authorization: Token {token}`."""

    url: str
    token: str


def find_appliance(config: Config, environment: Mapping[str, str] = os.environ) -> LocalAppliance:
    """The appliance of the variables, else the running one of the data folder.

    Each variable counts alone too. The local token only ever goes to the local appliance.

    Raises:
        SetupError: the address is no URL, or that of another appliance and there is no token.
        ApplianceError: nothing runs on the data folder, or it belongs to another account.
    """
    url, token = environment.get(URL_VARIABLE, ""), environment.get(TOKEN_VARIABLE, "")
    url = url.rstrip("/")
    if url and not url.startswith(("http://", "https://")):
        raise SetupError(f"{URL_VARIABLE}: expected http://host:port, found {url!r}.")
    if not _sendable(token):
        raise SetupError(f"{TOKEN_VARIABLE} holds characters that no token has.")
    if url and token:
        return LocalAppliance(url, token)
    if url and not _is_local(config.data, url):
        raise SetupError(
            f"{URL_VARIABLE} names another appliance than that of {config.data.root}: set "
            f"{TOKEN_VARIABLE} too."
        )
    found = running(config.data).url
    return LocalAppliance(found, token or _local_token(config.data))


def _sendable(token: str) -> bool:
    return token.isascii() and token.isprintable() and " " not in token


def _is_local(data: DataFolder, url: str) -> bool:
    try:
        return running(data).url == url
    except ApplianceError:
        return False


def _local_token(data: DataFolder) -> str:
    try:
        return _LOCAL_TOKEN_PREFIX + data.local_token.read_text(encoding="ascii").strip()
    except OSError as error:
        raise _unreadable(data, error) from error


def running(data: DataFolder) -> Description:
    """What the appliance that runs on a data folder says of itself.

    Raises:
        ApplianceError: none runs, or the folder belongs to another account.
    """
    try:
        if lock.held(data):
            return msgspec.json.decode(data.description.read_bytes(), type=Description)
    except FileNotFoundError as error:
        raise ApplianceError(
            f"The appliance on {data.root} is just starting or stopping: try again."
        ) from error
    except OSError as error:
        raise _unreadable(data, error) from error
    raise ApplianceError(
        f"No appliance runs on {data.root}. Start it with the command run, name its "
        f"configuration with --config, or set {URL_VARIABLE} and {TOKEN_VARIABLE}."
    )


def _unreadable(data: DataFolder, error: OSError) -> ApplianceError:
    return ApplianceError(
        f"Can't read {error.filename or data.root}: {error.strerror}. The appliance belongs to "
        f"another account: set {URL_VARIABLE} and {TOKEN_VARIABLE}."
    )
