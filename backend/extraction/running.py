"""Has a child process read a text or a document, and checks all that it says.

Nothing of what is brought is looked at here, short texts neither: the child has no rights, and what
it writes is taken for the words of a stranger.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import msgspec
import structlog

from backend.extraction.documents.contents import Trouble
from backend.indicators.canonical import CANONICAL
from backend.indicators.wording import UnfitError
from backend.models.errors import InvalidInputError, UnavailableError
from backend.models.extraction import Extraction
from backend.models.indicators import Indicator
from backend.uploads import Uploads
from runners.telemetry import tracing

log = structlog.get_logger()

# The appliance gives its own command; this one serves from a source tree.
READ_COMMAND = (sys.executable, "-m", "backend.extraction.child")
DEADLINE_SECONDS = 150.0
ANSWER_BYTES = 128 * 1024 * 1024
COMPLAINT_BYTES = 4096
# Each may take a core and a GiB of memory.
AT_ONCE = 2
WAITING_AT_MOST = 20
# What a Python program needs to start. Everything else stays here, secrets above all.
_PASSED_ON = ("PATH", "LANG", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LD_LIBRARY_PATH")


class DocumentRefusedError(InvalidInputError):
    """A document that can't be read; `code` says in which way."""

    title = "The document was not read"

    def __init__(self, trouble: Trouble, detail: str) -> None:
        super().__init__(detail)
        self.code = str(trouble)


class _Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    found: Extraction | None = None
    trouble: Trouble | None = None
    detail: str = ""


class Extractor:
    """Finds indicators in what people bring."""

    def __init__(
        self,
        uploads: Uploads,
        command: Sequence[str] = READ_COMMAND,
        spool: Path | None = None,
        *,
        deadline_seconds: float = DEADLINE_SECONDS,
    ) -> None:
        """`command` is the child's, without arguments; `spool` a folder for texts on their way."""
        self._uploads = uploads
        self._command = command
        self._spool = spool
        self._deadline_seconds = deadline_seconds
        self._places = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def from_text(self, text: str) -> Extraction:
        """What is in a text.

        Raises:
            DocumentRefusedError: it is too much.
            UnavailableError: too many are read already.
        """
        with tempfile.TemporaryFile(dir=self._spool) as file:
            await asyncio.to_thread(_fill, file, text)
            return await self._run(file, "text.txt")

    async def from_upload(self, upload_id: str, user_id: str) -> Extraction:
        """What is in a user's file, which is gone afterwards, whatever came of it.

        Raises:
            NotFoundError: there is no such file.
            DocumentRefusedError: it can't be read: which part, why, and what to do.
            UnavailableError: too many are read already; the file stays.
        """
        upload = self._uploads.find(upload_id, user_id)
        path = self._uploads.open(upload_id, user_id)
        with path.open("rb") as file:
            try:
                found = await self._run(file, upload.name)
            except DocumentRefusedError:
                self._uploads.delete(upload_id)
                raise
        self._uploads.delete(upload_id)
        return found

    async def _run(self, file: IO[bytes], name: str) -> Extraction:
        if self._waiting >= WAITING_AT_MOST:
            raise UnavailableError("too many documents are being read: try again in a minute")
        self._waiting += 1
        try:
            async with self._places:
                with tracing.span("document.read") as span:
                    found = await asyncio.to_thread(self._read, file, name)
                    span.set("document.characters", found.characters)
                    span.set("document.indicators", len(found.indicators))
                    return found
        finally:
            self._waiting -= 1

    def _read(self, file: IO[bytes], name: str) -> Extraction:
        """Have it read; blocks until it is."""
        with tempfile.TemporaryFile() as complaints:
            child = self._start(file, name, complaints)
            late = threading.Event()
            timer = threading.Timer(self._deadline_seconds, _end, (child, late))
            timer.start()
            try:
                assert child.stdout is not None  # noqa: S101 — asked for by _start
                with child.stdout as answer:
                    written = answer.read(ANSWER_BYTES + 1)
            finally:
                timer.cancel()
                child.kill()
                child.wait()
            return self._checked(written, child.returncode, complaints, late=late.is_set())

    def _start(self, file: IO[bytes], name: str, complaints: IO[bytes]) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(
                [*self._command, name],
                stdin=file,
                stdout=subprocess.PIPE,
                stderr=complaints,
                env={key: os.environ[key] for key in _PASSED_ON if key in os.environ},
                process_group=0,
            )
        except OSError as error:
            raise UnavailableError(
                f"cannot start the reading process: {error.strerror}: try again in a minute"
            ) from None

    def _checked(
        self, written: bytes, status: int, complaints: IO[bytes], *, late: bool
    ) -> Extraction:
        if late:
            raise DocumentRefusedError(
                Trouble.TIMEOUT,
                f"reading took longer than {self._deadline_seconds:g} s: divide the document, or "
                "bring its text",
            )
        try:
            answer = msgspec.json.decode(written[:ANSWER_BYTES], type=_Answer)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            complaints.seek(max(0, complaints.seek(0, os.SEEK_END) - COMPLAINT_BYTES))
            said = complaints.read().decode("utf-8", "replace")
            log.warning("document_not_read", status=status, said=said)
            raise DocumentRefusedError(
                Trouble.BROKEN,
                f"the reading process ended with status {status}: the document is damaged or takes "
                "too long to read; save it anew, or bring its text",
            ) from None
        if answer.trouble is not None:
            raise DocumentRefusedError(answer.trouble, answer.detail)
        if answer.found is None or not all(
            _is_canonical(s.indicator) for s in answer.found.indicators
        ):
            raise DocumentRefusedError(
                Trouble.BROKEN,
                "the reading process wrote what are no indicators: its document is "
                "hostile, look at it with care",
            )
        return answer.found


def _is_canonical(indicator: Indicator) -> bool:
    try:
        return CANONICAL[indicator.kind](indicator.data) == indicator.data
    except UnfitError:
        return False


def _fill(file: IO[bytes], text: str) -> None:
    file.write(text.encode("utf-8", "replace"))
    file.flush()
    file.seek(0)


def _end(child: "subprocess.Popen[bytes]", late: threading.Event) -> None:
    late.set()
    child.kill()
