"""What the appliance tells the backend beside its configuration."""

from dataclasses import dataclass, field
from pathlib import Path

from backend.config import (
    FeedsConfig,
    HealthConfig,
    MailConfig,
)
from backend.ignore_lists.child import COMMAND as LISTS_COMMAND
from backend.models.sources import SourceKind
from runners.egress.config import OutboundConfig
from runners.telemetry.reporting import Reporting


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What the appliance tells the backend beside its configuration."""

    version: str
    port: int
    database_url: str
    runner_sockets: dict[SourceKind, Path]
    local_token_file: Path | None
    setup_token_file: Path | None
    secret_key_file: Path
    spool: Path | None
    feed_parser: list[str]
    document_reader: list[str]
    feeds: Path | None = None
    ignore_lists: Path | None = None
    lists_command: list[str] = field(default_factory=lambda: list(LISTS_COMMAND))
    health: HealthConfig = field(default_factory=HealthConfig)
    replay: str | None = None
    feeding: FeedsConfig = field(default_factory=FeedsConfig)
    mail: MailConfig = field(default_factory=MailConfig)
    outbound: OutboundConfig = field(default_factory=OutboundConfig)
    public_url: str | None = None
    reporting: Reporting = field(default_factory=lambda: Reporting(service="backend", version=""))
