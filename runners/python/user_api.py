"""What user code can use of ours: the module `indicator_aggregator` and the `context`."""

import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType, ModuleType
from typing import Any

from runners.python.http_api import Http, HttpError, Raises, Receive, Response
from runners.python.rows import Rows
from runners.python.user_types import TYPES

MODULE = "indicator_aggregator"


class NotFound(Exception):  # noqa: N818 — a name for those who write sources
    """The source was asked and does not know the indicator."""


class Unauthorized(Exception):  # noqa: N818 — see above
    """The source refuses the key, or wants one."""


class RateLimited(Exception):  # noqa: N818 — see above
    """The source wants fewer questions; `retry_after` is in seconds, where it says when."""

    def __init__(self, *args: object, retry_after: float | None = None) -> None:
        super().__init__(*args)
        self.retry_after = retry_after


EXCEPTIONS = (NotFound, Unauthorized, RateLimited, HttpError)


def make_http(send: Callable[[bytes], None], receive: Receive) -> Http:
    """`context.http`, whose frames go by `send` and come by `receive`."""
    return Http(send, receive, Raises(Unauthorized, NotFound, RateLimited))


class Context:
    """What a call knows beside the indicator; `rows` only a background task has."""

    def __init__(
        self,
        *,
        secrets: Mapping[str, str],
        settings: Mapping[str, Any],
        state: dict[str, Any],
        rows: Rows | None,
        log: Callable[[str], None],
        placeholders: Mapping[str, str],
        http: Http,
    ) -> None:
        self.http = http
        self._placeholders = placeholders
        self._secrets = secrets
        self._settings = settings
        self._state = state
        self._rows = rows
        self._log = log

    @property
    def state(self) -> Any:
        """A dictionary that background tasks keep from run to run; it may be replaced, too.

        It is kept when the task ends well, and must be JSON of at most 64 KiB. `fetch_data` reads
        what the last run left.
        """
        return MappingProxyType(self._state) if self._rows is None else self._state

    @state.setter
    def state(self, value: dict[str, Any]) -> None:
        if self._rows is None:
            raise AttributeError("context.state is only written by background_task.")
        self._state = value

    @property
    def rows(self) -> Rows:
        """The rows of this source's feed, which this run of its background task brings."""
        if self._rows is None:
            raise AttributeError("context.rows is only there in background_task.")
        return self._rows

    def secret(self, name: str) -> str:
        """The value of a secret that is linked to this source.

        Raises:
            LookupError: none of that name is linked.
        """
        if name not in self._secrets:
            linked = ", ".join(sorted(self._secrets)) or "none"
            raise LookupError(f"No secret {name!r} is linked to this source. Linked: {linked}.")
        return self._secrets[name]

    def placeholder(self, name: str) -> str:
        """A text that stands for a secret in a request of `context.http`.

        The runner puts the secret in its place, for hosts that the source declares by name. Same
        error as `secret`.
        """
        self.secret(name)
        return self._placeholders[name]

    def setting(self, name: str, default: Any = None) -> Any:
        """The value of a setting of this source, or `default` where it is not set."""
        return self._settings.get(name, default)

    def log(self, *values: object) -> None:
        """Write a line to the log of this call."""
        self._log(" ".join(str(value) for value in values))


def install() -> None:
    """Make `from indicator_aggregator import NotFound, ...` work in this process."""
    module = ModuleType(MODULE, "What sources written by users can use of Indicator Aggregator.")
    for item in (*EXCEPTIONS, Context, Http, Response, Rows):
        item.__module__ = MODULE
        setattr(module, item.__name__, item)
    vars(module).update(TYPES)
    sys.modules[MODULE] = module
