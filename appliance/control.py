"""Talking to the running supervisor: through supervisord's own interface on its unix socket."""

import http.client
import time
import xmlrpc.client
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

import msgspec
from supervisor.xmlrpc import Faults, SupervisorTransport

from appliance import lock, sandboxes
from appliance.config import Config
from appliance.errors import ApplianceError, SetupError
from appliance.local import Description, running
from appliance.programs import Program, programs_of

_READY_SECONDS = 60.0
_STOP_SECONDS = 25.0
_PAUSE_SECONDS = 0.1
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


@dataclass(frozen=True, kw_only=True)
class ProgramState:
    """A program now. `not_ready` says why it does not answer; empty when it does."""

    name: str
    state: str
    pid: int
    up: str
    not_ready: str


class RunningAppliance:
    """The appliance that runs on the data folder of a configuration."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._description = running(config.data)
        transport = SupervisorTransport(serverurl=f"unix://{config.data.supervisor_socket}")
        # The address is not used, but must look like one.
        self._proxy = xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport)
        programs = programs_of(
            _as_started(config, self._description), backend_port=self._description.backend_port
        )
        self._programs = {program.name: program for program in programs}

    @property
    def version(self) -> str:
        return self._description.version

    @property
    def pid(self) -> int:
        return self._description.pid

    @property
    def url(self) -> str:
        return self._description.url

    def states(self) -> list[ProgramState]:
        """The programs, in the order in which they are started.

        Raises:
            ApplianceError: the supervisor does not answer.
        """
        told = cast("list[dict[str, Any]]", self._call("getAllProcessInfo"))
        by_name = {info["name"]: info for info in told}
        return [
            self._state(by_name[name], program)
            for name, program in self._programs.items()
            if name in by_name
        ]

    def sandboxes(self) -> list[str]:
        """A line for each runner that answers: how well it holds the code of users' sources."""
        return sandboxes.lines(self._description.backend_port)

    def _state(self, info: dict[str, Any], program: Program) -> ProgramState:
        up = _duration(info["now"] - info["start"]) if info["pid"] else "-"
        return ProgramState(
            name=program.name,
            state=info["statename"].lower(),
            pid=info["pid"],
            up=up,
            not_ready=program.probe(),
        )

    def restart(self, name: str) -> None:
        """Restart a program and wait until it is ready.

        Raises:
            SetupError: there is no such program.
            ApplianceError: it is not ready after a minute, or the supervisor does not answer.
        """
        program = self._programs.get(name)
        if program is None:
            raise SetupError(
                f"There is no program {name!r}; there are: {', '.join(self._programs)}."
            )
        self._call("stopProcess", name, ignore=Faults.NOT_RUNNING)
        # Without supervisord's wait, which is for its own idea of "started".
        self._call("startProcess", name, False, ignore=Faults.ALREADY_STARTED)
        give_up = time.monotonic() + _READY_SECONDS
        while reason := program.probe():
            if time.monotonic() > give_up:
                raise ApplianceError(
                    f"{name} was restarted and is not ready after {_READY_SECONDS:.0f} s: "
                    f"{reason}. See {self._config.data.log(name)}."
                )
            time.sleep(_PAUSE_SECONDS)

    def stop(self) -> None:
        """Stop the appliance and wait until the supervisor has ended.

        Raises:
            ApplianceError: it has not after 25 seconds, or does not answer.
        """
        self._call("shutdown", ignore=Faults.SHUTDOWN_STATE)
        give_up = time.monotonic() + _STOP_SECONDS
        while lock.held(self._config.data):
            if time.monotonic() > give_up:
                raise ApplianceError(
                    f"The appliance has not stopped after {_STOP_SECONDS:.0f} s; its supervisor "
                    f"is process {self.pid}. See {self._config.data.log('supervisor')}."
                )
            time.sleep(_PAUSE_SECONDS)

    def _call(self, method: str, *arguments: Any, ignore: int | None = None) -> Any:
        try:
            return getattr(self._proxy.supervisor, method)(*arguments)
        except xmlrpc.client.Fault as error:
            if error.faultCode == ignore:
                return None
            raise ApplianceError(
                f"The supervisor refused {method}: {error.faultString}."
            ) from error
        except PermissionError as error:
            raise ApplianceError(
                f"Only root or the account that started the appliance on {self._config.data.root} "
                "may do this."
            ) from error
        except (OSError, http.client.HTTPException, xmlrpc.client.Error) as error:
            reason = getattr(error, "strerror", None) or error
            raise ApplianceError(
                f"The supervisor (process {self.pid}) does not answer on "
                f"{self._config.data.supervisor_socket}: {reason}."
            ) from error


def connect(config: Config) -> RunningAppliance:
    """The appliance that runs on the configuration's data folder.

    Raises:
        ApplianceError: none runs, or it belongs to another account.
    """
    return RunningAppliance(config)


def _as_started(config: Config, description: Description) -> Config:
    """With the address that the appliance was started with, which options may have set."""
    address = urlsplit(description.url)
    server = msgspec.structs.replace(config.server, host=address.hostname, port=address.port)
    return msgspec.structs.replace(config, server=server)


def _duration(seconds: int) -> str:
    """As people say it: two units at most."""
    if seconds >= _DAY:
        return f"{seconds // _DAY} d {seconds % _DAY // _HOUR} h"
    if seconds >= _HOUR:
        return f"{seconds // _HOUR} h {seconds % _HOUR // _MINUTE} min"
    if seconds >= _MINUTE:
        return f"{seconds // _MINUTE} min {seconds % _MINUTE} s"
    return f"{seconds} s"
