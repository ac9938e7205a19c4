"""Values that one or other of JSON, protobuf and PostgreSQL refuses or changes, from sources.

One source for each language returns them all: which one is asked for by the number at the end of
an address. So the whole path can be walked with all of them at once.
"""

from dataclasses import dataclass
from typing import Any

INVALID, TOO_LARGE, CODE = "INVALID_ANSWER", "OUTPUT_LIMIT", "CODE_ERROR"


@dataclass(frozen=True)
class Odd:
    """An expression of a language, and what it is for all who read the answer, or its failure."""

    name: str
    expression: str
    value: Any = None
    failure: str = ""


def nested(levels: int) -> Any:
    """So many lists within each other."""
    value: Any = []
    for _ in range(levels - 1):
        value = [value]
    return value


PYTHON = (
    Odd("half a character", r'"\ud800x"', "\ufffdx"),
    Odd("two halves", r'"\ud83d\ude00"', "😀"),
    Odd("NUL", r'"a\0b"', "a\ufffdb"),
    Odd("a key of them", r'{"\0\udfff": 1}', {"\ufffd\ufffd": 1}),
    Odd("NaN in it", '{"n": float("nan")}', {"n": None}),
    Odd("infinities", '[float("inf"), -float("inf"), 1e999]', [None] * 3),
    Odd("10^4000", "10 ** 4000", failure=INVALID),
    Odd("-10^4000 in it", '{"n": [-(10 ** 4000)]}', failure=INVALID),
    Odd("64 bits", "[2**64 - 1, -(2**63)]", [2**64 - 1, -(2**63)]),
    Odd("a bit more", "2 ** 64", failure=INVALID),
    Odd("a large number", "[1.7e308, 1e25, 5e-324]", [1.7e308, 1e25, 5e-324]),
    Odd("minus zero", "[-0.0]", [0]),
    Odd("one key twice", '{1: "a", "1": "b"}', {"1": "b"}),
    Odd("200 levels", "nested(200)", nested(200)),
    Odd("100,000 levels", "nested(100_000)", failure=INVALID),
    Odd("itself", "itself()", failure=INVALID),
    Odd("50 MB", '"x" * 50_000_000', failure=TOO_LARGE),
    Odd("50 MB of numbers", "[123456789] * 5_000_000", failure=TOO_LARGE),
    Odd("shared without end", "shared(60)", failure=TOO_LARGE),
    Odd("4 MB", '"x" * 4_000_000', "x" * 4_000_000),
    Odd("__proto__", '{"__proto__": {"a": 1}}', {"__proto__": {"a": 1}}),
    Odd("no key", '{"": {"": ""}}', {"": {"": ""}}),
    Odd("separators", r'"\u2028\u2029\ufeff\x7f\x1b"', "\u2028\u2029\ufeff\x7f\x1b"),
    Odd("bytes", 'b"\\xff"', failure=INVALID),
    Odd("a set", "{1, 2}", failure=INVALID),
    Odd("a function", "print", failure=INVALID),
    Odd("an object", "object()", failure=INVALID),
    Odd("a generator", "(x for x in [1])", failure=INVALID),
    Odd("a complex number", "1j", failure=INVALID),
    Odd("a date", "datetime.date(2026, 1, 2)", "2026-01-02"),
    Odd("a key of another type", "{(1, 2): 3}", failure=INVALID),
    Odd("a class of its own", "Own(a=1)", {"a": 1}),
    Odd("text that raises", "Loud()", failure=CODE),
    Odd("raised with halves", r'raised("\ud800\0")', failure=CODE),
    Odd("printed halves", r'print("\ud800\0") or [1]', [1]),
)

JAVASCRIPT = (
    Odd("half a character", r'"\ud800x"', "\ufffdx"),
    Odd("two halves", r'"\ud83d" + "\ude00"', "😀"),
    Odd("NUL", r'"a\0b"', "a\ufffdb"),
    Odd("a key of them", r'({ "\0\udfff": 1 })', {"\ufffd\ufffd": 1}),
    Odd("NaN in it", "({ n: NaN })", {"n": None}),
    Odd("infinities", "[Infinity, -Infinity, 1e999]", [None] * 3),
    Odd("10^4000", "10n ** 4000n", failure=INVALID),
    Odd("-10^4000 in it", "({ n: [-(10n ** 4000n)] })", failure=INVALID),
    Odd("64 bits", "[2n ** 64n - 1n, -(2n ** 63n)]", [2**64 - 1, -(2**63)]),
    Odd("a bit more", "2n ** 64n", failure=INVALID),
    Odd("a large number", "[1.7e308, 1e25, 5e-324, 2 ** 64]", [1.7e308, 1e25, 5e-324, 2.0**64]),
    Odd("minus zero", "[-0]", [0]),
    Odd("one key twice", """JSON.parse('{"a":1,"a":2}')""", {"a": 2}),
    Odd("200 levels", "nested(200)", nested(200)),
    Odd("100,000 levels", "nested(100_000)", failure=INVALID),
    Odd("itself", "itself()", failure=INVALID),
    Odd("50 MB", '"x".repeat(50_000_000)', failure=TOO_LARGE),
    Odd("50 MB of numbers", "Array(5_000_000).fill(123456789)", failure=TOO_LARGE),
    Odd("shared without end", "shared(60)", failure=TOO_LARGE),
    Odd("4 MB", '"x".repeat(4_000_000)', "x" * 4_000_000),
    Odd("__proto__", """JSON.parse('{"__proto__":{"a":1}}')""", {"__proto__": {"a": 1}}),
    Odd("no key", '({ "": { "": "" } })', {"": {"": ""}}),
    Odd("separators", r'"\u2028\u2029\ufeff\x7f\x1b"', "\u2028\u2029\ufeff\x7f\x1b"),
    Odd("bytes", "new Uint8Array([255])", failure=INVALID),
    Odd("a Set", "new Set([1])", failure=INVALID),
    Odd("a Map", "new Map([[1, 2]])", failure=INVALID),
    Odd("a function", "() => 1", failure=INVALID),
    Odd("a Symbol", 'Symbol("x")', failure=INVALID),
    Odd("a BigInt", "[1n]", [1]),
    Odd("a Date", "new Date(0)", "1970-01-01T00:00:00.000Z"),
    Odd("no Date", "[new Date(NaN)]", [None]),
    Odd("undefined in it", "[undefined, { a: undefined }]", [None, {}]),
    Odd("holes", "[, 1]", [None, 1]),
    Odd("a promise in it", "[Promise.resolve(1)]", failure=INVALID),
    Odd("without a prototype", "Object.assign(Object.create(null), { a: 1 })", {"a": 1}),
    Odd("a getter that throws", '({ get a() { throw "no" } })', failure=INVALID),
    Odd("thrown with halves", r'raised("\ud800\0")', failure=CODE),
    Odd("printed halves", r'console.log("\ud800\0") ?? [1]', [1]),
)

_PYTHON_CODE = """
import datetime
class Own(dict): pass
class Loud(str):
    def __str__(self): raise ValueError("loud")
    def encode(self, *_): raise ValueError("loud")
    __class__ = property(lambda self: 1 / 0)
def nested(levels):
    value = []
    for _ in range(levels - 1): value = [value]
    return value
def itself():
    value = []
    value.append(value)
    return value
def shared(levels):
    value = []
    for _ in range(levels): value = [value, value]
    return value
def raised(text):
    raise ValueError(text)
VALUES = [CASES]
def fetch_data(data, kind):
    return VALUES[int(data.rpartition(".")[2])]()
"""

_JAVASCRIPT_CODE = """
function nested(levels) {
  let value = [];
  for (let level = 1; level < levels; level += 1) value = [value];
  return value;
}
function itself() { const value = []; value.push(value); return value; }
function shared(levels) {
  let value = [];
  for (let level = 0; level < levels; level += 1) value = [value, value];
  return value;
}
function raised(text) { throw new Error(text); }
const VALUES = [CASES];
export function fetchData(data) {
  return VALUES[Number(data.split(".")[3])]();
}
"""


def python_source() -> str:
    """Its code."""
    cases = ",\n".join(f"    lambda: {odd.expression}" for odd in PYTHON)
    return _PYTHON_CODE.replace("CASES", f"\n{cases}\n")


def javascript_source() -> str:
    """Its code."""
    cases = ",\n".join(f"  () => ({odd.expression})" for odd in JAVASCRIPT)
    return _JAVASCRIPT_CODE.replace("CASES", f"\n{cases}\n")


def address(number: int) -> str:
    """What is asked for the value of this number."""
    return f"192.0.2.{number}"
