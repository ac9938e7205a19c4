"""The code that a runner has, in memory: a runner that restarts has none until it is sent again."""

from dataclasses import dataclass


class CodeMissingError(Exception):
    """The runner has no code for this source."""


class CodeVersionError(Exception):
    """The runner has another version of this source's code."""


@dataclass(frozen=True)
class Code:
    """Code of one source; `version` is opaque, and empty when the sender names none."""

    text: str
    version: str


class CodeStore:
    """Code by source id."""

    def __init__(self) -> None:
        self._codes: dict[str, Code] = {}

    def put(self, source: str, code: Code) -> None:
        """Keep `code`, replacing what was there."""
        self._codes[source] = code

    def remove(self, source: str) -> None:
        """Forget it; not having it is fine."""
        self._codes.pop(source, None)

    def get(self, source: str, version: str) -> Code:
        """The code of `source`; any version when `version` is empty.

        Raises:
            CodeMissingError: there is none.
            CodeVersionError: it is of another version.
        """
        code = self._codes.get(source)
        if code is None:
            raise CodeMissingError(
                f"Source {source} not found: this runner has no code for it. Send Update or Init."
            )
        if version and version != code.version:
            raise CodeVersionError(
                f"Source {source} is here in version {code.version or '(none)'}, not {version}. "
                "Send Update."
            )
        return code
