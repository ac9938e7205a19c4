"""The files for editors say what is there: no more and no less; and what we show fits them."""

import ast
import inspect
import json
import os
import shutil
import subprocess
import sys
import typing
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest

from backend.models.answers import Answer, Element, ElementKind, Level, Link
from backend.models.sources import SourceKind
from backend.sources.stubs import NAMES, stub
from backend.sources.templates import templates
from runners.python import http_api, rows, user_api, user_types
from tests.runners.languages import JAVASCRIPT
from tests.runners.outside import Outside
from tests.standins.web import Canned

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "examples"
TREE = ast.parse(stub(SourceKind.PYTHON))
# Public for those who end the call, and of no use to a source.
OF_THE_WORKER = {"finish"}
CLASSES = {node.name: node for node in TREE.body if isinstance(node, ast.ClassDef)}


@pytest.fixture(scope="module")
def module() -> ModuleType:
    before = sys.modules.get(user_api.MODULE)
    user_api.install()
    made = sys.modules.pop(user_api.MODULE)
    if before is not None:
        sys.modules[user_api.MODULE] = before
    return made


def public(names: typing.Iterable[str]) -> set[str]:
    return {name for name in names if not name.startswith("_")}


def test_the_module_has_the_names_of_the_stub(module: ModuleType) -> None:
    assigned = {
        target.id
        for node in TREE.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    assert public(vars(module)) == public({*CLASSES, *assigned})


@pytest.mark.parametrize(
    "name", ["Context", "Http", "Response", "Rows", *("RateLimited", "HttpError")]
)
def test_a_class_has_the_members_of_the_stub(module: ModuleType, name: str) -> None:
    real = getattr(module, name)
    members = {
        part.name if isinstance(part, ast.FunctionDef) else part.target.id
        for part in CLASSES[name].body
        if isinstance(part, ast.FunctionDef)
        or (isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name))
    }
    # What is set on the object is named where that is done.
    trees = [ast.parse(inspect.getsource(each)) for each in (http_api, rows, user_api)]
    (made,) = [
        node
        for tree in trees
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name == name
    ]
    own = {n.attr for n in ast.walk(made) if isinstance(n, ast.Attribute) and _is_set_on_self(n)}
    assert public(members) == public({*own, *vars(real)}) - OF_THE_WORKER


def _is_set_on_self(node: ast.Attribute) -> bool:
    is_self = isinstance(node.value, ast.Name) and node.value.id == "self"
    return is_self and isinstance(node.ctx, ast.Store)


@pytest.mark.parametrize("name", ["Context", "Http", "Response", "Rows"])
def test_methods_take_what_the_stub_says(module: ModuleType, name: str) -> None:
    real = getattr(module, name)
    for part in CLASSES[name].body:
        if not isinstance(part, ast.FunctionDef) or part.decorator_list:
            continue
        signature = inspect.signature(getattr(real, part.name))
        arguments = part.args
        given = [*arguments.args, *filter(None, [arguments.vararg]), *arguments.kwonlyargs]
        names = [each.arg for each in [*given, *filter(None, [arguments.kwarg])]]
        assert names == list(signature.parameters), part.name
        optional = [p for p in signature.parameters.values() if p.default is not p.empty]
        defaults = [*arguments.defaults, *filter(None, arguments.kw_defaults)]
        assert len(optional) == len(defaults), part.name


@pytest.mark.parametrize(
    ("name", "model"), [("Answer", Answer), ("Element", Element), ("Link", Link)]
)
def test_types_of_answers_have_the_fields_that_the_server_takes(name: str, model: Any) -> None:
    fields = {field.encode_name for field in msgspec.structs.fields(model)}
    assert set(typing.get_type_hints(user_types.TYPES[name])) == fields
    in_stub = {
        part.target.id
        for each in (CLASSES[name], *([CLASSES["_ElementNeeds"]] if name == "Element" else []))
        for part in each.body
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)
    }
    assert in_stub == fields


def test_words_of_answers_are_those_that_the_server_takes() -> None:
    script = stub(SourceKind.JAVA_SCRIPT)
    for name, words in (("Verdict", Level), ("ElementKind", ElementKind)):
        assert set(typing.get_args(user_types.TYPES[name])) == {word.value for word in words}
        (value,) = [
            node.value
            for node in TREE.body
            if isinstance(node, ast.AnnAssign)
            and isinstance(node.target, ast.Name)
            and node.target.id == name
        ] or [None]
        assert value is not None
        literals = {n.value for n in ast.walk(value) if isinstance(n, ast.Constant)}
        assert literals == {word.value for word in words}
        assert all(f'"{word.value}"' in script for word in words)


def test_python_that_we_show_fits_the_stub(tmp_path: Path) -> None:
    (tmp_path / "template.py").write_text(templates()["PYTHON"], "utf-8")
    (tmp_path / NAMES[SourceKind.PYTHON]).write_text(stub(SourceKind.PYTHON), "utf-8")
    wrong = tmp_path / "wrong.py"
    wrong.write_text(
        "from indicator_aggregator import Answer, Context\n"
        "def fetch_data(data: str, kind: str, context: Context) -> Answer:\n"
        "    context.nothing()\n"
        "    return {'verdict': 'BAD'}\n",
        "utf-8",
    )
    files = [*sorted(EXAMPLES.glob("python/*.py")), tmp_path / "template.py"]
    assert _mypy(tmp_path, *files) == ""
    told = _mypy(tmp_path, wrong)
    assert 'has no attribute "nothing"' in told
    assert "verdict" in told


def _mypy(folder: Path, *files: Path) -> str:
    """What it finds, empty when all is well."""
    options = [
        "--config-file=",
        "--strict",
        "--disable-error-code=import-untyped",
        "--no-error-summary",
    ]
    cache = f"--cache-dir={ROOT / '.mypy_cache'}"
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, cache, *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"MYPYPATH": str(folder)},
    )
    assert done.stderr == ""
    return done.stdout


SHOW = """
const names = (value) => [...new Set([
  ...Object.getOwnPropertyNames(value),
  ...Object.getOwnPropertyNames(Object.getPrototypeOf(value)),
])].filter((name) => name !== "constructor" && !(name in Object.prototype));
const globals = () => Object.getOwnPropertyNames(globalThis)
  .filter((name) => /^(NotFound|Unauthorized|RateLimited|HttpError)$/.test(name));
export async function fetchData(data, kind, context) {
  const response = await context.http.get(context.setting("url"));
  return {
    Context: Object.getOwnPropertyNames(context).filter((name) => name !== "rows"),
    Http: names(context.http),
    HttpResponse: names(response),
    exceptions: globals(),
  };
}
export async function backgroundTask(context) {
  context.state = {
    TaskContext: Object.getOwnPropertyNames(context),
    Rows: names(context.rows),
  };
}
"""


async def test_javascript_has_what_the_stub_says_and_what_we_show_fits_it(
    outside: Outside, tmp_path: Path
) -> None:
    """Asked of Deno's compiler: each type's keys are those of the real object."""
    outside.clear()
    outside.web.put("/", Canned(body=b"{}"))
    settings = {"url": "{url}/"}
    fetched = await outside.fetch(JAVASCRIPT, SHOW, data="a", kind="b", settings=settings)
    assert not fetched.HasField("error"), fetched.error
    kept = await outside.run(JAVASCRIPT, SHOW, settings=settings)
    assert not kept.HasField("error"), kept.error
    real = {**json.loads(fetched.data), **json.loads(kept.state)}
    real["Rows"] = [name for name in real["Rows"] if name not in OF_THE_WORKER]
    exceptions = real.pop("exceptions")
    assert set(exceptions) == {"NotFound", "Unauthorized", "RateLimited", "HttpError"}
    fields = {"Answer": Answer, "AnswerElement": Element, "AnswerLink": Link}
    for name, model in fields.items():
        real[name] = [field.encode_name for field in msgspec.structs.fields(model)]
    (tmp_path / "same.ts").write_text(_assertions(real), "utf-8")
    (tmp_path / "template.js").write_text(templates()["JAVA_SCRIPT"], "utf-8")
    (tmp_path / "template2.ts").write_text(templates()["TYPE_SCRIPT"], "utf-8")
    for file in EXAMPLES.glob("javascript/*"):
        shutil.copy(file, tmp_path)
    assert _deno_check(tmp_path) == ""
    (tmp_path / "same.ts").write_text(_assertions({"Rows": ["add"]}), "utf-8")
    assert "not assignable" in _deno_check(tmp_path)


def _assertions(keys: dict[str, list[str]]) -> str:
    lines = ["type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;"]
    for name, each in keys.items():
        union = " | ".join(json.dumps(key) for key in each)
        lines.append(f"export const of{name}: Same<keyof {name}, {union}> = true;")
    return "\n".join(lines)


def _deno_check(folder: Path) -> str:
    """What it finds in the files of a folder, empty when all is well."""
    name = NAMES[SourceKind.JAVA_SCRIPT]
    (folder / name).write_text(stub(SourceKind.JAVA_SCRIPT), "utf-8")
    options = {"compilerOptions": {"types": [f"./{name}"], "checkJs": True}}
    (folder / "deno.json").write_text(json.dumps(options), "utf-8")
    files = sorted(str(file) for file in folder.iterdir() if file.suffix in (".js", ".ts"))
    deno = Path(sys.executable).with_name("deno")
    done = subprocess.run(
        [deno, "check", "--quiet", "--no-remote", "--no-npm", "--no-lock", *files],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={
            "DENO_DIR": str(folder / ".deno"),
            "DENO_NO_UPDATE_CHECK": "1",
            "NO_COLOR": "1",
            "PATH": os.environ["PATH"],
        },
    )
    return done.stderr if done.returncode else ""
