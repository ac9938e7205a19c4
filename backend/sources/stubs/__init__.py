"""What editors read of what sources can use, one file for each language."""

import functools
from importlib.resources import files

from backend.models.sources import SourceKind

NAMES = {
    SourceKind.PYTHON: "indicator_aggregator.pyi",
    SourceKind.JAVA_SCRIPT: "indicator-aggregator.d.ts",
}
"""The files, by the language that they are for; TypeScript's is JavaScript's too."""


@functools.cache
def stub(kind: SourceKind) -> str:
    """The file of a language.

    Raises:
        KeyError: sources of this kind have no code.
    """
    return (files(__package__) / NAMES[kind]).read_text(encoding="utf-8")
