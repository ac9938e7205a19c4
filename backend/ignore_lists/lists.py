"""The ignore lists of this process: kept up to date, and asked without a query.

The compiled file holds every list as it was when it was made. A list that changed since, and is
short enough, is compiled again into memory within milliseconds; when that is more than a few
thousand entries, a child process makes a new file, and until then the old entries count.
"""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import structlog

from backend.db.pool import Database
from backend.db.queries import load
from backend.db.rows import to_struct
from backend.ignore_lists import child
from backend.ignore_lists.compiled import Compiled
from backend.ignore_lists.compiling import Mapped, compile_some, identity_of, open_file
from backend.ignore_lists.image import ImageBuilder
from backend.ignore_lists.matching import NOTHING, Hit, ListState, Matcher, Part
from backend.models.errors import ApplicationError, UnavailableError
from backend.models.ignore_lists import Imported, Scope
from backend.models.indicators import Indicator
from backend.tasks import Tasks

Q = load("ignore_lists")
log = structlog.get_logger()

IN_MEMORY_ENTRIES = 5_000
RETRY_SECONDS = 10.0


class IgnoreLists:
    """What is compiled of the database's lists, replaced as a whole when they change."""

    def __init__(
        self,
        database: Database,
        *,
        url: str,
        folder: Path | None,
        command: Sequence[str],
        tasks: Tasks,
        in_memory_entries: int = IN_MEMORY_ENTRIES,
    ) -> None:
        """Without a folder for the file everything is compiled into memory."""
        self._database = database
        self._url = url
        self._folder = folder
        self._command = command
        self._tasks = tasks
        self._in_memory_entries = in_memory_entries
        self._reading = asyncio.Lock()
        self._file: Mapped | None = None
        self._file_identity: tuple[int, int, int] | None = None
        self._memory = Compiled(memoryview(ImageBuilder({}).image()))
        self._compiling: asyncio.Task[None] | None = None
        self._settled = asyncio.Event()
        self.current: Matcher = NOTHING

    def match(self, indicator: Indicator) -> tuple[Hit, ...]:
        """Every entry that the indicator matches (see `Matcher.match`)."""
        return self.current.match(indicator)

    def names_of(self, indicator: Indicator) -> tuple[str, ...]:
        """The global lists that the indicator is on: what the team says of it, whoever is asked."""
        hits = (hit for hit in self.match(indicator) if hit.list.scope is Scope.GLOBAL)
        return tuple(dict.fromkeys(hit.list.name for hit in hits))

    async def reload(self) -> None:
        """Read again what lists there are, and compile those that changed, or begin to."""
        async with self._reading:
            waiting = await self._read()
        if not waiting:
            self._settled.set()
            return
        self._settled.clear()
        if self._compiling is None or self._compiling.done():
            self._compiling = self._tasks.start(self._compile(), name="ignore lists")

    async def settled(self, seconds: float) -> None:
        """Read again, and wait until every entry that was committed before counts.

        Raises:
            UnavailableError: it takes longer.
        """
        await self.reload()
        try:
            await asyncio.wait_for(self._settled.wait(), seconds)
        except TimeoutError:
            raise UnavailableError(
                f"the ignore lists are not compiled after {seconds:g} s: try again in a minute"
            ) from None

    async def import_path(self, path: Path, **options: Any) -> Imported:
        """Have a process import a file; options as those of `child.Task`.

        Raises:
            InvalidInputError: there is no list in it.
            UnavailableError: it could not be done.
        """
        task = child.Task(url=self._url, path=str(path), **options)
        report = await child.run(self._command, task)
        if report.imported is None:
            raise UnavailableError("the process for ignore lists did not say what it did")
        return report.imported

    async def _read(self) -> bool:
        """Whether lists are left for the compiled file."""
        rows = await self._database.run(Q.list_for_matching)
        lists = [to_struct(row, ListState) for row in rows]
        left = await self._open()
        in_file = self._file.compiled.lists if self._file is not None else {}
        changed = [
            each
            for each in lists
            if each.entry_count and in_file.get(each.id) != each.entries_version
        ]
        waiting = False
        if self._folder is not None:
            changed.sort(key=lambda each: each.entry_count)
            room, kept = self._in_memory_entries, []
            for each in changed:
                room -= each.entry_count
                if room >= 0:
                    kept.append(each)
            waiting = len(kept) < len(changed)
            changed = kept
        versions = {each.id: each.entries_version for each in changed}
        if versions != self._memory.lists:
            left.append(self._memory)
            self._memory = await self._database.transaction(
                lambda connection: compile_some(connection, versions)
            )
        self._replace(lists)
        for compiled in left:
            await asyncio.to_thread(compiled.close)
        return waiting

    async def _open(self) -> list[Compiled]:
        """Map the file, if it is another one than that which is mapped; what is not needed then."""
        if self._folder is None:
            return []
        identity = identity_of(self._folder)
        if identity == self._file_identity:
            return []
        old, self._file = self._file, await asyncio.to_thread(open_file, self._folder)
        self._file_identity = self._file.identity if self._file is not None else identity
        return [old.compiled] if old is not None else []

    def _replace(self, lists: Sequence[ListState]) -> None:
        live = {each.id: each for each in lists if each.enabled and each.entry_count}
        memory = self._memory
        parts = []
        if self._file is not None:
            # What is compiled in memory is no longer asked of the file.
            in_file = {i: each for i, each in live.items() if i not in memory.lists}
            numbers = self._file.compiled.numbers
            parts.append(Part(self._file.compiled, [in_file.get(i) for i in numbers]))
        if memory.numbers:
            parts.append(Part(memory, [live.get(i) for i in memory.numbers]))
        self.current = Matcher(parts)

    async def _compile(self) -> None:
        """Make a new file, as often as lists change meanwhile."""
        assert self._folder is not None  # noqa: S101 — nothing waits without one
        waiting = True
        while waiting:
            started = time.monotonic()
            try:
                task = child.Task(url=self._url, folder=str(self._folder))
                await child.run(self._command, task)
                async with self._reading:
                    waiting = await self._read()
            except ApplicationError as error:
                log.error("ignore_lists_not_compiled", detail=error.detail)  # noqa: TRY400 — the sentence says it all
                await asyncio.sleep(RETRY_SECONDS)
            else:
                seconds = round(time.monotonic() - started, 1)
                log.info("ignore_lists_compiled", seconds=seconds)
        self._settled.set()
