"""The child process: what it can still do, and what is believed of what it writes."""

import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from backend.feeds.errors import FeedError
from backend.feeds.parsing import PARSE_COMMAND, Parsing
from backend.sources.registry import all_sources
from tests.standins.feeds import addresses, drop, kev

SOURCES = all_sources()
DROP = SOURCES["spamhaus-drop"]

CONFINED = """
import os, socket, sys
from runners.sandbox.confinement import confine
confine()
tries = {
    "file": lambda: open("/etc/passwd"),
    "socket": lambda: socket.socket(),
    "pipe": os.pipe,
    "write": lambda: open("/tmp/x", "w"),
    "memory": lambda: bytearray(2 << 30),
    "root": lambda: os.setuid(0) if os.getuid() else (_ for _ in ()).throw(PermissionError()),
}
for name, attempt in tries.items():
    try:
        attempt()
        print(name, "worked")
    except (OSError, MemoryError) as error:
        print(name, type(error).__name__)
"""


def test_the_child_can_open_nothing() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", CONFINED], capture_output=True, check=True, timeout=60, text=True
    )
    assert "worked" not in ran.stdout, ran.stdout
    assert len(ran.stdout.splitlines()) == 6


def written(folder: Path, content: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content)
    return path


def refusal(parsing: Parsing) -> str:
    with pytest.raises(FeedError) as refused, parsing:
        pass
    return refused.value.detail


def test_rows_become_lines_of_copy(tmp_path: Path) -> None:
    with Parsing(DROP, written(tmp_path, drop("198.51.100.0/24"))) as parsed:
        assert (parsed.part, parsed.rows) == ("v4", 1)
        (line,) = parsed.copy_lines()
        assert list(parsed.copy_lines()) == [line], "they can be read again"
    fields = line.decode().rstrip("\n").split("\t")
    assert fields[:3] == ["CIDR", "198.51.100.0/24", "198.51.100.0/24"]


def test_each_value_comes_once(tmp_path: Path) -> None:
    content = addresses("192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.1/32")
    with Parsing(SOURCES["tor-exits"], written(tmp_path, content)) as parsed:
        assert parsed.rows == 2


def test_a_file_that_only_root_can_read_is_parsed_by_the_unprivileged_child(tmp_path: Path) -> None:
    path = written(tmp_path, kev("CVE-2026-10001"))
    path.chmod(stat.S_IRUSR)
    with Parsing(SOURCES["cisa-kev"], path) as parsed:
        assert parsed.rows == 1


def test_the_refusal_names_what_was_expected_and_the_first_line(tmp_path: Path) -> None:
    text = refusal(Parsing(DROP, written(tmp_path, b"\n\n<!DOCTYPE html>\n<p>502\n")))
    assert "Spamhaus's list of IPv4 networks" in text
    assert "(part asn)" in text
    assert "'<!DOCTYPE html>'" in text


def test_another_part_than_the_wanted_one_is_refused(tmp_path: Path) -> None:
    text = refusal(Parsing(DROP, written(tmp_path, drop("2001:db8::/48")), part="v4"))
    assert "IPv4" in text
    assert "IPv6" not in text


@pytest.mark.parametrize("kind", ["missing", "folder", "pipe", "device"])
def test_what_is_no_file(tmp_path: Path, kind: str) -> None:
    path = tmp_path / kind
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path = Path("/dev/zero")
    text = refusal(Parsing(DROP, path))
    assert str(path) in text


LIARS = {
    "part of another": ['{"part":"catalogue"}'],
    "row before its part": ['["CIDR","192.0.2.0/24",{},""]'],
    "unknown kind": ['{"part":"v4"}', '["NONSENSE","x",{},""]'],
    "no network": ['{"part":"v4"}', '["CIDR","192.0.2.1",{},""]'],
    "host bits": ['{"part":"v4"}', '["CIDR","192.0.2.1/24",{},""]'],
    "empty value": ['{"part":"v4"}', '["IPV4","",{},""]'],
    "nul value": ['{"part":"v4"}', '["IPV4","a\\u0000",{},""]'],
    "long value": ['{"part":"v4"}', f'["URL","{"x" * 9000}",{{}},""]'],
    "wrong count": ['{"part":"v4"}', '["IPV4","192.0.2.1",{},""]', '{"rows":2}'],
    "no end": ['{"part":"v4"}', '["IPV4","192.0.2.1",{},""]'],
    "no line": ["garbage"],
    "other field": ['{"part":"v4","secret":1}'],
    "nothing": [],
    "huge line": ["x" * 2_000_000],
}


@pytest.mark.parametrize("lines", LIARS.values(), ids=LIARS.keys())
def test_a_child_that_lies_is_not_believed(tmp_path: Path, lines: list[str]) -> None:
    script = tmp_path / "liar.py"
    script.write_text("".join(f"print({line!r})\n" for line in lines))
    text = refusal(Parsing(DROP, written(tmp_path, b"x"), command=[sys.executable, str(script)]))
    assert len(text) < 500


def test_values_are_escaped_for_copy(tmp_path: Path) -> None:
    script = tmp_path / "child.py"
    row = r'["URL","\\N\t\n\r",{"a":"\\.\n\t\u0000"},""]'
    script.write_text(f'print(\'{{"part":"v4"}}\')\nprint({row!r})\nprint(\'{{"rows":1}}\')\n')
    with Parsing(DROP, written(tmp_path, b"x"), command=[sys.executable, str(script)]) as parsed:
        (line,) = parsed.copy_lines()
    fields = line.decode().rstrip("\n").split("\t")
    assert fields[1] == r"\\N\t\n\r"
    assert fields[2] == r"\N"
    assert fields[4] == '{"a":"' + r"\\\\.\\n\\t" + "\N{REPLACEMENT CHARACTER}" + '"}'


HANGS = "import time; time.sleep(60)"


def test_a_child_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    started = time.monotonic()
    command = [sys.executable, "-c", HANGS]
    parsing = Parsing(DROP, written(tmp_path, b"x"), command=command, deadline_seconds=0.5)
    assert "took longer than 0.5 s" in refusal(parsing)
    assert time.monotonic() - started < 5


def test_parsing_can_be_stopped(tmp_path: Path) -> None:
    parsing = Parsing(DROP, written(tmp_path, b"x"), command=[sys.executable, "-c", HANGS])
    timer = threading.Timer(0.2, parsing.stop)
    timer.start()
    assert "stopped" in refusal(parsing)
    timer.join()


def test_a_child_that_cannot_start_or_dies_is_a_clear_refusal(tmp_path: Path) -> None:
    path = written(tmp_path, b"x")
    assert "cannot start" in refusal(Parsing(DROP, path, command=["/nonexistent/program"]))
    text = refusal(Parsing(DROP, path, command=[sys.executable, "-c", "raise SystemExit('why')"]))
    assert "status 1: why" in text


def test_the_child_gets_no_secret_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INDICATOR_AGGREGATOR__DATABASE__URL", "postgresql://u:hidden@h/d")
    code = "import os; raise SystemExit(str('hidden' in str(dict(os.environ))))"
    text = refusal(Parsing(DROP, written(tmp_path, b"x"), command=[sys.executable, "-c", code]))
    assert text.endswith("False")


@pytest.mark.parametrize("arguments", [[], ["a", "b", "c", "d"]])
def test_usage(arguments: list[str]) -> None:
    ran = subprocess.run(
        [*PARSE_COMMAND, *arguments], capture_output=True, check=False, timeout=60, input=b""
    )
    assert ran.returncode == 2
    assert ran.stderr.startswith(b"usage:")
