"""What people are told of watchlists."""

from collections.abc import Mapping, Sequence
from typing import Any

from backend.models.answers import Level
from backend.models.notifications import NotificationKind, Severity
from backend.notifications.notifier import Notice
from backend.watchlists.comparing import Change

NAMED_AT_MOST = 20
SENT_AT_MOST = 100
ALARMING = (Level.MALICIOUS, Level.SUSPICIOUS)
ORDER = list(Level)


def changed(row: Mapping[str, Any], changes: Sequence[Change]) -> Notice:
    """Verdicts of a run that are others than before; the worst stand first."""
    worst = sorted(changes, key=lambda change: ORDER.index(change.after))
    lines = [
        f"{c.indicator.data}: {c.before} before, {c.after} now. {c.reason}"
        for c in worst[:NAMED_AT_MOST]
    ]
    if len(worst) > NAMED_AT_MOST:
        lines.append(f"And {len(worst) - NAMED_AT_MOST} more.")
    first = worst[0]
    title = (
        f"{row['name']}: {first.indicator.data} is {first.after} now"
        if len(worst) == 1
        else f"{row['name']}: {len(worst)} verdicts changed"
    )
    return Notice(
        kind=NotificationKind.VERDICT_CHANGED,
        severity=Severity.WARNING if first.after in ALARMING else Severity.INFO,
        key=f"verdict-changed {row['request_id']}",
        title=title,
        detail="\n".join(lines),
        link=f"/run/{row['request_id']}",
        user_id=row["user_id"],
        recipients=row["recipients"],
        data={
            "watchlistId": row["id"],
            "watchlist": row["name"],
            "requestId": row["request_id"],
            "changes": [
                {
                    "indicator": c.indicator,
                    "before": c.before,
                    "after": c.after,
                    "reason": c.reason,
                }
                for c in worst[:SENT_AT_MOST]
            ],
            "changesTotal": len(worst),
        },
    )


def failed_key(watchlist_id: str) -> str:
    """By what a list that fails is told of once."""
    return f"watchlist-failed {watchlist_id}"


def failed(
    watchlist_id: str, name: str, user_id: str | None, why: str, request_id: str | None = None
) -> Notice:
    """A list that watches nothing until somebody does something."""
    return Notice(
        kind=NotificationKind.WATCHLIST_FAILED,
        severity=Severity.ERROR,
        key=failed_key(watchlist_id),
        title=f"The watchlist {name} could not be checked",
        detail=f"{why} Until a run succeeds, its verdicts stay as they were.",
        link=f"/run/{request_id}" if request_id else None,
        user_id=user_id,
        data={"watchlistId": watchlist_id, "watchlist": name},
    )
