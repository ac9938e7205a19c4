"""Nothing outlives the supervisor."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.accounts import service_account
from appliance.lifeline import SUPERVISOR_VARIABLE
from tests.support.processes import alive, remaining, until

# Tells which death signal is set, as a number.
ASK = """
import ctypes
found = ctypes.c_int()
ctypes.CDLL(None).prctl(2, ctypes.byref(found))  # PR_GET_PDEATHSIG
print(found.value)
"""


def python(code: str, supervisor: int | None) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k != SUPERVISOR_VARIABLE}
    if supervisor is not None:
        environment[SUPERVISOR_VARIABLE] = str(supervisor)
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )


def test_the_death_signal_is_asked_for() -> None:
    done = python(
        "from appliance.lifeline import hold; import signal; hold(signal.SIGQUIT)\n" + ASK,
        os.getpid(),
    )
    assert done.stdout == f"{int(signal.SIGQUIT)}\n"


def test_a_role_started_by_hand_is_left_alone() -> None:
    done = python("from appliance.lifeline import hold; hold()\n" + ASK, None)
    assert (done.returncode, done.stdout) == (0, "0\n")


def test_a_role_whose_supervisor_is_gone_ends_at_once() -> None:
    done = python("from appliance.lifeline import hold; hold(); print('went on')", 1)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "supervisor" in done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can change account")
def test_a_change_of_account_clears_it_which_is_why_it_comes_after() -> None:
    account = service_account(None)
    assert account is not None
    drop = f"Account(name='', uid={account.uid}, gid={account.gid}).drop()\n"
    imported = "from appliance.lifeline import hold; from appliance.accounts import Account\n"
    imported += "import ctypes\n"
    assert python(imported + "hold()\n" + drop + ASK, os.getpid()).stdout == "0\n"
    expected = f"{int(signal.SIGKILL)}\n"
    assert python(imported + drop + "hold()\n" + ASK, os.getpid()).stdout == expected


def test_it_survives_an_exec_and_fires_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    role = (
        "from appliance.lifeline import hold; import os\n"
        f"hold(); open({str(note)!r}, 'w').write(str(os.getpid()))\n"
        "os.execv('/bin/sleep', ['sleep', '60'])"
    )
    parent = (
        "import os, subprocess, sys, time\n"
        f"os.environ[{SUPERVISOR_VARIABLE!r}] = str(os.getpid())\n"
        f"subprocess.Popen([sys.executable, '-c', {role!r}])\n"
        "time.sleep(60)"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", parent])
    try:
        assert until(lambda: note.exists() and note.read_text(), 10) is not None
        pid = int(note.read_text())
        assert until(lambda: Path(f"/proc/{pid}/comm").read_text() == "sleep\n", 5) is not None
        assert alive(pid)
    finally:
        supervisor.kill()
        supervisor.wait()
    assert not remaining({pid}, 2)
