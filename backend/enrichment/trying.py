"""Test runs: a source is asked as it stands in an editor. Nothing is stored and nothing cached."""

import asyncio
import time
import traceback
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import structlog

from backend.db.connection import utc_now
from backend.enrichment.catalog import CatalogHolder
from backend.enrichment.fetching import find_built_in
from backend.enrichment.plan import Circumstances, reasons_to_skip
from backend.enrichment.replaying import Replayed
from backend.enrichment.results import Outcome, clean_answer, without_secrets
from backend.enrichment.user_sources import UserSources
from backend.models.answers import Answer, FailureKind, SkipReason, Status
from backend.models.errors import (
    FieldError,
    InvalidInputError,
    SourceError,
    SourceSkippedError,
    UnavailableError,
)
from backend.models.indicators import Indicator
from backend.models.json_values import clean
from backend.models.sources import Source, SourceCreate, SourceKind
from backend.models.trials import (
    TaskTrial,
    Trial,
    TrialError,
    TrialOutcome,
    TrialTiming,
)
from backend.sources import contract
from backend.sources.implementations import implementation_of
from backend.sources.returned import interpret
from backend.sources.user_code import Runner, TryOut
from runners.egress.redaction import Redactor

log = structlog.get_logger()

# What is tried may be switched off still. Whether there is a runner is told in its own way.
NO_HINDRANCE = (SkipReason.SOURCE_DISABLED, SkipReason.RUNNER_DISABLED)


class Tester:
    """Tries sources out."""

    def __init__(
        self,
        *,
        catalog: CatalogHolder,
        circumstances: Circumstances,
        built_in: Mapping[str, contract.Source],
        make_context: Callable[[Source, contract.Source, Mapping[str, str]], contract.Context],
        open_secrets: Callable[[Source], Mapping[str, str]],
        runners: Mapping[SourceKind, Runner],
        user_sources: UserSources,
        replayed: Replayed | None = None,
    ) -> None:
        """With `replayed` nobody is asked, whatever is tried."""
        self._replayed = replayed
        self._catalog = catalog
        self._circumstances = circumstances
        self._built_in = built_in
        self._make_context = make_context
        self._open_secrets = open_secrets
        self._runners = runners
        self._user_sources = user_sources

    def built_in(self, source: Source) -> contract.Source | None:
        """What executes a SYSTEM source."""
        return implementation_of(source, self._built_in)

    async def run(self, source: Source, indicator: Indicator, trace_id: str) -> TrialOutcome:
        """Ask a source about an indicator, unless the plan would skip it.

        Raises:
            UnavailableError: its runner is switched off or does not answer.
        """
        skips = [
            skip
            for skip in reasons_to_skip(
                indicator, source, self._catalog.current, self._circumstances
            )
            if skip.reason not in NO_HINDRANCE
        ]
        if skips:
            detail = "; ".join(skip.detail for skip in skips)
            return _outcome(indicator, Status.SKIPPED, skips[0].reason, detail)
        if self._replayed is not None:
            return _replayed(indicator, self._replayed.find(source, indicator))
        try:
            secrets = self._open_secrets(source)
        except SourceSkippedError as error:
            return _outcome(indicator, Status.SKIPPED, error.reason, error.detail)
        ask = self._ask_built_in if source.kind is SourceKind.SYSTEM else self._ask_runner
        outcome = await ask(source, indicator, trace_id, secrets)
        return without_secrets(outcome, Redactor(secrets.values()))

    async def _ask_runner(
        self, source: Source, indicator: Indicator, trace_id: str, secrets: Mapping[str, str]
    ) -> TrialOutcome:
        state = self._catalog.current.states.get(source.id, "")
        try:
            runner = runner_of(self._runners, source)
            came = await runner.try_out(source, indicator, trace_id, secrets, state=state)
        except SourceSkippedError as error:
            raise UnavailableError(error.detail) from error
        except SourceError as error:
            return _outcome(indicator, Status.ERROR, error.kind, error.detail)
        more: dict[str, Any] = {
            "logs": came.logs,
            "timing": came.timing,
            "calls": came.calls,
            "peak_memory_bytes": came.peak_memory_bytes or None,
        }
        if came.no_function and source.id:
            return await self._ask_rows(source, indicator, came, more)
        if (failed := error_of(came)) is not None:
            return TrialOutcome(indicator=indicator, status=Status.ERROR, error=failed, **more)
        if came.not_found:
            return _answered(indicator, Answer(found=False), **more)
        more["raw"] = clean(came.data)
        try:
            answer = clean_answer(interpret(came.data))
        except SourceError as error:
            return _outcome(indicator, Status.ERROR, error.kind, error.detail, **more)
        return _answered(indicator, answer, **more)

    async def _ask_rows(
        self, source: Source, indicator: Indicator, came: TryOut, more: dict[str, Any]
    ) -> TrialOutcome:
        """As its rows answer where the code has no function that does."""
        try:
            answer = clean_answer(await self._user_sources.look_up(source, indicator))
        except SourceError as error:
            if error.kind is not FailureKind.STALE:
                return _outcome(indicator, Status.ERROR, error.kind, error.detail, **more)
            failed = error_of(came)
            return TrialOutcome(indicator=indicator, status=Status.ERROR, error=failed, **more)
        return _answered(indicator, answer, raw=answer.raw, **more)

    async def _ask_built_in(
        self, source: Source, indicator: Indicator, trace_id: str, secrets: Mapping[str, str]
    ) -> TrialOutcome:
        started, limit = time.monotonic(), source.time_limit_seconds

        def took() -> TrialTiming:
            elapsed = round((time.monotonic() - started) * 1000, 1)
            return TrialTiming(total_ms=elapsed, code_ms=elapsed)

        try:
            implementation = find_built_in(self._built_in, source)
            context = self._make_context(source, implementation, secrets)
            async with asyncio.timeout(limit):
                answer = clean_answer(await implementation.fetch(indicator, context))
        except TimeoutError:
            kind, detail = FailureKind.TIMEOUT, f"{source.name} did not answer within {limit:g} s"
        except SourceError as error:
            kind, detail = error.kind, error.detail
        except SourceSkippedError as error:
            return _outcome(indicator, Status.SKIPPED, error.reason, error.detail, timing=took())
        except Exception:  # noqa: BLE001 — what is tried may fail in any way
            defect = Redactor(secrets.values()).text(traceback.format_exc())
            log.error("source_failed", source=source.slug, kind=indicator.kind, exception=defect)  # noqa: TRY400
            kind = FailureKind.INTERNAL_SERVER_ERROR
            detail = f"{source.name} has a defect; the log names it by trace id {trace_id}"
        else:
            return _answered(indicator, answer, raw=answer.raw, timing=took())
        return _outcome(indicator, Status.ERROR, kind, detail, timing=took())


def runner_of(runners: Mapping[SourceKind, Runner], source: Source) -> Runner:
    """The runner of a source's language.

    Raises:
        UnavailableError: it is switched off.
    """
    runner = runners.get(source.kind)
    if runner is None:
        raise UnavailableError(
            f"the runner for {source.kind} sources is switched off in the configuration"
        )
    return runner


def error_of(came: TryOut) -> TrialError | None:
    """How code failed that was tried; None if it did not."""
    if came.failure is None:
        return None
    return TrialError(
        kind=came.failure,
        detail=came.message,
        file=came.file,
        line=came.line,
        column=came.column,
        traceback=came.traceback,
    )


def altered(source: Source, trial: Trial | TaskTrial) -> Source:
    """A saved source as it is tried: what the trial names in place of what was saved.

    Raises:
        InvalidInputError: it names code for a source that has none, or another language.
    """
    if source.kind is SourceKind.SYSTEM and trial.source_code is not None:
        raise _unfit("/sourceCode", f"{source.name} is part of the program and has no code to edit")
    template = getattr(trial, "template", None)
    if template is not None and template != source.template:
        raise _unfit("/template", f"{source.name} is not made of {template!r}")
    if trial.kind is not None and trial.kind != source.kind:
        raise _unfit("/kind", f"{source.name} is a {source.kind} source")
    changes = {
        name: value
        for name in ("source_code", "config_values", "time_limit_seconds", "allowed_hosts")
        if (value := getattr(trial, name, None)) is not None
    }
    return msgspec.structs.replace(source, **changes)


def unsaved(trial: Trial, indicator: Indicator) -> Source:
    """Code that no source has yet, or a template, as the source that it would be by default.

    Raises:
        InvalidInputError: there is no code, or there is both.
    """
    if trial.template is not None and trial.kind is not None:
        raise _unfit("/kind", "what is made of a template is in no language")
    if trial.template is None and trial.source_code is None:
        raise _unfit("/sourceCode", "sourceCode is needed: there is no saved source to take it of")
    return _as_if_saved(
        SourceCreate(
            name="This source",
            kind=trial.language(),
            template=trial.template,
            supported_indicators=[indicator.kind],
            source_code=trial.source_code,
            config_values=trial.config_values or [],
            time_limit_seconds=trial.time_limit_seconds or 10.0,
            allowed_hosts=trial.allowed_hosts or [],
        )
    )


def unsaved_task(trial: TaskTrial) -> Source:
    """The same for a background task. Same errors."""
    if trial.source_code is None:
        raise _unfit("/sourceCode", "sourceCode is needed: there is no saved source to take it of")
    return _as_if_saved(
        SourceCreate(
            name="This source",
            kind=SourceKind(trial.kind or SourceKind.PYTHON),
            source_code=trial.source_code,
            config_values=trial.config_values or [],
        )
    )


def _as_if_saved(create: SourceCreate) -> Source:
    now = utc_now()
    fields = {name: getattr(create, name) for name in create.__struct_fields__ if name != "note"}
    return Source(
        **fields,
        id="",
        slug="",
        created_at=now,
        updated_at=now,
        version=0,
        created_user_id=None,
        updated_user_id=None,
    )


def _replayed(indicator: Indicator, outcome: Outcome) -> TrialOutcome:
    if outcome.skip is not None:
        return _outcome(indicator, Status.SKIPPED, outcome.skip.reason, outcome.skip.detail)
    if outcome.failure is not None:
        return _outcome(indicator, Status.ERROR, outcome.failure.kind, outcome.failure.detail)
    answer = outcome.answer or Answer(found=False)
    return _answered(indicator, answer, raw=answer.raw)


def _answered(indicator: Indicator, answer: Answer, **more: Any) -> TrialOutcome:
    status = Status.FOUND if answer.found else Status.NOT_FOUND
    return TrialOutcome(indicator=indicator, status=status, answer=answer, **more)


def _outcome(
    indicator: Indicator, status: Status, kind: str, detail: str, **more: Any
) -> TrialOutcome:
    error = TrialError(kind=kind, detail=detail)
    return TrialOutcome(indicator=indicator, status=status, error=error, **more)


def _unfit(pointer: str, message: str) -> InvalidInputError:
    return InvalidInputError(message, errors=(FieldError(pointer, message),))
