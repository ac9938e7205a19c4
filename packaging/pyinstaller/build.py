"""Builds the packaged program: a folder that runs wherever it is moved to.

    build.py CLONE [--if-stale]

It is made in `build/binary` and takes its place in `dist/indicator-aggregator` when it is whole.
`build/binary/made-from` holds the hash of what it was made from; with `--if-stale` nothing is done
when that has not changed. The same inputs on the same machine give the same bytes.
"""

import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import beside
import contents

NAME = "indicator-aggregator"
_HERE = Path(__file__).resolve().parent
_WITHIN = ("appliance", "backend", "runners", "static/dist", "packaging/pyinstaller")
_LOCKS = ("requirements.lock", "requirements-dev.lock", "LICENSE")
# Any fixed time does; this is the first that the zip format knows.
_EPOCH = "315532800"


def main(arguments: list[str]) -> None:
    """Build; says on stderr what it does."""
    clone = Path(arguments[0])
    work, place = clone / "build" / "binary", clone / "dist" / NAME
    work.mkdir(parents=True, exist_ok=True)
    with (work / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        record, inputs = work / "made-from", _hash(clone)
        if "--if-stale" in arguments and place.is_dir() and _read(record) == inputs:
            _say(f"{place} is up to date")
            return
        begun = time.monotonic()
        record.unlink(missing_ok=True)
        built = _pyinstaller(work)
        _strip(built / "_internal")
        beside.add_postgresql(built / "postgresql", _HERE / "postgresql-license.txt")
        beside.add_deno(built / "deno")
        packages = contents.runtime_distributions(clone)
        (built / "THIRD_PARTY.txt").write_text(beside.third_party(packages), encoding="utf-8")
        shutil.copy2(clone / "LICENSE", built / "LICENSE")
        _open_to_all(built)
        _take_place(built, place)
        record.write_text(inputs, encoding="ascii")
        _say(f"made {place} in {time.monotonic() - begun:.0f} s, {_megabytes(place):.0f} MB")


def _pyinstaller(work: Path) -> Path:
    """Run PyInstaller; the folder that it made."""
    output = work / "dist"
    shutil.rmtree(output, ignore_errors=True)
    command = (sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level=WARN")
    folders = (f"--distpath={output}", f"--workpath={work / 'work'}")
    subprocess.run(
        [*command, *folders, str(_HERE / f"{NAME}.spec")],
        check=True,
        # What PyInstaller keeps between builds stays within the clone.
        env={
            "SOURCE_DATE_EPOCH": _EPOCH,
            **os.environ,
            "PYTHONHASHSEED": "1",
            "PYINSTALLER_CONFIG_DIR": str(work / "cache"),
        },
        stdout=sys.stderr,
    )
    return output / NAME


def _strip(folder: Path) -> None:
    """Take debug information out, two thirds of some libraries; left in where binutils are missing.

    Libraries that were patched after they were linked (`*.libs`) are left alone: stripping breaks
    some of them.
    """
    strip = shutil.which("strip")
    if strip is None:
        _say("there is no strip (binutils), so that the program is some 40 MB larger")
        return
    for file in sorted(folder.rglob("*.so*")):
        patched = any(part.endswith(".libs") for part in file.relative_to(folder).parts)
        if file.is_symlink() or patched or b".debug_info" not in file.read_bytes():
            continue
        subprocess.run([strip, "--strip-unneeded", str(file)], check=True)


def _open_to_all(folder: Path) -> None:
    """Every account may read and only its owner change it, whatever the umask was."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)


def _take_place(built: Path, place: Path) -> None:
    old = built.with_name("old")
    place.parent.mkdir(exist_ok=True)
    if place.exists():
        place.rename(old)
    built.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def _hash(clone: Path) -> str:
    """Of all that the program is made from, by name and content."""
    digest = hashlib.sha256(
        f"{platform.python_version()} {os.path.realpath(sys.executable)}".encode()
    )
    for file in sorted(_inputs(clone)):
        digest.update(f"\0{file.relative_to(clone)}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _inputs(clone: Path) -> Iterator[Path]:
    yield from (clone / name for name in _LOCKS)
    for folder in _WITHIN:
        for file in (clone / folder).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                yield file


def _read(file: Path) -> str:
    return file.read_text(encoding="ascii") if file.exists() else ""


def _megabytes(folder: Path) -> float:
    return sum(file.lstat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def _say(text: str) -> None:
    sys.stderr.write(f"build.sh: {text}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
