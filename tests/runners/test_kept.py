"""What a background task leaves in each language: state, rows; and what is known of its run."""

import json

import pytest

from runners.rpc import runner_pb2 as pb
from runners.workers import frames
from tests.runners.harness import Asker, Runner
from tests.runners.languages import PYTHON, Language
from tests.runners.test_forged import frame, head


async def run(ask: Asker, code: str, **context: object) -> pb.BackgroundTaskReply:
    request = pb.BackgroundTaskRequest(source_code=code, context=pb.Context(**context))
    reply: pb.BackgroundTaskReply = await ask.stub.BackgroundTask(request, timeout=60)
    return reply


def task(language: Language, python: str, javascript: str) -> str:
    return language.task.replace("{}", python if language is PYTHON else javascript)


def add(language: Language, value: str, kind: str = "", data: object = None) -> str:
    """A statement that adds a row."""
    given = {"kind": kind, "data": data}
    named = {name: item for name, item in given.items() if item}
    if language is PYTHON:
        more = "".join(f", {name}={item!r}" for name, item in named.items())
        return f"context.rows.add({value!r}{more})"
    return f"context.rows.add({value!r}, {json.dumps(named)})"


async def test_state_is_given_and_written_back_when_it_changed(
    ask: Asker, language: Language
) -> None:
    code = task(
        language,
        "context.state['runs'] = context.state.get('runs', 0) + 1",
        "context.state.runs = (context.state.runs ?? 0) + 1",
    )
    first = await run(ask, code)
    assert json.loads(first.state) == {"runs": 1}
    second = await run(ask, code, state=first.state)
    assert json.loads(second.state) == {"runs": 2}


async def test_state_may_be_replaced(ask: Asker, language: Language) -> None:
    code = task(language, "context.state = {'é': [1]}", "context.state = {'é': [1]}")
    assert json.loads((await run(ask, code, state='{"old":true}')).state) == {"é": [1]}


async def test_state_that_is_the_same_is_not_written(ask: Asker, language: Language) -> None:
    code = task(language, "context.state['a'] = 'é'", "context.state.a = 'é'")
    assert (await run(ask, code, state='{ "a": "é" }')).state == ""


async def test_a_task_that_fails_leaves_nothing(ask: Asker, language: Language) -> None:
    fail = "raise ValueError('no')" if language is PYTHON else "throw new Error('no')"
    both = "; ".join(("context.state = {'a': 1}", add(language, "192.0.2.1"), fail))
    if language is PYTHON:
        both = both.replace("; ", "\n    ")
    reply = await run(ask, language.task.replace("{}", both))
    assert reply.error.kind == pb.Error.CODE_ERROR
    assert (reply.state, reply.rows, reply.has_rows) == ("", b"", False)


@pytest.mark.parametrize(
    ("python", "javascript", "told"),
    [
        ("context.state = [1]", "context.state = [1]", "INVALID_ANSWER context.state"),
        ("context.state['x'] = {1}", "context.state.x = new Map()", "INVALID_ANSWER $.x"),
        (
            "context.state['x'] = 'y' * 70000",
            "context.state.x = 'y'.repeat(70000)",
            "OUTPUT_LIMIT 64 KiB",
        ),
    ],
)
async def test_state_that_cannot_be_kept_says_why(
    ask: Asker, language: Language, python: str, javascript: str, told: str
) -> None:
    error = (await run(ask, task(language, python, javascript))).error
    kind, _, text = told.partition(" ")
    assert pb.Error.Kind.Name(error.kind) == kind
    assert text in error.message


async def test_fetching_reads_state_and_writes_none(ask: Asker, language: Language) -> None:
    read = "return context.state['key']"
    assert json.loads((await ask.test(language.doing(read), state='{"key":[1]}')).data) == [1]
    for statement in ("context.state['key'] = 2", "context.state = {}", "context.rows"):
        reply = await ask.test(language.doing(statement, "return 1"), state='{"key":1}')
        assert reply.error.kind == pb.Error.CODE_ERROR, statement


async def test_rows_come_in_the_order_in_which_they_were_added(
    ask: Asker, language: Language
) -> None:
    more = add(language, "EXAMPLE.com", "DOMAIN", {"seen": [1, None]})
    separator = "\n    " if language is PYTHON else ";"
    code = language.task.replace("{}", separator.join((add(language, "192.0.2.1"), more)))
    reply = await run(ask, code)
    assert reply.has_rows
    assert [json.loads(line) for line in reply.rows.splitlines()] == [
        ["192.0.2.1", None, {}],
        ["EXAMPLE.com", "DOMAIN", {"seen": [1, None]}],
    ]


async def test_odd_rows_are_as_odd_answers_are(ask: Asker, language: Language) -> None:
    python = (
        "odd = {'n': float('nan'), 'big': 2**64 - 1, 'x': [True]}\n"
        "    context.rows.add('a\\0\\ud800é', data=odd)\n"
        "    context.rows.add('b', data={'big': 2**63, 'text': '123456789012345678901'})"
    )
    javascript = (
        "context.rows.add('a\\0\\ud800é', { data: { n: NaN, big: 2n ** 64n - 1n, x: [true] } });"
        "context.rows.add('b', { data: { big: 2n ** 63n, text: '123456789012345678901' } });"
    )
    reply = await run(ask, task(language, python, javascript))
    assert [json.loads(line) for line in reply.rows.splitlines()] == [
        ["a\ufffd\ufffdé", None, {"n": None, "big": 2**64 - 1, "x": [True]}],
        ["b", None, {"big": 2**63, "text": "123456789012345678901"}],
    ], reply.error
    too_big = task(
        language,
        "context.rows.add('b', data={'big': 2**64})",
        "context.rows.add('b', { data: { big: 2n ** 64n } })",
    )
    assert "64 bits" in (await run(ask, too_big)).error.message


async def test_rows_are_only_spoken_of_when_there_are_any(ask: Asker, language: Language) -> None:
    assert not (await run(ask, task(language, "pass", ""))).has_rows
    cleared = await run(ask, task(language, "context.rows.clear()", "context.rows.clear()"))
    assert (cleared.has_rows, cleared.rows) == (True, b"")


async def test_many_rows_need_no_memory_of_the_source(ask: Asker, language: Language) -> None:
    code = task(
        language,
        "for i in range(200000): context.rows.add('h%d.example' % i)",
        "for (let i = 0; i < 200000; i++) context.rows.add(`h${i}.example`)",
    )
    small = await run(ask, task(language, "pass", ""))
    reply = await run(ask, code)
    assert reply.rows.count(b"\n") == 200_000
    assert json.loads(reply.rows.rpartition(b"\n[")[2].join((b"[", b"")))[0] == "h199999.example"
    assert small.peak_memory_bytes > 0
    if language is PYTHON:  # V8 collects when it likes to
        assert reply.peak_memory_bytes - small.peak_memory_bytes < len(reply.rows) / 2


async def test_more_rows_than_a_run_may_bring(ask: Asker, language: Language) -> None:
    code = task(
        language,
        "while True: context.rows.add('h.example', data={'x': 'y' * 60000})",
        "const data = {x: 'y'.repeat(60000)}; for (;;) context.rows.add('h.example', { data })",
    )
    error = (await run(ask, code)).error
    assert error.kind == pb.Error.OUTPUT_LIMIT
    assert "rows take more than 64 MiB" in error.message


@pytest.mark.parametrize(
    ("python", "javascript"),
    [
        ("context.rows.add(7)", "context.rows.add(7)"),
        ("context.rows.add('x', 7)", "context.rows.add('x', { kind: 7 })"),
        ("context.rows.add('x', data={'y': {1}})", "context.rows.add('x', { data: new Map() })"),
        (
            "context.rows.add('x', data={'y': 'z' * 70000})",
            "context.rows.add('x', { data: { y: 'z'.repeat(70000) } })",
        ),
    ],
)
async def test_a_row_that_is_none_names_the_line(
    ask: Asker, language: Language, python: str, javascript: str
) -> None:
    error = (await run(ask, task(language, python, javascript))).error
    assert (error.kind, error.line) == (pb.Error.CODE_ERROR, 2)
    assert error.column > 1


async def test_a_missing_function_is_told_apart(ask: Asker, language: Language) -> None:
    reply = await ask.test(language.task.replace("{}", "pass" if language is PYTHON else ""))
    assert reply.error.kind == pb.Error.NO_FUNCTION
    assert "defines no function" in reply.error.message


async def test_peak_memory_is_what_the_kernel_saw(ask: Asker, language: Language) -> None:
    mib = 1024 * 1024
    big = (
        f"x = bytearray({64 * mib})"
        if language is PYTHON
        else f"const x = new Uint8Array({64 * mib}).fill(1)"
    )
    usual = (await ask.test(language.returning(1))).peak_memory_bytes
    much = (await ask.test(language.doing(big, "return 1"))).peak_memory_bytes
    assert much - usual > 56 * mib


FORGED = {
    "a state that is no object": frame(frames.STATE, b"[]"),
    "a state that is no JSON": frame(frames.STATE, b"{"),
    "a state too large": head(frames.STATE, 2**32 - 1),
    "two states": frame(frames.STATE, b"{}") * 2,
    "rows of 4 GiB": head(frames.ROWS, 2**32 - 1),
}


@pytest.mark.parametrize("data", FORGED.values(), ids=FORGED)
async def test_forged_frames_end_the_call(ask: Asker, language: Language, data: bytes) -> None:
    # The function of `language` with a body is a task's when it is named so.
    code = language.doing(f"raw('{data.hex()}')", language.sleep.replace("{}", "60"))
    code = code.replace("def fetch_data(data, kind, context)", "def background_task()")
    code = code.replace("fetchData(data, kind, context)", "backgroundTask()")
    error = (await run(ask, code)).error
    assert error.kind == pb.Error.INVALID_ANSWER


async def test_a_question_may_send_neither(ask: Asker, language: Language) -> None:
    data = frame(frames.ROWS, b"[]\n").hex()
    code = language.doing(f"raw('{data}')", language.sleep.replace("{}", "60"))
    assert (await ask.test(code)).error.kind == pb.Error.INVALID_ANSWER


async def test_the_limit_of_processes_is_the_call_s_own(
    as_root: None, runner: Runner, ask: Asker, language: Language
) -> None:
    if language is not PYTHON:
        pytest.skip("Deno starts no process, and its threads take memory")
    code = (
        "import threading, time\n"
        "def fetch_data(data, kind):\n"
        "    started = 0\n"
        "    for _ in range(20):\n"
        "        try:\n"
        "            threading.Thread(target=time.sleep, args=(2,), daemon=True).start()\n"
        "        except RuntimeError:\n"
        "            break\n"
        "        started += 1\n"
        "    return started\n"
    )
    assert json.loads((await ask.test(code)).data) == 20
    # Beside it others of the account may end meanwhile.
    assert json.loads((await ask.test(code, processes=3)).data) < 12
