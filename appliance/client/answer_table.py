"""Answers on a terminal: a table that grows, then the verdict."""

from collections import Counter
from datetime import datetime
from typing import Any

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from appliance.client.api import Client
from appliance.client.asking import Progress, Question, ask

# A shape beside the colour, because colour alone is not seen by everybody.
LEVELS = {
    "MALICIOUS": ("⬣", "bold red"),
    "SUSPICIOUS": ("▲", "bold yellow"),
    "BENIGN": ("✓", "bold green"),
    "INFORMATIONAL": ("i", "bold blue"),
    "UNKNOWN": ("-", "dim"),
}


def show(client: Client, question: Question) -> None:
    """Ask; on a terminal the table is drawn anew with each answer, else once at the end."""
    console = Console()
    if not console.is_terminal:
        progress = ask(client, question)
    else:
        with Live(console=console, refresh_per_second=8, transient=True) as live:
            progress = ask(client, question, watch=lambda seen: live.update(_growing(seen)))
    console.print(answers(progress))


def answers(progress: Progress) -> Group:
    """The table, who was not asked, and the verdicts; of thousands a summary."""
    if progress.background:
        return _summary(progress)
    return Group(_table(progress), _not_asked(progress), _verdicts(progress))


def _growing(progress: Progress) -> Table | Text:
    """What is drawn while answers arrive."""
    if not progress.background:
        return _table(progress)
    done = f"{progress.asked:,} of {progress.total:,} questions"
    return Text(f"{done}; {_tally(progress)}" if progress.verdicts else done)


def _tally(progress: Progress) -> str:
    """How many indicators were judged how, worst first."""
    levels = Counter(verdict["level"] for verdict in progress.verdicts.values())
    return ", ".join(f"{levels[level]:,} {level.lower()}" for level in LEVELS if levels[level])


def _summary(progress: Progress) -> Group:
    """Of thousands of indicators those that want attention, and how many there are in all."""
    alarming = [v for v in progress.verdicts.values() if v["level"] in ("MALICIOUS", "SUSPICIOUS")]
    lines = [
        Text.assemble(level_text(verdict["level"]), f"  {plain(verdict['indicator']['data'])}")
        for verdict in sorted(alarming, key=lambda v: list(LEVELS).index(v["level"]))
    ]
    count = len(progress.verdicts)
    lines.append(Text(f"{count:,} indicators: {_tally(progress)}"))
    lines.append(Text(f"Request {progress.request_id}; --json prints every answer.", "dim"))
    return Group(*lines)


def _table(progress: Progress) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    several = len({p["indicator"]["data"] for p in progress.planned}) > 1
    if several:
        table.add_column("value", overflow="fold")
    for name in ("source", "answer", "what it says", "time"):
        table.add_column(name, overflow="fold", justify="right" if name == "time" else "left")
    for planned in progress.planned:
        if _does_not_fit(planned):
            continue
        result = progress.result_of(planned)
        cells: list[str | Text] = [plain(planned["name"]), _state(result), *_said(result)]
        if several:
            cells.insert(0, plain(planned["indicator"]["data"]))
        table.add_row(*cells)
    return table


def _does_not_fit(planned: dict[str, Any]) -> bool:
    """Whether the source does not answer about this kind, which is no news in a table."""
    return any(skip["reason"] == "UNSUPPORTED_INDICATOR" for skip in planned["skips"])


def _not_asked(progress: Progress) -> Text:
    names = dict.fromkeys(p["name"] for p in progress.planned if _does_not_fit(p))
    asked = {p["name"] for p in progress.planned if not _does_not_fit(p)}
    others = [name for name in names if name not in asked]
    return Text(f"Not asked, they know other kinds: {', '.join(others)}" if others else "", "dim")


def _state(result: dict[str, Any] | None) -> Text:
    if result is None:
        return Text("waiting", "dim")
    if result["status"] == "FOUND":
        return level_text(result["verdict"] or "INFORMATIONAL")
    if result["status"] == "ERROR":
        return Text(f"! {result['error']['kind'].lower().replace('_', ' ')}", "magenta")
    return Text(result["status"].lower().replace("_", " "), "dim")


def _said(result: dict[str, Any] | None) -> tuple[Text, Text]:
    if result is None:
        return Text(), Text()
    if result["error"] is not None:
        said = result["error"]["detail"]
    elif result["skips"]:
        said = result["skips"][0]["detail"]
    else:
        said = ", ".join(result["tags"])
    milliseconds = "" if result["skips"] else f"{result['timing']['milliseconds']:.0f} ms"
    return plain(said), Text(milliseconds, "dim")


def level_text(level: str) -> Text:
    """A level with its shape and colour."""
    shape, style = LEVELS.get(level, LEVELS["UNKNOWN"])
    return Text(f"{shape} {level.lower()}", style)


def _verdicts(progress: Progress) -> Group:
    lines: list[Text] = []
    for verdict in progress.verdicts.values():
        line = Text("\n")
        line.append_text(level_text(verdict["level"]))
        if verdict["score"] is not None:
            line.append(f" {verdict['score']}")
        line.append(f"  {plain(verdict['indicator']['data'])}\n")
        line.append(str(plain(verdict["reason"])))
        if verdict["askedBefore"] is not None:
            line.append(f"\n{_before(verdict['askedBefore'])}", "dim")
        lines.append(line)
    return Group(*lines)


def _before(asked: dict[str, Any]) -> str:
    name = asked["userName"]
    by = f" by {plain(name)}" if name else ""
    return f"Asked before{by} on {moment(asked['createdAt'])}: {asked['level'].lower()} then."


def moment(text: str) -> str:
    """A time of the API, in this machine's zone."""
    return f"{datetime.fromisoformat(text).astimezone():%Y-%m-%d %H:%M}"


def plain(text: str) -> Text:
    """Text of others: no markup, and no control characters that a terminal would obey."""
    return Text("".join(c if c.isprintable() else "\ufffd" for c in str(text)))
