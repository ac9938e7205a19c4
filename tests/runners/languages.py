"""The languages of sources, as far as tests that hold for each of them need to write code."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Language:
    """How code is written.

    Args:
        name: as in the log.
        module: its runner, started by `python -m`.
        file: what traces call a source.
        function: a source whose function has `{}` as its body, which sees `data`, `kind`,
            `context` and `raw`, by which bytes get onto the channel.
        task: the same for a background task.
        exit: ends the process with status 7.
        sleep: lasts `{}` seconds.
        loop: never ends, and lets nothing else run.
        say: prints `{}`.
        idle: workers that wait for a call.
        syntax_error: code, its line and column, what is said about it.
    """

    name: str
    module: str
    file: str
    function: str
    task: str
    exit: str
    sleep: str
    loop: str
    say: str
    idle: int
    syntax_error: tuple[str, int, int, str]

    def doing(self, *statements: str) -> str:
        """Code that does this when it is asked."""
        return self.function.replace("{}", "\n    ".join(statements))

    def lasting(self, seconds: float, *before: str) -> str:
        """Code that takes so long."""
        return self.doing(*before, self.sleep.replace("{}", str(seconds)), "return 'slept'")

    def returning(self, value: Any) -> str:
        """Code that answers with what JSON makes of `value`, which is no boolean or None."""
        return self.doing(f"return {json.dumps(value)}")


PYTHON = Language(
    name="python",
    module="runners.python",
    file="source.py",
    function="""
import os, socket, stat, time
def channel():
    for fd in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                return fd
        except OSError:
            pass
def raw(text):
    os.write(channel(), bytes.fromhex(text))
def fetch_data(data, kind, context):
    {}
""",
    task="def background_task(context):\n    {}",
    exit="os._exit(7)",
    sleep="time.sleep({})",
    loop="while True: pass",
    say="print('{}')",
    idle=4,
    syntax_error=("x = 1\n  y = 2", 2, 2, "unexpected indent"),
)

JAVASCRIPT = Language(
    name="javascript",
    module="runners.javascript",
    file="source.js",
    function="""
const write = Object.getPrototypeOf(Deno.stdout).writeSync;
function raw(text) {
  write.call(Deno.stdout, Uint8Array.fromHex(text));
}
export async function fetchData(data, kind, context) {
    {}
}
""",
    task="export function backgroundTask(context) {\n    {}\n}",
    exit="Deno.exit(7)",
    sleep="await new Promise((done) => setTimeout(done, 1000 * {}))",
    loop="for (;;);",
    say="console.log('{}')",
    idle=2,
    syntax_error=("let x = 1;\n  x = = 2;", 2, 7, "Expression expected"),
)

LANGUAGES = (PYTHON, JAVASCRIPT)
