"""What the background tasks of sources keep from run to run."""

from datetime import datetime
from typing import Any

import msgspec


class SourceState(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The state of a source; {} of 0 bytes, never changed, where no run left one."""

    state: Any
    bytes: int
    changed_at: datetime | None
