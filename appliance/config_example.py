"""The example of a configuration file, made from the declarations: `./build.sh gen`."""

import inspect
import json
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from appliance.config import SECTIONS
from appliance.config_file import variable_name
from appliance.config_values import describe, is_secret

_WIDTH = 96

_HEAD = """\
Configuration of Indicator Aggregator: every setting with its default, all of them commented out.
A setting also is an environment variable, which wins over this file: [server] port is
INDICATOR_AGGREGATOR__SERVER__PORT. An option of the command line wins over both.
"${file:/path}" within a text stands for what that file holds, "${credential:name}" for a
credential that systemd hands over. An unknown name or an unfit value is refused at start;
`indicator-aggregator check-config` says what is wrong.
"""


def example() -> str:
    """The file's text. With its settings uncommented it says what holds without it."""
    parts = ["".join(_comment(line) for line in _HEAD.splitlines())]
    parts.extend("".join(_section(name, declared)) for name, declared in SECTIONS.items())
    return "\n".join(parts)


def _section(name: str, declared: type[msgspec.Struct]) -> Iterator[str]:
    yield f"[{name}]\n"
    # Declarations begin their description with the section's name, which stands above.
    text = (inspect.getdoc(declared) or "").removeprefix(f"`[{name}]`: ")
    yield from _wrapped(text[:1].upper() + text[1:])
    for field in msgspec.structs.fields(declared):
        yield "\n"
        yield from _wrapped(_description(field))
        yield from _wrapped(f"{variable_name(name, field.name)}: {_allowed(field)}.")
        yield f"#{field.name} = {_toml(field.default)}\n"


def _description(field: msgspec.structs.FieldInfo) -> str:
    kind: Any = msgspec.inspect.type_info(field.type)
    return str((kind.extra_json_schema or {}).get("description", ""))


def _allowed(field: msgspec.structs.FieldInfo) -> str:
    # What may be without a value is a text in all cases, and an empty one stands for none.
    allowed = "a text, empty for none" if field.default is None else describe(field.type)
    return f"{allowed}; secret" if is_secret(field) else allowed


def _toml(value: Any) -> str:
    # No value and an empty text are the same to a setting that may be without.
    return json.dumps("" if value is None else value, ensure_ascii=False)


def _wrapped(text: str) -> Iterator[str]:
    lines = textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)
    return (_comment(line) for line in lines)


def _comment(line: str) -> str:
    return f"# {line}\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(example(), encoding="utf-8")
