"""What is left of the limits of sources, for previews and for people."""

from backend.enrichment.allowances import Allowances
from backend.enrichment.catalog import CatalogHolder
from backend.limits.circuits import Circuits
from backend.limits.taking import Limits
from backend.models.limits import LimitLeft, SourceLimits
from backend.models.sources import Source


class LimitsLeft:
    """Shows limits. Nothing is taken by looking."""

    def __init__(
        self, catalog: CatalogHolder, limits: Limits, allowances: Allowances, circuits: Circuits
    ) -> None:
        self._catalog = catalog
        self._limits = limits
        self._allowances = allowances
        self._circuits = circuits

    async def look(self) -> None:
        """Read once what all processes took; `left` tells it from then on."""
        await self._limits.look()

    def left(self, source: Source) -> tuple[LimitLeft, ...]:
        """What is left of each window, from memory: as of the last look or question."""
        return self._limits.left(self._allowances.of(source))

    async def all(self, *, with_secrets: bool) -> list[SourceLimits]:
        """Every source, by name."""
        await self.look()
        shown = []
        for source in self._catalog.current.sources.values():
            allowance = self._allowances.of(source)
            shown.append(
                SourceLimits(
                    source_id=source.id,
                    slug=source.slug,
                    name=source.name,
                    secret_name=allowance.secret_name if with_secrets else None,
                    windows=self._limits.states(allowance),
                    reserve_percent=source.limit_reserve_percent,
                    circuit=self._circuits.state(source),
                )
            )
        return shown
