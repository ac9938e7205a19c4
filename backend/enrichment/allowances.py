"""What each source may be asked, from the catalogue: its own limits, and those of its secret."""

from collections import defaultdict
from collections.abc import Mapping

from backend.enrichment.catalog import Catalog, CatalogHolder
from backend.limits.allowance import Allowance, Window, tightest
from backend.models.limits import Limit, LimitOrigin
from backend.models.secrets import SealedSecret
from backend.models.sources import Source
from backend.sources import contract
from backend.sources.implementations import implementation_of


class Allowances:
    """Allowances of sources, made anew when the catalogue is another."""

    def __init__(self, catalog: CatalogHolder, built_in: Mapping[str, contract.Source]) -> None:
        self._catalog = catalog
        self._built_in = built_in
        self._made_of: Catalog | None = None
        self._by_id: dict[str, tuple[Source, Allowance]] = {}

    def of(self, source: Source) -> Allowance:
        """The allowance of a source; of one that has just changed, by what it is now."""
        if self._made_of is not self._catalog.current:
            self._make()
        known = self._by_id.get(source.id)
        if known is not None and known[0] is source:
            return known[1]
        secret = _secret(self._catalog.current, source.id)
        return _allowance(source, secret, tightest(self._windows(source)))

    def limits(self, source: Source) -> list[Limit]:
        """The windows of a source beside the earlier implementation's one."""
        return _limits(source, self._built_in)[0]

    def _make(self) -> None:
        catalog = self._catalog.current
        secrets = {source_id: _secret(catalog, source_id) for source_id in catalog.sources}
        windows: dict[str, list[Window]] = defaultdict(list)
        for source in catalog.sources.values():
            windows[_key(source, secrets[source.id])] += self._windows(source)
        self._by_id = {}
        for source in catalog.sources.values():
            secret = secrets[source.id]
            shared = tightest(windows[_key(source, secret)])
            self._by_id[source.id] = (source, _allowance(source, secret, shared))
        self._made_of = catalog

    def _windows(self, source: Source) -> list[Window]:
        limits, origin = _limits(source, self._built_in)
        windows = [Window(limit.seconds, limit.count, origin) for limit in limits]
        if source.limit_enabled and source.limit_count and source.limit_interval:
            windows.append(Window(source.limit_interval, source.limit_count, LimitOrigin.SET))
        return windows


def _limits(
    source: Source, built_in: Mapping[str, contract.Source]
) -> tuple[list[Limit], LimitOrigin]:
    if source.limits is not None:
        return source.limits, LimitOrigin.SET
    implementation = implementation_of(source, built_in)
    return list(implementation.limits) if implementation else [], LimitOrigin.DECLARED


def _secret(catalog: Catalog, source_id: str) -> SealedSecret | None:
    """The secret that a vendor counts by: the first required one that is linked, else the first."""
    linked = [slot for slot in catalog.slots.get(source_id, ()) if slot.secret is not None]
    linked.sort(key=lambda slot: not slot.required)
    return linked[0].secret if linked else None


def _key(source: Source, secret: SealedSecret | None) -> str:
    return f"secret:{secret.id}" if secret else f"source:{source.id}"


def _allowance(
    source: Source, secret: SealedSecret | None, windows: tuple[Window, ...]
) -> Allowance:
    return Allowance(
        key=_key(source, secret),
        name=source.name,
        secret_name=secret.name if secret else None,
        windows=windows,
        reserve_percent=source.limit_reserve_percent,
        wait=source.limit_wait,
    )
