"""Google Safe Browsing with lists of one's own: what is not on them is never asked about.

The lists have 4 bytes of each hash, which other URLs have too. So whatever is found is confirmed by
asking Google for the whole hashes with these 4 bytes, as it demands before anybody is warned.
https://developers.google.com/safe-browsing/reference/Local.Database
"""

import asyncio
import base64
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from backend.models.answers import (
    Answer,
    Element,
    ElementKind,
    FailureKind,
    Level,
    not_found,
)
from backend.models.errors import SourceError
from backend.models.indicators import Indicator, Kind
from backend.sources.contract import (
    Activity,
    Context,
    FeedAnswer,
    FeedPart,
    GatherContext,
    Gathered,
    KeyNeed,
    Setting,
    Source,
    max_age_hours,
)
from backend.sources.json_fields import table, text
from backend.sources.protobuf import ProtobufError
from backend.sources.safe_browsing import (
    BASE_URL,
    KEY,
    KEY_URL,
    KINDS,
    PROVIDER,
    TERMS,
    Prefixes,
    answer_of,
    ask,
    no_protobuf,
    prefix_of,
)
from backend.sources.safe_browsing_lists import (
    EXPECTED,
    ListError,
    Update,
    apply,
    packed,
    parse,
    read_updates,
    sniff,
    unpacked,
    write,
)
from backend.sources.safe_browsing_urls import NoUrlError, hashes, of_indicator

LISTS = ("mw-4b", "se-4b", "uws-4b", "pha-4b", "uwsa-4b")
THREAT_OF_LIST = {"mw": "malware", "se": "social engineering", "uws": "unwanted software"}
ROUNDS_AT_MOST = 20
UNCONFIRMED_SCORE, UNCONFIRMED_CONFIDENCE = 50, 30


async def gather(ctx: GatherContext, path: Path) -> Gathered:
    """The lists, after Google's updates of those that are there already.

    State: `lists` by name with `version` and `prefixes` (both base64), `until` when Google lets it
    be asked again (RFC 3339).
    """
    lists = _Lists.of_state(ctx)
    if lists.must_wait():
        return Gathered(changed=False, state=ctx.state)
    wait = await lists.update()
    with path.open("wb") as file:
        write(lists.prefixes, file)
    return Gathered(changed=True, state=lists.state(ctx.now() + wait))


class _Lists:
    """The lists that are kept, as `packed` has them, and their versions."""

    def __init__(self, ctx: GatherContext, names: Sequence[str]) -> None:
        self._ctx = ctx
        self._names = names
        self.prefixes: dict[str, bytes] = {}
        self._versions: dict[str, bytes] = {}
        self._until: datetime | None = None

    @classmethod
    def of_state(cls, ctx: GatherContext) -> "_Lists":
        names = tuple(dict.fromkeys(map(str, ctx.settings["lists"])))
        if wrong := [name for name in names if not name.endswith("-4b")]:
            raise SourceError(
                FailureKind.REQUEST_ERROR,
                f"the setting lists has {wrong[0]!r}: only lists of 4 bytes (…-4b) can be kept",
            )
        lists = cls(ctx, names)
        for name, kept in table(ctx.state.get("lists")).items():
            if name in names:
                lists.prefixes[name] = base64.b64decode(kept["prefixes"])
                lists._versions[name] = base64.b64decode(kept["version"])
        if until := text(ctx.state.get("until")):
            lists._until = datetime.fromisoformat(until)
        return lists

    def must_wait(self) -> bool:
        """Whether all are there and Google's wait is not over."""
        complete = set(self.prefixes) == set(self._names)
        return complete and self._until is not None and self._until > self._ctx.now()

    async def update(self) -> timedelta:
        """Bring all lists up to date; how long to wait until the next time.

        A list whose checksum is another is taken anew from its beginning, once.
        """
        pending, reset, wait = list(self._names), set[str](), timedelta()
        for _ in range(ROUNDS_AT_MOST):
            if not pending:
                break
            updates = await self._ask(pending)
            if missing := set(pending) - updates.keys():
                raise _invalid(f"it lacks the list {min(missing)}")
            again = []
            for name in pending:
                try:
                    await asyncio.to_thread(self._apply, updates[name])
                except ListError as error:
                    if name in reset:
                        raise _invalid(str(error)) from None
                    reset.add(name)
                    self._forget(name)
                    again.append(name)
                else:
                    wait = max(wait, updates[name].wait)
                    # No wait means that there is more at once.
                    again += [] if updates[name].wait else [name]
            pending = again
        return wait

    def _apply(self, update: Update) -> None:
        before = unpacked(self.prefixes.get(update.name, b""))
        self.prefixes[update.name] = packed(apply(before, update))
        self._versions[update.name] = update.version

    def _forget(self, name: str) -> None:
        self.prefixes.pop(name, None)
        self._versions.pop(name, None)

    async def _ask(self, names: Sequence[str]) -> Mapping[str, Update]:
        key = self._ctx.secrets.get(KEY.name)
        if not key:
            raise SourceError(FailureKind.UNAUTHORIZED, "no API key is linked: link one")
        params = [("key", key), *(("names", name) for name in names)]
        versions = [self._versions[name] for name in names if self._versions.get(name)]
        params += [("version", base64.b64encode(version).decode()) for version in versions]
        url = f"{self._ctx.url.rstrip('/')}/v5/hashLists:batchGet"
        body = await ask(url, params, self._ctx.http)
        try:
            updates = await asyncio.to_thread(read_updates, body)
        except ProtobufError as error:
            raise no_protobuf("the answer with lists", error) from None
        return {update.name: update for update in updates}

    def state(self, until: datetime) -> dict[str, Any]:
        """What the next gathering goes on from."""
        lists = {
            name: {
                "version": base64.b64encode(self._versions[name]).decode(),
                "prefixes": base64.b64encode(prefixes).decode(),
            }
            for name, prefixes in self.prefixes.items()
        }
        return {"lists": lists, "until": until.isoformat()}


def _invalid(what: str) -> SourceError:
    return SourceError(
        FailureKind.INVALID_ANSWER, f"Google's answer with lists can't be used: {what}"
    )


class GoogleSafeBrowsingUpdate(Source):
    """Looks a URL up in lists that are kept here, and confirms what is found."""

    slug = "google-safe-browsing-update"
    name = "Google Safe Browsing Update"
    provider = PROVIDER
    description = (
        "Whether Google warns of a URL, a name or an address, from lists that are kept here. "
        "Google is asked only about what is on them, by 4 bytes of a hash that others have too; "
        "without asking (the setting `confirm`) what is on them is suspicious at most."
    )
    url = "https://developers.google.com/safe-browsing/reference"
    kinds = KINDS
    # What is found is confirmed; without that it may be set to LOCAL.
    activity = Activity.PASSIVE
    key = KeyNeed.FREE_KEY
    key_url = KEY_URL
    secrets = (KEY,)
    settings = (
        BASE_URL,
        Setting(name="lists", default=LISTS, help="Names of the lists of 4 bytes that are kept."),
        Setting(
            name="confirm",
            default=True,
            help="Ask Google for the whole hashes of what is found, by 4 bytes of each.",
        ),
        max_age_hours(24),
    )
    tags = ("reputation", "phishing", "malware", "feed")
    terms = TERMS
    known = Indicator("http://testsafebrowsing.appspot.com/s/malware.html", Kind.URL)
    cache_seconds = 300
    reliability = 90
    feed = (
        FeedPart(
            name="lists",
            url_setting="base_url",
            expected=EXPECTED,
            sniff=sniff,
            parse=parse,
            gather=gather,
        ),
    )
    refresh_seconds = 3600
    max_age_seconds = 24 * 3600

    def __init__(self) -> None:
        self._prefixes = Prefixes()

    async def fetch(self, indicator: Indicator, ctx: Context) -> Answer:
        """MALICIOUS or SUSPICIOUS for what is listed; nothing is known about the others."""
        try:
            url = of_indicator(indicator)
        except NoUrlError as error:
            raise SourceError(FailureKind.REQUEST_ERROR, f"{error}, so it has no hashes") from None
        own = hashes(url)
        prefixes = {prefix_of(full).hex(): full for full in own}
        looked = await ctx.feed.find_host(*prefixes)
        if not looked.hits:
            return not_found(as_of=looked.as_of)
        if not ctx.settings["confirm"]:
            return _unconfirmed(looked, "Google is not asked (setting `confirm`).")
        try:
            found = await self._prefixes.search(
                (bytes.fromhex(hit.value) for hit in looked.hits), ctx
            )
        except SourceError as error:
            if error.kind is FailureKind.UNAUTHORIZED:
                raise
            return _unconfirmed(looked, f"Google could not be asked: {error.detail}")
        matched = {own[full]: said for full, said in found.items() if full in own}
        if not matched:
            return not_found(as_of=looked.as_of)
        return answer_of(str(url), matched, as_of=looked.as_of)


def _unconfirmed(looked: FeedAnswer, why: str) -> Answer:
    """What is on a list by 4 bytes alone, which another URL may have put there."""
    lists = list(dict.fromkeys(name for hit in looked.hits for name in hit.data["lists"]))
    threats = [THREAT_OF_LIST.get(name.removesuffix("-4b"), name) for name in lists]
    note = f"Not confirmed, so that it may be another URL that is listed. {why}"
    return Answer(
        found=True,
        verdict=Level.SUSPICIOUS,
        score=UNCONFIRMED_SCORE,
        confidence=UNCONFIRMED_CONFIDENCE,
        tags=("unconfirmed",),
        as_of=looked.as_of,
        elements=(
            Element(ElementKind.TAGS, "Lists with 4 bytes of its hash", threats, Level.SUSPICIOUS),
            Element(ElementKind.TEXT, "Note", note),
            Element(ElementKind.TEXT, "Source", "Advisory provided by Google."),
        ),
        raw=[{"prefix": hit.value, **hit.data} for hit in looked.hits],
    )
