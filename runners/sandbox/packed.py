"""The packaged program's modules, after a change of account that closed its folder.

PyInstaller keeps modules within the program's own file and opens that anew for each; extension
modules need libraries that the dynamic linker looks for in the program's folder. Both are told the
new paths. From source, all of this does nothing.
"""

import ctypes
import os
import sys
from collections.abc import Callable, Container
from pathlib import Path
from types import ModuleType


def files() -> list[str]:
    """The files that modules are read from, beside the import path."""
    importer = _importer()
    return [importer.pyz_archive._filename] if importer is not None else []  # noqa: SLF001 — PyInstaller has no other way


def places() -> list[str]:
    """What a process that is kept from all else must read to go on importing."""
    return [*files(), _folder()] if _importer() is not None else []


def move(new: Callable[[str], str]) -> None:
    """Have modules and libraries found where `new` says that their files and folders are now."""
    importer = _importer()
    if importer is None:
        return
    archive, folder = importer.pyz_archive, new(_folder())
    archive._filename = new(archive._filename)  # noqa: SLF001 — see files
    if folder != _folder():
        importer._TOP_LEVEL_DIRECTORY_PATHS.append(folder)  # noqa: SLF001 — see files
        vars(sys)["_MEIPASS"] = folder
        _load_libraries(Path(folder))


def forget(packages: Container[str]) -> None:
    """Have none of the modules of these packages found any more."""
    importer = _importer()
    if importer is not None:
        modules = importer.pyz_archive.toc
        for name in [name for name in modules if name.partition(".")[0] in packages]:
            del modules[name]


def _importer() -> ModuleType | None:
    return sys.modules.get("pyimod02_importers")


def _folder() -> str:
    return str(vars(sys)["_MEIPASS"])


def _load_libraries(folder: Path) -> None:
    """Load what lies there: the linker takes a library that is loaded, and looks for no other."""
    waiting = [file for file in folder.glob("lib*.so.*") if not file.is_symlink()]
    while waiting:
        failed = [file for file in waiting if not _load(file)]
        if len(failed) == len(waiting):
            return  # whoever imports what needs one of these is told which
        waiting = failed


def _load(file: Path) -> bool:
    """False while a library that it needs itself was not loaded."""
    try:
        ctypes.CDLL(os.fspath(file))
    except OSError:
        return False
    return True
