"""What values are, over the API."""

from tests.support.backends import BackendProcess


def test_each_value_gets_its_answer_in_order(backend: BackendProcess) -> None:
    values = [" 198.51.100[.]7 ", "hxxps://example.com/a", "10.0.0.1", "no such thing", "3::", ""]
    answer = backend.call("POST", "/indicators/detect", {"values": values}, token="analyst")
    assert answer.status == 200, answer.body
    found = answer.json()
    assert [item["value"] for item in found] == values
    assert [item["indicator"] and item["indicator"]["kind"] for item in found] == [
        "IPV4",
        "URL",
        "IPV4",
        None,
        "IPV6",
        None,
    ]
    specials = ["DOCUMENTATION", "EXAMPLE_NAME", "PRIVATE", None]
    assert [item["special"] for item in found[:4]] == specials
    assert [item["staysInside"] for item in found[:4]] == [False, False, True, False]
    assert found[0]["indicator"]["data"] == "198.51.100.7"
    assert found[4]["alternatives"] == ["SSDEEP"]
    assert found[0]["reason"]
    assert found[0]["error"] is None
    assert "contains spaces" in found[3]["error"]
    assert found[5]["error"]


def test_a_thousand_and_no_more(backend: BackendProcess) -> None:
    values = [f"198.51.100.{n % 256}" for n in range(1000)]
    found = backend.call("POST", "/indicators/detect", {"values": values})
    assert len(found.json()) == 1000
    assert backend.call("POST", "/indicators/detect", {"values": [*values, "x"]}).status == 422
    assert backend.call("POST", "/indicators/detect", {"values": []}).json() == []


def test_a_question_of_many_is_counted_and_answered(backend: BackendProcess) -> None:
    sources = backend.source_ids()
    values = [f"198.51.{n // 250}.{n % 250}" for n in range(1000)]
    asked = backend.ask(*values, source_ids=[sources["tor-exits"], sources["spamhaus-drop"]])
    assert asked["request"]["indicatorCount"] == 1000
    assert len(asked["results"]) == 2000
    assert [v["indicator"]["data"] for v in asked["verdicts"]] == values
    request_id = asked["request"]["id"]
    assert backend.call("GET", f"/requests/{request_id}").json()["indicatorCount"] == 1000
    (newest,) = backend.call("GET", "/requests?limit=1").json()
    assert (newest["id"], newest["indicatorCount"]) == (request_id, 1000)
    assert backend.ask("192.0.2.1", source_ids=[])["request"]["indicatorCount"] == 1
