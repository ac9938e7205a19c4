"""An appliance that is offline by its configuration asks local sources alone, and says so."""

from pathlib import Path

from tests.backend.http.conftest import load_feeds
from tests.support.backends import running_backend


def test_only_local_sources_are_asked(database_url: str, tmp_path: Path) -> None:
    with running_backend(database_url, tmp_path / "log", outbound={"offline": True}) as backend:
        ready = backend.call("GET", "/health/ready", token=None).json()
        assert (ready["offline"], ready["replay"]) == (True, False)
        load_feeds(database_url)
        results = backend.ask("192.0.2.10")["results"]
        activities = {
            s["slug"]: s["activity"] for s in backend.call("GET", "/sources").json() if s["enabled"]
        }
        offline = {r["slug"] for r in results if "OFFLINE" in [s["reason"] for s in r["skips"]]}
        assert offline == {slug for slug, does in activities.items() if does != "LOCAL"}
        (tor,) = (r for r in results if r["slug"] == "tor-exits")
        assert tor["status"] == "FOUND"
        details = {s["detail"] for r in results for s in r["skips"] if s["reason"] == "OFFLINE"}
        assert all("the appliance is offline by its configuration" in text for text in details)
