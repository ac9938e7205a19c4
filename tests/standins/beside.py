"""Stand-ins on a loop of their own, for tests whose own loop ends before they do."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import Any


@contextmanager
def beside(*standins: AbstractAsyncContextManager[Any]) -> Iterator[None]:
    """They serve as long as the block lasts."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        for standin in standins:
            asyncio.run_coroutine_threadsafe(standin.__aenter__(), loop).result(10)
        yield
    finally:
        for standin in standins:
            asyncio.run_coroutine_threadsafe(standin.__aexit__(None, None, None), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
