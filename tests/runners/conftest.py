"""Runners for tests: one of each language that all share, and ones that a test may kill."""

import contextlib
import functools
import os
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from tests.runners.harness import Asker, Runner
from tests.runners.languages import LANGUAGES, Language
from tests.runners.outside import Outside, outside_world


@pytest.fixture(params=LANGUAGES, ids=lambda language: language.name)
def language(request: pytest.FixtureRequest) -> Any:
    """Each language in turn; a folder for one language says which."""
    return request.param


@pytest.fixture(scope="session")
def shared_runner() -> Iterator[Callable[[Language], Runner]]:
    """The runner of a language that all tests share: do not end it or fill it up."""
    with contextlib.ExitStack() as stack:

        @functools.cache
        def started(language: Language) -> Runner:
            runner = Runner(language)
            stack.callback(runner.stop)
            return runner

        yield started


@pytest.fixture
def runner(language: Language, shared_runner: Callable[[Language], Runner]) -> Runner:
    """The shared runner of this test's language."""
    return shared_runner(language)


@pytest.fixture(scope="session")
def outside() -> Iterator[Outside]:
    """Runners of both languages whose way outside ends at stand-ins, for all tests to share."""
    with outside_world() as world:
        yield world


@pytest.fixture
def start_runner(language: Language) -> Iterator[Callable[..., Runner]]:
    """Starts runners that the test may kill."""
    with contextlib.ExitStack() as stack:

        def start(*arguments: str) -> Runner:
            runner = Runner(language, *arguments)
            stack.callback(runner.stop)
            return runner

        yield start


@pytest.fixture
async def ask(runner: Runner) -> AsyncIterator[Asker]:
    """Asks the shared runner."""
    async with runner.channel() as channel:
        yield Asker(channel)


@pytest.fixture
def as_root() -> None:
    """Skips what only root can show."""
    if os.geteuid() != 0:
        pytest.skip("changing account needs root")
