"""Secrets, and the slots of sources that they are linked to."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from backend.models.sources import Text

SecretName = Annotated[str, Meta(min_length=1, max_length=200, description="Unique name.")]
SecretValue = Annotated[
    str, Meta(min_length=1, max_length=10_000, description="The key itself; it is never listed.")
]
SlotName = Annotated[
    str,
    Meta(
        max_length=100,
        pattern=r"^[A-Za-z_][A-Za-z0-9_]*$",
        description="How code names it: context.secret(name).",
    ),
]
Moment = Annotated[datetime, Meta(tz=True)]


class Secret(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A secret without its value; `num_sources` counts the slots that it is linked to."""

    id: str
    created_at: datetime
    updated_at: datetime
    name: str
    description: str | None
    expires_at: datetime | None
    created_user_id: str | None
    updated_user_id: str | None
    num_sources: int


class SecretCreate(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """What creates a secret. After `expires_at` sources are not asked with it."""

    name: SecretName
    value: SecretValue
    description: Text | None = None
    expires_at: Moment | None = None

    def __repr__(self) -> str:
        return f"SecretCreate(name={self.name!r})"


class SecretPatch(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """What changes a secret: an absent field stays, null clears."""

    name: SecretName | UnsetType = UNSET
    value: SecretValue | UnsetType = UNSET
    description: Text | UnsetType | None = UNSET
    expires_at: Moment | UnsetType | None = UNSET

    def __repr__(self) -> str:
        return f"SecretPatch(name={self.name!r})"


class SealedSecret(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A secret as it is stored: `value` is encrypted."""

    id: str
    name: str
    expires_at: datetime | None
    key_version: int
    value: bytes

    def expired(self, now: datetime) -> bool:
        """Whether it is past its time."""
        return self.expires_at is not None and self.expires_at <= now


class SourceSecret(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A slot of a source, and the secret that is linked to it."""

    id: str
    created_at: datetime
    updated_at: datetime
    source_id: str
    secret_id: str | None
    name: str
    description: str | None
    required: bool
    created_user_id: str | None
    updated_user_id: str | None


class SourceSecretSet(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """A slot as it is to be."""

    name: SlotName
    secret_id: str | None = None
    description: Text | None = None
    required: bool = True
