"""Sessions: how long they last, and how little they cost."""

import asyncio
from datetime import timedelta

import pytest

from backend import admin
from backend.access.sessions import Sessions
from backend.changes import ChangeListener
from backend.db.connection import Connection, utc_now
from backend.db.pool import Database
from backend.db.queries import Query
from backend.models.access import Client
from backend.models.errors import ApplicationError, UnauthorizedError

EMAIL, PASSWORD = "analyst@example.com", "correct horse battery"
HERE = Client("192.0.2.1", "Example/1.0")
THERE = Client("2001:db8::7", "Other/2.0")
AGE = Query(
    "age",
    "UPDATE sessions SET last_used_at = last_used_at - make_interval(mins => :used), "
    "created_at = created_at - make_interval(mins => :created)",
)
STORED = Query("stored", "SELECT * FROM sessions")
DISABLE = Query("disable", "UPDATE users SET enabled = false WHERE email = :email")
FORGET_ROLES = Query("roles", "UPDATE users SET roles = '{viewer}' WHERE email = :email")


@pytest.fixture
def user_id(database_url: str) -> str:
    return admin.create_user(database_url, email=EMAIL, role="analyst", password=PASSWORD)


def sessions_on(database: Database) -> Sessions:
    return Sessions(database, idle=timedelta(hours=1), lifetime=timedelta(days=1))


@pytest.fixture
def sessions(database: Database) -> Sessions:
    return sessions_on(database)


async def refused(sessions: Sessions, credential: str) -> bool:
    try:
        await sessions.authenticate(credential, HERE)
    except UnauthorizedError:
        return True
    return False


async def test_a_session_stands_for_its_user(sessions: Sessions, user_id: str) -> None:
    credential = await sessions.begin(user_id, HERE)
    principal = await sessions.authenticate(credential, HERE)
    assert (principal.user.id, principal.user.roles) == (user_id, ["analyst"])
    assert principal.session_id == credential.split("_")[0]
    for wrong in (credential[:-1], credential + "x", credential.upper(), f"é{credential}", "_"):
        assert await refused(sessions, wrong)


async def test_only_a_hash_of_the_secret_is_stored(
    sessions: Sessions, connection: Connection, user_id: str
) -> None:
    credential = await sessions.begin(user_id, HERE)
    (row,) = connection.run(STORED)
    assert credential.split("_")[1] not in str(row)
    assert len(bytes(row["secret"])) == 32


@pytest.mark.parametrize(
    ("minutes", "over"),
    [((59, 59), False), ((61, 61), True), ((5, 1439), False), ((5, 1441), True)],
)
async def test_it_ends_unused_or_on_its_last_day(
    sessions: Sessions, connection: Connection, user_id: str, minutes: tuple[int, int], over: bool
) -> None:
    credential = await sessions.begin(user_id, HERE)
    connection.run(AGE, used=minutes[0], created=minutes[1])
    assert await refused(sessions, credential) == over
    assert len(await sessions.list_own(user_id, None)) == (0 if over else 1)


async def test_a_use_prolongs_it_for_every_backend(
    database: Database, connection: Connection, user_id: str
) -> None:
    one, two = sessions_on(database), sessions_on(database)
    credential = await one.begin(user_id, HERE)
    connection.run(AGE, used=59, created=600)
    await one.authenticate(credential, HERE)
    await two.authenticate(credential, THERE)
    await two.record_uses()
    (row,) = connection.run(STORED)
    assert utc_now() - row["last_used_at"] < timedelta(minutes=1)
    assert (row["address"], row["user_agent"]) == (THERE.address, THERE.user_agent)
    # The first knows it with an expiry that is over by now, and asks before it refuses.
    known, until = one._credentials._known[credential.split("_")[0]]
    over = type(known)(known.digest, utc_now() - timedelta(seconds=1), known.principal)
    one._credentials._known[credential.split("_")[0]] = (over, until)
    assert not await refused(one, credential)


async def test_a_request_writes_nothing_and_reads_once(
    database: Database, sessions: Sessions, connection: Connection, user_id: str
) -> None:
    credential = await sessions.begin(user_id, HERE)
    before = connection.run(STORED)
    for _ in range(50):
        await sessions.authenticate(credential, THERE)
    assert connection.run(STORED) == before
    (shown,) = await sessions.list_own(user_id, credential.split("_")[0])
    assert (shown.current, shown.last_used_at > before[0]["last_used_at"]) == (True, True)
    await database.close()
    await sessions.authenticate(credential, HERE)
    # What could not be written is not lost.
    for _ in range(2):
        with pytest.raises(ApplicationError):
            await sessions.record_uses()


async def test_recording_twice_writes_what_is_new(
    sessions: Sessions, connection: Connection, user_id: str
) -> None:
    credential = await sessions.begin(user_id, HERE)
    await sessions.authenticate(credential, HERE)
    await sessions.record_uses()
    written = connection.run(STORED)
    await sessions.record_uses()
    assert connection.run(STORED) == written


async def test_a_disabled_user_and_other_roles_count_once_announced(
    sessions: Sessions, connection: Connection, user_id: str
) -> None:
    credential = await sessions.begin(user_id, HERE)
    await sessions.authenticate(credential, HERE)
    connection.run(FORGET_ROLES, email=EMAIL)
    sessions.forget()
    assert (await sessions.authenticate(credential, HERE)).user.roles == ["viewer"]
    connection.run(DISABLE, email=EMAIL)
    sessions.forget()
    assert await refused(sessions, credential)


async def test_ending_one_is_heard_by_another_backend_within_a_second(
    database_url: str, database: Database, user_id: str
) -> None:
    here, there = sessions_on(database), sessions_on(database)

    async def changed() -> None:
        there.forget()

    listener = ChangeListener(database_url, owner=78, changed=changed)
    running = asyncio.ensure_future(listener.run())
    await asyncio.wait_for(listener.connected.wait(), 10)
    ended, kept = await here.begin(user_id, HERE), await here.begin(user_id, HERE)
    assert not await refused(there, ended)
    await here.end(user_id, ended.split("_")[0])
    async with asyncio.timeout(1):
        while not await refused(there, ended):  # noqa: ASYNC110 — nothing tells when it is so
            await asyncio.sleep(0.01)
    assert not await refused(there, kept)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_housekeeping_deletes_what_has_expired_and_no_more(
    sessions: Sessions, connection: Connection, user_id: str
) -> None:
    await sessions.begin(user_id, HERE)
    connection.run(AGE, used=70, created=70)
    kept = await sessions.begin(user_id, HERE)
    assert await sessions.delete_expired() == 1
    assert await sessions.delete_expired() == 0
    assert not await refused(sessions, kept)


async def test_strange_clients_are_stored_as_far_as_they_go(
    sessions: Sessions, connection: Connection, user_id: str
) -> None:
    await sessions.begin(user_id, Client("x" * 500, "a\0b\ud800" + "c" * 5000))
    (row,) = connection.run(STORED)
    assert row["user_agent"].startswith("a\ufffdb?c")
    assert (len(row["address"]), len(row["user_agent"])) == (100, 300)
