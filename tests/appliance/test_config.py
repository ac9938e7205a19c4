"""The configuration: where settings come from, which wins, and what a mistake looks like."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.config import SECTIONS, Config, load_config
from appliance.config_example import example
from appliance.config_file import variable_name
from appliance.config_lines import Lines
from appliance.errors import SetupError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def write(content: str | bytes) -> Path:
        file = tmp_path / "config.toml"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    return write


def load(file: Path | None = None, **environment: str) -> Config:
    return load_config(file, environment=environment)


def mistake(file: Path | None = None, **environment: str) -> str:
    with pytest.raises(SetupError) as caught:
        load(file, **environment)
    assert caught.value.exit_status == 2
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence.replace(str(file), "FILE")


def test_without_anything_it_listens_on_this_machine_alone() -> None:
    config = load()
    assert (config.server.host, config.server.port) == ("127.0.0.1", 8080)
    assert config.database.url is None
    assert config.file is None


def test_the_later_wins(write: Any) -> None:
    file = write("[server]\nport = 1001\nhost = '192.0.2.1'\nmax_body_mb = 2\n")
    environment = {"INDICATOR_AGGREGATOR__SERVER__PORT": "1002"}
    assert load(file).server.port == 1001
    assert load(file, **environment).server.port == 1002
    config = load_config(file, overrides={("server", "port"): 1003}, environment=environment)
    assert config.server.port == 1003
    assert (config.server.host, config.server.max_body_mb) == ("192.0.2.1", 2)
    assert config.file == file


def test_every_setting_can_come_from_the_environment() -> None:
    values: dict[str, Any] = {
        "data_dir": ("/d", "/d"),
        "user": ("u", "u"),
        "host": ("h", "h"),
        "port": ("81", 81),
        "public_url": ("https://ia.example.com", "https://ia.example.com"),
        "max_body_mb": ("3", 3),
        "trusted_proxies": ("192.0.2.1, 2001:db8::/32", ("192.0.2.1", "2001:db8::/32")),
        "connections": ("5", 5),
        "log_level": ("debug", "debug"),
        "request_concurrency": ("6", 6),
        "source_concurrency": ("7", 7),
        "session_idle_minutes": ("45", 45),
        "session_days": ("3", 3),
        "notification_days": ("30", 30),
        "probe_hours": ("48", 48),
        "replay": ("demo", "demo"),
        "cache_mb": ("8", 8),
        "history_days": ("400", 400),
        "runs_days": ("14", 14),
        "watch_folder": ("/srv/feeds", "/srv/feeds"),
        "lost_percent": ("80", 80),
        "upload_mb": ("64", 64),
        "spool_mb": ("512", 512),
        "encryption": ("TLS", "TLS"),
        "username": ("n", "n"),
        "password": ("p", "p"),
        "sender": ("a@example.com", "a@example.com"),
        "proxy": ("socks5h://u:p@proxy.example.com:1080", "socks5h://u:p@proxy.example.com:1080"),
        "no_proxy": ("example.com, 192.0.2.0/24", ("example.com", "192.0.2.0/24")),
        "ca_bundle": ("/etc/ssl/own.pem", "/etc/ssl/own.pem"),
        "offline": ("true", True),
        "enabled": ("false", False),
        "memory_mb": ("128", 128),
        "output_kb": ("9", 9),
        "rows_mb": ("7", 7),
        "deadline_seconds": ("2.5", 2.5),
        "deadline_max_seconds": ("30", 30.0),
        "concurrency": ("10", 10),
        "spares": ("11", 11),
        "otlp_endpoint": ("http://otlp.example.com:4317", "http://otlp.example.com:4317"),
        "otlp_headers": ("authorization=Bearer x", "authorization=Bearer x"),
        "sample_ratio": ("0.5", 0.5),
        "accept_level": ("reduced", "reduced"),
        "dsn": ("https://key@sentry.example.com/1", "https://key@sentry.example.com/1"),
        "environment": ("test", "test"),
    }
    urls = {"database": "postgresql://db.example.com/x", "redis": "redis://cache.example.com/1"}
    for section, declared in SECTIONS.items():
        for key in declared.__struct_fields__:
            text, expected = (urls[section],) * 2 if key == "url" else values[key]
            config = load(**{variable_name(section, key): text})
            part = getattr(config, section.replace("runners.", "runner_"))
            assert getattr(part, key) == expected, (section, key)


def test_variables_of_clients_are_no_settings() -> None:
    load(INDICATOR_AGGREGATOR_URL="http://example.com", INDICATOR_AGGREGATOR_TOKEN="t")


def test_an_empty_text_is_no_value_where_there_may_be_none(write: Any) -> None:
    file = write("[database]\nurl = 'postgresql://db.example.com/x'\n[redis]\nurl = ''\n")
    config = load(file, INDICATOR_AGGREGATOR__DATABASE__URL="")
    assert config.database.url is None
    assert config.redis.url is None


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            "[server]\nprot = 80\n",
            "FILE:2: there is no setting 'prot' in [server] (did you mean 'port'?); it has: host,",
        ),
        (
            "\n[servr]\nport = 1\n",
            "FILE:2: there is no section [servr] (did you mean 'server'?); the sections are: app",
        ),
        ("port = 80\n", "FILE:1: 'port' stands outside a section; the sections are: appliance,"),
        ("server = 5\n", "FILE:1: server is a section with settings of its own"),
        ("[[server]]\nport = 1\n", "FILE:1: server is a section with settings of its own"),
        ("[runners.perl]\n", "FILE:1: there is no section [runners.perl] (did you mean 'runners."),
        ("[runners]\npython = 1\n", "FILE:2: runners.python is a section with settings of its own"),
        (
            '[server]\nport = "80"\n',
            'FILE:2: [server] port: expected a whole number from 1 to 65535, found "80".',
        ),
        ("[server]\nport = 70000\n", "from 1 to 65535, found 70000."),
        ("[server]\nport = true\n", "from 1 to 65535, found true."),
        ("server.port = 0\n", "FILE:1: [server] port: expected"),
        ("\nserver = { host = 'x', port = 0 }\n", "FILE:2: [server] port: expected"),
        ('[server]\nhost = """\nport = 1\n"""\nport = 0\n', "FILE:5: [server] port: expected"),
        ("[server]\nhost = ''\n", 'expected a text that is not empty, found "".'),
        ("[server]\ntrusted_proxies = 'x'\n", "expected a list, of which each is a text, found"),
        (
            "[server]\ntrusted_proxies = ['x']\n",
            "FILE:2: [server] trusted_proxies: 'x' is neither an address nor a CIDR.",
        ),
        (
            "[telemetry]\notlp_endpoint = 'otlp.example.com:4317'\n",
            "FILE:2: [telemetry] otlp_endpoint: expected http://host:port or https://host:port, ",
        ),
        (
            "[outbound]\nproxy = 'ftp://user:s3cr3t@proxy.example.com'\n",
            "FILE:2: [outbound] proxy: expected user:password@host:port behind one of http://, ",
        ),
        ("[outbound]\nproxy = 'http://user:s3cr3t@h:99999'\n", "something else, which is secret"),
        ("[outbound]\nproxy = 'http://user:s3/cr3t@h:80'\n", "are percent-encoded)."),
        ("[outbound]\nno_proxy = ['192.0.2.0/33']\n", "expected a network as 192.0.2.0/24, found"),
        ("[outbound]\nca_bundle = 'own.pem'\n", "expected the absolute path of a PEM file."),
        ("[telemetry]\notlp_endpoint = 'http://h:99999'\n", "expected http://host:port or https:"),
        (
            "[telemetry]\notlp_endpoint = 'http://h:4318/v1/traces'\n",
            "FILE:2: [telemetry] otlp_endpoint: expected an address without a path; a path is of ",
        ),
        ("[telemetry]\nsample_ratio = 2\n", "expected a number from 0 to 1, found 2."),
        ("[backend]\nlog_level = 'loud'\n", 'expected one of "debug", "error", "info", "warning"'),
        ("[runners.python]\ndeadline_seconds = 0\n", "expected a number above 0 to 3600, found 0."),
        ("[runners.python]\nenabled = 'no'\n", 'expected true or false, found "no".'),
        (
            "[appliance]\ndata_dir = 'a\\u0000b'\n".replace("'", '"'),
            "expected the path of a folder",
        ),
        ("[server]\nport = \n", "FILE is not valid TOML: Invalid value (at line 2, column 8)."),
        ("[server\n", "FILE is not valid TOML: Expected ']'"),
        ("a = " + "[" * 5000, "FILE is not valid TOML: it is nested too deeply."),
        ("[server]\nport = " + "1" * 5000, "FILE is not valid TOML"),
        (b"[server]\n\xff\n", "FILE:2 is not UTF-8 (byte 0xff)"),
        ("[server]\nhost = '" + "x" * 2_000_000, "is larger than 1 MiB"),
    ],
)
def test_a_mistake_in_the_file_is_one_clear_sentence(
    write: Any, content: str | bytes, expected: str
) -> None:
    sentence = mistake(write(content))
    assert expected in sentence
    assert "s3" not in sentence


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("SERVER__PROT", "1", "there is no setting 'prot' in [server] (did you mean 'port'?)"),
        ("SERVERS__PORT", "1", "there is no section [servers] (did you mean 'server'?)"),
        ("PORT", "1", "expected INDICATOR_AGGREGATOR__SECTION__KEY, such as"),
        ("SERVER__PORT", "x", 'expected a whole number from 1 to 65535, found "x".'),
        ("RUNNERS__PYTHON__ENABLED", "no", 'expected true or false, found "no".'),
        ("SERVER__TRUSTED_PROXIES", "192.0.2.1,x", "'x' is neither an address nor a CIDR."),
    ],
)
def test_a_mistake_in_the_environment_names_the_variable(
    name: str, value: str, expected: str
) -> None:
    sentence = mistake(None, **{f"INDICATOR_AGGREGATOR__{name}": value})
    assert sentence.startswith(f"Environment variable INDICATOR_AGGREGATOR__{name}: {expected}")


def test_a_mistake_on_the_command_line_names_the_setting() -> None:
    with pytest.raises(SetupError, match=r"^\[server\] port on the command line: expected .* 0\."):
        load_config(None, overrides={("server", "port"): 0}, environment={})


@pytest.mark.parametrize(
    "content",
    [
        "[database]\nurl = 'mysql://user:hunter2hunter2@db.example.com/x'\n",
        "[database]\nurl = ['hunter2hunter2']\n",
        "[redis]\nurl = 'hunter2hunter2'\n",
        "[sentry]\ndsn = 'https://hunter2hunter2@[/1'\n",
        "[telemetry]\notlp_headers = 'hunter2hunter2'\n",
        "[telemetry]\notlp_endpoint = 'http://me:hunter2hunter2@otlp.example.com'\n",
    ],
)
def test_a_secret_is_never_shown(write: Any, content: str) -> None:
    sentence = mistake(write(content))
    assert "FILE:2: [" in sentence
    assert "hunter2" not in sentence


def test_files_that_can_not_be_read(tmp_path: Path) -> None:
    assert "No such file or directory" in mistake(tmp_path / "nope.toml")
    assert "is a folder. Name the file within" in mistake(tmp_path)
    assert "is no regular file" in mistake(Path("/dev/zero"))
    assert "is no name of a configuration file" in mistake(Path("a\0b"))


def test_a_file_of_another_account(reachable_folder: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can become an account that may not read a file")
    file = reachable_folder / "closed.toml"
    file.touch(mode=0o600)
    done = subprocess.run(
        [sys.executable, "-c", _LOAD_AS_NOBODY, str(ROOT), str(file)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"Can't read the configuration file {file}: Permission denied.\n"


_LOAD_AS_NOBODY = """
import os, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from appliance.config import load_config
from appliance.errors import SetupError
os.setresuid(65534, 65534, 65534)
try:
    load_config(Path(sys.argv[2]), environment={})
except SetupError as error:
    print(error)
"""


def test_marks_of_other_editors_are_read(write: Any) -> None:
    assert load(write(b"\xef\xbb\xbf[server]\r\nport = 81\r\n")).server.port == 81


def test_a_relative_data_folder_counts_from_the_file(
    write: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    file = write("[appliance]\ndata_dir = 'data'\n")
    assert load(file).data.root == tmp_path / "data"
    assert load(Path("../config.toml")).data.root == tmp_path / "data"
    named = load(file, INDICATOR_AGGREGATOR__APPLIANCE__DATA_DIR="other")
    assert named.data.root == elsewhere / "other"


def test_a_data_folder_below_a_home(write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    assert load(write("[appliance]\ndata_dir = '~/x'\n")).data.root == Path("/home/somebody/x")
    assert "home" in mistake(write("[appliance]\ndata_dir = '~nosuchaccount/x'\n"))


def test_secrets_come_from_files(write: Any, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("hunter2\n")
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "cache").write_text("redis://cache.example.com/0\n")
    file = write(
        f"[database]\nurl = 'postgresql://u:${{file:{tmp_path}/password}}@db.example.com/x'\n"
        "[redis]\nurl = '${credential:cache}'\n"
    )
    config = load(file, CREDENTIALS_DIRECTORY=str(credentials))
    assert config.database.url == "postgresql://u:hunter2@db.example.com/x"
    assert config.redis.url == "redis://cache.example.com/0"
    assert "$CREDENTIALS_DIRECTORY is not set" in mistake(file)
    missing = mistake(write("[database]\nurl = '${file:/nope}'\n"))
    assert missing == "FILE:2: [database] url: can't read /nope (No such file or directory)."


def test_the_example_is_the_committed_one() -> None:
    committed = (ROOT / "packaging" / "config.example.toml").read_text()
    assert committed == example(), "settings changed: run ./build.sh gen"


def test_the_example_says_what_holds_without_it(write: Any) -> None:
    uncommented = re.sub(r"^#(?=\w+ = )", "", example(), flags=re.MULTILINE)
    config, without = load(write(uncommented)), load()
    for section in Config.__struct_fields__:
        if section != "file":
            assert getattr(config, section) == getattr(without, section)
    # All settings are in it.
    document = tomllib.loads(uncommented)
    assert set(document["server"]) == set(SECTIONS["server"].__struct_fields__)
    assert load(write(example())).server == without.server


KEY = st.sampled_from(["a", "b", "c", '"d e"', "'f.g'"])
VALUE = st.sampled_from(
    ["1", "'x'", '"""\nb = 2\n[c]\n"""', "[\n1,\n[2],\n]", "{ a = 1, b.c = 2 }", "'# [a]'"]
)


@given(
    st.lists(st.tuples(st.booleans(), KEY, VALUE, st.sampled_from(["", "# a = 1", "\n# [b]\n"])))
)
def test_lines_are_found_in_any_document(parts: list[tuple[bool, str, str, str]]) -> None:
    text, section, expected = "", (), {}
    for heading, key, value, comment in parts:
        text += comment + "\n"
        name = key.strip("\"'")
        addition = f"[{key}.x]\n" if heading else f"{key} = {value}\n"
        try:
            tomllib.loads(text + addition)
        except tomllib.TOMLDecodeError:
            continue  # named twice
        line = text.count("\n") + 1
        if heading:
            section = (name, "x")
            expected.setdefault((name,), line)
            expected[section] = line
        else:
            expected[(*section, name)] = line
        text += addition
    lines = Lines(text)
    for path, line in expected.items():
        assert lines.at(*path) == f":{line}", (text, path)
