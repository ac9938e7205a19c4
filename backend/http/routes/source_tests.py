"""Test runs of sources, saved or not."""

from backend.access.permissions import Permission
from backend.enrichment.trying import altered, unsaved, unsaved_task
from backend.http.routes.requests import read_indicator
from backend.http.routes.sources import check_any_host
from backend.http.routing import Call, Route
from backend.models.errors import (
    FieldError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    UnavailableError,
)
from backend.models.indicators import Indicator
from backend.models.sources import SourceKind
from backend.models.trials import TaskTrial, TaskTrialOutcome, Trial, TrialOutcome
from backend.services import Services
from backend.sources.editing import check_hosts, check_settings, fitting_template

EXAMPLE = {
    "indicator": {"data": "198.51.100.7"},
    "kind": SourceKind.PYTHON,
    "sourceCode": "def fetch_data(indicator_data, indicator_kind):\n    return {'seen': 3}\n",
}

TASK_EXAMPLE = {
    "kind": SourceKind.PYTHON,
    "sourceCode": "def background_task(context):\n    context.rows.add('192.0.2.7')\n",
}


async def test_code(services: Services, call: Call[Trial, None]) -> TrialOutcome:
    """Runs code, or asks by a template's settings, of which nothing is saved or kept.

    A template has no secrets yet. Code needs the permission `source_code` too.
    """
    if call.body.template is None and not call.may(Permission.SOURCE_CODE):
        raise ForbiddenError(f"to run code needs the permission {Permission.SOURCE_CODE}")
    check_any_host(call, call.body.allowed_hosts)
    indicator = _indicator(call.body)
    source = unsaved(call.body, indicator)
    check_hosts(source.kind, source.allowed_hosts)
    if source.template is not None:
        fitting_template(source)
    return await services.tester.run(source, indicator, call.trace_id)


async def test_source(services: Services, call: Call[Trial, None]) -> TrialOutcome:
    """Asks a source with its secrets, by the code given or as it is saved; nothing is kept.

    One that is switched off is asked all the same. Running code needs `source_code` too.
    """
    saved = await services.sources.get(call.path["id"])
    if saved.kind is not SourceKind.SYSTEM and not call.may(Permission.SOURCE_CODE):
        raise ForbiddenError(f"to run the code of {saved.name} needs {Permission.SOURCE_CODE}")
    check_any_host(call, call.body.allowed_hosts, saved.allowed_hosts)
    source = altered(saved, call.body)
    check_hosts(source.kind, call.body.allowed_hosts)
    implementation = services.tester.built_in(source)
    if implementation is not None:
        check_settings(implementation, source.config_values)
    return await services.tester.run(source, _indicator(call.body), call.trace_id)


async def test_task_code(services: Services, call: Call[TaskTrial, None]) -> TaskTrialOutcome:
    """Runs the background task of code that no source has yet. Nothing is saved or kept."""
    source = unsaved_task(call.body)
    return await services.task_tester.run(source, call.body.state, call.trace_id)


async def test_source_task(services: Services, call: Call[TaskTrial, None]) -> TaskTrialOutcome:
    """Runs a source's background task with its secrets, by the code given or as it is saved.

    What it would leave, state and rows, is shown and not kept; its time is a minute at most.
    """
    saved = await services.sources.get(call.path["id"])
    if saved.kind is SourceKind.SYSTEM:
        raise InvalidInputError(f"{saved.name} has no code whose task could be tried: run it")
    source = altered(saved, call.body)
    return await services.task_tester.run(source, call.body.state, call.trace_id)


def _indicator(trial: Trial) -> Indicator:
    try:
        return read_indicator(trial.indicator)
    except InvalidInputError as error:
        pointed = (FieldError("/indicator/data", error.detail),)
        raise InvalidInputError(error.detail, errors=pointed) from None


ROUTES: tuple[Route, ...] = (
    Route(
        method="POST",
        path="/sources/test",
        handler=test_code,
        needs=Permission.SOURCE_EDIT,
        summary="Run code, or ask by a template's settings, about one indicator; nothing is saved",
        tag="sources",
        body=Trial,
        body_example=EXAMPLE,
        returns=TrialOutcome,
        errors=(ForbiddenError, UnavailableError),
    ),
    Route(
        method="POST",
        path="/sources/{id}/test",
        handler=test_source,
        needs=Permission.SOURCE_EDIT,
        summary="Ask one source about one indicator, and keep nothing",
        tag="sources",
        body=Trial,
        body_example={"indicator": {"data": "198.51.100.7"}},
        returns=TrialOutcome,
        errors=(NotFoundError, UnavailableError),
    ),
    Route(
        method="POST",
        path="/sources/test-task",
        handler=test_task_code,
        needs=Permission.SOURCE_CODE,
        summary="Run a background task of code that is not saved, and keep nothing",
        tag="sources",
        body=TaskTrial,
        body_example=TASK_EXAMPLE,
        returns=TaskTrialOutcome,
        errors=(UnavailableError,),
    ),
    Route(
        method="POST",
        path="/sources/{id}/test-task",
        handler=test_source_task,
        needs=Permission.SOURCE_CODE,
        summary="Run a source's background task, and keep nothing",
        tag="sources",
        body=TaskTrial,
        body_example={},
        returns=TaskTrialOutcome,
        errors=(NotFoundError, UnavailableError),
    ),
)
