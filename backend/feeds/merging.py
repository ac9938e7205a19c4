"""Changes a part's rows into those of a file: what is the same in both is not touched.

Of a feed of a million rows a few hundred differ from one hour to the next. So the file's rows go
into a table beside (COPY without indexes or log: seconds), and from there only the difference is
written. Rewriting the whole part would be five indexes' work for every row, and leave as much
garbage in the table as there are rows; a table for each load would need every look-up to lock all
the tables of all feeds. The first load alone writes everything.
"""

from collections.abc import Mapping
from datetime import datetime

from backend.db.connection import Connection
from backend.db.queries import load
from backend.feeds.errors import FeedError
from backend.feeds.parsing import ParsedFile

Q = load("feeds")


def merge_rows(
    connection: Connection,
    key: Mapping[str, str],
    parsed: ParsedFile,
    *,
    keep_days: int | None,
    seen_at: datetime | None,
) -> int:
    """Make the file's rows those of the part `key`, inside a transaction; how many there are then.

    Rows that the file no longer has go, unless there are `keep_days` (0 is for ever): then they
    stay for as long after `seen_at`, when they were last known to be the publisher's.

    Raises:
        FeedError: rows were lost on the way.
    """
    connection.run(Q.plan_for_values)
    connection.run(Q.empty_staging)
    copied = connection.copy_in(Q.stage_rows, parsed.copy_lines())
    if copied != parsed.rows:
        raise FeedError(f"{copied} of {parsed.rows} rows arrived in the database")
    connection.run(Q.count_staging)
    if keep_days is None:
        connection.run(Q.drop_gone, **key)
    else:
        connection.run(Q.mark_gone, **key, seen_at=seen_at)
    connection.run(Q.drop_changed, **key)
    connection.run(Q.add_new, **key)
    connection.run(Q.empty_staging)
    return parsed.rows if keep_days is None else forget_aged(connection, key, keep_days)


def forget_aged(connection: Connection, key: Mapping[str, str], keep_days: int) -> int:
    """Drop the rows that were kept for long enough; how many the part has then."""
    if keep_days > 0:
        connection.run(Q.drop_aged, **key, days=keep_days)
    return int(connection.run(Q.count_rows, **key)[0]["rows"])
