"""What a source is: declared facts, `fetch`, and for feeds their parts.

A built-in source is one file in this folder with one subclass of `Source`; the registry finds it.
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, ClassVar, Protocol

from backend.models.answers import Answer, FailureKind
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind, KindName
from backend.models.limits import Limit as Limit  # noqa: PLC0414 — part of the contract
from backend.models.sources import Activity as Activity  # noqa: PLC0414 — part of the contract
from backend.models.sources import KeyNeed as KeyNeed  # noqa: PLC0414 — same

# What a server says while it, or what stands before it, is being restarted or has too much to do.
PASSING = (502, 503, 504)


# The kind of rows that are no indicator: other rooms of the program look them up by a name.
NAME = "NAME"


def _now() -> datetime:
    return datetime.now(UTC)


class FeedFormatError(ValueError):
    """A file is not what a feed's part should be: where, what was expected, what was found."""


class HttpStatusError(SourceError):
    """The server answered with a status that is not success; for many sources 404 is a miss.

    `body` is the beginning of what it said (at most 16 KiB as text, secrets replaced): many APIs
    say there which of several things a status means.
    """

    def __init__(
        self,
        kind: FailureKind,
        detail: str,
        *,
        status: int,
        retry_after_seconds: float | None = None,
        body: str = "",
    ) -> None:
        super().__init__(kind, detail, passing=status in PASSING)
        self.status = status
        self.retry_after_seconds = retry_after_seconds
        self.body = body

    def saying(self, said: str, kind: FailureKind | None = None) -> "HttpStatusError":
        """The same with what the vendor says, and with the kind that it means by it."""
        return HttpStatusError(
            kind or self.kind,
            f"{self.detail} ({said})" if said else self.detail,
            status=self.status,
            retry_after_seconds=self.retry_after_seconds,
            body=self.body,
        )


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A typed value that an administrator may change: `default` gives the type.

    `choices` are all that a text may be; none: anything.
    """

    name: str
    default: str | int | bool | tuple[str, ...]
    help: str
    choices: tuple[str, ...] = ()


def base_url(default: str) -> Setting:
    """Where an API is; `Context.base` reads it."""
    help_ = "Address of the API, or of a proxy that stands before it."
    return Setting(name="base_url", default=default, help=help_)


def max_age_hours(default: int) -> Setting:
    """How old a feed's copy may be that still answers; 0 is any age."""
    help_ = "An older copy answers STALE instead of saying what may no longer be so."
    return Setting(name="max_age_hours", default=default, help=help_)


@dataclass(frozen=True, kw_only=True)
class SecretSlot:
    """A key that a source takes; an administrator links a stored secret to it.

    `name` is how `ctx.secrets` names it. Without a `required` one the source is not asked.
    """

    name: str
    help: str
    required: bool = True


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a feed: look-up key in canonical form, and what is known as JSON.

    `kind` CIDR rows hold a network and answer for every address in it; `NAME` rows are no
    indicator. `host` is the name or address that the value is at (of a URL, of `address:port`), for
    `FeedStore.find_host`.
    """

    kind: KindName
    value: str
    data: Mapping[str, Any] = field(default_factory=dict)
    host: str = ""


@dataclass(frozen=True, kw_only=True)
class Download:
    """How a download ended. `changed` false is a 304: nothing was written, the old copy holds."""

    changed: bool
    etag: str | None
    last_modified: str | None
    sha256: str | None = None
    size_bytes: int = 0


Params = Mapping[str, str] | Sequence[tuple[str, str]]
"""A query string's parameters; pairs where one of them comes several times."""


class Fetcher(Protocol):
    """The HTTP client that a source is given: checked, capped, redacting.

    Every method raises `SourceError` (`HttpStatusError` for a status that is not success), whose
    text never has a query string or a secret in it. What came to no answer is `passing`; a source
    whose question does more than look something up (it submits) must not let it be repeated, which
    its activity says.
    """

    async def get_json(
        self, url: str, *, params: Params | None = None, headers: Mapping[str, str] | None = None
    ) -> Any:
        """The decoded body; INVALID_ANSWER when it is no JSON."""
        ...

    async def post_json(
        self,
        url: str,
        *,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """Send JSON, or a form when there is one; the decoded body of the answer."""
        ...

    async def get_text(
        self, url: str, *, params: Params | None = None, headers: Mapping[str, str] | None = None
    ) -> str:
        """The body as text; INVALID_ANSWER when its bytes are not in its character set."""
        ...

    async def get_bytes(
        self, url: str, *, params: Params | None = None, headers: Mapping[str, str] | None = None
    ) -> bytes:
        """The body as it came."""
        ...

    async def download(
        self,
        url: str,
        path: Path,
        *,
        headers: Mapping[str, str] | None = None,
        etag: str | None = None,
        last_modified: str | None = None,
        at_most_bytes: int | None = None,
    ) -> Download:
        """Write the body to `path`, unless the server says that `etag` or the time still hold.

        RESPONSE_ERROR when it is larger: 1 GiB, where nothing else is said.
        """
        ...


class Dialer(Protocol):
    """Plain TCP, for protocols that are no HTTP (whois)."""

    async def exchange(
        self, host: str, port: int, sent: bytes, *, at_most_bytes: int = 1024 * 1024
    ) -> bytes:
        """Send, and read until the other side ends.

        Raises:
            SourceError: REQUEST_ERROR (no connection), TIMEOUT, RESPONSE_ERROR (too much).
        """
        ...


class FeedStore(Protocol):
    """Look-ups in the local copy of the source's own feed.

    `parts` names the parts that can answer (none: all of them). At least one of these must be
    loaded and fresh, otherwise a miss would say more than is known.

    A feed of files answers with what each file has, and with the file's own time; what its values
    and data are, its form says.
    """

    async def find(
        self, kind: KindName, value: str, *, parts: tuple[str, ...] = ()
    ) -> "FeedAnswer":
        """Rows whose value is exactly `value`.

        Raises:
            SourceError: STALE when nothing was ever loaded or the copy is older than `max_age`.
        """
        ...

    async def find_host(self, *hosts: str, parts: tuple[str, ...] = ()) -> "FeedAnswer":
        """Rows whose `host` is any of these names or addresses; at most 1,000. Same errors."""
        ...

    async def find_containing(self, network: str, *, parts: tuple[str, ...] = ()) -> "FeedAnswer":
        """Rows whose network holds this address or network, most specific first. Same errors."""
        ...


@dataclass(frozen=True, kw_only=True)
class FeedHit:
    """A row that was found, with the part it came from and that part's time.

    `listed` false is a row of a part that `keeps` them which the publisher's file no longer has;
    `seen_at` is the time of the last file that had it.
    """

    part: str
    value: str
    data: Mapping[str, Any]
    as_of: datetime
    kind: KindName = ""
    listed: bool = True
    seen_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class FeedAnswer:
    """What a look-up gave, and the time of the oldest of the parts that were looked in.

    `too_old` names the parts that were not looked in, because their copy is too old.
    """

    hits: tuple[FeedHit, ...]
    as_of: datetime
    too_old: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Context:
    """All that a source may use, and nothing that it did not declare.

    `activity` is what an administrator has this source do, where it is not what it declares: what
    a question may go out under is judged by it.
    """

    # Out of its representation, which may end in a report about a defect.
    secrets: Mapping[str, str] = field(repr=False)
    settings: Mapping[str, Any]
    http: Fetcher
    dial: Dialer
    feed: FeedStore
    deadline_seconds: float
    activity: Activity | None = None
    now: Callable[[], datetime] = _now

    @property
    def base(self) -> str:
        """The setting `base_url` without a slash at its end."""
        return str(self.settings["base_url"]).rstrip("/")


@dataclass(frozen=True, kw_only=True)
class FeedPart:
    """One file of a feed (DROP has three: v4, v6, ASN).

    `sniff` tells whether the beginning of a file (at most 64 KiB, without a byte order mark) is
    this part; `parse` yields a file's rows and raises `FeedFormatError` naming the line and what
    was expected, which `expected` says in a few words. Both run in a child process that can open
    nothing: the stream is all it has, unpacked already and limited in size. `url_setting` names
    the setting that holds the download address. `may_be_empty` says that no rows are a good file.
    `headers` go with the download, made of the source's secrets by the names of their slots (an
    optional one may be missing); in the address a slot's name in braces stands for its secret.
    `needs` names the slots without whose secrets the address that the part declares is not asked
    (the part is only imported then); an address that an administrator sets is.
    `gather` takes the download's place where a part is more than one file. A part that `keeps` its
    rows has those that its file no longer has for as many days as the setting named here says
    (0: for ever), because the publisher forgets or only tells what is new.
    """

    name: str
    url_setting: str
    expected: str
    sniff: Callable[[bytes], bool]
    parse: Callable[[BinaryIO], Iterator[Row]]
    may_be_empty: bool = False
    headers: Callable[[Mapping[str, str]], Mapping[str, str]] | None = None
    needs: tuple[str, ...] = ()
    gather: "Gather | None" = None
    keeps: str | None = None


@dataclass(frozen=True, kw_only=True)
class GatherContext:
    """What gathering may use. `state` is what the last gathering that was loaded left.

    `url` is the value of the part's `url_setting`.
    """

    secrets: Mapping[str, str] = field(repr=False)
    settings: Mapping[str, Any]
    http: Fetcher
    url: str
    state: Mapping[str, Any]
    now: Callable[[], datetime] = _now


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """What was gathered: `changed` false when there was nothing new and nothing was written.

    `state` is JSON, kept in the same commit as the rows: until they are there, it is the old one.
    """

    changed: bool
    state: Mapping[str, Any] = field(default_factory=dict)


Gather = Callable[[GatherContext, Path], Awaitable[Gathered]]
"""Writes one file, in whatever form the part's `parse` reads; raises `SourceError`."""


@dataclass(frozen=True, kw_only=True)
class FileFacts:
    """What a file that is kept whole says of itself: its type, entries, and when it was built.

    `as_of` is None where such files don't say; then it is the time that the file was written, which
    of a download is its publisher's.
    """

    type: str
    rows: int
    as_of: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class FileHit:
    """What a file has for a value: `value` is the file's own, such as a network that holds it."""

    value: str
    data: Mapping[str, Any]


class KeptFile(Protocol):
    """A file of a feed, open to be looked in. It stays what it is until it is closed.

    It is mapped into memory and not read, so that all processes have it there once.
    """

    @property
    def as_of(self) -> datetime:
        """When it was built."""
        ...

    def look_up(self, value: str) -> FileHit | None:
        """What it has for the value.

        Raises:
            SourceError: REQUEST_ERROR, no such file knows anything about such a value.
            FeedFormatError, OSError: it is damaged.
        """
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


@dataclass(frozen=True, kw_only=True)
class FileForm:
    """A form of files that have their own index: how one is checked, and opened to be looked in.

    `check` reads all of a file as a stream, in a child process that can open nothing, and raises
    `FeedFormatError`; None is that it is no such file at all. `open` raises `FeedFormatError` or
    `OSError`. `suffix` is that of the names of such files, with its dot.
    """

    suffix: str
    at_most_bytes: int
    check: Callable[[BinaryIO], FileFacts | None]
    open: Callable[[Path], KeptFile]


@dataclass(frozen=True, kw_only=True)
class FilePart:
    """A part whose file is kept whole and looked up where it lies.

    `has` tells by the type that a file has whether it is this part. The rest is as in `FeedPart`;
    all parts of a feed are of one form.
    """

    name: str
    url_setting: str
    expected: str
    form: FileForm
    has: Callable[[str], bool]
    may_be_empty: bool = False
    headers: Callable[[Mapping[str, str]], Mapping[str, str]] | None = None
    needs: tuple[str, ...] = ()


class Source(ABC):
    """A source that is built in. Facts are class variables; `key_url` is where keys are made.

    `limits` are those of the vendor's smallest account; they all hold at once. `terms` is one
    sentence on what the vendor allows. `known` is an indicator that the source is known to answer
    about, by which its health is probed; None when there is none that stays.
    """

    slug: ClassVar[str]
    name: ClassVar[str]
    provider: ClassVar[str]
    description: ClassVar[str]
    url: ClassVar[str]
    kinds: ClassVar[frozenset[Kind]]
    activity: ClassVar[Activity]
    key: ClassVar[KeyNeed] = KeyNeed.NONE
    key_url: ClassVar[str] = ""
    secrets: ClassVar[tuple[SecretSlot, ...]] = ()
    settings: ClassVar[tuple[Setting, ...]] = ()
    tags: ClassVar[tuple[str, ...]] = ()
    deadline_seconds: ClassVar[float] = 10.0
    cache_seconds: ClassVar[int | None] = None
    limits: ClassVar[tuple[Limit, ...]] = ()
    reliability: ClassVar[int] = 70
    feed: ClassVar[tuple[FeedPart, ...] | tuple[FilePart, ...]] = ()
    refresh_seconds: ClassVar[int | None] = None
    max_age_seconds: ClassVar[int | None] = None
    enabled: ClassVar[bool] = True
    terms: ClassVar[str] = ""
    known: ClassVar[Indicator | None] = None

    @abstractmethod
    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """What the source knows. Failures are `SourceError`."""
