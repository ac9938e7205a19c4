"""What sources written in Python can use of Indicator Aggregator.

Put this file beside your source, or into a folder of your editor's search path, and annotate
`def fetch_data(indicator_data: str, indicator_kind: str, context: Context) -> Answer | None`.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from email.message import Message
from typing import Any, Literal, TypeAlias, TypedDict

Verdict: TypeAlias = Literal["MALICIOUS", "SUSPICIOUS", "BENIGN", "INFORMATIONAL", "UNKNOWN"]
ElementKind: TypeAlias = Literal[
    "TEXT", "NUMBER", "DATE", "BOOLEAN", "TAGS", "LINK", "LIST", "KEY_VALUES", "TABLE", "CODE"
]

class NotFound(Exception):
    """The source was asked and does not know the indicator. Never the same as benign."""

class Unauthorized(Exception):
    """The source refuses the key, or wants one."""

class RateLimited(Exception):
    """The source wants fewer questions; `retry_after` is in seconds, where it says when."""

    retry_after: float | None
    def __init__(self, *args: object, retry_after: float | None = None) -> None: ...

class HttpError(Exception):
    """A request that was refused or came to no answer, or an answer that is an error.

    `status` is the answer's, None without one.
    """

    status: int | None
    def __init__(self, message: str, status: int | None = None) -> None: ...

class _ElementNeeds(TypedDict):
    kind: ElementKind
    label: str
    value: Any

class Element(_ElementNeeds, total=False):
    """One labelled piece of an answer.

    `value` by kind: TEXT and CODE text; NUMBER a number; DATE RFC 3339 text; BOOLEAN a boolean;
    TAGS and LIST texts; LINK `{"label", "url"}`; KEY_VALUES `[{"key", "value"}]`; TABLE
    `{"columns": [text], "rows": [[text, number or None]]}`.
    """

    colour: Verdict | None

class Link(TypedDict):
    """A page about the indicator at the source."""

    label: str
    url: str

class Answer(TypedDict, total=False):
    """What a source says of an indicator; counts by `verdict`, `elements` or `found`.

    `score` and `confidence` are whole numbers from 0 to 100. Dates are RFC 3339 text, or datetimes
    with a time zone. `found` False is the same as returning None.
    """

    found: bool
    verdict: Verdict | None
    score: int | None
    confidence: int | None
    tags: Sequence[str]
    families: Sequence[str]
    firstSeen: str | dt.datetime | None
    lastSeen: str | dt.datetime | None
    asOf: str | dt.datetime | None
    links: Sequence[Link]
    elements: Sequence[Element]
    raw: Any

class Response:
    """An answer, read to its end. `headers` are found whatever the case of their names."""

    status: int
    url: str
    content: bytes
    headers: Message
    @property
    def ok(self) -> bool:
        """Whether the status is below 400."""
    @property
    def text(self) -> str:
        """The body in the character set that the server names, else in UTF-8."""
    def json(self) -> Any:
        """The decoded body; ValueError when it is no JSON."""
    def raise_for_status(self) -> Response:
        """This answer, unless it is an error.

        Raises:
            Unauthorized: 401, 403.
            NotFound: 404.
            RateLimited: 429, with the seconds of Retry-After.
            HttpError: another error.
        """

class Http:
    """Sends requests to the hosts that the source may reach; threads may do so side by side.

    Every method takes the options of `request`.
    """

    def get(self, url: str, **options: Any) -> Response:
        """See `request`."""
    def head(self, url: str, **options: Any) -> Response:
        """See `request`."""
    def post(self, url: str, **options: Any) -> Response:
        """See `request`."""
    def put(self, url: str, **options: Any) -> Response:
        """See `request`."""
    def patch(self, url: str, **options: Any) -> Response:
        """See `request`."""
    def delete(self, url: str, **options: Any) -> Response:
        """See `request`."""
    def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        data: bytes | str | Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None,
        timeout: float | None = None,
        follow_redirects: bool = True,
    ) -> Response:
        """Send it, and wait for the answer, whatever its status.

        `data` is a body, or the fields of a form. Placeholders of secrets may stand in address,
        headers and body. `timeout` is in seconds, 30 without it.

        Raises:
            HttpError: it may not be sent, or there is no answer; the text says why.
        """

class Rows:
    """The rows of the source's feed, all of them, which this run of its background task brings."""

    def __len__(self) -> int:
        """How many were added."""
    def add(
        self, value: str, kind: str | None = None, data: Mapping[str, object] | None = None
    ) -> None:
        """Add an indicator; its kind is told by the value where it is not given.

        `data` is what the source knows about it: whatever it could answer.

        Raises:
            TypeError: the value or the kind is no text.
            ValueError: `data` can't be JSON, or is larger than 64 KiB.
        """
    def clear(self) -> None:
        """Forget the rows of this run so far. With none after it, the source has no rows."""

class Context:
    """What a call knows beside the indicator."""

    http: Http
    @property
    def state(self) -> Any:
        """A dictionary that background tasks keep from run to run; it may be replaced, too.

        It is kept when the task ends well, and must be JSON of at most 64 KiB. `fetch_data` reads
        what the last run left, and can't change it.
        """
    @state.setter
    def state(self, value: dict[str, Any]) -> None: ...
    @property
    def rows(self) -> Rows:
        """The rows that this run brings; only a background task has them."""
    def secret(self, name: str) -> str:
        """The value of a secret that is linked to this source.

        Raises:
            LookupError: none of that name is linked.
        """
    def placeholder(self, name: str) -> str:
        """A text that stands for a secret in a request of `context.http`.

        The runner puts the secret in its place, for hosts that the source declares by name, so
        that the code never holds it. Same error as `secret`.
        """
    def setting(self, name: str, default: Any = None) -> Any:
        """The value of a setting of this source, or `default` where it is not set."""
    def log(self, *values: object) -> None:
        """Write a line to the log of this call."""
