"""The one configuration file, composed of what each package declares.

Order, the later wins: defaults, the TOML file, the environment
(`INDICATOR_AGGREGATOR__SECTION__KEY`), the command line. Any mistake is one sentence that names
the place, what was found there and what is allowed.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from appliance import paths
from appliance.config_file import Origin, Place, read_environment, read_file
from appliance.config_values import convert_section
from appliance.errors import SetupError
from appliance.gateway.config import ServerConfig
from backend.config import (
    BackendConfig,
    DatabaseConfig,
    FeedsConfig,
    HealthConfig,
    MailConfig,
    RedisConfig,
    RetentionConfig,
    SourcesConfig,
)
from runners.config import JavaScriptRunnerConfig, PythonRunnerConfig
from runners.egress.config import OutboundConfig
from runners.telemetry.config import SentryConfig, TelemetryConfig


class ApplianceConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[appliance]`: one program on one machine."""

    data_dir: Annotated[
        Annotated[str, Meta(min_length=1)] | None,
        Meta(
            description="Folder for everything that is kept. A relative path counts from the "
            "folder of the configuration file. Without it: /var/lib/indicator-aggregator for "
            "root, else $XDG_DATA_HOME/indicator-aggregator.",
        ),
    ] = None
    user: Annotated[
        Annotated[str, Meta(min_length=1)] | None,
        Meta(
            description="Account that PostgreSQL runs as when the appliance is started as root. "
            "Without it: indicator-aggregator, else nobody.",
        ),
    ] = None


SECTIONS: Mapping[str, type[msgspec.Struct]] = {
    "appliance": ApplianceConfig,
    "server": ServerConfig,
    "database": DatabaseConfig,
    "redis": RedisConfig,
    "backend": BackendConfig,
    "retention": RetentionConfig,
    "health": HealthConfig,
    "sources": SourcesConfig,
    "feeds": FeedsConfig,
    "mail": MailConfig,
    "outbound": OutboundConfig,
    "runners.python": PythonRunnerConfig,
    "runners.javascript": JavaScriptRunnerConfig,
    "telemetry": TelemetryConfig,
    "sentry": SentryConfig,
}
"""Each section of the file, by the package that uses it."""

_SCHEMES = {
    ("database", "url"): ("postgresql", "postgres"),
    ("redis", "url"): ("redis", "rediss", "unix"),
}


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """The whole configuration, checked; `file` is where it came from, None without one."""

    file: Path | None
    appliance: ApplianceConfig
    server: ServerConfig
    database: DatabaseConfig
    redis: RedisConfig
    backend: BackendConfig
    retention: RetentionConfig
    health: HealthConfig
    sources: SourcesConfig
    feeds: FeedsConfig
    mail: MailConfig
    outbound: OutboundConfig
    runner_python: PythonRunnerConfig
    runner_javascript: JavaScriptRunnerConfig
    telemetry: TelemetryConfig
    sentry: SentryConfig

    @property
    def data(self) -> paths.DataFolder:
        """The data folder, by its absolute path. It need not exist."""
        if self.appliance.data_dir is None:
            return paths.DataFolder(paths.default_data_folder())
        return paths.DataFolder(Path(self.appliance.data_dir))


def load_config(
    file: Path | None = None,
    *,
    overrides: Mapping[Place, Any] | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Config:
    """Read and check the configuration.

    Args:
        file: the file named on the command line; else the system's, where there is one.
        overrides: from the command line, by section and key, in the types of the declaration.
        environment: the process's environment.

    Raises:
        SetupError: with the first mistake.
    """
    if file is None and paths.SYSTEM_CONFIG_FILE.exists():
        file = paths.SYSTEM_CONFIG_FILE
    found = read_file(file, SECTIONS) if file is not None else {}
    for place, value in read_environment(environment, SECTIONS).items():
        found[place] = value
    for place, value in (overrides or {}).items():
        found[place] = (value, Origin(f"[{place[0]}] {place[1]} on the command line"))
    parts = {}
    for section, declared in SECTIONS.items():
        values = {key: value for (name, key), value in found.items() if name == section}
        parts[section] = convert_section(section, declared, values, environment)
    for place, schemes in _SCHEMES.items():
        _check_scheme(place, getattr(parts[place[0]], place[1]), schemes, found)
    appliance = _resolved(parts["appliance"], found)
    return Config(
        file=file.absolute() if file is not None else None,
        appliance=appliance,
        server=parts["server"],
        database=parts["database"],
        redis=parts["redis"],
        backend=parts["backend"],
        retention=parts["retention"],
        health=parts["health"],
        sources=parts["sources"],
        feeds=parts["feeds"],
        mail=parts["mail"],
        outbound=parts["outbound"],
        runner_python=parts["runners.python"],
        runner_javascript=parts["runners.javascript"],
        telemetry=parts["telemetry"],
        sentry=parts["sentry"],
    )


def _check_scheme(
    place: Place, url: str | None, schemes: tuple[str, ...], found: Mapping[Place, Any]
) -> None:
    """An address of another kind is refused before anything starts; it is not shown: passwords."""
    if url is not None and url.partition("://")[0] not in schemes:
        raise SetupError(
            f"{found[place][1]}: expected an address that begins with "
            f"{' or '.join(f'{scheme}://' for scheme in schemes)}, found something else, which is "
            "secret."
        )


def _resolved(
    config: ApplianceConfig, found: Mapping[Place, tuple[Any, Origin]]
) -> ApplianceConfig:
    """With an absolute data folder: what the file says counts from the file's folder."""
    if config.data_dir is None:
        return config
    origin = found["appliance", "data_dir"][1]
    base = origin.folder or Path.cwd()
    if any(ord(character) < ord(" ") for character in config.data_dir):
        raise SetupError(f"{origin}: expected the path of a folder, found {config.data_dir!r}.")
    try:
        folder = base / Path(config.data_dir).expanduser()
    except RuntimeError as error:
        raise SetupError(f"{origin}: {error}") from error
    return msgspec.structs.replace(config, data_dir=os.path.normpath(folder))
