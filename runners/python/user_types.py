"""What sources may say of their types: an answer in the shape that counts.

None of it is checked in the worker; the server does, when the answer arrives.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Literal, TypedDict

Verdict = Literal["MALICIOUS", "SUSPICIOUS", "BENIGN", "INFORMATIONAL", "UNKNOWN"]
ElementKind = Literal[
    "TEXT", "NUMBER", "DATE", "BOOLEAN", "TAGS", "LINK", "LIST", "KEY_VALUES", "TABLE", "CODE"
]


class _ElementNeeds(TypedDict):
    kind: ElementKind
    label: str
    value: Any


class Element(_ElementNeeds, total=False):
    """One labelled piece of an answer."""

    colour: Verdict | None


class Link(TypedDict):
    """A page about the indicator at the source."""

    label: str
    url: str


class Answer(TypedDict, total=False):
    """What a source says of an indicator."""

    found: bool
    verdict: Verdict | None
    score: int | None
    confidence: int | None
    tags: Sequence[str]
    families: Sequence[str]
    firstSeen: str | dt.datetime | None
    lastSeen: str | dt.datetime | None
    asOf: str | dt.datetime | None
    links: Sequence[Link]
    elements: Sequence[Element]
    raw: Any


TYPES = {
    "Answer": Answer,
    "Element": Element,
    "ElementKind": ElementKind,
    "Link": Link,
    "Verdict": Verdict,
}
"""By the names that sources import them by."""
