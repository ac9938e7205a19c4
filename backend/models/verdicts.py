"""What belongs to a verdict: why it is so, who overruled it, and what it was before."""

import enum
from datetime import datetime

import msgspec

from backend.models.answers import Level


class ReasonCode(enum.StrEnum):
    """The rule that made a verdict, in the order in which they are tried (docs/verdicts.md)."""

    OVERRIDDEN = "OVERRIDDEN"
    EXPLOITED = "EXPLOITED"
    CONTRADICTED = "CONTRADICTED"
    LIKELY_FALSE_ALARM = "LIKELY_FALSE_ALARM"
    MALICIOUS = "MALICIOUS"
    OUTWEIGHED = "OUTWEIGHED"
    WEAK = "WEAK"
    SUSPICIOUS = "SUSPICIOUS"
    BENIGN = "BENIGN"
    KNOWN = "KNOWN"
    LISTED = "LISTED"
    NOT_CLEARED = "NOT_CLEARED"
    NOT_KNOWN = "NOT_KNOWN"
    NO_ANSWER = "NO_ANSWER"
    NOT_ASKED = "NOT_ASKED"


class OverrideNote(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Who overruled the sources and why; `policy_level` is what their answers alone would make."""

    id: str
    level: Level
    reason: str
    author_name: str
    policy_level: Level


class AskedBefore(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """An earlier question about an indicator, and the verdict then.

    `user_name` is null when the account is gone.
    """

    request_id: str
    created_at: datetime
    user_name: str | None
    level: Level
