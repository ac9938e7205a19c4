"""Importing modules from below folders that the account may not enter.

A Python below a 0700 home (`/root/.pyenv`, say) is out of reach once this process became an
unprivileged account: a module that was not loaded yet could not be found any more. The way around
that: a descriptor of each folder of the import path, taken before the change, and
`/proc/self/fd/N` in place of the path after it. Following such a link needs no right on the
folders above. What the folder itself and its files allow still counts, so a folder that is closed
to others (0700) stays closed, and only what was loaded before can be used.
"""

import contextlib
import importlib
import os
import sys
from collections.abc import Callable, Iterator
from importlib.machinery import ModuleSpec
from types import ModuleType

from runners.sandbox import packed


@contextlib.contextmanager
def import_path_kept() -> Iterator[list[str]]:
    """Keep the import path usable across a change of account made within the block.

    Yields:
        A list that holds, once the block ended, the folders that could not be kept.
    """
    sys.path[:] = [os.path.abspath(entry or os.curdir) for entry in sys.path]  # noqa: PTH100 — str
    held = {path: _open(path) for path in dict.fromkeys((*sys.path, *packed.files()))}
    lost: list[str] = []
    yield lost
    moved: dict[str, str] = {}
    for path, descriptor in held.items():
        if descriptor is None:
            continue
        by_descriptor = f"/proc/self/fd/{descriptor}"
        if _readable(path):
            os.close(descriptor)
        elif _readable(by_descriptor):
            moved[path] = by_descriptor
        else:
            os.close(descriptor)
            lost.append(path)
    if moved:
        _rewrite(moved)


def descriptors() -> set[int]:
    """Those that the import path stands on: a process that closes its others keeps these."""
    prefix = "/proc/self/fd/"
    places = (*sys.path, *packed.files())
    return {int(path.removeprefix(prefix)) for path in places if path.startswith(prefix)}


def places() -> list[str]:
    """What a process that is kept from all else must read to go on importing."""
    return [*sys.path, *packed.places()]


def forget_where_started() -> None:
    """Take the current folder out of the import path, where `python -m` put it."""
    with contextlib.suppress(FileNotFoundError):
        forget(os.getcwd())  # noqa: PTH109 — text, as in sys.path
    sys.path[:] = [entry for entry in sys.path if entry]


def forget(folder: str) -> None:
    """Take `folder` (as it is in the import path now) out of it, and close its descriptor."""
    if folder not in sys.path:
        return
    taken = descriptors()
    sys.path[:] = [entry for entry in sys.path if entry != folder]
    sys.path_importer_cache.clear()
    for descriptor in taken - descriptors():
        os.close(descriptor)


def _open(path: str) -> int | None:
    try:
        return os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, PermissionError):
        return None  # python311.zip is in the path by default and nowhere else


def _readable(path: str) -> bool:
    rights = os.R_OK | os.X_OK if os.path.isdir(path) else os.R_OK  # noqa: PTH112 — str
    return os.access(path, rights)


def _rewrite(moved: dict[str, str]) -> None:
    # The longest first: site-packages may lie within the standard library's folder.
    prefixes = sorted(moved, key=len, reverse=True)

    def new(path: str) -> str:
        for prefix in prefixes:
            if path == prefix or path.startswith(prefix + os.sep):
                return moved[prefix] + path[len(prefix) :]
        return path

    sys.path[:] = [new(path) for path in sys.path]
    for module in list(sys.modules.values()):
        _rewrite_module(module, new)
    packed.move(new)
    sys.path_importer_cache.clear()
    importlib.invalidate_caches()


def _rewrite_module(module: object, new: Callable[[str], str]) -> None:
    """Move what a loaded module says of its place, by which its submodules and data are found."""
    if not isinstance(module, ModuleType):
        return
    names = vars(module)
    # A namespace package has no list of its own: it computes it from sys.path.
    if isinstance(path := names.get("__path__"), list):
        path[:] = [new(entry) for entry in path]
    # Its own place, and what it worked out from that: where certificates are, say.
    if module is not sys:
        texts = {name: value for name, value in names.items() if isinstance(value, str)}
        names.update({name: new(value) for name, value in texts.items() if new(value) != value})
    spec = names.get("__spec__")
    if not isinstance(spec, ModuleSpec):
        return
    if isinstance(spec.origin, str):
        spec.origin = new(spec.origin)
    if isinstance(places := spec.submodule_search_locations, list):
        places[:] = [new(entry) for entry in places]
    if isinstance(place := getattr(spec.loader, "path", None), str):
        vars(spec.loader)["path"] = new(place)
