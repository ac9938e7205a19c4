"""The watched folder: files that are put into `<folder>/<slug>/` are loaded into that feed.

A file is loaded once it has stopped growing, and moved to `done/` beside it, or to `failed/` with
a text that says why. Work is wanted only while there are such files, so that looking into an empty
folder is no run. Whoever may write there may put anything there: a link is not followed.
"""

import asyncio
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import structlog

from backend.db.connection import utc_now
from backend.db.pool import Database
from backend.db.queries import load
from backend.feeds.errors import FeedError
from backend.feeds.importing import feed_source
from backend.feeds.loader import Loader
from backend.feeds.loading import LoadedPart, Origin
from backend.jobs.scheduled import Report, RunFailedError
from backend.models.runs import CARRIED_IN
from backend.models.sources import settings_in
from backend.models.trials import LogLevel

Q = load("sources")
log = structlog.get_logger()

LOOK_SECONDS = 30
# Looks come sooner one after the other when something else changes.
SETTLE_SECONDS = 10.0
DONE, FAILED = "done", "failed"
# Hidden, or by their names on their way.
UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart")

Shape = tuple[int, int]
"""Size and time of change: a file whose shape stays for a while has stopped growing."""


class CarriedIn:
    """Implements `Scheduled`; a key is the slug of a feed, the name of a folder."""

    name = CARRIED_IN

    def __init__(
        self,
        database: Database,
        loader: Loader,
        folder: Path | None,
        *,
        settle_seconds: float = SETTLE_SECONDS,
    ) -> None:
        self._database = database
        self._loader = loader
        self._folder = folder
        self._settle_seconds = settle_seconds
        # Since when a file looks as it does.
        self._seen: dict[Path, tuple[Shape, float]] = {}
        self._settled: set[Path] = set()
        self._unreadable = False

    async def wanted(self) -> Mapping[str, int]:
        """The feeds for which there are files that have not changed for a while."""
        if self._folder is None:
            return {}
        await asyncio.to_thread(self._look, self._folder)
        return {path.parent.name: LOOK_SECONDS for path in sorted(self._settled)}

    async def run(self, key: str, report: Report, _trace_id: str) -> None:
        """Load the files of a feed, by their names.

        Raises:
            RunFailedError: some were refused, or can't be moved.
        """
        failed = []
        for path in sorted(path for path in self._settled if path.parent.name == key):
            self._settled.discard(path)
            error = await self._take(key, path, report)
            if error:
                failed.append(f"{path.name}: {error}")
        if failed:
            raise RunFailedError("; ".join(failed))

    def _look(self, folder: Path) -> None:
        """Note what is there now, and what of it was the same at an earlier look."""
        try:
            now = dict(_files(folder))
        except OSError as error:
            if not self._unreadable:
                log.warning("watch_folder_unreadable", folder=str(folder), detail=error.strerror)
            self._unreadable = True
            now = {}
        else:
            self._unreadable = False
        clock, before = monotonic(), self._seen
        same = {path for path, shape in now.items() if path in before and before[path][0] == shape}
        self._settled = {p for p in same if clock - before[p][1] >= self._settle_seconds}
        self._seen = {
            path: before[path] if path in same else (shape, clock) for path, shape in now.items()
        }

    async def _take(self, slug: str, path: Path, report: Report) -> str:
        """Load a file and move it away; why it was refused, or nothing."""
        try:
            _may_move(path)
            loaded = await self._load(slug, path)
        except FeedError as error:
            await asyncio.to_thread(_move, path, FAILED, error.detail)
            report.say(f"{path.name}: {error.detail}", LogLevel.ERROR)
            log.warning("feed_file_refused", slug=slug, file=path.name, detail=error.detail)
            return error.detail
        await asyncio.to_thread(_move, path, DONE, "")
        report.rows = (report.rows or 0) + loaded.rows
        report.say(f"{path.name}: {loaded.part} has {loaded.rows} rows, had {loaded.rows_before}")
        log.info("feed_imported", slug=slug, part=loaded.part, rows=loaded.rows, file=path.name)
        return ""

    async def _load(self, slug: str, path: Path) -> LoadedPart:
        rows = await self._database.run(Q.get_by_slug, slug=slug)
        source = feed_source(slug, rows)
        with _opened(path) as opened:
            return await self._loader.load(
                source,
                opened,
                Origin(text=path.name),
                settings_in(rows[0]["config_values"]) if rows else {},
            )


def _files(folder: Path) -> Iterator[tuple[Path, Shape]]:
    """Every file that may be taken, with its shape."""
    for feed in folder.iterdir():
        if feed.is_symlink() or not feed.is_dir() or feed.name.startswith("."):
            continue
        for path in feed.iterdir():
            if path.name.startswith(".") or path.name.endswith(UNFINISHED):
                continue
            try:
                found = path.lstat()
            except FileNotFoundError:
                continue
            if not stat.S_ISDIR(found.st_mode):
                yield path, (found.st_size, found.st_mtime_ns)


@contextmanager
def _opened(path: Path) -> Iterator[Path]:
    """A name of the file that stays its name, whatever is put into its place meanwhile.

    Raises:
        FeedError: it is no plain file, or can't be read.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise FeedError(f"it can't be read: {error.strerror}; links are not followed") from None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise FeedError("it is no plain file")
        yield Path(f"/proc/self/fd/{descriptor}")
    finally:
        os.close(descriptor)


def _may_move(path: Path) -> None:
    """Make the folders for what was taken; before, so that nothing is loaded again and again.

    Raises:
        RunFailedError: the service's account may not.
    """
    try:
        for name in (DONE, FAILED):
            (path.parent / name).mkdir(exist_ok=True)
    except OSError as error:
        raise _not_ours(path, error) from None
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise _not_ours(path, None)


def _move(path: Path, into: str, why: str) -> None:
    """Move a file, under a name that nobody has there; beside it why it was refused."""
    stamp = f"{utc_now():%Y%m%dT%H%M%S%f}"
    folder = path.parent / into
    target = folder / path.name
    if os.path.lexists(target):
        target = folder / f"{stamp}-{path.name}"
    try:
        path.rename(target)
        if why:
            target.with_name(f"{target.name}.txt").write_text(f"{why}\n", encoding="utf-8")
    except OSError as error:
        raise _not_ours(path, error) from None


def _not_ours(path: Path, error: OSError | None) -> RunFailedError:
    reason = error.strerror if error is not None else "no permission"
    return RunFailedError(
        f"files can't be moved in {path.parent}: {reason}. Let the service's account write there"
    )
