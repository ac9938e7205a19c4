"""Asking one source about one indicator: cache, identical questions together, limits, time."""

import asyncio
import time
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import msgspec
import structlog

from backend.cache import Cache
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
from backend.models.errors import ApplicationError, SourceError, SourceSkippedError
from backend.models.ids import new_id
from backend.models.indicators import Indicator
from backend.models.json_values import clean, clean_text
from backend.models.requests import CacheAction, CacheNote, Question, Result, Timing
from backend.models.sources import Source, SourceKind
from backend.sources import contract
from backend.sources.redaction import Redactor
from backend.sources.user_code import Runner
from runners.telemetry import tracing

T = TypeVar("T")
log = structlog.get_logger()

MAX_PERCENT = 100


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How asking ended, whoever shares it."""

    answer: Answer | None = None
    failure: Failure | None = None
    skip: Skip | None = None
    cache: CacheNote | None = None
    logs: tuple[str, ...] = ()


class _Cached(msgspec.Struct, frozen=True):
    answer: Answer
    cached_at: datetime
    expires_at: datetime
    logs: tuple[str, ...] = ()


class Asker:
    """Asks sources. A source that fails is an outcome, never an exception."""

    def __init__(
        self,
        *,
        built_in: Mapping[str, contract.Source],
        make_context: Callable[[Source, contract.Source, Mapping[str, str]], contract.Context],
        open_secrets: Callable[[Source], Mapping[str, str]],
        runners: Mapping[SourceKind, Runner],
        cache: Cache,
        source_concurrency: int,
    ) -> None:
        self._built_in = built_in
        self._make_context = make_context
        self._open_secrets = open_secrets
        self._runners = runners
        self._cache = cache
        self._source_concurrency = source_concurrency
        self._slots: dict[str, asyncio.Semaphore] = {}
        self._in_flight: dict[str, asyncio.Task[Outcome]] = {}

    async def ask(
        self, question: Question, source: Source, *, trace_id: str, refresh: bool
    ) -> Result:
        """The result of one question, within the source's time limit."""
        attributes = {
            "source.slug": source.slug,
            "source.kind": source.kind.value,
            "indicator.kind": question.indicator.kind.value,
        }
        with tracing.span(f"source {source.slug}", attributes) as span:
            result = await self._result(question, source, trace_id=trace_id, refresh=refresh)
            _describe(span, result)
        return result

    async def _result(
        self, question: Question, source: Source, *, trace_id: str, refresh: bool
    ) -> Result:
        started_at, started = utc_now(), time.monotonic()
        key = f"{source.id}:{source.version}:{question.indicator.kind}:{question.indicator.data}"
        outcome = None
        if source.cache_enabled and source.cache_interval is not None and not refresh:
            outcome = await self._from_cache(key)
        if outcome is None:
            outcome = await self._together(key, source, question.indicator, trace_id)
        elapsed = round((time.monotonic() - started) * 1000, 1)
        return make_result(question, outcome, Timing(started_at, utc_now(), elapsed))

    async def _together(
        self, key: str, source: Source, indicator: Indicator, trace_id: str
    ) -> Outcome:
        """Identical questions in flight are asked once.

        Each waits on its own, so that one that is cancelled does not take the others with it.
        """
        task = self._in_flight.get(key)
        if task is None:
            task = asyncio.get_running_loop().create_task(
                self._ask_once(key, source, indicator, trace_id), name=f"ask {source.slug}"
            )
            self._in_flight[key] = task
            task.add_done_callback(lambda _: self._in_flight.pop(key, None))
        else:
            # What is asked is part of the question that came first.
            tracing.CURRENT.get().set("source.joined", True)
        return await asyncio.shield(task)

    async def _ask_once(
        self, key: str, source: Source, indicator: Indicator, trace_id: str
    ) -> Outcome:
        slots = self._slots.setdefault(source.id, asyncio.Semaphore(self._source_concurrency))
        async with slots:
            outcome = await self._within_limit(source, indicator, trace_id)
        if outcome.answer is None or not source.cache_enabled or source.cache_interval is None:
            return outcome
        return await self._to_cache(key, outcome, outcome.answer, source.cache_interval)

    async def _within_limit(self, source: Source, indicator: Indicator, trace_id: str) -> Outcome:
        """Ask with the source's secrets; their values stay out of whatever comes of it."""
        try:
            secrets = self._open_secrets(source)
        except SourceSkippedError as error:
            return _skipped(error, source)
        redact = Redactor(secrets.values())
        limit = source.time_limit_seconds
        try:
            async with asyncio.timeout(limit if source.kind is SourceKind.SYSTEM else None):
                answer, logs = await self._fetch(source, indicator, trace_id, secrets)
            outcome = Outcome(answer=clean_answer(answer), logs=tuple(map(clean_text, logs)))
        except TimeoutError:
            return _failed(FailureKind.TIMEOUT, f"{source.name} did not answer within {limit:g} s")
        except SourceError as error:
            outcome = _failed(error.kind, error.detail)
        except SourceSkippedError as error:
            outcome = _skipped(error, source)
        except ApplicationError as error:
            outcome = _failed(FailureKind.DATABASE_ERROR, error.detail)
        except Exception:  # noqa: BLE001 — a defect in one source is that source's failure
            # The trace is in the log, without what a library quotes in its message.
            defect = redact.text(traceback.format_exc())
            log.error("source_failed", source=source.slug, kind=indicator.kind, exception=defect)  # noqa: TRY400
            detail = f"{source.name} has a defect; the log names it by trace id {trace_id}"
            return _failed(FailureKind.INTERNAL_SERVER_ERROR, detail)
        return without_secrets(outcome, redact)

    async def _fetch(
        self, source: Source, indicator: Indicator, trace_id: str, secrets: Mapping[str, str]
    ) -> tuple[Answer, tuple[str, ...]]:
        if source.kind is SourceKind.SYSTEM:
            implementation = find_built_in(self._built_in, source)
            context = self._make_context(source, implementation, secrets)
            return await implementation.fetch(indicator, context), ()
        runner = self._runners.get(source.kind)
        if runner is None:
            raise SourceSkippedError(f"there is no runner for {source.kind} sources")
        return await runner.fetch(source, indicator, trace_id, secrets)

    async def _from_cache(self, key: str) -> Outcome | None:
        with tracing.span("cache get") as span:
            stored = await self._cache.get(key)
            span.set("cache.hit", stored is not None)
        if stored is None:
            return None
        try:
            cached = msgspec.json.decode(stored, type=_Cached)
        except msgspec.DecodeError:
            return None
        note = CacheNote(CacheAction.FROM_CACHE, cached.cached_at, cached.expires_at, key)
        return Outcome(answer=cached.answer, cache=note, logs=cached.logs)

    async def _to_cache(self, key: str, outcome: Outcome, answer: Answer, seconds: int) -> Outcome:
        now = utc_now()
        expires_at = now + timedelta(seconds=seconds)
        cached = _Cached(answer, now, expires_at, outcome.logs)
        with tracing.span("cache put"):
            await self._cache.put(key, msgspec.json.encode(cached), seconds)
        note = CacheNote(CacheAction.SAVED_TO_CACHE, now, expires_at, key)
        return Outcome(answer=answer, cache=note, logs=outcome.logs)


def _describe(span: tracing.Span, result: Result) -> None:
    """What became of a question, without what was asked and answered."""
    span.set("source.status", result.status.value)
    if result.cache is not None:
        span.set("source.cache", result.cache.action.value)
    if result.error is not None:
        span.fail(result.error.kind.value)
    for skip in result.skips:
        span.set("source.skip", skip.reason.value)


def find_built_in(built_in: Mapping[str, contract.Source], source: Source) -> contract.Source:
    """What executes a SYSTEM source.

    Raises:
        SourceError: MISSING_SOURCE_CODE, this version does not have it.
    """
    implementation = built_in.get(source.slug)
    if implementation is None:
        raise SourceError(
            FailureKind.MISSING_SOURCE_CODE,
            f"{source.name} is not part of this version: delete it, or install the version "
            "that it came with",
        )
    return implementation


def without_secrets(value: T, redact: Redactor) -> T:
    """A struct without the values of secrets, wherever a source put them."""
    if not redact:
        return value
    return msgspec.convert(redact.value(msgspec.to_builtins(value)), type(value))


def _skipped(error: SourceSkippedError, source: Source) -> Outcome:
    content = source.kind if error.content is None else error.content
    return Outcome(skip=Skip(error.reason, error.detail, content))


def _failed(kind: FailureKind, detail: str) -> Outcome:
    return Outcome(failure=Failure(kind, clean_text(detail)))


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


def _check_percent(name: str, value: int | None) -> None:
    if value is not None and not 0 <= value <= MAX_PERCENT:
        raise SourceError(FailureKind.INVALID_ANSWER, f"the {name} is not within 0 and 100")


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
        return _result(question, Status.ERROR, timing, error=outcome.failure)
    if outcome.answer is None:
        raise AssertionError("an outcome without answer, failure and skip")
    answer = outcome.answer
    return _result(
        question,
        Status.FOUND if answer.found else Status.NOT_FOUND,
        timing,
        cache=outcome.cache,
        logs=outcome.logs,
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
