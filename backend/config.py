"""What the backend can be told."""

from email.utils import parseaddr
from typing import Annotated, Literal

import msgspec
from msgspec import Meta


class DatabaseConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[database]`: where PostgreSQL is."""

    url: Annotated[
        str | None,
        Meta(
            description="postgresql://user:password@host:port/name of PostgreSQL 15 to 18. "
            "Without it an embedded PostgreSQL runs beside the backend.",
            extra={"secret": True},
        ),
    ] = None
    connections: Annotated[
        int, Meta(ge=1, le=64, description="Connections that the backend's pool keeps.")
    ] = 4


class RedisConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[redis]`: a cache that several processes share."""

    url: Annotated[
        str | None,
        Meta(
            description="redis://user:password@host:port/number. "
            "Without it the cache lives in the backend's memory.",
            extra={"secret": True},
        ),
    ] = None


class RetentionConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[retention]`: for how long things are kept. What is older is deleted some times a day."""

    history_days: Annotated[
        int,
        Meta(
            ge=1,
            le=36_500,
            description="Days for which requests and their results are kept. Whole months are "
            "dropped, so that some stay up to a month longer; what has not ended stays.",
        ),
    ] = 365
    runs_days: Annotated[
        int,
        Meta(ge=1, le=36_500, description="Days for which runs of background work are kept."),
    ] = 90
    notification_days: Annotated[
        int,
        Meta(ge=1, le=36_500, description="Days for which notifications and deliveries are kept."),
    ] = 90


class HealthConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[health]`: whether sources still answer as they did."""

    probe_hours: Annotated[
        int,
        Meta(
            ge=0,
            le=8760,
            description="Hours between two probes of a source: it is asked about something that "
            "it is known to know. Sources that cost money are not probed. 0 probes none.",
        ),
    ] = 24


class SourcesConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[sources]`: how sources are asked."""

    replay: Annotated[
        Annotated[str, Meta(min_length=1)] | None,
        Meta(
            description="Name of a recording, or the absolute path of an exported one: sources "
            "answer from it, and nobody is asked; for demonstrations, training and tests. "
            "Without it sources are asked."
        ),
    ] = None


class FeedsConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[feeds]`: local copies of what publishers offer as files."""

    watch_folder: Annotated[
        str | None,
        Meta(
            description="Absolute path of a folder for files that are carried in: what is put into "
            "`FOLDER/SLUG/` is loaded into the feed SLUG and moved to `done` or `failed` there. "
            "Without it nothing is watched."
        ),
    ] = None
    lost_percent: Annotated[
        int,
        Meta(
            ge=1,
            le=100,
            description="A file is refused that lost more than this share of a part's rows, where "
            "there were 100 or more, unless it is forced.",
        ),
    ] = 50

    def __post_init__(self) -> None:
        if self.watch_folder is not None and not self.watch_folder.startswith("/"):
            raise ValueError("watch_folder: expected an absolute path, as /srv/feeds")


class MailConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[mail]`: the SMTP server that notifications are mailed through."""

    host: Annotated[
        Annotated[str, Meta(min_length=1)] | None,
        Meta(description="Name or address of the server. Without it nothing is mailed."),
    ] = None
    port: Annotated[int, Meta(ge=1, le=65535, description="Its port.")] = 587
    encryption: Annotated[
        Literal["STARTTLS", "TLS", "NONE"],
        Meta(
            description="STARTTLS (mostly port 587) and TLS (mostly 465) check the server's "
            "certificate by the system's authorities, or those of SSL_CERT_FILE, and those of "
            "[outbound] ca_bundle. NONE sends all, "
            "the password too, as it is."
        ),
    ] = "STARTTLS"
    username: Annotated[
        Annotated[str, Meta(min_length=1)] | None,
        Meta(description="Who signs in. Without it nobody does."),
    ] = None
    password: Annotated[str | None, Meta(description="Their password.", extra={"secret": True})] = (
        None
    )
    sender: Annotated[
        str,
        Meta(
            min_length=1,
            description="Address that mail is from. Most servers take only those of their own.",
        ),
    ] = "indicator-aggregator@localhost"

    def __post_init__(self) -> None:
        if "@" not in parseaddr(self.sender)[1]:
            raise ValueError("sender: expected an e-mail address, as aggregator@example.com")


class BackendConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[backend]`: the service behind the gateway."""

    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Meta(description="Least severe line logged.")
    ] = "info"
    request_concurrency: Annotated[
        int, Meta(ge=1, le=10000, description="Questions a single request has in flight.")
    ] = 256
    source_concurrency: Annotated[
        int, Meta(ge=1, le=10000, description="Questions a single source has in flight.")
    ] = 16
    concurrency: Annotated[
        int, Meta(ge=1, le=100000, description="Questions that a process has in flight in all.")
    ] = 256
    session_idle_minutes: Annotated[
        int,
        Meta(ge=10, le=525_600, description="Minutes after which an unused browser is signed out."),
    ] = 720
    session_days: Annotated[
        int, Meta(ge=1, le=365, description="Days after which every browser is signed out.")
    ] = 7
    upload_mb: Annotated[
        int, Meta(ge=1, le=2048, description="Largest file that may be brought, in MiB.")
    ] = 256
    spool_mb: Annotated[
        int,
        Meta(ge=1, le=1_048_576, description="All files that wait for their use together, in MiB."),
    ] = 4096
    cache_mb: Annotated[
        int, Meta(ge=1, le=65536, description="Memory for cached answers without Redis, in MiB.")
    ] = 64
