"""What sources can be made of without code, as the API shows it."""

import msgspec

from backend.models.indicators import KindName
from backend.models.sources import Activity


class GenericSetting(msgspec.Struct, frozen=True):
    """A setting: `default` gives its type.

    `choices` are all that a text may be; none: anything. Without a `required` one no source is
    made: its default says nothing.
    """

    name: str
    default: str | int | bool | tuple[str, ...]
    help: str
    choices: tuple[str, ...]
    required: bool


class GenericSlot(msgspec.Struct, frozen=True):
    """A slot that a secret may be linked to once the source is there."""

    name: str
    help: str
    required: bool


class GenericSource(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A template. `task_interval` in seconds is of those that have a feed, which is refreshed."""

    template: str
    name: str
    description: str
    url: str
    kinds: list[KindName]
    activity: Activity
    task_interval: int | None
    settings: list[GenericSetting]
    secrets: list[GenericSlot]
