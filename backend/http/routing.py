"""The route table: what each route needs, takes and answers.

From one table come the registration with the server, OpenAPI and the test that every route has a
permission. Handlers know neither server nor gateway: `async def handler(services, call) -> value`.
"""

import enum
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from backend.access.credentials import Principal
from backend.access.permissions import Permission
from backend.access.users import User
from backend.models.access import Client
from backend.models.errors import ApplicationError
from backend.services import Services

PREFIX = "/api/v1"
JSON = "application/json"
TEXT = "text/plain"

B = TypeVar("B")
Q = TypeVar("Q")


class Access(enum.Enum):
    """Routes that ask for no permission."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"


@dataclass(frozen=True, kw_only=True)
class Call(Generic[B, Q]):
    """A request, authenticated, decoded and validated."""

    principal: Principal | None
    client: Client
    path: Mapping[str, str]
    query: Q
    body: B
    trace_id: str

    @property
    def user(self) -> User:
        """Who asks; only on routes that are not public."""
        if self.principal is None:
            raise AssertionError("a public route has no user")
        return self.principal.user

    @property
    def user_id(self) -> str:
        """The id of who asks; only on routes that are not public."""
        return self.user.id

    @property
    def session_id(self) -> str | None:
        """The session by which they ask; None for a token."""
        return self.principal.session_id if self.principal is not None else None

    def may(self, permission: Permission) -> bool:
        """Whether the user has a permission beside the one that the route needs."""
        return self.principal is not None and permission in self.principal.permissions


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer that is more than a value: other status, headers."""

    value: Any = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[Services, Call[Any, Any]], Awaitable[Any]]


@dataclass(frozen=True, kw_only=True)
class Route:
    """One operation. `path` as in OpenAPI, below `PREFIX`.

    `returns` is the type of the answer with `status`, `also` those of other successes. An answer
    of the media type `TEXT` is sent as it is. With `file`, the body is a file,
    which the gateway receives.
    """

    method: str
    path: str
    handler: Handler
    needs: Permission | Access
    summary: str
    tag: str
    body: Any = None
    body_example: Any = None
    query: type[Any] | None = None
    returns: Any = None
    media_type: str = JSON
    status: int = 200
    also: Mapping[int, type[Any]] = field(default_factory=dict)
    errors: tuple[type[ApplicationError], ...] = ()
    stream: bool = False
    file: bool = False

    @property
    def name(self) -> str:
        """Unique name of the operation."""
        return self.handler.__name__
