"""The start of the appliance: each program when what it needs is ready, then one line."""

import threading
import time
from collections.abc import Callable, Sequence

from appliance.paths import DataFolder
from appliance.programs import Program, last_line
from appliance.terminal import say

LATE_SECONDS = 60.0
_PAUSE_SECONDS = 0.03


class Conductor:
    """A thread that starts programs and asks their probes, until all are ready; then it ends.

    Args:
        programs: in the order in which they are started.
        start: has a program started, by name.
        ready: called once when all are ready.
        data: where the logs are.
    """

    def __init__(
        self,
        programs: Sequence[Program],
        *,
        start: Callable[[str], None],
        ready: Callable[[], None],
        data: DataFolder,
    ) -> None:
        self._thread = threading.Thread(target=self._run, name="conductor", daemon=True)
        self._waiting = list(programs)
        self._asked: list[Program] = []
        self._ready: set[str] = set()
        self._start_program = start
        self._announce = ready
        self._data = data
        self._stopped = threading.Event()

    def begin(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Start no more."""
        self._stopped.set()

    def _run(self) -> None:
        late_at = time.monotonic() + LATE_SECONDS
        told = False
        while self._waiting or self._asked:
            self._start_possible()
            reasons = self._ask()
            if reasons and not told and time.monotonic() > late_at:
                told = True
                for name, reason in reasons.items():
                    self._complain(name, reason)
            if self._stopped.wait(_PAUSE_SECONDS if reasons else 0):
                return
        self._announce()

    def _start_possible(self) -> None:
        for program in [p for p in self._waiting if self._ready.issuperset(p.needs)]:
            self._waiting.remove(program)
            self._asked.append(program)
            self._start_program(program.name)

    def _ask(self) -> dict[str, str]:
        """Ask those that are started and not ready; why they are not, by name."""
        reasons = {program.name: program.probe() for program in self._asked}
        self._ready.update(name for name, reason in reasons.items() if not reason)
        self._asked = [p for p in self._asked if p.name not in self._ready]
        return {name: reason for name, reason in reasons.items() if reason}

    def _complain(self, name: str, reason: str) -> None:
        log = self._data.log(name)
        say(
            f"{name} is not ready after {LATE_SECONDS:.0f} s: {reason}. Its log {log} ends with: "
            f"{last_line(log) or 'nothing'}. Trying on."
        )
