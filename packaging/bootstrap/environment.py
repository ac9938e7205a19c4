# ruff: noqa: INP001 — a script of its own, run by whatever Python the machine has
"""Makes the clone's `.venv` from the lock files; `build.sh` calls it when there is none that fits.

    environment.py CLONE runtime|dev

Only the standard library is at hand here. The environment is made beside the old one and takes its
place when it is whole, so that whatever interrupts leaves the old one or none. Two builds at a
time wait for each other. `.made-from` within says what it was made from and is written last.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

RECORD = ".made-from"
LOCKS = {"runtime": "requirements.lock", "dev": "requirements-dev.lock"}
# What a first line `#!` may be; longer ones and such with spaces are not understood by the kernel.
SHEBANG_AT_MOST = 127


def main(arguments: list[str]) -> None:
    """Make or mend the environment; says on stderr what it does."""
    clone, wanted = Path(arguments[0]), arguments[1]
    try:
        with _alone(clone):
            _ensure(clone, wanted)
    except OSError as error:
        _fail(f"can't make {clone / '.venv'}: {error.strerror} ({error.filename})")
    except subprocess.CalledProcessError as error:
        _fail(
            f"pip ended with status {error.returncode}, see above. The environment is as it was; "
            "the next call tries again."
        )
    except KeyboardInterrupt:
        _fail("interrupted; the next call starts over", status=130)


def _ensure(clone: Path, wanted: str) -> None:
    environment = clone / ".venv"
    made = _read(environment)
    hashes = {kind: _hash(clone / name) for kind, name in LOCKS.items()}
    if _fits(environment, made, hashes, wanted):
        if made["clone"] != str(clone):
            _say("the clone was moved; mending .venv")
            _point_scripts_to(environment, clone / ".venv", made["clone"])
            _write(environment, {**made, "clone": str(clone)})
        return
    # Who has tests once keeps the tools.
    kind = "dev" if wanted == "dev" or "dev" in made else "runtime"
    _say(f"making .venv with Python {sys.version.split()[0]} (once; some seconds to a minute)")
    begun = time.monotonic()
    _make(clone, kind, hashes)
    _say(f"made .venv in {time.monotonic() - begun:.0f} s")


def _fits(environment: Path, made: dict[str, str], hashes: dict[str, str], wanted: str) -> bool:
    """What `build.sh` asks too before it calls this, except for the clone's place."""
    interpreter = os.path.realpath(environment / "bin" / "python")
    return (
        os.access(interpreter, os.X_OK)
        and made.get("interpreter") == interpreter
        and all(made.get(kind) == hashes[kind] for kind in {"runtime", wanted})
    )


def _make(clone: Path, kind: str, hashes: dict[str, str]) -> None:
    work = clone / ".cache" / "environment"
    # What an interrupted call left; nobody else is at work.
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    new, old, place = work / "new", work / "old", clone / ".venv"
    _create(new)
    _install(new, clone, LOCKS[kind])
    # Relative to where this file lies, so that a moved clone is found as well.
    (_packages(new) / "indicator_aggregator.pth").write_text("../../../..\n", encoding="ascii")
    _point_scripts_to(new, place, str(new.parent), inner=new.name)
    _write(
        new,
        {
            "clone": str(clone),
            "interpreter": os.path.realpath(new / "bin" / "python"),
            "runtime": hashes["runtime"],
            **({"dev": hashes["dev"]} if kind == "dev" else {}),
        },
    )
    if place.exists() or place.is_symlink():
        place.rename(old)
    new.rename(place)
    shutil.rmtree(work)


def _create(folder: Path) -> None:
    # Not with pip: Debian's Python has no ensurepip without the package python3-venv.
    venv.EnvBuilder(symlinks=True, with_pip=False).create(folder)


def _install(environment: Path, clone: Path, lock: str) -> None:
    (wheel,) = (clone / "packaging" / "bootstrap").glob("pip-*.whl")
    subprocess.run(
        [
            *(str(environment / "bin" / "python"), "-I", str(wheel / "pip"), "install"),
            *("--require-hashes", "--only-binary", ":all:", "--no-user", "--no-input"),
            *("--quiet", "--disable-pip-version-check", "--no-warn-script-location"),
            *("--root-user-action", "ignore", "--requirement", str(clone / lock)),
        ],
        check=True,
        stdout=sys.stderr,
    )


def _packages(environment: Path) -> Path:
    base = str(environment)
    return Path(sysconfig.get_path("purelib", "venv", {"base": base, "platbase": base}))


def _point_scripts_to(environment: Path, place: Path, before: str, inner: str = ".venv") -> None:
    """Have the scripts in `bin` name `place`, where they named `before`/`inner`.

    pip and venv write the environment's absolute path into them, the only ones that there are.
    """
    old, new = f"{before}/{inner}".encode(), os.fsencode(place)
    for script in (environment / "bin").iterdir():
        if script.is_symlink() or not script.is_file():
            continue
        content = script.read_bytes()
        if b"\0" in content[:1024] or old not in content:
            continue
        _replace(script, _with_shebang(content.replace(old, new), new))


def _with_shebang(content: bytes, place: bytes) -> bytes:
    """A script whose first line the kernel understands, also when the path has spaces."""
    first, _, rest = content.partition(b"\n")
    interpreter = first.removeprefix(b"#!")
    understood = len(first) <= SHEBANG_AT_MOST and b" " not in interpreter
    if understood or not interpreter.startswith(place + b"/bin/python"):
        return content
    # A shell reads the second line as a command, Python the second and third as a text.
    return b"#!/bin/sh\n'''exec' \"" + interpreter + b'" "$0" "$@"\n\' \'\'\'\n' + rest


def _replace(file: Path, content: bytes) -> None:
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
    with open(descriptor, "wb") as written:  # noqa: PTH123 — a descriptor
        os.fchmod(descriptor, file.stat().st_mode & 0o777 if file.exists() else 0o644)
        written.write(content)
    Path(name).replace(file)


def _read(environment: Path) -> dict[str, str]:
    """What the environment says of itself; nothing when it is not whole."""
    try:
        text = (environment / RECORD).read_text(encoding="utf-8", errors="surrogateescape")
    except FileNotFoundError:
        return {}
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


def _write(environment: Path, made: dict[str, str]) -> None:
    # The packages are on the disk before the record says so.
    os.sync()
    text = "".join(f"{key}={value}\n" for key, value in made.items())
    _replace(environment / RECORD, text.encode("utf-8", "surrogateescape"))


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@contextmanager
def _alone(clone: Path) -> Iterator[None]:
    """Hold the clone's lock; the kernel lets go of it at any end."""
    folder = clone / ".cache"
    folder.mkdir(exist_ok=True)
    with (folder / "environment.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("waiting for another build.sh that makes .venv")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _say(text: str) -> None:
    sys.stderr.write(f"build.sh: {text}\n")


def _fail(text: str, *, status: int = 1) -> NoReturn:
    _say(text)
    raise SystemExit(status)


if __name__ == "__main__":
    main(sys.argv[1:])
