"""What the code of a new source begins with, by the language that it is written in."""

import functools
from collections.abc import Mapping
from importlib.resources import files

from backend.models.sources import SourceKind

_FILES = {SourceKind.PYTHON: "source.py.txt", SourceKind.JAVA_SCRIPT: "source.js.txt"}


@functools.cache
def templates() -> Mapping[SourceKind, str]:
    """Code that works once `url` names what is asked, and that says what a source may do."""
    folder = files(__package__)
    return {kind: (folder / name).read_text(encoding="utf-8") for kind, name in _FILES.items()}
