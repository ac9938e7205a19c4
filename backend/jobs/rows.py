"""Loading the rows that a background task brought, by the way of every feed's file."""

import asyncio
import tempfile
from pathlib import Path

from backend.feeds.loader import Loader
from backend.feeds.loading import LoadedPart, Origin
from backend.feeds.refreshing import SPOOL_PREFIX
from backend.models.sources import Source
from backend.sources.user_rows import HEADER, PART, rows_of

ORIGIN = Origin(text="its background task")


async def load_rows(loader: Loader, source: Source, rows: bytes, *, force: bool) -> LoadedPart:
    """Make them the source's rows: lines of JSON, as the runner passed them on.

    Raises:
        FeedError: they were refused; those of before are still there.
        ApplicationError: the database failed.
    """
    feed = rows_of(source)
    with tempfile.TemporaryDirectory(dir=loader.spool, prefix=SPOOL_PREFIX) as folder:
        file = Path(folder, "rows")
        await asyncio.to_thread(_write, file, rows)
        return await loader.load(feed, file, ORIGIN, feed.given, part=PART, force=force)


def _write(file: Path, rows: bytes) -> None:
    with file.open("wb") as written:
        written.write(HEADER)
        written.write(rows)
