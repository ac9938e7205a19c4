"""Megatron: retired. Its name is kept so that who looks for it finds what serves its role."""

from backend.models.answers import Answer, SkipReason
from backend.models.errors import SourceSkippedError
from backend.models.indicators import Indicator, Kind
from backend.sources.abuse_ch import PROVIDER
from backend.sources.contract import Activity, Context, Source

RETIRED = (
    "Megatron is retired: abuse.ch offers no such service, and nobody is asked. "
    "Feodo Tracker, SSLBL and ThreatFox tell control servers of botnets by their address"
)


class Megatron(Source):
    """Asks nobody, and says whom to ask instead."""

    slug = "megatron"
    name = "Megatron"
    provider = PROVIDER
    description = f"{RETIRED}."
    url = "https://abuse.ch/"
    kinds = frozenset({Kind.IPV4})
    activity = Activity.LOCAL
    tags = ("retired",)
    enabled = False
    reliability = 0

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:  # noqa: ARG002 — the contract's
        """Always skipped, also when it is switched on.

        Raises:
            SourceSkippedError: SOURCE_DISABLED, with what to use instead.
        """
        raise SourceSkippedError(RETIRED, reason=SkipReason.SOURCE_DISABLED)
