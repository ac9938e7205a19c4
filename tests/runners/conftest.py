"""Runners for tests: one that all share, and ones that a test may kill."""

import contextlib
import os
from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from tests.runners.harness import Asker, PythonRunner


@pytest.fixture(scope="session")
def python_runner() -> Iterator[PythonRunner]:
    """A runner that all tests share: do not end it or fill it up."""
    runner = PythonRunner()
    yield runner
    runner.stop()


@pytest.fixture
def start_runner() -> Iterator[Callable[..., PythonRunner]]:
    """Starts runners that the test may kill."""
    with contextlib.ExitStack() as stack:

        def start(*arguments: str) -> PythonRunner:
            runner = PythonRunner(*arguments)
            stack.callback(runner.stop)
            return runner

        yield start


@pytest.fixture
async def ask(python_runner: PythonRunner) -> AsyncIterator[Asker]:
    """Asks the shared runner."""
    async with python_runner.channel() as channel:
        yield Asker(channel)


@pytest.fixture
def as_root() -> None:
    """Skips what only root can show."""
    if os.geteuid() != 0:
        pytest.skip("changing account needs root")
