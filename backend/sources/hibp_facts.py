"""Breaches as Have I Been Pwned describes them: what an address's and a domain's have in common."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from backend.models.answers import Element, ElementKind, Link
from backend.sources.json_fields import text, texts, time_of, whole

PROVIDER = "Have I Been Pwned"
CREDIT = "Have I Been Pwned, CC BY 4.0"
MARKUP = re.compile(r"<[^<>]*>")
ROWS_AT_MOST = 100
KEPT = (
    *("Name", "Title", "Domain", "BreachDate", "AddedDate", "PwnCount", "DataClasses"),
    *("IsVerified", "IsFabricated", "IsSensitive", "IsRetired", "IsSpamList", "IsMalware"),
    *("IsStealerLog", "Description"),
)


def kept(breach: Mapping[str, Any]) -> dict[str, Any]:
    """What is worth keeping of a breach; its description without markup."""
    found = {name: breach[name] for name in KEPT if breach.get(name) is not None}
    if "Description" in found:
        found["Description"] = text(MARKUP.sub("", text(found["Description"])))
    return found


def tags(breaches: Sequence[Mapping[str, Any]]) -> list[str]:
    """One of each breach, and what sort of data leaked."""
    named = [f"breached:{name}" for breach in breaches if (name := text(breach.get("Name")))]
    if any(breach.get("IsStealerLog") is True for breach in breaches):
        named.append("stealer-log")
    return named[:ROWS_AT_MOST]


def has_passwords(breaches: Sequence[Mapping[str, Any]]) -> bool:
    """Whether passwords are among what leaked."""
    return any("Passwords" in texts(breach.get("DataClasses")) for breach in breaches)


def times(breaches: Sequence[Mapping[str, Any]]) -> list[datetime]:
    """When they happened."""
    return [time for breach in breaches if (time := time_of(breach.get("BreachDate")))]


def links(breaches: Sequence[Mapping[str, Any]]) -> tuple[Link, ...]:
    """The pages of the first of them."""
    names = [name for breach in breaches[:10] if (name := text(breach.get("Name"))).isalnum()]
    return tuple(Link(name, f"https://haveibeenpwned.com/Breach/{name}") for name in names)


def elements(breaches: Sequence[Mapping[str, Any]]) -> Iterator[Element]:
    """A table of the breaches, the credit that the licence asks for."""
    rows = [
        [
            text(breach.get("Title")) or text(breach.get("Name")),
            text(breach.get("BreachDate")),
            whole(breach.get("PwnCount")),
            ", ".join(texts(breach.get("DataClasses"))),
            "yes" if breach.get("IsVerified") is True else "no",
        ]
        for breach in breaches[:ROWS_AT_MOST]
    ]
    if rows:
        columns = ["Breach", "Date", "Accounts", "Data", "Verified"]
        yield Element(ElementKind.TABLE, "Breaches", {"columns": columns, "rows": rows})
    yield Element(ElementKind.TEXT, "Credit", CREDIT)
