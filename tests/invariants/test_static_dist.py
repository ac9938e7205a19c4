"""The committed bundle is the one that its sources make, checked without Node.

static/scripts/manifest.ts writes static/dist/BUILD.json by the same definition of the sources:
every file below static/ except dist/, node_modules/ and hidden files other than .npmrc.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from backend.access.permissions import Permission
from backend.http.openapi_export import document
from backend.models.answers import ElementKind, FailureKind, Level, SkipReason

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"
MANIFEST = "BUILD.json"
NOT_SOURCES = {"dist", "node_modules"}
REBUILD = "sources changed, bundle not rebuilt: run ./build.sh ui"
EDITED = "bundle edited by hand: change static/src instead, then run ./build.sh ui"


def sources(static: Path) -> Iterator[Path]:
    """Files that the bundle is made from."""
    for path in static.iterdir():
        if path.name in NOT_SOURCES or (path.name.startswith(".") and path.name != ".npmrc"):
            continue
        if path.is_dir():
            yield from _visible(path)
        else:
            yield path


def _visible(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name.startswith("."):
            continue
        if path.is_dir():
            yield from _visible(path)
        else:
            yield path


def outputs(static: Path) -> Iterator[Path]:
    """Files that the build wrote, but for the manifest."""
    dist = static / "dist"
    for path in dist.rglob("*"):
        if path.is_file() and path != dist / MANIFEST:
            yield path


def hashes(base: Path, paths: Iterator[Path]) -> dict[str, str]:
    return {
        path.relative_to(base).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
    }


def differences(recorded: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    """Names that were added, removed or changed, each with what happened to it."""
    return (
        [f"{name} (new)" for name in sorted(found.keys() - recorded.keys())]
        + [f"{name} (gone)" for name in sorted(recorded.keys() - found.keys())]
        + [
            f"{name} (changed)"
            for name in sorted(found.keys() & recorded.keys())
            if found[name] != recorded[name]
        ]
    )


def staleness(static: Path) -> str | None:
    """Why the bundle can't be trusted, or None when it is the one that its sources make."""
    manifest = json.loads((static / "dist" / MANIFEST).read_text())
    changed = differences(manifest["sources"], hashes(static, sources(static)))
    if changed:
        return f"{REBUILD} ({', '.join(changed)})"
    edited = differences(manifest["outputs"], hashes(static / "dist", outputs(static)))
    return f"{EDITED} ({', '.join(edited)})" if edited else None


def test_the_bundle_is_the_one_that_its_sources_make() -> None:
    problem = staleness(STATIC)
    assert problem is None, problem


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    copied = tmp_path / "static"
    shutil.copytree(STATIC, copied, ignore=shutil.ignore_patterns("node_modules"))
    (copied / "node_modules" / "left-pad").mkdir(parents=True)
    (copied / "node_modules" / "left-pad" / "index.js").write_text("never a source")
    (copied / ".DS_Store").write_text("never a source")
    # what the copy says of itself, so that these tests also hold while a bundle is stale
    manifest = copied / "dist" / MANIFEST
    recorded = json.loads(manifest.read_text())
    recorded["sources"] = hashes(copied, sources(copied))
    recorded["outputs"] = hashes(copied / "dist", outputs(copied))
    manifest.write_text(json.dumps(recorded))
    return copied


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("src/main.tsx", f"{REBUILD} (src/main.tsx (changed))"),
        ("src/new.ts", f"{REBUILD} (src/new.ts (new))"),
        (".npmrc", f"{REBUILD} (.npmrc (changed))"),
        ("dist/index.html", f"{EDITED} (index.html (changed))"),
        ("dist/assets/extra.js", f"{EDITED} (assets/extra.js (new))"),
    ],
)
def test_an_edit_is_found_and_named(copy: Path, path: str, said: str) -> None:
    assert staleness(copy) is None
    with (copy / path).open("a") as file:
        file.write("\n")
    assert staleness(copy) == said


def test_a_removed_file_is_found_and_named(copy: Path) -> None:
    (copy / "dist" / "theme.js").unlink()
    assert staleness(copy) == f"{EDITED} (theme.js (gone))"
    (copy / "public" / "theme.js").unlink()
    assert staleness(copy) == f"{REBUILD} (public/theme.js (gone))"


def test_the_page_needs_nothing_inline_and_nothing_from_outside() -> None:
    page = (STATIC / "dist" / "index.html").read_text()
    assert "<style" not in page
    assert not re.search(r"\s(style|on\w+)=", page)
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)
    named = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert named
    for address in named:
        assert address.startswith("/"), address
        assert not address.startswith("//"), address
        assert (STATIC / "dist" / address[1:]).is_file(), address


def test_assets_are_named_by_their_content_and_come_without_source_maps() -> None:
    names = [path.name for path in (STATIC / "dist" / "assets").iterdir()]
    assert names
    for name in names:
        assert re.fullmatch(r"[\w-]+-[\w-]{8}\.(js|css|woff2|svg|png)", name), name


def test_what_is_declared_is_bundled_with_its_licence() -> None:
    notices = (STATIC / "dist" / "THIRD_PARTY.txt").read_text()
    declared = json.loads((STATIC / "package.json").read_text())["dependencies"]
    absent = {name for name, version in declared.items() if f"\n{name} {version} (" not in notices}
    assert absent == set()


def test_types_of_the_api_are_made_from_its_description() -> None:
    described = STATIC / "openapi.json"
    assert described.read_text() == document(), "the API changed: run ./build.sh gen"
    made_from = hashlib.sha256(described.read_bytes()).hexdigest()
    head = (STATIC / "src" / "api" / "schema.ts").read_text().split("\n", 1)[0]
    assert made_from in head, "openapi.json changed: run ./build.sh gen"


def test_the_lock_names_no_registry_and_every_version_is_exact() -> None:
    assert '"resolved"' not in (STATIC / "package-lock.json").read_text()
    package = json.loads((STATIC / "package.json").read_text())
    for name, version in (package["dependencies"] | package["devDependencies"]).items():
        assert re.fullmatch(r"(npm:\w+@)?\d+\.\d+\.\d+", version), f"{name} {version}"


@pytest.mark.parametrize(
    ("file", "codes"),
    [
        ("features/run/wording.ts", [*SkipReason, *FailureKind]),
        ("ui/level-chip.tsx", list(Level)),
        ("api/me.ts", list(Permission)),
        ("features/run/element-view.tsx", list(ElementKind)),
        ("api/types.ts", list(Level)),
    ],
)
def test_the_page_knows_every_code_of_the_models(file: str, codes: list[str]) -> None:
    text = (STATIC / "src" / file).read_text()
    missing = [str(code) for code in codes if not re.search(rf"\b{code}\b", text)]
    assert not missing, f"static/src/{file} has no words for {', '.join(missing)}"
