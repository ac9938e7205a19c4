"""Versions of the code of sources that users wrote."""

from datetime import datetime

import msgspec


class SourceVersion(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One save of a source's code; `number` counts from 1 within the source.

    `user_id` and `user_name` are null where the author was deleted. `fit` says whether a runner
    took it, null while none was asked. `saved` is the version that the source has now.
    """

    number: int
    created_at: datetime
    user_id: str | None
    user_name: str | None
    note: str
    fit: bool | None
    bytes: int
    saved: bool


class SourceVersionCode(SourceVersion, frozen=True, kw_only=True, rename="camel"):
    """The same with its code."""

    code: str


class SourceVersionDiff(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What changed from version `against` to version `number`, as a unified diff.

    `added` and `removed` count lines. `against` 0 is before the first version: nothing was there.
    """

    number: int
    against: int
    diff: str
    added: int
    removed: int


class SourceVersionCreated(msgspec.Struct, frozen=True):
    """The version that was made."""

    number: int
