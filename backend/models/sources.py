"""Sources as the API shows them, and what creates and changes them."""

import enum
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from backend.models.indicators import KindName
from backend.models.limits import Limit, LimitWait

Name = Annotated[str, Meta(min_length=1, max_length=200, description="Unique name.")]
Text = Annotated[str, Meta(max_length=10_000)]
Url = Annotated[
    str,
    Meta(max_length=2000, pattern=r"^(https?://\S+)?$", description="http(s) address or empty."),
]
Favicon = Annotated[
    str,
    Meta(
        max_length=200_000,
        pattern=r"^data:image/[a-z0-9.+-]+;base64,[A-Za-z0-9+/=]*$",
        description="Image as a data URL.",
    ),
]
Tags = Annotated[list[Annotated[str, Meta(max_length=100)]], Meta(max_length=100)]
Kinds = Annotated[list[KindName], Meta(max_length=100)]
Seconds = Annotated[int, Meta(ge=1, le=31_536_000, description="Seconds.")]
Count = Annotated[int, Meta(ge=1, le=1_000_000_000)]
Code = Annotated[str, Meta(min_length=1, max_length=1_000_000, description="Source code.")]
TimeLimit = Annotated[
    float, Meta(gt=0, le=3600, description="Seconds that asking this source may take.")
]
Reliability = Annotated[
    int, Meta(ge=0, le=100, description="Weight of its word in the verdict, 0 to 100.")
]
Limits = Annotated[
    list[Limit],
    Meta(max_length=10, description="Windows that all hold; null is what the source declares."),
]
ReservePercent = Annotated[
    int,
    Meta(ge=0, le=100, description="Part of each limit that background work leaves to people."),
]
Note = Annotated[
    str,
    Meta(max_length=1000, description="What this version of the code is for; kept beside it."),
]
MemoryMb = Annotated[
    int, Meta(ge=16, le=65_536, description="MiB that a call may use; null is the runner's own.")
]
OutputKb = Annotated[
    int, Meta(ge=1, le=65_536, description="KiB of an answer; null is the runner's own.")
]
Processes = Annotated[
    int,
    Meta(
        ge=1,
        le=4096,
        description="Processes and threads that a call may start; null is the runner's own.",
    ),
]
Parallel = Annotated[
    int,
    Meta(
        ge=1,
        le=256,
        description="Questions that each backend asks at a time; null is `[backend] "
        "source_concurrency`.",
    ),
]
KeepsDays = Annotated[
    int,
    Meta(
        ge=0,
        le=36_500,
        description="Days for which rows stay that the source's task no longer brings: 0 for "
        "ever, null not at all.",
    ),
]
Hosts = Annotated[
    list[Annotated[str, Meta(min_length=1, max_length=262)]],
    Meta(
        max_length=200,
        description="Where the code may go: api.example.com, *.example.com, either with a port "
        "behind it (without, it is 80 and 443), or * for any public host. Empty is nowhere. "
        "Addresses that are not public are never reached.",
    ),
]


class SourceKind(enum.StrEnum):
    """Who executes a source: the program itself, or a runner."""

    SYSTEM = "SYSTEM"
    PYTHON = "PYTHON"
    JAVA_SCRIPT = "JAVA_SCRIPT"


class Activity(enum.StrEnum):
    """What asking does outside.

    LOCAL asks nobody; PASSIVE asks a database of somebody; ACTIVE touches the indicator itself;
    PUBLIC also shows the question to everybody.
    """

    LOCAL = "LOCAL"
    PASSIVE = "PASSIVE"
    ACTIVE = "ACTIVE"
    PUBLIC = "PUBLIC"


class KeyNeed(enum.StrEnum):
    """What a source needs before it answers."""

    NONE = "NONE"
    FREE_KEY = "FREE_KEY"
    PAID_KEY = "PAID_KEY"


class Source(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A source, as stored.

    `code_refused` says why the runner, which was away when the code was saved, refused it later;
    then `running_code` is the last good version, which runs on.
    """

    id: str
    created_at: datetime
    updated_at: datetime
    name: str
    slug: str
    description: str
    url: str
    favicon: str | None
    tags: list[str]
    enabled: bool
    supported_indicators: list[KindName]
    disabled_indicators: list[KindName]
    task_enabled: bool
    task_interval: int | None
    config: list[Any]
    config_values: list[Any]
    limit_enabled: bool
    limit_count: int | None
    limit_interval: int | None
    limits: list[Limit] | None
    limit_wait: LimitWait
    limit_reserve_percent: int
    cache_enabled: bool
    cache_interval: int | None
    cache_not_found_interval: int | None
    kind: SourceKind
    template: str | None = None
    source_code: str | None
    activity: Activity
    allowed_hosts: list[str] | None
    time_limit_seconds: float
    memory_mb: int | None = None
    output_kb: int | None = None
    processes: int | None = None
    parallel: int | None = None
    keeps_days: int | None = None
    code_refused: str | None = None
    running_code: str | None = None
    reliability: int
    version: int
    provider_id: str | None
    created_user_id: str | None
    updated_user_id: str | None

    def settings(self) -> dict[str, Any]:
        """The values of `config_values` by their names; what is no setting is left out."""
        return settings_in(self.config_values)

    def code(self) -> str:
        """What runs: the saved code, or the last good version where that is refused."""
        return self.running_code or self.source_code or ""


def settings_in(config_values: Sequence[Any]) -> dict[str, Any]:
    """The values of a source's `config_values` by their names."""
    return {
        item["name"]: item["value"]
        for item in config_values
        if isinstance(item, dict) and isinstance(item.get("name"), str) and "value" in item
    }


class FeedPartState(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The local copy of one part of a feed.

    `as_of` is when it was last known to be the publisher's, `error` why the last attempt failed.
    """

    name: str
    rows: int = 0
    as_of: datetime | None = None
    loaded_at: datetime | None = None
    error: str | None = None


class FeedState(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The local copy of a feed. Older than `max_age_seconds` it is not asked; null is any age."""

    parts: tuple[FeedPartState, ...]
    max_age_seconds: int | None


class SourceView(Source, frozen=True, kw_only=True, rename="camel"):
    """A source with what belongs to it.

    `key` says what it costs; of a source that a user wrote nobody knows, so that one with a
    required slot says FREE_KEY. `missing_secrets` names the required slots that nothing usable is
    linked to. `limits` are those that hold, whether they were set or are the source's own.
    """

    limits: list[Limit]
    key: KeyNeed
    key_url: str
    provider_name: str | None
    missing_secrets: tuple[str, ...]
    feed: FeedState | None


class SourceCreate(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """What creates a source. Name and kind must be there, and either code or a template.

    Of a template's source, what is left as it is here is as the template has it.
    """

    name: Name
    kind: SourceKind
    template: Annotated[str, Meta(max_length=100)] | None = None
    description: Text = ""
    url: Url = ""
    favicon: Favicon | None = None
    tags: Tags = []
    enabled: bool = True
    supported_indicators: Kinds = []
    disabled_indicators: Kinds = []
    task_enabled: bool = False
    task_interval: Seconds | None = None
    config: list[Any] = []
    config_values: list[Any] = []
    limit_enabled: bool = False
    limit_count: Count | None = None
    limit_interval: Seconds | None = None
    limits: Limits | None = None
    limit_wait: LimitWait = LimitWait.WAIT
    limit_reserve_percent: ReservePercent = 20
    cache_enabled: bool = False
    cache_interval: Seconds | None = None
    cache_not_found_interval: Seconds | None = None
    source_code: Code | None = None
    activity: Activity = Activity.PASSIVE
    allowed_hosts: Hosts | None = []
    time_limit_seconds: TimeLimit = 10.0
    memory_mb: MemoryMb | None = None
    output_kb: OutputKb | None = None
    processes: Processes | None = None
    parallel: Parallel | None = None
    keeps_days: KeepsDays | None = None
    reliability: Reliability = 70
    provider_id: str | None = None
    note: Note = ""


class SourcePatch(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """What changes a source: an absent field stays, null clears. `note` is of a change of code."""

    name: Name | UnsetType = UNSET
    description: Text | UnsetType = UNSET
    url: Url | UnsetType = UNSET
    favicon: Favicon | UnsetType | None = UNSET
    tags: Tags | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET
    supported_indicators: Kinds | UnsetType = UNSET
    disabled_indicators: Kinds | UnsetType = UNSET
    task_enabled: bool | UnsetType = UNSET
    task_interval: Seconds | UnsetType | None = UNSET
    config: list[Any] | UnsetType = UNSET
    config_values: list[Any] | UnsetType = UNSET
    limit_enabled: bool | UnsetType = UNSET
    limit_count: Count | UnsetType | None = UNSET
    limit_interval: Seconds | UnsetType | None = UNSET
    limits: Limits | UnsetType | None = UNSET
    limit_wait: LimitWait | UnsetType = UNSET
    limit_reserve_percent: ReservePercent | UnsetType = UNSET
    cache_enabled: bool | UnsetType = UNSET
    cache_interval: Seconds | UnsetType | None = UNSET
    cache_not_found_interval: Seconds | UnsetType | None = UNSET
    source_code: Code | UnsetType = UNSET
    activity: Activity | UnsetType = UNSET
    allowed_hosts: Hosts | UnsetType | None = UNSET
    time_limit_seconds: TimeLimit | UnsetType = UNSET
    memory_mb: MemoryMb | UnsetType | None = UNSET
    output_kb: OutputKb | UnsetType | None = UNSET
    processes: Processes | UnsetType | None = UNSET
    parallel: Parallel | UnsetType | None = UNSET
    keeps_days: KeepsDays | UnsetType | None = UNSET
    reliability: Reliability | UnsetType = UNSET
    provider_id: str | UnsetType | None = UNSET
    note: Note = ""


class SourceCreated(msgspec.Struct, frozen=True):
    """Where a new source is."""

    id: str
    slug: str


class Provider(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Who offers sources; as much as planning needs."""

    id: str
    name: str
    slug: str
    enabled: bool
