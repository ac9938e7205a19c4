"""How asking ended: an outcome, shared by all who asked, and each one's result of it."""

from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from backend.db.connection import utc_now
from backend.models.answers import (
    Answer,
    Element,
    Failure,
    FailureKind,
    Finding,
    Link,
    Skip,
    Status,
)
from backend.models.errors import SourceSkippedError
from backend.models.ids import new_id
from backend.models.json_values import clean, clean_text
from backend.models.limits import LimitLeft
from backend.models.requests import CacheNote, Question, Result, Timing
from backend.models.sources import Source
from runners.egress.redaction import Redactor

T = TypeVar("T")


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How asking ended, whoever shares it.

    `broken` says that the source failed in a way in which it would fail others too.
    """

    answer: Answer | None = None
    failure: Failure | None = None
    skip: Skip | None = None
    cache: CacheNote | None = None
    logs: tuple[str, ...] = ()
    limits_left: tuple[LimitLeft, ...] = ()
    broken: bool = False


def skipped_outcome(error: SourceSkippedError, source: Source) -> Outcome:
    """A source found, when it was to be asked, that it can't be."""
    content = source.kind if error.content is None else error.content
    return Outcome(skip=Skip(error.reason, error.detail, content))


def failed_outcome(kind: FailureKind, detail: str, *, broken: bool = False) -> Outcome:
    """A source that was asked gave no answer."""
    return Outcome(failure=Failure(kind, clean_text(detail)), broken=broken)


def without_secrets(value: T, redact: Redactor) -> T:
    """A struct without the values of secrets, wherever a source put them."""
    if not redact:
        return value
    return msgspec.convert(redact.value(msgspec.to_builtins(value)), type(value))


def clean_answer(answer: Answer) -> Answer:
    """An answer whose every part can be stored, sent and read again.

    Raises:
        msgspec.ValidationError: a field does not fit, such as a score beyond 100.
    """
    cleaned = msgspec.structs.replace(
        answer,
        tags=tuple(map(clean_text, answer.tags)),
        families=tuple(map(clean_text, answer.families)),
        first_seen=_utc(answer.first_seen),
        last_seen=_utc(answer.last_seen),
        as_of=_utc(answer.as_of),
        links=tuple(Link(clean_text(link.label), clean_text(link.url)) for link in answer.links),
        elements=tuple(
            Element(e.kind, clean_text(e.label), clean(e.value), e.colour) for e in answer.elements
        ),
        raw=clean(answer.raw),
    )
    return msgspec.json.decode(msgspec.json.encode(cleaned), type=Answer)


def _utc(moment: datetime | None) -> datetime | None:
    """A time without a zone, as user code may return, is taken as UTC."""
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def skipped(question: Question, skips: tuple[Skip, ...]) -> Result:
    """The result of a question that is not asked."""
    now = utc_now()
    return _result(question, Status.SKIPPED, Timing(now, now, 0.0), skips=skips)


def make_result(question: Question, outcome: Outcome, timing: Timing) -> Result:
    """What is recorded and shown of an outcome."""
    if outcome.skip is not None:
        return _result(question, Status.SKIPPED, timing, skips=(outcome.skip,))
    if outcome.failure is not None:
        return _result(
            question,
            Status.ERROR,
            timing,
            error=outcome.failure,
            limits_left=outcome.limits_left,
        )
    if outcome.answer is None:
        raise AssertionError("an outcome without answer, failure and skip")
    answer = outcome.answer
    return _result(
        question,
        Status.FOUND if answer.found else Status.NOT_FOUND,
        timing,
        cache=outcome.cache,
        logs=outcome.logs,
        limits_left=outcome.limits_left,
        **{name: getattr(answer, name) for name in Finding.__struct_fields__},
    )


def _result(question: Question, status: Status, timing: Timing, **more: Any) -> Result:
    return Result(
        id=new_id(),
        source_id=question.source_id,
        slug=question.slug,
        name=question.name,
        url=question.url,
        favicon=question.favicon,
        indicator=question.indicator,
        status=status,
        timing=timing,
        **more,
    )
