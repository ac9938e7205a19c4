"""Lines for who started the appliance."""

import contextlib
import sys
from typing import TextIO


def say(line: str, stream: TextIO | None = None) -> None:
    """Write a line to stderr, or to `stream`, if anybody still reads it.

    The appliance runs on when its terminal or the pipe is gone.
    """
    with contextlib.suppress(OSError):
        print(line, file=stream or sys.stderr, flush=True)
