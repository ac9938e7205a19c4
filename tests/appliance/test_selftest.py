"""`selftest` from source; of the packaged program it is tested in tests/binary."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.appliances import reachable_folder
from tests.support.processes import command, descendants, remaining, until

SELFTEST = (sys.executable, "-m", "appliance", "selftest")


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder for its temporary files."""
    folder = reachable_folder()
    yield folder
    shutil.rmtree(folder)


def environment(place: Path) -> dict[str, str]:
    # Settings of another appliance, which it must leave alone.
    foreign = {"INDICATOR_AGGREGATOR__DATABASE__URL": "postgresql://nobody@127.0.0.1:1/none"}
    return {**os.environ, **foreign, "TMPDIR": str(place)}


def test_each_step_is_a_line_and_nothing_is_left(place: Path) -> None:
    done = subprocess.run(
        SELFTEST, env=environment(place), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    *steps, last = done.stdout.splitlines()
    runners = ["runner-python", "runner-javascript"]
    names = ["start from nothing", "what is packed", *runners, "web UI", "stop"]
    for name, line in zip(names, steps, strict=True):
        assert re.match(rf"ok +{name} +\d+\.\d\d s  \S", line), line
    counts = re.findall(r"(\d+) (sources|named queries|migrations|routes)", steps[1])
    assert [name for number, name in counts if int(number) > 0] == [
        "sources",
        "named queries",
        "migrations",
        "routes",
    ]
    assert last.startswith("passed in ")
    assert list(place.iterdir()) == []


def test_a_runner_that_is_switched_off_is_not_asked(place: Path) -> None:
    file = place / "config.toml"
    file.write_text("[runners.python]\nenabled = false\n")
    temporary = place / "t"
    temporary.mkdir()
    temporary.chmod(0o755)
    done = subprocess.run(
        [*SELFTEST, "--config", file],
        env=environment(temporary),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "runner-python" not in done.stdout
    assert "runner-javascript" in done.stdout


def test_a_step_that_fails_is_named_with_its_reason_and_the_logs(place: Path) -> None:
    deep = place / ("x" * 60)
    deep.mkdir()
    done = subprocess.run(
        SELFTEST, env=environment(deep), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "The step 'start from nothing' failed: it ended with status 2: [appliance]" in line
    assert "longer than" in line
    logs = Path(re.search(r"The logs are in (\S+)\.$", line)[1])  # type: ignore[index]
    assert "longer than" in (logs / "stderr").read_text()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_it(place: Path, number: signal.Signals) -> None:
    process = subprocess.Popen(
        SELFTEST, env=environment(place), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        seen = until(lambda: any("gateway" in command(p) for p in descendants(process.pid)), 60)
        assert seen is not None
        family = descendants(process.pid)
        process.send_signal(number)
        assert process.wait(20) == (-number if number == signal.SIGKILL else 130)
        assert remaining(family, 20) == set()
        assert bool(list(place.iterdir())) == (number == signal.SIGKILL)
    finally:
        process.kill()
        process.wait()
