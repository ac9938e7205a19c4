"""Providers over the API: listed, switched off and on."""

from tests.support.backends import BackendProcess


def test_a_provider_that_is_switched_off_takes_its_sources_along(backend: BackendProcess) -> None:
    tor = backend.source_ids()["tor-exits"]
    (provider,) = [
        p
        for p in backend.call("GET", "/providers", token="viewer").json()
        if p["slug"] == "tor-project"
    ]
    assert (provider["name"], provider["enabled"], provider["numSources"]) == (
        "Tor Project",
        True,
        1,
    )
    path = f"/providers/{provider['id']}"
    assert backend.call("PATCH", path, {"enabled": False}, token="analyst").status == 403
    assert backend.call("PATCH", path, {"enabled": False}).status == 204
    try:
        listed = backend.call("GET", "/providers").json()
        assert [p["slug"] for p in listed if not p["enabled"]] == ["tor-project"]
        assert listed[-1]["slug"] == "tor-project"
        (skip,) = backend.ask("192.0.2.10", source_ids=[tor])["results"][0]["skips"]
        assert (skip["reason"], skip["content"]) == ("PROVIDER_DISABLED", provider["id"])
    finally:
        assert backend.call("PATCH", path, {"enabled": True}).status == 204
    assert backend.ask("192.0.2.10", source_ids=[tor])["results"][0]["status"] == "FOUND"
    assert backend.call("PATCH", "/providers/unknown", {"enabled": True}).status == 404
