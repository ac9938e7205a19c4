"""What goes into the packaged program and what stays out; the spec file asks here.

Imports that PyInstaller can't see are named by package, so that a new source, route, command, role
or query comes along without a word.
"""

import importlib.metadata
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from PyInstaller.utils.hooks import (
    collect_data_files,
    collect_submodules,
    copy_metadata,
    get_module_file_attribute,
)

OURS = ("appliance", "backend", "runners")

# Whose modules are imported by name at run time, or by the sources that users write.
_WHOLE = (
    "aiohttp",
    "anyio",
    "bs4",
    "certifi",
    "charset_normalizer",
    "cryptography",
    "dateutil",
    "dns",
    "docx",
    "h11",
    "httpcore",
    "httpx",
    "idna",
    "ijson",
    "limits",
    "maxminddb",
    "lxml",
    "msgspec",
    "openpyxl",
    "opentelemetry",
    "oxmsg",
    "procrastinate",
    "pypdf",
    "requests",
    "sentry_sdk",
    "soupsieve",
    "supervisor",
    "tzdata",
    "urllib3",
)

# Files within packages that are no modules: SQL, scripts, certificates, time zones.
_WITH_DATA = (
    *OURS,
    "certifi",
    "limits",
    "procrastinate",
    "publicsuffixlist",
    "supervisor",
    "tzdata",
)

# Of the standard library: what draws windows, builds or installs packages, tests Python itself or
# opens a browser when it is imported; readline and gdbm, whose licence (GPL) would bind the whole;
# nis, which brings Kerberos along and has left Python since.
_NOT_OF_THE_LIBRARY = frozenset(
    {
        "_gdbm",
        "_tkinter",
        "antigravity",
        "distutils",
        "ensurepip",
        "idlelib",
        "lib2to3",
        "nis",
        "readline",
        "test",
        "this",
        "tkinter",
        "turtle",
        "turtledemo",
        "venv",
    }
)


def hidden_imports() -> list[str]:
    """Modules that are asked for by name."""
    found = set(_standard_library())
    for package in OURS:
        found.update(collect_submodules(package, on_error="raise"))
    for package in _WHOLE:
        # A part that needs what we don't have (Django, say) stays out.
        found.update(collect_submodules(package, on_error="ignore"))
    return sorted(found)


def data(clone: Path) -> list[tuple[str, str]]:
    """Files as `(where they are, folder within the program)`."""
    found = [(str(clone / "static" / "dist"), "static/dist")]
    for package in _WITH_DATA:
        found += collect_data_files(package, excludes=["**/*.pyi", "**/*.proto", "**/py.typed"])
    # Of stubs, only those that sources' editors are given.
    found += collect_data_files("backend", includes=["sources/stubs/*.pyi"])
    # Entry points and versions are read from it at run time, licences by people.
    for name in runtime_distributions(clone):
        found += copy_metadata(name)
    return found


def excluded(clone: Path) -> list[str]:
    """Modules that must not come along: what the appliance runs with needs no tool of ours."""
    kept = {module for name in runtime_distributions(clone) for module in _importable(name)}
    tools = {module for name in _tools(clone) for module in _importable(name)}
    return sorted((tools - kept) | _NOT_OF_THE_LIBRARY)


def runtime_distributions(clone: Path) -> list[str]:
    """The distributions of requirements.lock."""
    return _locked(clone / "requirements.lock")


def _tools(clone: Path) -> set[str]:
    return set(_locked(clone / "requirements-dev.lock")) - set(runtime_distributions(clone))


def _locked(file: Path) -> list[str]:
    return re.findall(r"^([A-Za-z0-9_.-]+)==", file.read_text(encoding="utf-8"), re.MULTILINE)


def _importable(distribution: str) -> Iterator[str]:
    """The names that a distribution can be imported by."""
    for file in importlib.metadata.files(distribution) or ():
        name = file.parts[0].partition(".")[0]
        if name.isidentifier() and file.suffix in (".py", ".so"):
            yield name


def _standard_library() -> Iterator[str]:
    """Every module of it that this Python has, so that sources find it whole."""
    for name in sys.stdlib_module_names - _NOT_OF_THE_LIBRARY - set(sys.builtin_module_names):
        try:
            get_module_file_attribute(name)
        except ImportError:
            continue  # of another system, or not built into this Python
        yield from (name, *collect_submodules(name, filter=_is_wanted, on_error="ignore"))


def _is_wanted(module: str) -> bool:
    return not _NOT_OF_THE_LIBRARY & set(module.split("."))
