"""What a JavaScript or TypeScript source may be and return, and what its author hears back."""

import json
from typing import Any

import grpc
import pytest

from runners.rpc import runner_pb2 as pb
from tests.runners.harness import Asker

NO_TEXT = "The source threw (its text can't be had)"
FETCH = "export async function fetchData(data, kind, context) {\n"


async def test_fetch_data_gets_the_indicator_and_returns_json(ask: Asker) -> None:
    reply = await ask.test(FETCH + "return { data, kind } }")
    assert json.loads(reply.data) == {"data": "192.0.2.1", "kind": "IPV4"}
    assert not reply.HasField("error")
    assert reply.timing.total_ms > reply.timing.code_ms > 0


@pytest.mark.parametrize(
    "code",
    [
        "export function fetchData(data) { return data }",
        "export async function fetchData(data) { return data }",
        "async function fetchData(data) { return data }",
        "const fetchData = (data) => data;",
        "let fetchData = async (data) => data",
        "const ask = (data) => data; export { ask as fetchData }",
        "export default function fetchData(data) { return data }",
        "var fetchData = (data) => data // the end",
        "#!/usr/bin/env deno\nfunction fetchData(data) { return data }",
        "const late = await Promise.resolve(1); function fetchData(data) { return data }",
        "function fetchData(data: string): string { return data }",
        "enum Kind { A }\nconst fetchData = (data: string) => Kind.A === 0 && data",
        "type T = string; export async function fetchData<X extends T>(data: X) { return data! }",
    ],
)
async def test_ways_to_write_a_source(ask: Asker, code: str) -> None:
    reply = await ask.test(code)
    assert not reply.HasField("error"), reply.error
    assert json.loads(reply.data) == "192.0.2.1"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("((...v) => v)(1 < 2, 3 > (4))", [True, False]),
        ("1 < 2 > (0)", True),
        ("((a) => a ? (7) : a => 8)(1)", 7),
        ("'<div>{a}</div>'.length", 14),
        (
            "(({ as, type, declare }) => [as, type, declare])({ as: 1, type: 2, declare: 3 })",
            [1, 2, 3],
        ),
    ],
)
async def test_what_is_javascript_is_not_taken_for_typescript(
    ask: Asker, expression: str, value: Any
) -> None:
    reply = await ask.test(f"{FETCH}const f = (...v) => v; return {expression} }}")
    assert json.loads(reply.data) == value


async def test_the_context_gives_secrets_and_settings(ask: Asker) -> None:
    code = FETCH + (
        "return [context.secret('key'), context.setting('limit'), context.setting('no', 7),"
        " context.setting('toString')] }"
    )
    reply = await ask.test(code, secrets={"key": "s3cr3t-value"}, settings='{"limit": [1, 2]}')
    assert json.loads(reply.data) == ["s3cr3t-value", [1, 2], 7, None]


async def test_a_secret_that_is_not_linked_is_named_with_those_that_are(ask: Asker) -> None:
    reply = await ask.test(
        FETCH + "return context.secret('TYPO') }", secrets={"B_KEY": "x", "A_KEY": "y"}
    )
    assert reply.error.kind == pb.Error.CODE_ERROR
    assert "No secret 'TYPO' is linked to this source. Linked: A_KEY, B_KEY." in reply.error.message
    assert reply.error.line == 2


async def test_the_module_is_fresh_on_every_call(ask: Asker) -> None:
    code = "const seen = []; globalThis.n = (globalThis.n ?? 0) + 1;\n" + FETCH
    code += "seen.push(data); return seen.length + n }"
    assert [(await ask.test(code)).data for _ in range(4)] == ["2"] * 4


async def test_what_is_printed_and_logged_is_returned_in_order(ask: Asker) -> None:
    code = (
        FETCH
        + r"""
    console.log("first", 1);
    context.log("second", { a: 1 });
    console.info("%s has %d%%, %j", "x", "5", [1], "more");
    console.warn("careful");
    console.error(new Error("oops").message);
    console.assert(1 > 2, "math");
    console.table([1]); console.group("g"); console.groupEnd(); console.clear(); console.count();
    Deno.stdout.writeSync(new TextEncoder().encode("direct"));
    await Deno.stderr.write(new TextEncoder().encode("error"));
    process.stdout.write("by process\n");
    console.log("a\nb \ud800\0");
    }"""
    )
    reply = await ask.test(code)
    assert reply.data == "null"
    assert [(pb.LogEntry.Level.Name(entry.level), entry.message) for entry in reply.logs] == [
        ("INFO", "first 1"),
        ("INFO", "second { a: 1 }"),
        ("INFO", "x has 5%, [1] more"),
        ("WARNING", "careful"),
        ("ERROR", "oops"),
        ("ERROR", "Assertion failed: math"),
        ("INFO", "[ 1 ]"),
        ("INFO", "g"),
        ("INFO", "direct"),
        ("ERROR", "error"),
        ("INFO", "by process\n"),
        ("INFO", "a\nb \ufffd\ufffd"),
    ]
    assert reply.logs[0].time.endswith("Z")


async def test_what_nobody_awaits_is_logged_and_ends_nothing(ask: Asker) -> None:
    code = (
        FETCH
        + """
    Promise.reject(new Error("floating"));
    setTimeout(() => { throw new Error("later") }, 1);
    await new Promise((done) => setTimeout(done, 50));
    return 1 }"""
    )
    reply = await ask.test(code)
    assert reply.data == "1"
    first, second = reply.logs
    assert first.message.startswith(
        "Unhandled rejection: Error: floating\n    at fetchData (source.js:3:"
    )
    assert second.message.startswith("Uncaught: Error: later\n    at ")


async def test_an_exception_has_line_message_and_no_frame_of_ours(ask: Asker) -> None:
    code = """
function inner(text) {
  return JSON.parse(text);
}
export async function fetchData(data) {
  try {
    inner("{");
  } catch (error) {
    throw new TypeError("could not read it", { cause: error });
  }
}
"""
    error = (await ask.test(code)).error
    assert (error.kind, error.message) == (pb.Error.CODE_ERROR, "TypeError: could not read it")
    assert (error.file, error.line) == ("source.js", 9)
    first, *frames = error.traceback.splitlines()
    assert first == error.message
    assert frames[0] == "    at fetchData (source.js:9:11)"
    assert frames[1].startswith("Caused by: SyntaxError: ")
    assert "    at inner (source.js:3:15)" in frames
    assert "harness" not in error.traceback
    assert "blob:" not in error.traceback


async def test_typescript_errors_have_the_line_that_was_written(ask: Asker) -> None:
    code = """interface Known {
  name: string;
}

export function fetchData(data: string): Known {


  const known: Known | null = null;
  return { name: known!.name };
}
"""
    error = (await ask.test(code)).error
    assert (error.file, error.line) == ("source.ts", 9)
    assert "at fetchData (source.ts:9:" in error.traceback


@pytest.mark.parametrize(
    ("thrown", "kind", "message", "retry"),
    [
        ("new NotFound('nothing here')", pb.Error.NOT_FOUND, "nothing here", None),
        ("new context.NotFound()", pb.Error.NOT_FOUND, "NotFound", None),
        ("NotFound", pb.Error.NOT_FOUND, "NotFound", None),
        ("new (class Gone extends NotFound {})('x')", pb.Error.NOT_FOUND, "x", None),
        ("new Unauthorized('bad key')", pb.Error.UNAUTHORIZED, "bad key", None),
        ("new RateLimited(2.5)", pb.Error.RATE_LIMITED, "RateLimited", 2.5),
        ("new RateLimited('slow', { retryAfter: 3 })", pb.Error.RATE_LIMITED, "slow", 3),
        ("new RateLimited('slow', { retryAfter: 'soon' })", pb.Error.RATE_LIMITED, "slow", None),
        ("new RateLimited(NaN)", pb.Error.RATE_LIMITED, "RateLimited", None),
        ("new RateLimited(-1)", pb.Error.RATE_LIMITED, "RateLimited", None),
        ("'text'", pb.Error.CODE_ERROR, "The source threw text", None),
        ("undefined", pb.Error.CODE_ERROR, "The source threw undefined", None),
        ("null", pb.Error.CODE_ERROR, "The source threw null", None),
        (
            "Object.create(null)",
            pb.Error.CODE_ERROR,
            "The source threw (its text can't be had)",
            None,
        ),
    ],
)
async def test_what_may_be_thrown(
    ask: Asker, thrown: str, kind: int, message: str, retry: float | None
) -> None:
    error = (await ask.test(f"{FETCH} throw {thrown} }}")).error
    assert (error.kind, error.message) == (kind, message)
    assert (error.retry_after_seconds if error.HasField("retry_after_seconds") else None) == retry


@pytest.mark.parametrize(
    ("code", "message", "line"),
    [
        ("\n\nnull.x", "TypeError: Cannot read properties of null", 3),
        ("import x from 'lodash'", 'Import "lodash" not a dependency', 1),
        ("import x from 'https://example.com/x.js'", "Requires import access", 1),
        ("import x from 'npm:lodash'", "npm specifiers were requested", 1),
        ("import { nope } from 'node:crypto'", "does not provide an export named 'nope'", 1),
        ("const x = 1", "The source defines no function fetchData.", 0),
        ("const fetchData = 1", "The source defines no function fetchData.", 0),
        (FETCH + "return fetchData() }", "Maximum call stack size exceeded", 0),
        ("function fetchData() {\n return fetchData() }", "Maximum call stack size exceeded", 0),
        (FETCH + "return new Promise(() => {}) }", "a promise that nothing settles", 0),
        ("await new Promise(() => {})", "a promise that nothing settles", 0),
        (FETCH + "Deno.exit(3) }", "status 3", 0),
        (FETCH + "process.exit(4) }", "status 4", 0),
        (FETCH + "return Deno.env.get('PATH') }", "Requires env access", 2),
    ],
)
async def test_code_that_fails(ask: Asker, code: str, message: str, line: int) -> None:
    error = (await ask.test(code)).error
    lacks = "defines no function" in message
    assert error.kind == (pb.Error.NO_FUNCTION if lacks else pb.Error.CODE_ERROR)
    assert message in error.message
    assert "--allow" not in error.message
    if line:
        assert error.line == line


@pytest.mark.parametrize(
    ("code", "place", "message"),
    [
        ("function fetchData(data { }", "source.js, line 1, column 25", "got '{'"),
        (
            "export function fetchData() {\n  return 1;\n",
            "source.js, line 3, column 1",
            "end of input",
        ),
        ("let a;\nlet  a;", "source.js, line 2, column 6", "'a' has already been declared"),
        ("const r = /(/;", "source.js, line 1, column 11", "Invalid regular expression"),
        ("const s = `abc\n", "source.js, line 1, column 11", "Unterminated template"),
        ("let x: string = ;", "source.ts, line 1, column 17", "Expression expected"),
        ("let x: number;\nlet y = = 2;", "source.js, line 2, column 9", "Expression expected"),
        ("import x from 'lodash'", "source.js, line 1, column 15", "not a dependency"),
    ],
)
async def test_mistakes_are_refused_with_their_place(
    ask: Asker, code: str, place: str, message: str
) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await ask.update("syntax", code)
    assert raised.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    details = raised.value.details() or ""
    assert f"{place}: " in details
    assert message in details


async def test_what_is_not_fetched_from_elsewhere_can_be_imported(ask: Asker) -> None:
    code = "import { createHash } from 'node:crypto';\n" + FETCH
    code += "return createHash('md5').update('').digest('hex') }"
    assert json.loads((await ask.test(code)).data) == "d41d8cd98f00b204e9800998ecf8427e"


@pytest.mark.parametrize(
    ("returned", "data"),
    [
        ("undefined", None),
        ("null", None),
        ("''", ""),
        ("0.1", 0.1),
        ("-0", 0),
        ("1e300", 1e300),
        ("2 ** 64", 2.0**64),
        ("9007199254740993n", 9007199254740993),
        ("-(2n ** 63n)", -(2**63)),
        ("{ a: [1, undefined], b: undefined, 5: null }", {"5": None, "a": [1, None]}),
        ("[NaN, Infinity, -Infinity]", [None, None, None]),
        ("'a\\ud800b'", "a\ufffdb"),
        ("'\\ud83d\\ude00'", "\U0001f600"),
        ("{ 'k\\udfff': 'nul\\0' }", {"k\ufffd": "nul\ufffd"}),
        ("'\\u2028 \\x01 ü'", "\u2028 \x01 ü"),
        ("new Date(0)", "1970-01-01T00:00:00.000Z"),
        ("new URL('http://example.com/')", "http://example.com/"),
        ("[new String('s'), new Number(1), new Boolean(false)]", ["s", 1, False]),
        ("new (class Hit { name = 'x'; #hidden = 1 })", {"name": "x"}),
        ("Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true } })", {"own": 2}),
        ("JSON.parse('{\"__proto__\": 1}')", {"__proto__": 1}),
        ("new Proxy([1, 2], {})", [1, 2]),
        ("{ toJSON() { return { a: this === undefined } } }", {"a": False}),
    ],
)
async def test_values_that_are_json_or_made_so(ask: Asker, returned: str, data: Any) -> None:
    reply = await ask.test(f"{FETCH} return {returned} }}")
    assert not reply.HasField("error"), reply.error.message
    assert json.loads(reply.data) == data


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        ("new Map()", "What was returned is of type Map"),
        ("{ a: [1, () => 1] }", "$.a[1] is of type function"),
        ("Symbol('s')", "is of type symbol"),
        ("new Uint8Array(2)", "is of type Uint8Array"),
        ("new Error('x')", "is of type Error"),
        ("/x/", "is of type RegExp"),
        ("new Response('{}')", "is an await response.json() missing?"),
        ("[Promise.resolve(1)]", "is an await missing?"),
        ("2n ** 64n", "integer of more than 64 bits"),
        ("new Date(NaN)", "null"),
        ("nest(201)", "more than 200 levels"),
        ("nest(100_000)", "more than 200 levels"),
        ("cycle()", "or contains itself"),
        ("{ get a() { throw new Error('trap') } }", "can't be made JSON: Error: trap"),
        ("{ toJSON() { throw 1 } }", "can't be made JSON: The source threw 1"),
        ("{ toJSON() { return this } }", "or contains itself"),
        ("new Proxy({}, { ownKeys() { throw new TypeError('no') } })", "can't be made JSON"),
    ],
)
async def test_values_that_can_not_be_json(ask: Asker, returned: str, message: str) -> None:
    code = f"""
function nest(levels) {{ let v = null; for (let i = 0; i < levels; i++) v = [v]; return v }}
function cycle() {{ const v = {{}}; v.me = v; return v }}
export function fetchData() {{ return {returned} }}
"""
    reply = await ask.test(code)
    if message == "null":
        assert reply.data == "null"  # as JSON.stringify has it
        return
    assert reply.error.kind == pb.Error.INVALID_ANSWER
    assert message in reply.error.message
    assert reply.data == ""


async def test_200_levels_are_fine(ask: Asker) -> None:
    code = FETCH + "let v = 1; for (let i = 0; i < 200; i++) v = [v]; return v }"
    assert (await ask.test(code)).data == "[" * 200 + "1" + "]" * 200


async def test_background_task_may_return_anything(ask: Asker) -> None:
    code = """
async function backgroundTask(context) {
  context.log("ran with", context.setting("n"));
  return () => 1;
}
"""
    await ask.update("background", code)
    request = pb.BackgroundTaskRequest(source="background", context=pb.Context(settings='{"n": 3}'))
    reply = await ask.stub.BackgroundTask(request, timeout=60)
    assert not reply.HasField("error")
    assert [entry.message for entry in reply.logs] == ["ran with 3"]


async def test_values_of_secrets_do_not_come_back_in_logs_or_errors(ask: Asker) -> None:
    code = (
        FETCH
        + """
  const key = context.secret("key");
  console.log("asking with", key);
  throw new Error(`https://api.example.com/?key=${key} failed`);
}"""
    )
    reply = await ask.test(code, secrets={"key": "abc-123-def"})
    assert "abc-123-def" not in str(reply)
    assert reply.logs[0].message == "asking with ***"
    assert reply.error.message == "Error: https://api.example.com/?key=*** failed"


@pytest.mark.parametrize(
    "poison",
    [
        "JSON.stringify = () => { throw 1 }",
        "JSON.parse = null",
        "Array.prototype[Symbol.iterator] = null",
        "Object.prototype.toString = () => 'x'",
        "Object.defineProperty(Object.prototype, 'kind', { get() { throw 1 }, set() { throw 2 } })",
        "Uint8Array.prototype.subarray = Uint8Array.prototype.set = null",
        "TextEncoder.prototype.encode = () => new Uint8Array(0)",
        "String.prototype.replaceAll = String.prototype.split = null",
        "RegExp.prototype.exec = () => null",
        "Promise.prototype.then = null",
        "Error.prepareStackTrace = () => { throw 1 }",
        "Error.stackTraceLimit = 0",
        "globalThis.Error = globalThis.TypeError = null",
        "Object.defineProperty(Error.prototype, 'name', { get() { throw 1 } })",
        "Deno.exit = () => {}; Deno.stdout.writeSync = () => 0",
        "Deno.inspect = null; console.log = null",
        "addEventListener('unhandledrejection', () => { throw 1 })",
        "Map.prototype.has = Set.prototype.has = null",
    ],
)
async def test_a_poisoned_realm_harms_only_its_own_call(ask: Asker, poison: str) -> None:
    for ending in ("return { a: ['x', 1] }", "throw new RangeError('x')"):
        reply = await ask.test(f"{FETCH} {poison};\n {ending} }}", deadline_ms=3000)
        assert reply.HasField("error") or json.loads(reply.data) is not None
    assert (await ask.test(FETCH + "return 1 }")).data == "1"


async def test_typescript_that_nests_is_loaded_and_its_errors_have_their_place(ask: Asker) -> None:
    """Deno looks up the size of its stack for it, which it may read of itself alone."""
    code = "export function fetchData(a: string) {\n  if (a) { throw new Error('why'); }\n}"
    error = (await ask.test(code)).error
    assert (error.message, error.line, error.file) == ("Error: why", 2, "source.ts")
