"""The parent of the reading process trusts nothing that it says."""

import sys
from pathlib import Path

import pytest

from backend.extraction.running import DocumentRefusedError, Extractor
from backend.models.errors import NotFoundError
from backend.uploads import Uploads

FORGED = (
    '{"found":{"indicators":[{"indicator":{"data":"EXAMPLE.com","kind":"DOMAIN"},"count":1,'
    '"first":{"part":"","offset":0,"line":1,"context":""}}],"truncated":false,"warnings":[],'
    '"characters":1}}'
)


def extractor(code: str, uploads: Uploads | None = None) -> Extractor:
    command = (sys.executable, "-c", code)
    return Extractor(uploads or Uploads(None), command, deadline_seconds=2)


@pytest.mark.parametrize(
    ("code", "trouble", "said"),
    [
        ("import time; time.sleep(60)", "DOCUMENT_TIMEOUT", "longer than 2 s"),
        ("print('{}')", "DOCUMENT_BROKEN", "no indicators"),
        ("print('not json')", "DOCUMENT_BROKEN", "status 0"),
        ("import os; os.abort()", "DOCUMENT_BROKEN", "status -6"),
        (f"print({FORGED!r})", "DOCUMENT_BROKEN", "no indicators"),
        ('print(\'{"trouble":"DOCUMENT_ENCRYPTED","detail":"x"}\')', "DOCUMENT_ENCRYPTED", "x"),
    ],
)
async def test_whatever_the_child_does_is_an_answer(code: str, trouble: str, said: str) -> None:
    with pytest.raises(DocumentRefusedError) as refused:
        await extractor(code).from_text("x")
    assert refused.value.code == trouble
    assert said in refused.value.detail


async def test_a_file_is_gone_whatever_came_of_it(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    made = uploads.reserve("user00000001", "a.txt", 1)
    (tmp_path / "uploads" / f"{made.id}.part").rename(tmp_path / "uploads" / made.id)
    with pytest.raises(DocumentRefusedError):
        await extractor("print('{}')", uploads).from_upload(made.id, "user00000001")
    with pytest.raises(NotFoundError):
        uploads.open(made.id, "user00000001")


async def test_the_child_gets_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INDICATOR_AGGREGATOR__DATABASE__URL", "postgresql://secret")
    code = (
        "import os, json; print(json.dumps({'trouble': 'DOCUMENT_BROKEN', "
        "'detail': ' '.join(os.environ)}))"
    )
    with pytest.raises(DocumentRefusedError) as refused:
        await extractor(code).from_text("x")
    assert "INDICATOR" not in refused.value.detail
