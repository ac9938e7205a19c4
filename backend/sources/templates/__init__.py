"""What the code of a new source begins with, by the language that it is written in."""

import functools
from collections.abc import Mapping
from importlib.resources import files

from backend.models.sources import SourceKind

TYPE_SCRIPT = "TYPE_SCRIPT"
"""No kind of its own: the runner of JavaScript takes both."""

_FILES = {
    SourceKind.PYTHON.value: "source.py.txt",
    SourceKind.JAVA_SCRIPT.value: "source.js.txt",
    TYPE_SCRIPT: "source.ts.txt",
}


@functools.cache
def templates() -> Mapping[str, str]:
    """Code that works once `url` names what is asked, and that says what a source may do."""
    folder = files(__package__)
    return {name: (folder / file).read_text(encoding="utf-8") for name, file in _FILES.items()}
