"""Asking one source once, within its time: its answer, or in which way it failed.

What fails in a way that another try may help, and can do no harm, is tried again.
"""

import asyncio
import random
import traceback
from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple

import structlog

from backend.enrichment.results import (
    Outcome,
    clean_answer,
    failed_outcome,
    skipped_outcome,
    without_secrets,
)
from backend.enrichment.user_sources import UserSources
from backend.models.answers import Answer, FailureKind
from backend.models.errors import ApplicationError, SourceError, SourceSkippedError
from backend.models.indicators import Indicator
from backend.models.json_values import clean_text
from backend.models.sources import Activity, Source, SourceKind
from backend.sources import contract
from backend.sources.implementations import implementation_of
from backend.sources.user_code import Runner
from runners.egress.redaction import Redactor
from runners.telemetry import tracing

log = structlog.get_logger()

RETRIES = 2
PAUSE_SECONDS = 0.25
# Without so much time left another try would only fail once more.
WORTH_SECONDS = 0.5
# Ways to fail in which a source fails whoever asks.
BROKEN = (
    FailureKind.TIMEOUT,
    FailureKind.REQUEST_ERROR,
    FailureKind.RESPONSE_ERROR,
    FailureKind.UNAUTHORIZED,
)
# What asks nobody, or somebody who only looks something up, may be asked twice.
REPEATABLE = (Activity.LOCAL, Activity.PASSIVE)
SERVER_ERROR = 500

MakeContext = Callable[[Source, contract.Source, Mapping[str, str]], contract.Context]
Decorate = Callable[[Answer], Awaitable[Answer]]
Again = Callable[[], Awaitable[None]]
"""Called before another try; `SourceSkippedError` says that there is none."""


class _Given(NamedTuple):
    answer: Answer
    logs: tuple[str, ...] = ()


class Fetcher:
    """Asks sources. A source that fails is an outcome, never an exception."""

    def __init__(
        self,
        *,
        built_in: Mapping[str, contract.Source],
        make_context: MakeContext,
        open_secrets: Callable[[Source], Mapping[str, str]],
        runners: Mapping[SourceKind, Runner],
        decorate: Decorate | None = None,
        user_sources: UserSources | None = None,
    ) -> None:
        """`decorate` adds to an answer what is known of what it names.

        Without `user_sources` their `runners` alone are asked.
        """
        self._decorate = decorate
        self._user_sources = user_sources or UserSources(runners)
        self._built_in = built_in
        self._make_context = make_context
        self._open_secrets = open_secrets

    async def fetch(
        self, source: Source, indicator: Indicator, trace_id: str, again: Again
    ) -> Outcome:
        """Ask with the source's secrets; their values stay out of whatever comes of it."""
        try:
            secrets = self._open_secrets(source)
        except SourceSkippedError as error:
            return skipped_outcome(error, source)
        redact = Redactor(secrets.values())
        limit = source.time_limit_seconds
        try:
            if source.kind is SourceKind.SYSTEM:
                async with asyncio.timeout(limit):
                    given = await self._ask_built_in(source, indicator, secrets, again)
            else:
                given = await self._ask_runner(source, indicator, trace_id, secrets)
            answer = clean_answer(given.answer)
            if self._decorate is not None:
                answer = await self._decorate(answer)
            outcome = Outcome(answer=answer, logs=tuple(map(clean_text, given.logs)))
        except TimeoutError:
            detail = f"{source.name} did not answer within {limit:g} s"
            return failed_outcome(FailureKind.TIMEOUT, detail, broken=True)
        except SourceError as error:
            outcome = failed_outcome(error.kind, error.detail, broken=_is_broken(error))
        except SourceSkippedError as error:
            outcome = skipped_outcome(error, source)
        except ApplicationError as error:
            outcome = failed_outcome(FailureKind.DATABASE_ERROR, error.detail)
        except Exception:  # noqa: BLE001 — a defect in one source is that source's failure
            # The trace is in the log, without what a library quotes in its message.
            defect = redact.text(traceback.format_exc())
            log.error("source_failed", source=source.slug, kind=indicator.kind, exception=defect)  # noqa: TRY400
            detail = f"{source.name} has a defect; the log names it by trace id {trace_id}"
            return failed_outcome(FailureKind.INTERNAL_SERVER_ERROR, detail)
        return without_secrets(outcome, redact)

    async def _ask_built_in(
        self, source: Source, indicator: Indicator, secrets: Mapping[str, str], again: Again
    ) -> _Given:
        implementation = find_built_in(self._built_in, source)
        context = self._make_context(source, implementation, secrets)
        ends = asyncio.get_running_loop().time() + source.time_limit_seconds
        tried = 0
        while True:
            try:
                return _Given(await implementation.fetch(indicator, context))
            except SourceError as error:
                if tried == RETRIES or source.activity not in REPEATABLE:
                    raise
                if not await _may_repeat(error, tried, ends, again):
                    raise
            tried += 1
            tracing.CURRENT.get().set("source.retries", tried)

    async def _ask_runner(
        self, source: Source, indicator: Indicator, trace_id: str, secrets: Mapping[str, str]
    ) -> _Given:
        """The runner keeps the time, and user code repeats what it may repeat itself."""
        return _Given(*await self._user_sources.ask(source, indicator, trace_id, secrets))


def find_built_in(built_in: Mapping[str, contract.Source], source: Source) -> contract.Source:
    """What executes a SYSTEM source.

    Raises:
        SourceError: MISSING_SOURCE_CODE, this version does not have it.
    """
    implementation = implementation_of(source, built_in)
    if implementation is None:
        raise SourceError(
            FailureKind.MISSING_SOURCE_CODE,
            f"{source.name} is not part of this version: delete it, or install the version "
            "that it came with",
        )
    return implementation


async def _may_repeat(error: SourceError, tried: int, ends: float, again: Again) -> bool:
    """Wait until another try may help; false when there is none, or no time for it."""
    if not error.passing:
        return False
    # Half of it at random, so that many who failed together do not come back together.
    pause = PAUSE_SECONDS * 2**tried * random.uniform(0.5, 1.0)  # noqa: S311 — no secret
    if isinstance(error, contract.HttpStatusError) and error.retry_after_seconds is not None:
        pause = max(pause, error.retry_after_seconds)
    if asyncio.get_running_loop().time() + pause + WORTH_SECONDS > ends:
        return False
    await asyncio.sleep(pause)
    try:
        await again()
    except SourceSkippedError:
        return False
    return True


def _is_broken(error: SourceError) -> bool:
    """Whether it would fail others too. A status below 500 is about this question alone."""
    if error.kind is FailureKind.UNAUTHORIZED:
        return True
    if isinstance(error, contract.HttpStatusError):
        return error.status >= SERVER_ERROR and error.kind in BROKEN
    return error.kind in BROKEN
