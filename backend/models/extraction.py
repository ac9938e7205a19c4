"""What was found in a text or a document."""

from typing import Annotated

import msgspec
from msgspec import Meta

from backend.models.indicators import Indicator


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where an indicator stands first: `offset` in characters from 0, `line` from 1.

    `part` is empty for plain text, else a page, a sheet, an attachment, a file of an archive;
    offset and line count within it. `context` is the line around it, shortened.
    """

    part: str
    offset: Annotated[int, Meta(ge=0)]
    line: Annotated[int, Meta(ge=1)]
    context: str


class Sighted(msgspec.Struct, frozen=True, kw_only=True):
    """A distinct indicator, how often it stands there, and where first."""

    indicator: Indicator
    count: Annotated[int, Meta(ge=1)]
    first: Place


class Extraction(msgspec.Struct, frozen=True, kw_only=True):
    """All that was found, in order of appearance.

    `truncated` when there were more distinct indicators than are listed. `warnings` names parts
    that were not read, and why. `characters` is how much text was read.
    """

    indicators: list[Sighted]
    truncated: bool
    warnings: list[str]
    characters: int
