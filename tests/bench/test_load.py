"""Raw HTTP, the load generator, and the inbox where answers arrive that do not come with the acknowledgement."""

import asyncio
import json
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from typing import Any

import pytest

from bench.kit import load
from bench.kit.load import Inbox, latencies, paced, throughput
from bench.kit.site import site
from bench.kit.upstream import Dice
from bench.kit.wire import WrongAnswerError, callers, first_message, http_response, listening
from bench.serving import KEPT, other_work
from bot.i18n import texts_for
from bot.lib.transport import local_client
from tools.sandbox.launch import Process, start_python

GOOD = b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"
MISSING = b"GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n"
LATER = 0.05


class Loaded(Dice):
    def __init__(self, *faults: str | None) -> None:
        super().__init__()
        self._faults = list(faults)

    def roll(self, place: str) -> str | None:
        del place
        return self._faults.pop(0) if self._faults else None


def status_of(response: bytes) -> int:
    return int(response.split(b" ", 2)[1])


def niceness(process: Process) -> int:
    return os.getpriority(os.PRIO_PROCESS, process.pid)


@pytest.fixture
async def port() -> AsyncIterator[int]:
    def page(target: str, _body: bytes) -> tuple[bytes, float]:
        return (http_response(b"{}") if target == "/livez" else http_response(b"{}", "404 Not Found")), 0

    async with listening(page) as found:
        yield found


@pytest.fixture
async def bot() -> AsyncIterator[int]:
    """Acknowledges at once, and answers a moment later where the request says; a second time, too."""
    answering = set[asyncio.Task[None]]()

    async def answer(url: str) -> None:
        await asyncio.sleep(LATER)
        async with local_client() as client:
            for text in ("first " + "x" * 100_000, "second"):  # in pieces, as a long answer arrives
                assert (await client.post(url, json={"text": text})).json() == {"ok": True}

    def acknowledge(target: str, _body: bytes) -> tuple[bytes, float]:
        if target == "/refused":
            return http_response(b"", "500 Internal Server Error"), 0
        answering.add(asyncio.create_task(answer(target)))
        return http_response(b""), 0

    async with listening(acknowledge) as found:
        yield found
        await asyncio.gather(*answering)


def request_to(address: str) -> bytes:
    return f"POST {address} HTTP/1.1\r\nHost: a\r\n\r\n".encode()


async def test_what_shares_the_generators_core_gives_way() -> None:
    """Else its waits for the core would count as the bot's; the bot's own core is shared evenly."""
    started = list[Process]()

    async def start(*arguments: Any) -> Process:
        started.append(await start_python(*arguments))
        return started[-1]

    async with site(1, start=start) as here, other_work(here.cores) as (beside_bot, beside_generator):
        own = os.getpriority(os.PRIO_PROCESS, 0)
        assert [niceness(process) for process in started] == [19]
        assert (niceness(beside_bot), niceness(beside_generator)) == (own, 19 if here.cores.other is not None else own)


@pytest.mark.parametrize("cut", [1, 10, 40, 60, None])
@pytest.mark.parametrize(
    ("message", "body"),
    [
        (b"POST /a?b=c HTTP/1.1\r\nHost: a-long-name\r\nContent-Length: 11\r\n\r\nhello world", b"hello world"),
        (b"HTTP/1.1 200 OK\r\nserver: a-long-name\r\ncontent-length:2\r\na: long name\r\n\r\nok", b"ok"),
        (b"GET /livez HTTP/1.1\r\nHost: a-long-name\r\nUser-Agent: a-long-name\r\n\r\n", b""),
    ],
)
def test_a_message_in_pieces_is_waited_for(message: bytes, body: bytes, cut: int | None) -> None:
    """Head and body may come in any number of packets; without a length there is no body."""
    head = message.removesuffix(body)

    assert first_message(message[:cut]) == ((head, body) if cut is None else None)
    assert first_message(message + b"GET /next") == (head, body)


@pytest.mark.parametrize(
    "answer",
    [
        http_response(b"", "500 Internal Server Error"),
        http_response(b"", "401 Unauthorized"),
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
    ],
)
async def test_a_refusal_is_not_counted_as_an_answer(answer: bytes) -> None:
    async with listening(lambda _target, _body: (answer, 0)) as port, callers(port, 1) as (caller,):
        with pytest.raises(WrongAnswerError):
            await caller.ask(GOOD)


async def test_every_connection_keeps_asking(port: int) -> None:
    assert await throughput(port, GOOD, connections=8, seconds=0.5) * 0.5 > 8


async def test_a_round_lasts_until_the_first_answer(port: int) -> None:
    assert await throughput(port, GOOD, connections=1, seconds=0) > 0


async def test_a_refusal_ends_the_round(port: int) -> None:
    with pytest.raises(WrongAnswerError, match="404"):
        await throughput(port, MISSING, connections=2, seconds=5)


async def test_as_many_latencies_as_asked_for(port: int) -> None:
    going_on = iter([True, True, False])
    found = await latencies(port, GOOD, count=20)

    assert len(found) == 20
    assert min(found) > 0
    assert len(await latencies(port, GOOD, count=20, going_on=lambda: next(going_on))) == 3
    assert len(await latencies(port, GOOD, count=20, going_on=lambda: False)) == 1


async def test_a_server_that_hangs_up_is_an_error() -> None:

    class Rude(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.Transport)
            transport.write(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf")
            transport.close()

    server = await asyncio.get_running_loop().create_server(Rude, "127.0.0.1", 0)
    async with server, callers(server.sockets[0].getsockname()[1], 1) as (caller,):
        with pytest.raises(WrongAnswerError, match="closed"):
            await caller.ask(GOOD)


async def test_a_late_answer_delays_those_that_were_due_meanwhile() -> None:
    """A server that stands still holds up every request of that time, not just the one it is busy with."""
    delays = iter([LATER, 0, 0, 0])
    async with listening(lambda _target, _body: (http_response(b""), next(delays))) as port:
        found = await latencies(port, GOOD, count=4, every_s=0.01)

    assert found[0] >= LATER
    assert found[1] >= LATER - 0.01
    assert found[2] >= LATER - 0.02


async def test_calls_keep_their_pace() -> None:
    """They begin however long the others take, and the first one that fails ends all."""
    running = asyncio.Event()

    async def ask(number: int) -> None:
        if number < 2:
            await running.wait()
        running.set()

    async def fail(number: int) -> None:
        raise WrongAnswerError(str(number))

    assert len(await paced(ask, 3, per_second=100)) == 3
    with pytest.RaisesGroup(WrongAnswerError):
        await paced(fail, 1000, per_second=1)


async def test_an_answer_is_timed_until_all_of_it_is_there(bot: int) -> None:
    """Each request gets the first answer to its own address, not the acknowledgement, and not what came late."""
    async with Inbox.open() as inbox, callers(bot, 1) as (caller,):
        for _ in range(2):
            seconds, answer = await inbox.ask(caller, request_to)

            assert seconds >= LATER
            assert json.loads(answer)["text"] == "first " + "x" * 100_000


async def test_what_comes_too_late_is_left_alone(bot: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends neither the connection that brings it nor the answer to the next request."""
    async with Inbox.open() as inbox, callers(bot, 1) as (caller,):
        with monkeypatch.context() as patch:
            patch.setattr(load, "_WITHIN_S", LATER / 2)
            with pytest.raises(TimeoutError):
                await inbox.ask(caller, request_to)
        _, answer = await inbox.ask(caller, request_to)

    assert json.loads(answer)["text"].startswith("first ")


async def test_a_refused_request_has_no_answer(bot: int) -> None:
    async with Inbox.open() as inbox, callers(bot, 1) as (caller,):
        with pytest.raises(WrongAnswerError):
            await inbox.ask(caller, lambda _address: request_to("/refused"))


def test_answers_are_counted() -> None:
    """Of each command those that were taken; not those that were refused, nor what says that one is on its way."""
    inbox = Inbox(Loaded("ratelimited", None, "server_error", None, None, "slow"))
    answer = json.dumps({"text": "42 %"}).encode()
    on_its_way = json.dumps({"text": texts_for("zh-CN")("fetching")}).encode()
    addresses = [inbox.address()[1].partition("/commands")[2] for _ in range(3)]

    def taken(number: int, body: bytes) -> int:
        return status_of(inbox.take(f"/commands{addresses[number]}", body)[0])

    assert [taken(0, answer), taken(0, answer)] == [429, 200]
    assert [taken(1, answer), taken(1, on_its_way)] == [500, 200]
    assert [taken(2, answer), taken(2, answer)] == [200, 200]
    assert inbox.answers == [1, 0, 2]


def test_a_look_at_a_sweep_holds_nothing_up(migrated_sqlite_url: str) -> None:
    with closing(sqlite3.connect(migrated_sqlite_url.removeprefix("sqlite:///"))) as connection:
        plan = connection.execute(f"EXPLAIN QUERY PLAN {KEPT}", ["T1", "2026-11-24"]).fetchall()

    assert [detail for *_, detail in plan] == [
        "SEARCH snapshots USING COVERING INDEX ix_snapshots_team_id_day (team_id=? AND day=?)"
    ]
