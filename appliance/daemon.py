"""supervisord, in this process, with what an appliance needs beside it.

Programs are started when the conductor says so; one that fails is tried again for ever, with a
pause that does not grow beyond some seconds; the end has a deadline as a whole; and signals and
ended programs are noticed at once, where supervisord would wait up to a second.
"""

import contextlib
import os
import queue
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from supervisor import events
from supervisor.medusa import asyncore_25
from supervisor.options import ServerOptions
from supervisor.states import ProcessStates, SupervisorStates
from supervisor.supervisord import Supervisor

from appliance.errors import ApplianceError
from appliance.programs import Program

_LONGEST_PAUSE_SECONDS = 3
_TRIES_BEFORE_SAYING = 3
_STOPPING_POLL_SECONDS = 0.1

_ENDING_SIGNALS = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP})


def run_daemon(
    config: Path,
    programs: Sequence[Program],
    *,
    begin: "Callable[[Daemon], Callable[[], None]]",
    failing: Callable[[str], None],
) -> None:
    """Run supervisord with the configuration file until it was told to stop and all has ended.

    Args:
        config: what `write_supervisord_config` wrote.
        programs: those in it, in the order in which they are started.
        begin: called with the daemon before its loop runs; what it returns is called when the
            stop begins.
        failing: called with the name of a program that ended right after its start three times
            in a row; it is tried on.
    """
    options = _Options()
    options.realize(["-c", str(config)], doc="", progname="supervisord")
    options.first = True
    options.test = False
    daemon = Daemon(options, programs, failing)
    daemon.on_stop = begin(daemon)
    try:
        daemon.main()
    except asyncore_25.ExitNow:
        options.close_httpservers()
        options.close_logger()
    finally:
        # All has ended; one more signal must not make it look otherwise.
        for number in _ENDING_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        daemon.wake.close()


class _Options(ServerOptions):  # type: ignore[misc]
    """supervisord's settings, and its way to the system."""

    def usage(self, msg: object) -> NoReturn:
        """Say what supervisord would print before it ends the process."""
        raise ApplianceError(f"The supervisor can't start: {msg}")

    def setsignals(self) -> None:
        # Who started us with it ignored, as nohup does, wants it to stay so.
        ignored = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
        super().setsignals()
        if ignored:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)


class Daemon(Supervisor):  # type: ignore[misc]
    """One run of supervisord. `start` may be called from any thread; all else is the loop's."""

    def __init__(
        self, options: Any, programs: Sequence[Program], failing: Callable[[str], None]
    ) -> None:
        super().__init__(options)
        self.wake = _Wake()
        self.on_stop: Callable[[], None] = lambda: None
        self._programs = programs
        self._failing = failing
        self._known_failing: set[str] = set()
        self._wanted: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._stop_began = 0.0

    def start(self, name: str) -> None:
        """Have a program started, and kept running from then on."""
        self._wanted.put(name)
        self.wake.up()

    def run(self) -> None:
        """As supervisord's, with signals that end the wait for events."""
        poll = self.options.poller.poll
        self.options.poller.poll = lambda timeout: poll(
            _STOPPING_POLL_SECONDS if self.stopping else timeout
        )
        previous = signal.set_wakeup_fd(self.wake.write, warn_on_full_buffer=False)
        try:
            super().run()
        finally:
            signal.set_wakeup_fd(previous)

    def runforever(self) -> None:
        """As supervisord's, which forgets all who listen for events before it."""
        for ended in (
            events.ProcessStateExitedEvent,
            events.ProcessStateStoppedEvent,
            events.ProcessStateBackoffEvent,
        ):
            events.subscribe(ended, _end_group)
        super().runforever()

    def get_process_map(self) -> dict[int, Any]:
        """What the loop waits for beside its sockets: the programs' output, and our own bell."""
        return {**super().get_process_map(), self.wake.read: self.wake}

    def handle_signal(self) -> None:
        """Called once each turn of the loop: signals, then what else is due."""
        while (number := self.options.get_signal()) is not None:
            if number in _ENDING_SIGNALS:
                # SIGHUP too: the terminal is gone. supervisord would read its configuration again.
                name = signal.Signals(number).name
                self.options.logger.info("received " + name + ", stopping")  # noqa: G003 — not logging's
                self.options.mood = SupervisorStates.SHUTDOWN
            elif number == signal.SIGUSR2:
                self.options.reopenlogs()
                for group in self.process_groups.values():
                    group.reopenlogs()
        if self.options.mood < SupervisorStates.RUNNING:
            return
        self._start_wanted()
        self._look_after_failing()

    def _start_wanted(self) -> None:
        while not self._wanted.empty():
            process = self._process(self._wanted.get())
            if process.get_state() == ProcessStates.STOPPED:
                process.spawn()

    def _look_after_failing(self) -> None:
        """Keep the pauses between tries short; say once that a program fails."""
        for program in self._programs:
            process = self._process(program.name)
            if process.backoff > _LONGEST_PAUSE_SECONDS:
                process.backoff = _LONGEST_PAUSE_SECONDS
                process.delay = min(process.delay, time.time() + _LONGEST_PAUSE_SECONDS)
            if process.backoff >= _TRIES_BEFORE_SAYING and program.name not in self._known_failing:
                self._known_failing.add(program.name)
                self._failing(program.name)
            elif process.get_state() == ProcessStates.RUNNING:
                self._known_failing.discard(program.name)

    def _process(self, name: str) -> Any:
        return self.process_groups[name].processes[name]

    def ordered_stop_groups_phase_1(self) -> None:
        """Tell programs to stop: the last first, the next when it ended or when its time has come.

        Each is killed at its own time, so that the whole end has a deadline.
        """
        now = time.monotonic()
        if not self._stop_began:
            self._stop_began = now
            self.on_stop()
        elapsed = now - self._stop_began
        for program in reversed(self._programs):
            process = self._process(program.name)
            if process.get_state() != ProcessStates.STOPPING:
                process.config.stopwaitsecs = max(0.1, program.kill_at_seconds - elapsed)
                self.process_groups[program.name].stop_all()
            if process.pid and elapsed < self._next_stop_by(program):
                return

    def _next_stop_by(self, program: Program) -> float:
        """When the program that is stopped after `program` is told at the latest."""
        place = self._programs.index(program)
        return self._programs[place - 1].stop_by_seconds if place else float("inf")

    def ordered_stop_groups_phase_2(self) -> None:
        """Nothing: which programs have ended is seen in phase 1."""


def _end_group(event: Any) -> None:
    """Kill what a program that ended has left behind: each leads a process group of its own."""
    pid = event.process.pid
    if not pid:
        return  # it could not even be started
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


class _Wake:
    """A pipe in supervisord's loop: written to by signals and other threads, to end its wait."""

    def __init__(self) -> None:
        self.read, self.write = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)

    def up(self) -> None:
        try:
            os.write(self.write, b"\0")
        except BlockingIOError:
            return  # full of earlier calls, so that the loop wakes anyway

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return False

    def handle_read_event(self) -> None:
        try:
            os.read(self.read, 4096)
        except BlockingIOError:
            return

    def close(self) -> None:
        os.close(self.read)
        os.close(self.write)
