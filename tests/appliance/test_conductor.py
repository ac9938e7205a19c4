"""The order of a start, and what is said when it takes long."""

import signal
from pathlib import Path

import pytest

from appliance import conductor
from appliance.conductor import Conductor
from appliance.paths import DataFolder
from appliance.probes import Probe
from appliance.programs import Program
from tests.support.processes import until


def program(name: str, probe: Probe, *needs: str) -> Program:
    return Program(
        name=name,
        command=["true"],
        needs=needs,
        probe=probe,
        stop_signal=signal.SIGTERM,
        stop_by_seconds=0,
        kill_at_seconds=1,
    )


def test_each_program_is_started_when_what_it_needs_is_ready(tmp_path: Path) -> None:
    said: list[str] = []
    ready = {"database": False, "service": False, "runner": True}

    def probe(name: str) -> Probe:
        return lambda: "" if ready[name] else "not yet"

    conducting = Conductor(
        [
            program("database", probe("database")),
            program("runner", probe("runner")),
            program("service", probe("service"), "database"),
        ],
        start=said.append,
        ready=lambda: said.append("ready"),
        data=DataFolder(tmp_path),
    )
    conducting.begin()
    assert until(lambda: len(said) == 2, 5) is not None
    assert until(lambda: len(said) > 2, 0.3) is None
    assert said == ["database", "runner"]
    ready["database"] = True
    assert until(lambda: len(said) == 3, 5) is not None
    assert said[-1] == "service"
    ready["service"] = True
    assert until(lambda: len(said) == 4, 5) is not None
    assert said[-1] == "ready"


def test_a_late_program_is_named_once_with_the_end_of_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(conductor, "LATE_SECONDS", 0.2)
    data = DataFolder(tmp_path)
    data.logs.mkdir()
    data.log("service").write_text("first\nthe reason is this\n\n")
    answer = "nobody answers"
    announced: list[bool] = []
    conducting = Conductor(
        [program("service", lambda: answer)],
        start=lambda _name: None,
        ready=lambda: announced.append(True),
        data=data,
    )
    conducting.begin()
    said = ""

    def complained() -> bool:
        nonlocal said
        said += capsys.readouterr().err
        return bool(said)

    assert until(complained, 5) is not None
    assert until(lambda: capsys.readouterr().err, 0.4) is None
    assert said.count("\n") == 1
    for part in ("service", "nobody answers", str(data.log("service")), "the reason is this"):
        assert part in said
    answer = ""
    assert until(lambda: announced, 5) is not None


def test_a_stopped_conductor_starts_no_more(tmp_path: Path) -> None:
    started: list[str] = []
    reason = "not yet"
    conducting = Conductor(
        [program("one", lambda: reason), program("two", lambda: "", "one")],
        start=started.append,
        ready=lambda: started.append("ready"),
        data=DataFolder(tmp_path),
    )
    conducting.begin()
    assert until(lambda: started, 5) is not None
    conducting.stop()
    reason = ""
    assert until(lambda: len(started) > 1, 0.3) is None
