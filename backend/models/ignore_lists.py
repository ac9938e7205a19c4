"""Ignore lists as the API shows them, and what creates and changes them."""

import enum
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from backend.models.indicators import Indicator, KindName
from backend.models.sources import Kinds, Name, Text

MAX_ENTRY = 8192
ENTRIES_AT_ONCE = 100_000

Moment = Annotated[datetime, Meta(tz=True)]
EntryText = Annotated[str, Meta(min_length=1, max_length=MAX_ENTRY)]
Comment = Annotated[str, Meta(max_length=1000)]


class Matching(enum.StrEnum):
    """How an entry is compared.

    EXACT with the whole value; SUBDOMAIN with a name and every name below it, CIDR with an address
    or network within it, both also with the host of a URL and the domain of an e-mail address;
    WILDCARD with the whole value, `*` any characters and `?` one; REGEX (RE2) and SUBSTRING
    anywhere in the value.
    """

    EXACT = "EXACT"
    SUBDOMAIN = "SUBDOMAIN"
    CIDR = "CIDR"
    WILDCARD = "WILDCARD"
    REGEX = "REGEX"
    SUBSTRING = "SUBSTRING"


class Action(enum.StrEnum):
    """What a list does: BLOCK keeps sources from being asked, ANNOTATE only says so."""

    BLOCK = "BLOCK"
    ANNOTATE = "ANNOTATE"


class Origin(enum.StrEnum):
    """Where a list came from."""

    MANUAL = "MANUAL"
    MISP_WARNINGLIST = "MISP_WARNINGLIST"


class Scope(enum.StrEnum):
    """For which questions a list counts: the widest that it has, NONE where it is not linked."""

    GLOBAL = "GLOBAL"
    PROVIDER = "PROVIDER"
    SOURCE = "SOURCE"
    NONE = "NONE"


class IgnoreList(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A list. `kinds` are those of the indicators that it is about, null is any.

    `version` is what its publisher calls it. After `expires_at` it does nothing.
    """

    id: str
    created_at: datetime
    updated_at: datetime
    name: str
    slug: str
    description: str
    enabled: bool
    is_global: bool = msgspec.field(name="global")
    action: Action
    kinds: list[KindName] | None
    expires_at: datetime | None
    origin: Origin
    version: str | None
    entry_count: int
    created_user_id: str | None
    updated_user_id: str | None


class IgnoreListCreate(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """What creates a list."""

    name: Name
    description: Text = ""
    enabled: bool = True
    is_global: bool = msgspec.field(name="global", default=False)
    action: Action = Action.BLOCK
    kinds: Kinds | None = None
    expires_at: Moment | None = None


class IgnoreListPatch(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """What changes a list: an absent field stays, null clears."""

    name: Name | UnsetType = UNSET
    description: Text | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET
    is_global: bool | UnsetType = msgspec.field(name="global", default=UNSET)
    action: Action | UnsetType = UNSET
    kinds: Kinds | UnsetType | None = UNSET
    expires_at: Moment | UnsetType | None = UNSET


class IgnoreListCreated(msgspec.Struct, frozen=True):
    """Where a new list is."""

    id: str
    slug: str


class IgnoreListEntry(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """An entry; without `indicator_kind` it counts for every kind."""

    id: str
    created_at: datetime
    updated_at: datetime
    data: str
    indicator_kind: KindName | None
    matching: Matching
    comment: str
    expires_at: datetime | None
    ignore_list_id: str
    created_user_id: str | None
    updated_user_id: str | None


class NewEntry(
    msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True
):
    """An entry to be. Without `matching`: SUBDOMAIN for a domain, CIDR for a network, else EXACT.

    A value of one of several kinds, and none named, is taken for the kind that it looks like.
    """

    data: EntryText
    indicator_kind: KindName | None = None
    matching: Matching | None = None
    comment: Comment = ""
    expires_at: Moment | None = None


NewEntries = Annotated[list[NewEntry], Meta(max_length=ENTRIES_AT_ONCE)]


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """A line or item that is no entry, and why; the first is 1."""

    line: int
    text: str
    message: str


class Added(msgspec.Struct, frozen=True, kw_only=True):
    """What became of entries that were to be added. Only the first thousand refused are named."""

    added: int
    duplicates: int
    refused: tuple[Refused, ...] = ()


class ListHit(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """An entry that an indicator matches, and its list. `entry` is as it is compared."""

    list_id: str
    list_name: str
    entry: str
    matching: Matching
    action: Action
    scope: Scope


class IndicatorHits(msgspec.Struct, frozen=True, kw_only=True):
    """What lists say of one of the indicators of a request."""

    indicator: Indicator
    hits: tuple[ListHit, ...]


class TestValues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Values as they were found."""

    values: Annotated[list[Annotated[str, Meta(max_length=MAX_ENTRY)]], Meta(max_length=1000)]


class Tested(msgspec.Struct, frozen=True, kw_only=True):
    """What lists say of a value; `error` is why it is nothing that can be asked about."""

    value: str
    indicator: Indicator | None = None
    hits: tuple[ListHit, ...] = ()
    error: str | None = None


class ImportOutcome(enum.StrEnum):
    """What became of a list that was imported."""

    CREATED = "CREATED"
    UPDATED = "UPDATED"
    UNCHANGED = "UNCHANGED"
    REFUSED = "REFUSED"


class ImportedList(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What became of one list. `detail` says why it was refused; `unfit` counts its bad entries."""

    name: str
    origin: str
    outcome: ImportOutcome
    list_id: str | None = None
    entries: int = 0
    added: int = 0
    removed: int = 0
    unfit: int = 0
    examples: tuple[Refused, ...] = ()
    detail: str = ""


class Imported(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What an import did, list by list; `passed_over` counts files that are no lists."""

    lists: tuple[ImportedList, ...]
    passed_over: int = 0
