"""What executes a source: the one place that finds it."""

from collections.abc import Mapping
from typing import Any

from backend.models.sources import Source, SourceKind
from backend.sources import contract
from backend.sources.registry import all_templates


def implementation_of(
    source: Source, built_in: Mapping[str, contract.Source]
) -> contract.Source | None:
    """The built-in source of this slug, or what the source's template is with its settings.

    None where a runner executes it, and where this version does not have it.
    """
    if source.kind is not SourceKind.SYSTEM:
        return None
    if source.template is None:
        return built_in.get(source.slug)
    template = all_templates().get(source.template)
    return template and template.bound(source.slug, source.name, source.settings())


def settings_of(source: Source, implementation: contract.Source) -> Mapping[str, Any]:
    """What an administrator set, else what the source declares. Undeclared names are left out."""
    named = source.settings()
    return {s.name: named.get(s.name, s.default) for s in implementation.settings}
