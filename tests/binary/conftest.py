"""The packaged program, copied to where nobody built it. `./build.sh test-binary` runs these."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.appliances import reachable_folder

BUILT = os.environ.get("TESTED_BINARY", "")
NAME = "indicator-aggregator"


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """A folder that other accounts can enter, for copies and what they make."""
    made = reachable_folder()
    yield made
    for path in (made, *made.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
    shutil.rmtree(made)


@pytest.fixture(scope="session")
def copy(folder: Path) -> Path:
    """The program's folder, copied to a path with spaces."""
    if not BUILT:
        pytest.skip("the packaged program is tested by ./build.sh test-binary")
    return Path(shutil.copytree(BUILT, folder / "a place with späces" / NAME, symlinks=True))


def linked(copy: Path, place: Path) -> Path:
    """Another copy, of the same files."""
    return Path(shutil.copytree(copy, place, symlinks=True, copy_function=os.link))
