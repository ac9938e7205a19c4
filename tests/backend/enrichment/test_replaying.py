"""What is to be replayed, when it can't be."""

from pathlib import Path

import pytest

from backend.enrichment.replaying import read_replay
from backend.models.errors import ApplicationError


@pytest.mark.parametrize(
    ("content", "expected"),
    [(None, "No such file"), (b"{", "is no exported recording"), (b"{}", "missing required field")],
)
def test_what_is_no_recording_says_so(tmp_path: Path, content: bytes | None, expected: str) -> None:
    file = tmp_path / "recording.json"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ApplicationError, match=expected):
        read_replay(str(file), "")


def test_a_name_that_no_recording_has_says_what_to_give(database_url: str) -> None:
    with pytest.raises(ApplicationError, match="absolute path of an exported one"):
        read_replay("nothing", database_url)
