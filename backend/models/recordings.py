"""Recordings: real answers of sources that are kept to be replayed."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from backend.models.answers import Answer, Failure
from backend.models.indicators import KindName
from backend.models.sources import Name


class RecordedOutcome(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What came of a question, without secrets: one of the two."""

    answer: Answer | None = None
    failure: Failure | None = None


class RecordedAnswer(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The latest answer of a source about an indicator within a recording."""

    slug: str
    kind: KindName
    value: str
    recorded_at: datetime
    outcome: RecordedOutcome


class Recording(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A recording; without `ended_at` it goes on. Of no `source_ids`: all of them."""

    id: str
    created_at: datetime
    name: str
    source_ids: list[str]
    ended_at: datetime | None
    answers: int
    size_bytes: int
    created_user_id: str | None


class RecordingFile(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A recording as a file: what `[sources] replay` takes."""

    format: Literal["indicator-aggregator recording 1"]
    name: str
    answers: list[RecordedAnswer]


class RecordingStart(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """What begins a recording."""

    name: Name
    source_ids: Annotated[list[str], Meta(max_length=1000)] = []
