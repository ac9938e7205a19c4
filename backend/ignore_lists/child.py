"""The process that compiles and imports: role `ignore-lists`, so that the backend never waits.

What to do is one line of JSON on standard input, because it names the database; what came of it
one on standard output. The first is a `Task`, the second a `Report`.
"""

import asyncio
import contextlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from backend.ignore_lists.compiling import compile_all
from backend.ignore_lists.image import ImageError
from backend.ignore_lists.importing import ImportOptions, import_path
from backend.models.errors import ApplicationError, InvalidInputError, UnavailableError
from backend.models.ignore_lists import Action, Imported

COMPILE_NICENESS = 5
# The appliance gives its own command; this one serves from a source tree.
COMMAND = (sys.executable, "-m", "backend.ignore_lists.child")


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """Compile into `folder`, or import `path`."""

    url: str
    folder: str | None = None
    path: str | None = None
    format: str | None = None
    enabled: bool = True
    is_global: bool = True
    action: Action = Action.BLOCK
    name: str | None = None
    user_id: str | None = None


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What was done, or in `error` why not; `unfit` is whether what was given is to blame."""

    imported: Imported | None = None
    error: str | None = None
    unfit: bool = False


def main() -> int:
    """Do the task; 0 when it was done."""
    # Standard output is for the report alone.
    with contextlib.redirect_stdout(sys.stderr):
        report = _report(msgspec.json.decode(sys.stdin.buffer.read(), type=Task))
    sys.stdout.buffer.write(msgspec.json.encode(report))
    sys.stdout.buffer.flush()
    return 1 if report.error is not None else 0


def _report(task: Task) -> Report:
    try:
        if task.path is None:
            # Those who ask come first, as nobody waits for it but who changed a long list.
            os.nice(COMPILE_NICENESS)
            compile_all(task.url, Path(task.folder or ""))
            return Report()
        options = ImportOptions(
            format=task.format,
            enabled=task.enabled,
            is_global=task.is_global,
            action=task.action,
            name=task.name,
        )
        path = Path(task.path)
        return Report(imported=import_path(task.url, path, options, user_id=task.user_id))
    except ApplicationError as error:
        return Report(error=error.detail, unfit=isinstance(error, InvalidInputError))
    except (OSError, ImageError, MemoryError) as error:
        return Report(error=str(error) or type(error).__name__)


async def run(command: Sequence[str], task: Task) -> Report:
    """Have a process do the task. One that is cancelled takes its process along.

    Raises:
        InvalidInputError: what was given is no list, or can't be read.
        UnavailableError: it could not be done.
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        said, complaints = await process.communicate(msgspec.json.encode(task))
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    try:
        report = msgspec.json.decode(said, type=Report)
    except msgspec.MsgspecError:
        last = complaints.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise UnavailableError(
            f"the process for ignore lists ended with status {process.returncode}: "
            f"{last or 'no message'}"
        ) from None
    if report.error is not None:
        raise (InvalidInputError if report.unfit else UnavailableError)(report.error)
    return report


if __name__ == "__main__":
    sys.exit(main())
