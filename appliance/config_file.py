"""Where settings are written: the TOML file and the environment. Names are checked, not values."""

import difflib
import os
import stat
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from appliance.config_lines import Lines
from appliance.errors import SetupError

ENVIRONMENT_PREFIX = "INDICATOR_AGGREGATOR__"
_SEPARATOR = "__"
_FILE_AT_MOST_BYTES = 1024 * 1024

Place = tuple[str, str]
"""A section and a key within."""


@dataclass(frozen=True)
class Origin:
    """Where a value was written, as the start of a sentence.

    `folder` is what relative paths count from. `text` marks a value that came as plain text, to
    be read as the type that the setting has.
    """

    sentence: str
    folder: Path | None = None
    text: bool = False

    def __str__(self) -> str:
        return self.sentence


Found = dict[Place, tuple[Any, Origin]]
Sections = Mapping[str, type[msgspec.Struct]]


def read_file(file: Path, sections: Sections) -> Found:
    """All values of a TOML file.

    Raises:
        SetupError: it can't be read, is no TOML, or has a section or key that there is not.
    """
    text = _read(file)
    try:
        document = tomllib.loads(text)
    except RecursionError as error:
        raise SetupError(f"{file} is not valid TOML: it is nested too deeply.") from error
    except ValueError as error:
        raise SetupError(f"{file} is not valid TOML: {error}.") from error
    lines = Lines(text)
    folder = Path(os.path.abspath(file)).parent  # noqa: PTH100 — links are not followed
    found: Found = {}
    for section, key, value in _flattened(document, sections, str(file), lines):
        where = f"{file}{lines.at(*section.split('.'), key)}"
        _check_key(where, section, key, sections)
        found[section, key] = (value, Origin(f"{where}: [{section}] {key}", folder))
    return found


def _read(file: Path) -> str:
    """The text of a configuration file.

    Raises:
        SetupError: it is no readable file of text.
    """
    try:
        mode = file.stat().st_mode
        if stat.S_ISDIR(mode):
            raise SetupError(
                f"The configuration file {file} is a folder. Name the file within, such as "
                f"{file / 'config.toml'}."
            )
        if not stat.S_ISREG(mode):
            raise SetupError(
                f"The configuration file {file} is no regular file: each program of the "
                "appliance reads it again."
            )
        with file.open("rb") as opened:
            content = opened.read(_FILE_AT_MOST_BYTES + 1)
    except OSError as error:
        raise SetupError(
            f"Can't read the configuration file {file}: {error.strerror or error}."
        ) from error
    except ValueError as error:
        raise SetupError(f"{str(file)!r} is no name of a configuration file: {error}.") from error
    if len(content) > _FILE_AT_MOST_BYTES:
        raise SetupError(
            f"The configuration file {file} is larger than {_FILE_AT_MOST_BYTES >> 20} MiB; is it "
            "another file?"
        )
    try:
        # Editors of other systems begin a file with a mark that TOML does not know.
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SetupError(
            f"{file}:{line} is not UTF-8 (byte 0x{content[error.start]:02x}), which a TOML file "
            "is written in."
        ) from error


def _flattened(
    document: Mapping[str, Any], sections: Sections, file: str, lines: Lines
) -> Iterator[tuple[str, str, Any]]:
    """Section, key and value of each setting; `[runners.python]` is a table within a table."""
    outer = {name.partition(".")[0] for name in sections if "." in name}
    for name, table in document.items():
        where = f"{file}{lines.at(name)}"
        if name not in sections and name not in outer:
            raise _unknown_section(where, name, table, sections)
        if not isinstance(table, dict):
            raise _no_section(where, name)
        if name in sections:
            yield from ((name, key, value) for key, value in table.items())
            continue
        for part, inner in table.items():
            section, where = f"{name}.{part}", f"{file}{lines.at(name, part)}"
            if section not in sections:
                raise _unknown_section(where, section, inner, sections)
            if not isinstance(inner, dict):
                raise _no_section(where, section)
            yield from ((section, key, value) for key, value in inner.items())


def _no_section(where: str, name: str) -> SetupError:
    return SetupError(
        f"{where}: {name} is a section with settings of its own, written [{name}] on a line of "
        "its own, once."
    )


def _unknown_section(where: str, name: str, value: Any, sections: Sections) -> SetupError:
    if isinstance(value, dict):
        what = f"there is no section [{name}]{_similar(name, sections)}"
    else:
        what = f"{name!r} stands outside a section"
    return SetupError(f"{where}: {what}; the sections are: {', '.join(sections)}.")


def _check_key(where: str, section: str, key: str, sections: Sections) -> None:
    keys = sections[section].__struct_fields__
    if key not in keys:
        raise SetupError(
            f"{where}: there is no setting {key!r} in [{section}]{_similar(key, keys)}; it has: "
            f"{', '.join(keys)}."
        )


def _similar(name: str, known: Iterable[str]) -> str:
    """What was probably meant, for a sentence; empty when nothing is similar."""
    found = difflib.get_close_matches(name.lower(), list(known), n=1)
    return f" (did you mean {found[0]!r}?)" if found else ""


def read_environment(environment: Mapping[str, str], sections: Sections) -> Found:
    """All values of `INDICATOR_AGGREGATOR__SECTION__KEY` variables.

    Raises:
        SetupError: a variable names a section or key that there is not.
    """
    found: Found = {}
    for variable in sorted(environment):
        if not variable.startswith(ENVIRONMENT_PREFIX):
            continue
        *parts, key = variable.removeprefix(ENVIRONMENT_PREFIX).lower().split(_SEPARATOR)
        section = ".".join(parts)
        where = f"Environment variable {variable}"
        if not section:
            raise SetupError(
                f"{where}: expected {ENVIRONMENT_PREFIX}SECTION__KEY, such as "
                f"{variable_name('server', 'port')}."
            )
        if section not in sections:
            raise _unknown_section(where, section, {}, sections)
        _check_key(where, section, key, sections)
        found[section, key] = (environment[variable], Origin(where, text=True))
    return found


def variable_name(section: str, key: str) -> str:
    """The environment variable of a setting."""
    return ENVIRONMENT_PREFIX + _SEPARATOR.join((*section.split("."), key)).upper()
