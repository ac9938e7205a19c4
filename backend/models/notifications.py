"""Notifications, the webhooks that they are sent to, and their deliveries."""

import enum
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from backend.models.sources import Name


class NotificationKind(enum.StrEnum):
    """What a notification is about."""

    VERDICT_CHANGED = "VERDICT_CHANGED"
    WATCHLIST_FAILED = "WATCHLIST_FAILED"
    SECRET_MISSING = "SECRET_MISSING"  # noqa: S105 — a kind, not a secret
    SECRET_EXPIRES = "SECRET_EXPIRES"  # noqa: S105 — a kind, not a secret
    FEED_STALE = "FEED_STALE"
    SOURCE_BROKEN = "SOURCE_BROKEN"
    SOURCE_CHANGED = "SOURCE_CHANGED"
    CODE_REFUSED = "CODE_REFUSED"
    DELIVERY_DEAD = "DELIVERY_DEAD"
    TEST = "TEST"


class Severity(enum.StrEnum):
    """How much it matters."""

    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class DeliveryState(enum.StrEnum):
    """Where something is that is to be sent."""

    PENDING = "PENDING"
    SENT = "SENT"
    DEAD = "DEAD"


class Notification(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Something that the reader should know.

    `link` is a path of the web UI. `resolved_at` says when what it tells had ended; `read_at` when
    the reader had seen it.
    """

    id: str
    created_at: datetime
    kind: NotificationKind
    severity: Severity
    title: str
    detail: str
    link: str | None
    resolved_at: datetime | None
    read_at: datetime | None


class MailChoice(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Which notifications are mailed to a user; `available` says whether mail is configured."""

    kinds: list[NotificationKind]
    available: bool


class MailChoiceSet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which notifications are to be mailed to a user."""

    kinds: Annotated[list[NotificationKind], Meta(max_length=20)]


WebhookUrl = Annotated[
    str,
    Meta(max_length=2000, pattern=r"^https?://[^\s/?#]+\S*$", description="http(s) address."),
]
SigningSecret = Annotated[
    str,
    Meta(
        pattern=r"^whsec_[A-Za-z0-9+/]{32,88}={0,2}$",
        description="whsec_ and 24 to 64 bytes in Base64; made when none is given. Never listed.",
    ),
]


class Webhook(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """An address that notifications are sent to; of no `kinds`: all of them."""

    id: str
    created_at: datetime
    updated_at: datetime
    name: str
    url: str
    enabled: bool
    kinds: list[NotificationKind]
    created_user_id: str | None
    updated_user_id: str | None


class WebhookCreated(Webhook, frozen=True, kw_only=True, rename="camel"):
    """A new webhook, with its secret, which is shown this once."""

    secret: str


class WebhookCreate(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """What makes a webhook."""

    name: Name
    url: WebhookUrl
    enabled: bool = True
    kinds: Annotated[list[NotificationKind], Meta(max_length=20)] = []
    secret: SigningSecret | None = None

    def __repr__(self) -> str:
        return f"WebhookCreate(name={self.name!r})"


class WebhookPatch(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """What changes a webhook: an absent field stays."""

    name: Name | UnsetType = UNSET
    url: WebhookUrl | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET
    kinds: Annotated[list[NotificationKind], Meta(max_length=20)] | UnsetType = UNSET
    secret: SigningSecret | UnsetType = UNSET

    def __repr__(self) -> str:
        return f"WebhookPatch(name={self.name!r})"


class Delivery(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A notification on its way to a webhook or a mailbox.

    `status` is that of HTTP or the code of SMTP, `error` why the last attempt failed.
    """

    id: str
    created_at: datetime
    kind: NotificationKind
    notification_id: str | None
    webhook_id: str | None
    recipient: str | None
    state: DeliveryState
    attempts: int
    next_attempt_at: datetime | None
    status: int | None
    error: str | None
    ended_at: datetime | None
