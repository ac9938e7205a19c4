"""What is to be sent arrives: signed, tried again, given up where people see it, sent again."""

import asyncio
import base64
import hashlib
import hmac
import sys
import textwrap
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest

from appliance import endpoints
from appliance.config import load_config
from backend.config import MailConfig
from backend.db.connection import Connection, connect, utc_now
from backend.db.pool import Database
from backend.db.queries import Query
from backend.models.errors import InvalidInputError
from backend.models.notifications import DeliveryState, NotificationKind, WebhookCreate
from backend.notifications.delivering import Deliverer
from backend.notifications.notifier import Notice, Notifier, payload
from backend.notifications.sending import MailSender, SendError, Target, WebhookSender
from backend.notifications.signing import sign
from backend.notifications.webhooks import Webhooks
from backend.secrets.keys import KeyFile
from backend.secrets.rotation import rotate
from tests.standins.smtp import SmtpStandIn
from tests.standins.web import Canned, WebStandIn
from tests.support.backends import ROOT

RETRY = (0.05, 0.05)
PASSWORD = "correct horse battery"
DELIVERIES = Query("deliveries", "SELECT * FROM deliveries ORDER BY created_at, id")
TOLD = Query("told", "SELECT * FROM notifications WHERE kind = 'DELIVERY_DEAD'")


class Receiver(WebStandIn):
    """A web server that keeps what is posted to it."""

    def __init__(self) -> None:
        super().__init__()
        self.bodies: list[bytes] = []

    async def _answer(self, request: Any) -> Any:
        self.bodies.append(await request.read())
        return await super()._answer(request)


@dataclass
class Post:
    """Everything that sends, and who receives."""

    database: Database
    notifier: Notifier
    deliverer: Deliverer
    webhooks: Webhooks
    receiver: Receiver
    smtp: SmtpStandIn
    keys: KeyFile
    sending: list["asyncio.Task[None]"] = field(default_factory=list)

    async def webhook(self, path: str = "/hook", **more: Any) -> tuple[str, str]:
        """A webhook that leads to the receiver; its id and secret."""
        made = await self.webhooks.create(
            WebhookCreate(name=path, url=self.receiver.url + path, **more), "system000000"
        )
        return made.id, made.secret

    async def tell(self, key: str = "key", *recipients: str) -> None:
        notice = Notice(
            kind=NotificationKind.VERDICT_CHANGED,
            key=key,
            title="Partners: 192.0.2.1 is MALICIOUS now",
            detail="192.0.2.1: UNKNOWN before, MALICIOUS now. Ünïcödé.",
            link="/run/abc",
            recipients=recipients,
        )
        await self.database.transaction(lambda c: self.notifier.notify(c, notice))
        self.deliverer.wake()

    def send(self) -> None:
        self.sending.append(asyncio.ensure_future(self.deliverer.run()))

    async def until(
        self, fits: Callable[[list[dict[str, Any]]], bool], seconds: float = 10
    ) -> list[dict[str, Any]]:
        """The deliveries, once they are so."""
        async with asyncio.timeout(seconds):
            while not fits(rows := await self.database.run(DELIVERIES)):
                self.deliverer.wake()
                await asyncio.sleep(0.02)
        return rows


@pytest.fixture
async def post(database: Database, tmp_path: Path) -> AsyncIterator[Post]:
    keys = KeyFile(tmp_path / "keys" / "secrets")
    keys.make()
    async with (
        Receiver() as receiver,
        SmtpStandIn(folder=tmp_path, password=PASSWORD) as smtp,
    ):
        receiver.put("/hook", Canned(status=204))
        notifier = Notifier(mails=True, public_url="https://ia.example.com")
        mail = MailConfig(
            host="127.0.0.1",
            port=smtp.port,
            username="aggregator",
            password=PASSWORD,
            sender="Aggregator <aggregator@example.com>",
        )
        deliverer = Deliverer(
            database=database,
            notifier=notifier,
            keys=keys,
            webhooks=WebhookSender(version="0"),
            mail=MailSender(mail, smtp.trusting),
            retry_seconds=RETRY,
        )
        found = Post(database, notifier, deliverer, Webhooks(database, keys), receiver, smtp, keys)
        yield found
        for task in found.sending:
            task.cancel()
        await asyncio.gather(*found.sending, return_exceptions=True)


def ended(rows: list[dict[str, Any]]) -> bool:
    return all(row["state"] != "PENDING" for row in rows)


async def test_a_webhook_is_sent_what_its_secret_signs(post: Post) -> None:
    _, secret = await post.webhook()
    post.send()
    await post.tell()
    (delivery,) = await post.until(ended)
    assert (delivery["state"], delivery["status"], delivery["attempts"]) == ("SENT", 204, 1)
    (seen,), (body,) = post.receiver.seen, post.receiver.bodies
    sent = {name.lower(): value for name, value in seen.headers.items()}
    # As the specification says, and not by our own function.
    signed = f"{sent['webhook-id']}.{sent['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.split("_", 1)[1])
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert sent["webhook-signature"] == f"v1,{expected}"
    assert sent["webhook-id"] == delivery["id"]
    assert abs(int(sent["webhook-timestamp"]) - time.time()) < 60
    told = msgspec.json.decode(body)
    assert (seen.method, told["type"]) == ("POST", "VERDICT_CHANGED")
    assert told["data"]["url"] == "https://ia.example.com/run/abc"
    stored = await post.database.run(Query("stored", "SELECT secret FROM webhooks"))
    assert key not in stored[0]["secret"]


def test_the_signature_is_that_of_the_published_example() -> None:
    """A message of the specification's libraries, whose signature is published with them."""
    headers = sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


async def test_one_notification_goes_to_whom_it_is_for(post: Post, connection: Connection) -> None:
    await post.webhook("/all")
    await post.webhook("/other", kinds=[NotificationKind.FEED_STALE])
    await post.webhook("/off", enabled=False)
    connection.run(
        Query(
            "users",
            "INSERT INTO users (id, provider, email, name, roles, mail_kinds) VALUES "
            "('a', 'internal', 'ana@example.com', 'A', '{analyst}', '{VERDICT_CHANGED}'),"
            "('b', 'internal', 'ben@example.com', 'B', '{analyst}', '{FEED_STALE}'),"
            "('c', 'internal', 'cleo@example.com', 'C', '{viewer}', '{VERDICT_CHANGED}')",
        )
    )
    await post.tell("key", "soc@example.com", "ana@example.com")
    await post.tell("key")
    rows = connection.run(DELIVERIES)
    assert sorted(r["recipient"] or "webhook" for r in rows) == [
        "ana@example.com",
        "soc@example.com",
        "webhook",
    ]


async def test_what_fails_is_tried_again_with_the_same_id(post: Post) -> None:
    await post.webhook()
    post.receiver.put("/hook", Canned(status=503))
    post.send()
    await post.tell()
    await post.until(lambda rows: rows[0]["attempts"] >= 2)
    post.receiver.put("/hook", Canned(status=200))
    (delivery,) = await post.until(ended)
    assert (delivery["state"], delivery["error"]) == ("SENT", None)
    assert {seen.headers["webhook-id"] for seen in post.receiver.seen} == {delivery["id"]}
    assert len(set(post.receiver.bodies)) == 1


async def test_what_is_given_up_is_told_and_can_be_sent_again(
    post: Post, connection: Connection
) -> None:
    webhook_id, _ = await post.webhook()
    post.receiver.put("/hook", Canned(status=500))
    post.send()
    await post.tell()
    (dead,) = await post.until(ended)
    assert (dead["state"], dead["attempts"], dead["error"]) == ("DEAD", len(RETRY) + 1, "HTTP 500")
    (told,) = connection.run(TOLD)
    assert (told["permission"], told["resolved_at"]) == ("config_edit", None)
    listed, _ = await post.webhooks.deliveries(
        webhook_id=webhook_id, state=DeliveryState.DEAD, limit=10, cursor=None
    )
    assert [one.id for one in listed] == [dead["id"]]
    post.receiver.put("/hook", Canned(status=200))
    await post.webhooks.send_again(dead["id"])
    await post.until(lambda rows: rows[0]["state"] == "SENT")
    assert connection.run(TOLD)[0]["resolved_at"] is not None


@pytest.mark.parametrize(
    ("canned", "error", "attempts"),
    [
        (Canned(status=302, headers={"Location": "/elsewhere"}), "redirects are not followed", 3),
        (Canned(status=410), "HTTP 410", 1),
        (Canned(break_off=True, body=b"x", status=200), None, 1),
    ],
)
async def test_answers(post: Post, canned: Canned, error: str | None, attempts: int) -> None:
    await post.webhook()
    post.receiver.put("/hook", canned)
    post.send()
    await post.tell()
    (delivery,) = await post.until(ended)
    assert delivery["attempts"] == attempts
    assert (delivery["state"] == "SENT") is (error is None)
    assert error is None or error in delivery["error"]
    assert {seen.path for seen in post.receiver.seen} == {"/hook"}


async def test_no_error_tells_the_address() -> None:
    sender = WebhookSender(version="0")
    target = Target(
        id="x", name="x", url="http://127.0.0.1:9/token-5f1c", secret="whsec_" + "A" * 32
    )
    with pytest.raises(SendError) as caught:
        await sender.send(target, "id", "{}")
    await sender.close()
    assert caught.value.detail == "cannot connect: Connection refused"
    assert "5f1c" not in repr(target)


async def test_what_a_killed_process_had_in_hand_is_sent_by_another(
    post: Post, database_url: str, connection: Connection
) -> None:
    await post.webhook()
    post.receiver.put("/hook", Canned(status=200, delay_seconds=30))
    await post.tell()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SENDS, database_url, str(post.keys.path), cwd=ROOT
    )
    await post.until(lambda rows: rows[0]["attempts"] == 1)
    await post.until(lambda _: bool(post.receiver.seen))
    process.kill()
    await process.wait()
    post.receiver.put("/hook", Canned(status=200))
    post.send()
    (delivery,) = await post.until(ended)
    assert (delivery["state"], delivery["attempts"]) == ("SENT", 2)
    assert {seen.headers["webhook-id"] for seen in post.receiver.seen} == {delivery["id"]}


SENDS = textwrap.dedent("""
    import asyncio, sys
    from pathlib import Path
    from backend.config import MailConfig
    from backend.db.pool import Database
    from backend.notifications.delivering import Deliverer
    from backend.notifications.notifier import Notifier
    from backend.notifications.sending import MailSender, WebhookSender
    from backend.secrets.keys import KeyFile

    async def main():
        deliverer = Deliverer(
            database=Database(sys.argv[1], connections=1, application_name="killed"),
            notifier=Notifier(mails=False, public_url=None),
            keys=KeyFile(Path(sys.argv[2])),
            webhooks=WebhookSender(version="0"),
            mail=MailSender(MailConfig()),
            lease_seconds=1.0,
        )
        await deliverer.run()

    asyncio.run(main())
""")


async def test_two_senders_send_each_once(post: Post) -> None:
    await post.webhook()
    for number in range(20):
        await post.tell(f"key {number}")
    other = Deliverer(
        database=post.database,
        notifier=post.notifier,
        keys=post.keys,
        webhooks=WebhookSender(version="0"),
        mail=MailSender(MailConfig()),
    )
    post.send()
    post.sending.append(asyncio.ensure_future(other.run()))
    await post.until(ended)
    ids = [seen.headers["webhook-id"] for seen in post.receiver.seen]
    assert len(ids) == len(set(ids)) == 20


async def test_an_end_that_comes_with_a_wake_is_heard(post: Post) -> None:
    post.send()
    await asyncio.sleep(0.2)
    post.deliverer.wake()
    await asyncio.sleep(0)
    post.sending[0].cancel()
    done, _ = await asyncio.wait(post.sending, timeout=5)
    assert done


async def test_mail_goes_encrypted_and_signed_in(post: Post) -> None:
    post.send()
    await post.tell("key", "soc@example.com")
    (delivery,) = await post.until(ended)
    assert (delivery["state"], delivery["status"]) == ("SENT", 250)
    (mail,) = post.smtp.mails
    assert (mail.encrypted, mail.user, mail.recipients) == (True, "aggregator", ["soc@example.com"])
    assert mail.sender == "aggregator@example.com"
    assert mail.message["Subject"] == "Partners: 192.0.2.1 is MALICIOUS now"
    assert mail.message["Message-ID"] == f"<{delivery['id']}@example.com>"
    text = mail.message.get_content()
    assert "https://ia.example.com/run/abc" in text
    assert "Ünïcödé" in text


async def test_mail_waits_for_a_server_that_is_down_or_full(post: Post) -> None:
    await post.smtp.stop()
    post.send()
    await post.tell("key", "soc@example.com")
    rows = await post.until(lambda rows: rows[0]["error"] is not None)
    assert "127.0.0.1" in rows[0]["error"]
    post.smtp.breaks_off = True
    await post.smtp.start()
    await post.until(lambda rows: rows[0]["attempts"] >= 2 and rows[0]["error"] is not None)
    post.smtp.breaks_off = False
    await post.until(ended)
    assert len(post.smtp.mails) == 1


async def test_what_the_server_says(post: Post) -> None:
    post.smtp.refuses.add("nobody@example.com")
    post.send()
    await post.tell("key", "nobody@example.com")
    (delivery,) = await post.until(ended)
    assert (delivery["state"], delivery["attempts"], delivery["status"]) == ("DEAD", 1, 550)
    assert "nobody here" in delivery["error"]


async def test_a_wrong_password_or_an_unknown_certificate_is_said(post: Post) -> None:
    body = payload(NotificationKind.TEST, utc_now(), {"title": "A", "detail": "B"})
    wrong = {"host": "127.0.0.1", "port": post.smtp.port, "sender": "a@example.com"}
    config = MailConfig(**wrong, username="aggregator", password="sentinel-71")
    with pytest.raises(SendError, match="535") as caught:
        await MailSender(config, post.smtp.trusting).send("soc@example.com", "id", body)
    assert "sentinel-71" not in caught.value.detail
    with pytest.raises(SendError, match="certificate"):
        await MailSender(config).send("soc@example.com", "id", body)
    assert post.smtp.mails == []


async def test_check_config_tries_the_server(
    post: Post, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))

    async def said(**settings: str) -> str:
        given = {"host": "127.0.0.1", "port": str(post.smtp.port), "username": "n", **settings}
        names = {f"INDICATOR_AGGREGATOR__MAIL__{k.upper()}": v for k, v in given.items()}
        config = load_config(environment=names)
        (check,) = await asyncio.to_thread(lambda: list(endpoints._mail(config)))
        assert not check.failed
        return check.sentence

    assert await said(password=PASSWORD) == "the server answers"
    assert "535" in await said(password="sentinel-72")
    assert "sentinel-72" not in await said(password="sentinel-72")
    assert "does not take mail" in await said(encryption="TLS", password=PASSWORD)
    assert post.smtp.mails == []


async def test_secrets_of_webhooks_move_with_the_key(post: Post, database_url: str) -> None:
    await post.webhook()
    connection = connect(database_url, application_name="tests")
    assert rotate(connection, post.keys).key_version == 2
    connection.close()
    post.keys = KeyFile(post.keys.path)
    (row,) = await post.database.run(Query("version", "SELECT key_version FROM webhooks"))
    assert row["key_version"] == 2
    post.send()
    await post.tell()
    (delivery,) = await post.until(ended)
    assert delivery["state"] == "SENT"


@pytest.mark.parametrize("secret", ["whsec_" + "A" * 30, "whsec_" + "A" * 33, "whsec_" + "A" * 90])
async def test_a_secret_that_can_not_sign_is_refused(post: Post, secret: str) -> None:
    with pytest.raises(InvalidInputError, match="Base64"):
        await post.webhook(secret=secret)
