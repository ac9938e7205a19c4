"""The protocol: what is refused, versions of code, health, reflection."""

import json
from typing import Any

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from runners.rpc import runner_pb2 as pb
from tests.runners.harness import Asker, Runner
from tests.runners.languages import PYTHON, Language

INDICATOR = pb.Indicator(data="192.0.2.1", kind="IPV4")
CODE = "not looked at"
INVALID = grpc.StatusCode.INVALID_ARGUMENT


@pytest.mark.parametrize(
    ("method", "request_", "detail"),
    [
        ("FetchData", pb.FetchDataRequest(source="s"), "indicator must not be empty."),
        ("FetchData", pb.FetchDataRequest(indicator=INDICATOR), "source must not be empty."),
        (
            "Test",
            pb.TestRequest(indicator=pb.Indicator(data="x"), source_code=CODE),
            "indicator.kind must not be empty.",
        ),
        (
            "Test",
            pb.TestRequest(indicator=pb.Indicator(kind="URL"), source_code=CODE),
            "indicator.data must not be empty.",
        ),
        ("Test", pb.TestRequest(indicator=INDICATOR), "source_code must not be empty."),
        ("Update", pb.UpdateRequest(source_code=CODE), "source must not be empty."),
        ("Update", pb.UpdateRequest(source="s"), "source_code must not be empty."),
        ("Delete", pb.DeleteRequest(), "source must not be empty."),
        ("BackgroundTask", pb.BackgroundTaskRequest(), "source must not be empty."),
        (
            "Init",
            pb.InitRequest(updates=[pb.UpdateRequest(source="never", source_code="")]),
            "source_code must not be empty.",
        ),
        *(
            (
                "Test",
                pb.TestRequest(
                    indicator=INDICATOR, source_code=CODE, context=pb.Context(settings=text)
                ),
                "context.settings is not a JSON object",
            )
            for text in ("[]", "{", '{"a": 1} x', "[" * 100_000)
        ),
    ],
)
async def test_bad_requests(
    ask: Asker, language: Language, method: str, request_: Any, detail: str
) -> None:
    if method == "FetchData" and request_.source:
        await ask.update("s", language.returning(1))
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await getattr(ask.stub, method)(request_, timeout=60)
    assert raised.value.code() is INVALID
    assert detail in (raised.value.details() or "")


async def test_an_unknown_source(ask: Asker) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await ask.fetch("nobody-sent-this")
    assert raised.value.code() is grpc.StatusCode.NOT_FOUND
    assert "nobody-sent-this not found" in (raised.value.details() or "")


async def test_code_is_kept_replaced_and_forgotten(ask: Asker, language: Language) -> None:
    await ask.update("kept", language.returning(1))
    assert (await ask.fetch("kept")).data == "1"
    await ask.update("kept", language.returning(2))
    assert (await ask.fetch("kept")).data == "2"
    for _ in range(2):  # not having it is fine
        await ask.stub.Delete(pb.DeleteRequest(source="kept"), timeout=60)
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await ask.fetch("kept")
    assert raised.value.code() is grpc.StatusCode.NOT_FOUND


async def test_another_version_is_refused(ask: Asker, language: Language) -> None:
    await ask.update("versioned", language.returning(1), version="sha-1")
    assert (await ask.fetch("versioned", version="sha-1")).data == "1"
    assert (await ask.fetch("versioned")).data == "1"
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await ask.fetch("versioned", version="sha-2")
    assert raised.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    assert "in version sha-1, not sha-2" in (raised.value.details() or "")


async def test_init_merges(ask: Asker, language: Language) -> None:
    await ask.update("init-old", language.returning(1))
    updates = [
        pb.UpdateRequest(source=f"init-{n}", source_code=language.returning(n), version=str(n))
        for n in range(300)
    ]
    await ask.stub.Init(pb.InitRequest(updates=updates), timeout=60)
    assert (await ask.fetch("init-old")).data == "1"
    assert (await ask.fetch("init-299", version="299")).data == "299"


async def test_update_refuses_what_is_not_of_the_language_and_keeps_the_old(
    ask: Asker, language: Language
) -> None:
    await ask.update("edited", language.returning(1))
    code, line, column, message = language.syntax_error
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await ask.update("edited", code)
    assert raised.value.code() is INVALID
    details = raised.value.details() or ""
    assert message in details
    assert f"{language.file}, line {line}, column {column}: " in details
    position = dict(raised.value.trailing_metadata())
    assert (position["line"], position["column"]) == (str(line), str(column))
    assert (await ask.fetch("edited")).data == "1"


async def test_update_runs_nothing(ask: Asker, language: Language) -> None:
    await ask.update("lazy", f"{language.exit}\n{language.returning(1)}")
    assert (await ask.fetch("lazy")).error.kind == pb.Error.CODE_ERROR


async def test_update_survives_code_that_explodes_when_it_is_parsed(
    ask: Asker, language: Language
) -> None:
    bomb = "-" if language is PYTHON else "("
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await ask.update("bomb", "x = " + bomb * 1_000_000 + "1")
    assert raised.value.code() is INVALID
    assert (await ask.test(language.returning(1))).data == "1"


async def test_text_of_any_kind_passes_through(ask: Asker, language: Language) -> None:
    data = "a\0b \u2028 \U0001f600 '\"\\ </script>"
    reply = await ask.test(language.doing("return [data, kind]"), data=data)
    assert json.loads(reply.data) == [data.replace("\0", "\ufffd"), "IPV4"]


async def test_health_of_the_server_and_of_the_service(runner: Runner) -> None:
    async with runner.channel() as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        for name in ("", "runner.Runner"):
            reply = await stub.Check(health_pb2.HealthCheckRequest(service=name), timeout=60)
            assert reply.status == health_pb2.HealthCheckResponse.SERVING


async def test_reflection_names_the_services(runner: Runner) -> None:
    async with runner.channel() as channel:
        stub = reflection_pb2_grpc.ServerReflectionStub(channel)
        request = reflection_pb2.ServerReflectionRequest(list_services="")
        calls = stub.ServerReflectionInfo(iter([request]), timeout=60)
        replies = [reply async for reply in calls]
    names = {service.name for service in replies[0].list_services_response.service}
    assert {"runner.Runner", "grpc.health.v1.Health"} <= names


async def test_log_lines_carry_the_trace_of_the_caller(
    ask: Asker, runner: Runner, language: Language
) -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"
    metadata = (("traceparent", f"00-{trace}-b7ad6b7169203331-01"),)
    await ask.stub.Test(ask.request(language.returning(1)), metadata=metadata, timeout=60)
    lines = [json.loads(line) for line in runner.log.read_text().splitlines()]
    traced = [line for line in lines if line.get("trace_id") == trace]
    (line,) = traced
    assert (line["event"], line["action"]) == ("runner_call", "fetch")
    assert line["language"] == language.name
    assert lines[0].get("trace_id") is None
