"""An appliance against the whole stand-in internet: each source's answer, and each way to fail.

A source that fails, however it does, delays and fails no other.
"""

import http.client
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from tests.acceptance.conftest import EMAIL, PASSWORD, Setup
from tests.backend.sources.test_faults import OTHERWISE, OUTCOMES
from tests.standins.internet import FAULTS, Internet, internet
from tests.support.api import Api
from tests.support.appliances import Appliance, reachable_folder
from tests.support.processes import until

AT_ONCE = 12
# A slow source has no more; the others need far less.
SECONDS = 2.0
# It keeps some seconds for saying where the result will be.
MORE_SECONDS = {"urlscan-submit": 8.0}


@dataclass
class World:
    """An appliance whose sources all ask the stand-in."""

    setup: Setup
    net: Internet
    ids: dict[str, str]

    def configure(self, slug: str) -> None:
        """As an administrator does; whatever was known of its failures is forgotten by it."""
        values = [{"name": n, "value": v} for n, v in self.net.settings(slug).items()]
        change = {
            "configValues": values,
            "enabled": True,
            "limits": [],
            "cacheEnabled": False,
            "timeLimitSeconds": MORE_SECONDS.get(slug, SECONDS),
        }
        answer = self.setup.api.call("PATCH", f"/sources/{self.ids[slug]}", change)
        assert answer.status == http.client.NO_CONTENT, (slug, answer.body)

    def link(self, slug: str) -> None:
        """Give it the secrets that its place takes."""
        api, slots = self.setup.api, []
        for name, value in self.net.secrets(slug).items():
            made = api.call("POST", "/secrets", {"name": f"{slug} {name}", "value": value})
            assert made.status == http.client.OK, made.body
            slots.append({"name": name, "secretId": made.body.decode(), "required": True})
        linked = api.call("PUT", f"/sources/{self.ids[slug]}/secrets", slots)
        assert linked.status == http.client.CREATED, (slug, linked.body)

    def ask(self, slug: str) -> tuple[str, str]:
        """Status, and what went wrong, of asking one source about what it knows."""
        indicator = self.net.cast[slug].indicator
        asked = {"data": indicator.data, "kind": indicator.kind}
        body = {"indicators": [asked], "sourceIds": [self.ids[slug]], "wait": True}
        answer = self.setup.api.call("POST", "/requests", body)
        assert answer.status == http.client.OK, answer.body
        (result,) = answer.json()["results"]
        return result["status"], outcome(result)

    def ask_all(self) -> dict[str, tuple[str, str]]:
        """Every source at once."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            slugs = list(self.ids)
            return dict(zip(slugs, pool.map(self.ask, slugs), strict=True))


def outcome(result: Mapping[str, Any]) -> str:
    """The kind of its failure or the reason of its skip; nothing for an answer."""
    said = result.get("error") or result.get("skip") or {}
    return str(said.get("kind") or said.get("reason") or "")


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    folder = reachable_folder()
    running = Appliance(folder / "one")
    running.start()
    try:
        with internet() as net:
            setup = Setup(running, Api(running.port), "")
            made = setup.cli(
                *("user", "create", "--email", EMAIL, "--role", "admin", "--password-stdin"),
                stdin=PASSWORD,
            )
            assert made.returncode == 0, made.stderr
            token = setup.cli("token", "create", "--email", EMAIL, "--note", "catalogue")
            setup.token = setup.api.tokens["admin"] = token.stdout.strip()
            known = setup.api.source_ids()
            ids = {slug: known.get(slug) or made_of(setup.api, net, slug) for slug in net.cast}
            world = World(setup, net, ids)
            for slug in ids:
                world.configure(slug)
                world.link(slug)
            yield world
    finally:
        running.end()
        shutil.rmtree(folder)


def made_of(api: Api, net: Internet, template: str) -> str:
    """The id of a new source of the template."""
    settings = net.settings(template)
    new = {
        "kind": "SYSTEM",
        "template": template,
        "name": f"Made of {template}",
        "configValues": [{"name": n, "value": v} for n, v in settings.items()],
        "supportedIndicators": [net.cast[template].indicator.kind],
    }
    made = api.call("POST", "/sources", new)
    assert made.status == http.client.OK, (template, made.body)
    return str(made.json()["id"])


def refresh(world: World, slug: str) -> str:
    """Refresh a feed to its end; how the run ended."""
    api, source_id = world.setup.api, world.ids[slug]
    started = api.call("POST", f"/sources/{source_id}/run")
    assert started.status == http.client.ACCEPTED, started.body
    run_id = started.json()["id"]

    def ended() -> bool:
        return bool(api.call("GET", f"/sources/{source_id}/runs/{run_id}").json()["endedAt"])

    assert until(ended, 60) is not None
    return str(api.call("GET", f"/sources/{source_id}/runs/{run_id}").json()["outcome"])


@pytest.mark.timeout(300)
def test_every_source_answers_what_it_knows(world: World) -> None:
    for slug in feeds(world):
        assert refresh(world, slug) == "DONE", slug
    answers = world.ask_all()
    assert {slug: answer for slug, answer in answers.items() if answer[0] != "FOUND"} == {}


def feeds(world: World) -> list[str]:
    """The sources that answer from a copy which the stand-in offers."""
    return [slug for slug in world.ids if world.net.cast[slug].files]


def asked(world: World) -> list[str]:
    """The sources that ask the stand-in about each indicator."""
    return [slug for slug in world.ids if not world.net.cast[slug].source.feed]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("fault", FAULTS)
def test_each_source_fails_by_itself(world: World, fault: str) -> None:
    """Every second source meets the fault, then the others do: who does not answers."""
    slugs = asked(world)
    for half in (slugs[::2], slugs[1::2]):
        for slug in half:
            world.configure(slug)
        world.net.faults = dict.fromkeys(half, fault)
        try:
            answers = world.ask_all()
        finally:
            world.net.faults = {}
        for slug, (status, kind) in answers.items():
            if slug in half:
                assert (kind or status) in OTHERWISE.get((slug, fault), OUTCOMES[fault]), slug
            else:
                assert status == "FOUND", (slug, status, kind)


@pytest.mark.timeout(300)
def test_a_feed_that_fails_leaves_what_was_there(world: World) -> None:
    slugs = feeds(world)
    faults = [fault for fault in FAULTS if fault not in ("slow", "huge")]
    world.net.faults = {slug: faults[n % len(faults)] for n, slug in enumerate(slugs)}
    try:
        for slug in slugs:
            assert refresh(world, slug) == "FAILED", (slug, world.net.faults[slug])
    finally:
        world.net.faults = {}
    for slug in slugs:
        assert world.ask(slug)[0] == "FOUND", slug


def test_no_key_is_in_a_log(world: World) -> None:
    logs = "".join(
        path.read_text("utf-8", "replace")
        for path in world.setup.appliance.data.root.rglob("*.log")
    )
    assert logs
    for slug in world.ids:
        for secret in world.net.secrets(slug).values():
            assert secret not in logs, slug
