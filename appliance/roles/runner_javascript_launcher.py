"""The role `runner-javascript-launcher`: starts the workers that run JavaScript sources.

Its command line is the paths of Deno and of the harness, the MiB of the heap, a descriptor and an
account.
"""

from collections.abc import Sequence
from pathlib import Path

from runners.javascript import launcher
from runners.javascript.program import Program
from runners.sandbox.accounts import Account


def run(arguments: Sequence[str]) -> None:
    """Serve the runner at the other end of the descriptor."""
    deno, harness, heap_mb, descriptor, account = arguments
    chosen = None if account == "-" else Account.parse(account)
    launcher.main(Program(Path(deno), Path(harness)), int(heap_mb), int(descriptor), chosen)
