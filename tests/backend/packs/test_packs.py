"""Packs are made of one database and imported into another: whole, as changes, and back again."""

import gzip
import io
import json
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from backend.db.connection import connect
from backend.db.queries import Query, load
from backend.feeds.errors import FeedError
from backend.feeds.files import FeedFiles
from backend.feeds.importing import import_file
from backend.ignore_lists.importing import ImportOptions, import_path
from backend.packs import keys
from backend.packs.archive import MANIFEST, SIGNATURE, open_pack, write_pack
from backend.packs.before import RolledBack, list_imports, roll_back
from backend.packs.importing import ImportedPack, import_pack
from backend.packs.making import make_pack
from backend.packs.manifest import Manifest, PackError, decode
from tests.standins.feeds import drop, kev
from tests.support.attack import bundle
from tests.support.databases import new_database
from tests.support.mmdb import mmdb

F = load("feeds")
STATE = Query(
    "state",
    """
    SELECT slug, part, rows, as_of, loaded_at::text, origin,
        (SELECT json_agg(to_jsonb(r) - 'network' ORDER BY r.kind, r.value)::text FROM feed_rows r
         WHERE r.slug = p.slug AND r.part = p.part) AS content
    FROM feed_parts p ORDER BY slug, part
    """,
)
LISTS = Query(
    "lists",
    """
    SELECT l.name, l.version, l.entry_count, l.action, l.kinds,
        (SELECT json_agg(e.data || ' ' || e.matching ORDER BY e.data)::text
         FROM ignore_list_entries e WHERE e.ignore_list_id = l.id) AS entries
    FROM ignore_lists l ORDER BY l.name
    """,
)
AGE = Query("age", "UPDATE feed_parts SET as_of = as_of - interval '1 day' WHERE slug <> 'mmdb'")


@dataclass
class Place:
    """A database, with its folder of files."""

    url: str
    folder: Path

    @property
    def files(self) -> FeedFiles:
        return FeedFiles(self.folder / "feeds")

    def load(self, slug: str, content: bytes) -> None:
        path = self.folder / "file"
        path.write_bytes(content)
        import_file(self.url, slug, path, files=self.files, force=True)

    def load_list(self, *values: str, version: int = 1) -> None:
        path = self.folder / "list.json"
        given = {"name": "Resolvers", "version": version, "type": "cidr", "list": values}
        path.write_text(json.dumps(given))
        import_path(self.url, path, ImportOptions())

    def make(self, key: Path, base: Path | None = None) -> tuple[Path, Manifest]:
        path = self.folder / f"{'changes' if base else 'whole'}-{len(list(self.folder.iterdir()))}"
        made = make_pack(self.url, path, signing_key=key, files=self.files, version="0", base=base)
        return path, made

    def take(self, path: Path, trusted: list[Ed25519PublicKey], **more: Any) -> ImportedPack:
        return import_pack(self.url, path, trusted=trusted, files=self.files, **more)

    def back(self) -> RolledBack:
        return roll_back(self.url, files=self.files)

    def run(self, query: Query, **params: Any) -> list[dict[str, Any]]:
        with closing(connect(self.url, application_name="tests")) as connection:
            return connection.run(query, **params)

    def state(self) -> Any:
        """All that a pack may change."""
        files = sorted((self.folder / "feeds").rglob("*.mmdb"))
        shown = [(p.name, p.read_bytes()) for p in files if not p.name.startswith(".")]
        return self.run(STATE), self.run(LISTS), shown

    def find(self, slug: str, kind: str, value: str) -> list[Any]:
        rows = self.run(F.find_rows, slug=slug, kind=kind, value=value)
        return [(row["value"], row["data"], row["as_of"]) for row in rows if row["value"]]


@pytest.fixture
def places(postgres_url: str, template: str, tmp_path: Path) -> Iterator[tuple[Place, Place]]:
    """Where packs are made, and where they are imported."""
    made = []
    for name in ("here", "there"):
        (tmp_path / name / "feeds").mkdir(parents=True)
        made.append(tmp_path / name)
    with new_database(postgres_url, template) as one, new_database(postgres_url, template) as two:
        yield Place(one, made[0]), Place(two, made[1])


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "key"
    keys.make_key(path)
    return path


@pytest.fixture
def trusted(key: Path, tmp_path: Path) -> list[Ed25519PublicKey]:
    folder = tmp_path / "trusted"
    for _ in range(2):  # twice is once
        keys.trust(folder, key.with_name("key.pub"))
    return keys.trusted_keys(folder)


def fill_little(place: Place) -> None:
    """Rows of one feed, and a list."""
    place.load("cisa-kev", kev("CVE-2026-10001", "CVE-2026-10002"))
    place.load_list("198.51.100.0/24", "2001:db8::/32")


def fill(place: Place) -> None:
    """Something of each sort."""
    place.load(
        "cisa-kev", kev("CVE-2026-10001", "CVE-2026-10002").replace(b"buffer.", b"a\\\\b\\n.")
    )
    place.load("spamhaus-drop", drop("192.0.2.0/24"))
    place.load("mitre-attack", bundle())
    place.load("mmdb", mmdb({"192.0.2.0/24": {"country": {"iso_code": "XA"}}}))
    place.load_list("198.51.100.0/24", "2001:db8::/32")


def test_what_is_looked_up_there_is_what_it_is_here(
    places: tuple[Place, Place], key: Path, trusted: list[Ed25519PublicKey]
) -> None:
    here, there = places
    fill(here)
    here.run(AGE)
    path, made = here.make(key)
    assert [entry.name.partition("-")[0] for entry in made.entries] == [
        *("feeds/cisa", "feeds/mitre", "feeds/mmdb/city.mmdb", "feeds/spamhaus", "lists/resolvers"),
    ]
    done = there.take(path, trusted)
    assert (done.manifest, done.loaded, done.confirmed) == (made, made.entries, ())
    for slug, kind, value in (
        ("cisa-kev", "CVE", "CVE-2026-10001"),
        ("spamhaus-drop", "CIDR", "192.0.2.0/24"),
        ("mitre-attack", "CVE", "CVE-2026-10002"),
        ("mitre-attack", "NAME", "S9001"),
    ):
        found = there.find(slug, kind, value)
        assert len(found) == 1
        # Value, data, and the time that it is of: a pack makes nothing newer.
        assert found == here.find(slug, kind, value)
    assert there.run(F.find_containing, slug="spamhaus-drop", network="192.0.2.7")[0]["value"]
    (one, other) = (here.state(), there.state())
    assert one[1] == other[1]
    assert one[2] == other[2]
    with closing(connect(there.url, application_name="tests")) as connection:
        (past,) = list_imports(connection)
    assert (past.pack_id, past.entries, past.can_go_back) == (made.id, 5, True)
    # Twice is no harm, and the same content is packed to the same entries.
    there.take(path, trusted)
    again = there.make(key)[1].entries
    assert [e.sha256 for e in again] == [e.sha256 for e in made.entries]


def test_a_roll_back_puts_back_what_was_there(
    places: tuple[Place, Place], key: Path, trusted: list[Ed25519PublicKey]
) -> None:
    here, there = places
    there.load("cisa-kev", kev("CVE-2026-1000", ransomware="Known"))
    there.load("mmdb", mmdb({"192.0.2.0/24": {"country": {"iso_code": "XB"}}}))
    there.load_list("203.0.113.0/24")
    before = there.state()
    fill(here)
    path, made = here.make(key)
    there.take(path, trusted)
    assert there.state() != before
    done = there.back()
    assert (done.pack_id, len(done.restored), done.left) == (made.id, 5, ())
    assert there.state() == before
    with pytest.raises(PackError, match="no import to roll back"):
        there.back()
    # What somebody else loaded since is theirs.
    there.take(path, trusted)
    there.load("cisa-kev", kev("CVE-2026-3000"))
    done = there.back()
    assert done.left == ("feeds/cisa-kev/catalogue.rows",)
    assert there.find("cisa-kev", "CVE", "CVE-2026-3000")
    assert there.state()[0][1:] == before[0][1:]


def test_changes_alone_are_carried_and_need_what_they_are_changes_of(
    places: tuple[Place, Place], key: Path, trusted: list[Ed25519PublicKey]
) -> None:
    here, there = places
    fill(here)
    whole, first = here.make(key)
    here.load("cisa-kev", kev("CVE-2026-3000"))
    here.load("spamhaus-drop", drop("192.0.2.0/24"))
    changes, second = here.make(key, whole)
    assert second.base == first.id
    packed = [entry.name for entry in second.entries if entry.packed is not None]
    assert packed == ["feeds/cisa-kev/catalogue.rows"]
    before = there.state()
    with pytest.raises(PackError, match=f"the changes against the pack {first.id}"):
        there.take(changes, trusted)
    assert there.state() == before
    there.take(whole, trusted)
    after_whole = there.state()
    done = there.take(changes, trusted)
    assert (len(done.loaded), len(done.confirmed)) == (1, 4)
    assert there.find("cisa-kev", "CVE", "CVE-2026-3000")
    # What did not change is known to be so as of the later pack.
    for slug, kind, value in (("spamhaus-drop", "CIDR", "192.0.2.0/24"),):
        assert there.find(slug, kind, value) == here.find(slug, kind, value)
    there.back()
    assert there.state() == after_whole
    # The pack before is the base again.
    there.take(changes, trusted)


def test_what_is_newer_here_is_not_replaced_unasked(
    places: tuple[Place, Place], key: Path, trusted: list[Ed25519PublicKey]
) -> None:
    here, there = places
    fill_little(here)
    path, _ = here.make(key)
    there.load("cisa-kev", kev("CVE-2026-3000"))
    before = there.state()
    with pytest.raises(PackError, match=r"cisa-kev \(catalogue\) is here as of"):
        there.take(path, trusted)
    assert there.state() == before
    there.take(path, trusted, force=True)
    assert there.find("cisa-kev", "CVE", "CVE-2026-10001")


Change = Callable[[list[tuple[tarfile.TarInfo, bytes]]], None]


def rewritten(path: Path, change: Change) -> Path:
    """A copy of a pack in which something is changed."""
    with tarfile.open(path) as archive:
        members = [(m, f.read() if (f := archive.extractfile(m)) else b"") for m in archive]
    change(members)
    copy = path.with_name("changed")
    with tarfile.open(copy, "w") as archive:
        for member, content in members:
            member.size = len(content) if member.isreg() else 0
            archive.addfile(member, io.BytesIO(content))
    return copy


def changed_manifest(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    members[0] = (members[0][0], members[0][1].replace(b'"rows": 2', b'"rows": 3'))


def changed_file(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    content = gzip.decompress(members[2][1]).replace(b"10001", b"10009")
    members[2] = (members[2][0], gzip.compress(content, mtime=0))


def same_size_of_another(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    members[2] = (members[2][0], bytes(len(members[2][1])))


def unknown_entry(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    members.append((tarfile.TarInfo("feeds/more.rows.gz"), b"x"))


def missing_entry(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    members.pop()


def outside(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    members[2] = (tarfile.TarInfo("../../etc/example"), members[2][1])


def link(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    member = members[2][0]
    member.type, member.linkname = tarfile.SYMTYPE, "/etc/example"


def no_signature(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    members.pop(1)


def broken_signature(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    members[1] = (members[1][0], b'{"key": "x", "signature": "zz"}')


def large_manifest(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    members[0] = (members[0][0], bytes(17 * 1024 * 1024))


def swapped(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    members[2], members[3] = members[3], members[2]


REFUSED: dict[str, tuple[Change, str]] = {
    "changed manifest": (changed_manifest, "it was changed"),
    "changed file": (changed_file, "was changed"),
    "file of the same size": (same_size_of_another, "is not what was signed"),
    "unknown entry": (unknown_entry, "which the manifest does not name"),
    "missing entry": (missing_entry, "found its end"),
    "path outside": (outside, r"found '../../etc/example'"),
    "link": (link, "expected feeds/"),
    "no signature": (no_signature, "manifest.sig is not where it belongs"),
    "broken signature": (broken_signature, "the signature of the pack is none"),
    "large manifest": (large_manifest, "manifest.json has more than"),
    "another order": (swapped, "expected feeds/"),
}


def test_what_is_not_as_it_was_signed_is_refused(
    places: tuple[Place, Place], key: Path, trusted: list[Ed25519PublicKey], tmp_path: Path
) -> None:
    here, there = places
    fill_little(here)
    path, _ = here.make(key)
    before = there.state()
    for name, (change, says) in REFUSED.items():
        with pytest.raises(PackError, match=says):
            there.take(rewritten(path, change), trusted)
        assert there.state() == before, name
    # Cut off, anything else, and nothing.
    for content in (path.read_bytes()[:-2000][:4000], b"text", b"", bytes(20_000)):
        (tmp_path / "cut").write_bytes(content)
        with pytest.raises(PackError, match=r"no pack|not where it belongs|cut off|found its end"):
            there.take(tmp_path / "cut", trusted)
    with pytest.raises(PackError, match="not trusted here"):
        there.take(path, [])
    other = tmp_path / "other"
    keys.make_key(other)
    with pytest.raises(PackError, match="not trusted here"):
        there.take(here.make(other)[0], trusted)
    with pytest.raises(PackError, match="not trusted here"):
        here.make(other, path)
    assert there.state() == before


def signed_again(path: Path, key: Path, trusted: list[Ed25519PublicKey], **change: Any) -> Path:
    """A pack that a trusted key signed, and that is wrong all the same: content by entry."""
    import hashlib

    import msgspec

    copy = path.with_name("signed-again")
    with open_pack(path, trusted) as pack:
        entries = []
        for number, entry in enumerate(pack.manifest.entries):
            packed = pack.files[entry.name]
            content = gzip.decompress(packed.read_bytes())
            if number == 0:
                content = change["content"](content)
                packed.write_bytes(gzip.compress(content))
                fields = {
                    "sha256": hashlib.sha256(content).hexdigest(),
                    "size": change.get("size", len(content)),
                    "packed": {
                        "sha256": hashlib.sha256(packed.read_bytes()).hexdigest(),
                        "size": packed.stat().st_size,
                    },
                }
                given = json.loads(msgspec.json.encode(entry)) | fields | change.get("entry", {})
                entry = msgspec.convert(given, type(entry), strict=False)  # noqa: PLW2901
                pack.files[entry.name] = packed
            entries.append(entry)
        manifest = msgspec.structs.replace(pack.manifest, entries=tuple(entries))
        write_pack(copy, manifest, pack.files, keys.load_signing_key(key))
    return copy


def test_a_signature_does_not_make_a_wrong_pack_right(
    places: tuple[Place, Place], key: Path, trusted: list[Ed25519PublicKey]
) -> None:
    here, there = places
    fill_little(here)
    path, _ = here.make(key)
    before = there.state()
    wrong: list[tuple[dict[str, Any], str]] = [
        (
            {"content": lambda c: c, "entry": {"name": "feeds/../x.rows"}},
            "an entry that no pack has",
        ),
        ({"content": lambda c: c, "entry": {"kind": "LIST"}}, "an entry that no pack has"),
        ({"content": lambda c: c, "entry": {"name": "feeds/gone/x.rows"}}, "no feed gone with"),
        ({"content": lambda c: c, "entry": {"rows": 7}}, "has 2 rows, its manifest says 7"),
        # What unpacks to more than it says is not read to its end.
        ({"content": lambda c: c + bytes(50_000_000), "size": 100}, "does not unpack to what"),
        ({"content": lambda c: c.replace(b'"CVE"', b'"EVIL"')}, "row of a kind that there is not"),
        ({"content": lambda c: c[:-5]}, "cut off"),
        ({"content": lambda c: c.replace(b"cisa-kev", b"tor-exits")}, "expected rows of cisa-kev"),
        ({"content": lambda c: c.replace(b'"version":1', b'"version":9')}, "update it"),
    ]
    for change, says in wrong:
        with pytest.raises((PackError, FeedError), match=says):
            there.take(signed_again(path, key, trusted, **change), trusted)
        assert there.state() == before, says


def test_a_failure_at_the_end_undoes_the_files_too(
    places: tuple[Place, Place],
    key: Path,
    trusted: list[Ed25519PublicKey],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here, there = places
    here.load("mmdb", mmdb({"192.0.2.0/24": {"country": {"iso_code": "XA"}}}))
    here.load_list("198.51.100.0/24")
    there.load("mmdb", mmdb({"192.0.2.0/24": {"country": {"iso_code": "XB"}}}))
    before = there.state()
    path, _ = here.make(key)

    def fail(*_: Any) -> Any:
        raise PackError("no list today")

    monkeypatch.setattr("backend.packs.importing.put_published", fail)
    with pytest.raises(PackError, match="no list today"):
        there.take(path, trusted)
    assert there.state() == before


def test_keys_and_manifests_that_are_none(tmp_path: Path) -> None:
    path = tmp_path / "key"
    fingerprint, public = keys.make_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(PackError, match="there already"):
        keys.make_key(path)
    with pytest.raises(PackError, match="no private key"):
        keys.load_signing_key(public)
    with pytest.raises(PackError, match="no public key"):
        keys.trust(tmp_path / "trusted", path)
    assert keys.trust(tmp_path / "trusted", public) == fingerprint
    for content, says in (
        (b"{}", "is none"),
        (b"[" * 100_000, "is none"),
        (b'{"version": 2}', "update it"),
    ):
        with pytest.raises(PackError, match=says):
            decode(content)
    assert MANIFEST < SIGNATURE
