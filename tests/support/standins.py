"""Stand-ins beside tests that do not run on an event loop."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from tests.standins.web import WebStandIn

S = TypeVar("S", bound=WebStandIn)


@contextmanager
def served(standin: S) -> Iterator[S]:
    """A stand-in that serves on a loop of its own, as long as the block lasts."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(standin.start(), loop).result(10)
        yield standin
    finally:
        asyncio.run_coroutine_threadsafe(standin.stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
