"""Work that is not done while answers are replayed, because it would ask outside."""

from collections.abc import Mapping

from backend.jobs.scheduled import Report, RunFailedError


class Withheld:
    """Implements `Scheduled`: in place of the work of this name."""

    def __init__(self, name: str) -> None:
        self.name = name

    async def wanted(self) -> Mapping[str, int]:
        """Nothing is due."""
        return {}

    async def run(self, _key: str, _report: Report, _trace_id: str) -> None:
        """Refuse.

        Raises:
            RunFailedError: always.
        """
        raise RunFailedError(
            "answers are replayed here, and nobody is asked: take [sources] replay out of the "
            "configuration to run it"
        )
