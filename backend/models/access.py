"""People, their sessions and their tokens, as the API shows and takes them."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

PersonName = Annotated[str, Meta(min_length=1, max_length=200)]
Email = Annotated[str, Meta(max_length=254)]
# Its fitness is judged with a sentence of its own; this only bounds what is hashed.
Password = Annotated[str, Meta(max_length=1000)]
Locale = Literal["en", "fr"]
# Its shape alone: which zones there are, differs between browsers and systems.
TimeZone = Annotated[
    str,
    Meta(
        max_length=64,
        pattern=r"^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}$",
        description="IANA name, such as Europe/Paris.",
    ),
]
Note = Annotated[str, Meta(min_length=1, max_length=200)]
Moment = Annotated[datetime, Meta(tz=True)]


class Client(msgspec.Struct, frozen=True):
    """Where a request comes from, as the gateway says; empty where it said nothing."""

    address: str = ""
    user_agent: str = ""
    secure: bool = False


class Me(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Who is signed in."""

    id: str
    email: str
    name: str
    roles: list[str]
    permissions: list[str]
    locale: Locale | None
    time_zone: str | None


class MePatch(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """What people change of themselves: an absent field stays, null clears."""

    name: PersonName | UnsetType = UNSET
    locale: Locale | UnsetType | None = UNSET
    time_zone: TimeZone | UnsetType | None = UNSET


class PasswordChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The password now, and the one from now on."""

    current: Password
    new: Password


class SetupState(msgspec.Struct, frozen=True):
    """Whether the first administrator is still to be made."""

    needed: bool


class SetupAnswers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first administrator, and the token of the link that the start printed."""

    token: Annotated[str, Meta(max_length=200)]
    email: Email
    name: PersonName | None = None
    password: Password


class SignInForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """E-mail address and password."""

    email: Email
    password: Password


class Session(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A browser that is signed in. `expires_at` moves on with each use, up to a last day."""

    id: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    user_agent: str
    address: str
    current: bool


class ApiToken(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A token without its secret, which is stored nowhere. `last_used_at` lags by a minute."""

    id: str
    created_at: datetime
    updated_at: datetime
    note: str
    expires_at: datetime | None
    last_used_at: datetime | None


class ApiTokenCreate(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """What a new token is for, and until when; for ever without `expires_at`."""

    note: Note
    expires_at: Moment | None = None


class ApiTokenPatch(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """What changes of a token: an absent field stays, null clears."""

    note: Note | UnsetType = UNSET
    expires_at: Moment | UnsetType | None = UNSET


class ApiTokenCreated(msgspec.Struct, frozen=True):
    """A new token, shown this once: `<id>_<token>` is what is sent."""

    id: str
    token: str
