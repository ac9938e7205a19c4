"""What whole sources are tried against: runners whose way outside ends at a web stand-in."""

import contextlib
import functools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from runners.rpc import runner_pb2 as pb
from tests.runners.harness import Asker, Runner
from tests.runners.languages import Language
from tests.standins.beside import beside
from tests.standins.proxy import HttpProxyStandIn
from tests.standins.web import WebStandIn

HOST = "api.example.com"


@dataclass(frozen=True)
class Outside:
    """`web` answers whatever is asked of `HOST`, which only a proxy finds; `url` is its address."""

    web: WebStandIn
    runner: Callable[[Language], Runner]

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.web.url.rpartition(':')[2]}"

    def clear(self) -> None:
        """Forget what earlier tests put there and asked for."""
        self.web.answers.clear()
        self.web.seen.clear()

    def context(self, *, settings: dict[str, Any], **more: Any) -> dict[str, Any]:
        """The context of a call that may reach `HOST`; `{url}` in a setting becomes `url`."""
        given = {
            name: value.replace("{url}", self.url) if isinstance(value, str) else value
            for name, value in settings.items()
        }
        hosts = [self.url.removeprefix("http://")]
        return {"settings": json.dumps(given), "egress": pb.Egress(hosts=hosts), **more}

    async def fetch(
        self, language: Language, code: str, *, data: str, kind: str, **context: Any
    ) -> pb.FetchDataReply:
        """What code answers; see `context`."""
        async with self.runner(language).channel() as channel:
            given = self.context(**context)
            return await Asker(channel).test(code, data=data, kind=kind, **given)

    async def run(self, language: Language, code: str, **context: Any) -> pb.BackgroundTaskReply:
        """What a background task brings; see `context`."""
        async with self.runner(language).channel() as channel:
            given = pb.Context(**self.context(**context))
            request = pb.BackgroundTaskRequest(source_code=code, context=given)
            reply: pb.BackgroundTaskReply = await Asker(channel).stub.BackgroundTask(
                request, timeout=60
            )
            return reply


@contextlib.contextmanager
def outside_world() -> Iterator[Outside]:
    """As long as the block lasts; a runner starts when it is first asked."""
    web, proxy = WebStandIn(), HttpProxyStandIn({HOST: "127.0.0.1"})
    with beside(web, proxy), contextlib.ExitStack() as stack:

        @functools.cache
        def started(language: Language) -> Runner:
            runner = Runner(language, "--outbound-proxy", proxy.url())
            stack.callback(runner.stop)
            return runner

        yield Outside(web, started)
