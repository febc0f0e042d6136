"""When WeChat, Slack or the machine fails."""

import json
from contextlib import suppress
from datetime import UTC, timedelta
from urllib.parse import quote

import httpx
import pytest

from bot.domain.numbers.snapshot import snapshot_day
from bot.lib.transport import local_client
from bot.storage.engine.database import Database
from bot.storage.numbers.public_snapshots import SqlPublicSnapshots
from tests.e2e.person import Json, Person, action_ids, eventually, everything_in, has_table, is_notice, table_of
from tests.forked import output_of
from tools.sandbox.clock import signing_second
from tools.sandbox.launch import Running
from tools.sandbox.slack.delivery import signed
from tools.sandbox.wechat.calls import PUBLIC

SUPPORT_VERSION = "/cgi-bin/wxopen/getweappsupportversion"

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]


async def read_today(person: Person) -> None:
    """Noon of the next day in Shanghai, with the program read: until midnight only questions read it."""
    tomorrow = (await person.now()).astimezone(UTC) + timedelta(days=1)
    await person.move_clock(tomorrow.replace(hour=4, minute=0, second=0, microsecond=0))
    await person.ask("/baselib report shop")


async def test_wechat_error_shows_the_kept_snapshot(alice: Person) -> None:
    await alice.fault("errcode", params={"code": 61007})
    await alice.move_clock(await alice.now() + timedelta(hours=2))
    answer = await alice.ask("/baselib report shop")

    assert len(table_of(answer)) > 3
    assert "61007" in everything_in(answer)
    assert "rid" in everything_in(answer)


async def test_refresh_recovers(alice: Person) -> None:
    await alice.fault("quota_used")
    stale = await alice.ask("/baselib report shop")
    await alice.no_faults()
    await alice.move_clock(await alice.now() + timedelta(days=1))
    fresh = await alice.press_and_see(stale, "report.refresh")

    assert "45009" in everything_in(stale)
    assert fresh["ts"] == stale["ts"]
    assert "45009" not in everything_in(fresh)
    assert len(table_of(fresh)) > 3


async def test_expired_token_is_replaced(alice: Person) -> None:
    await alice.fault("token_expired")
    await alice.move_clock(await alice.now() + timedelta(hours=1, minutes=30))
    answer = await alice.ask("/baselib report coffee")

    assert "42001" not in everything_in(answer)


async def test_slow_wechat_is_announced(alice: Person) -> None:
    await read_today(alice)
    await alice.fault("slow", params={"seconds": 4}, where=SUPPORT_VERSION)
    await alice.move_clock(await alice.now() + timedelta(hours=2))
    reply = await alice.type("/baselib report shop")
    answer = await alice.answer_to(reply)
    [notice, last] = [each for each in await alice.messages() if each["answers"] == reply["interaction"]]

    assert "WeChat" in notice["text"]
    assert last == answer
    assert has_table(answer)


async def test_slow_refresh_is_announced_and_replaced(alice: Person) -> None:
    await read_today(alice)
    await alice.fault("quota_used")
    await alice.move_clock(await alice.now() + timedelta(hours=2))
    breakdown = await alice.ask("/baselib report shop")
    await alice.no_faults()
    await alice.move_clock(await alice.now() + timedelta(days=1))
    await alice.fault("slow", params={"seconds": 4}, where=SUPPORT_VERSION)
    fresh = await alice.press_and_see(breakdown, "report.refresh")
    notice, answer = [each["args"] for each in await alice.requests("response_url")][-2:]

    assert "WeChat" in notice["text"]
    assert notice["replace_original"]
    assert answer["replace_original"]
    assert fresh["ts"] == breakdown["ts"]
    assert fresh["text"] == answer["text"]
    assert "report.refresh" not in action_ids(fresh)


@pytest.mark.parametrize(
    ("fault", "why"),
    [("undetermined_feed", "The meaning of WeChat’s newest numbers is unclear"), ("empty_uv", "has no usage data")],
)
async def test_unusable_feed_leaves_the_last_good_numbers(alice: Person, fault: str, why: str) -> None:
    await read_today(alice)
    await alice.fault(fault)
    await alice.move_clock(await alice.now() + timedelta(days=1))
    raised = await alice.ask("/baselib raise 3.8.0 shop")
    answer = await alice.ask("/baselib report shop")

    for each in (raised, answer):
        assert "%" in each["text"]
        assert why in everything_in(each)
    assert "As of " in everything_in(answer)
    assert table_of(answer)[0][:2] == ["Minimum", "Cut off"]


async def test_forged_and_stale_signatures(alice: Person, running: Running) -> None:
    response_url = quote(f"{running.slack_url}/respond/not-asked-for", safe="")
    body = (
        f"command=%2Fbaselib&text=programs&team_id=T0SANDBOX&user_id={alice.user}&channel_id={alice.channel}"
        f"&response_url={response_url}"
    )
    secret, now = running.environment["SLACK_SIGNING_SECRET"], signing_second()
    before = len(await alice.requests("response_url"))
    async with local_client(running.bot_url) as bot:
        answers = [
            await bot.post("/slack/events", content=body, headers=headers)
            for headers in (
                {},
                headers_of(body, "not-the-secret", now),
                headers_of(body, secret, now - 3600),
                headers_of(body, secret, now) | {"x-slack-request-timestamp": "soon"},
            )
        ]
        large = None
        with suppress(httpx.TransportError):  # the refusal may close the connection before all is sent
            large = await bot.post("/slack/events", content="x" * 2_000_000, headers=headers_of("x", secret, now))
        genuine = await bot.post("/slack/events", content=body, headers=headers_of(body, secret, signing_second()))

    async def answered() -> list[Json]:
        return (await alice.requests("response_url"))[before:]

    await eventually(answered)

    assert [answer.status_code for answer in answers] == [401] * 4
    assert large is None or large.status_code == 413
    assert genuine.status_code == 200
    assert len(await answered()) == 1


def headers_of(body: str, secret: str, timestamp: int) -> dict[str, str]:
    return {"content-type": "application/x-www-form-urlencoded", **signed(secret, body.encode(), at=timestamp)}


async def test_second_process_on_the_same_database(running: Running) -> None:
    environment = dict(running.environment) | {"PORT": "0"}
    status, _, text = await output_of(("bot", "run"), environment, running.plan.directory)

    assert status == 1
    assert "Traceback" not in text
    assert "DATABASE_URL" in text


async def test_command_line_answers_alike(running: Running) -> None:
    arguments = ("bot", "report", "shop", "--json")
    status, text, _ = await output_of(arguments, running.environment, running.plan.directory)
    answer = json.loads(text)

    assert status == 0
    assert answer["program"]["alias"] == "shop"
    assert answer["minimum"] == "2.25.4"


async def test_answer_under_way_survives_sigterm(alice: Person, running: Running) -> None:
    await read_today(alice)
    await alice.fault("slow", params={"seconds": 4}, where=SUPPORT_VERSION)
    await alice.move_clock(await alice.now() + timedelta(hours=2))
    reply = await alice.type("/baselib report shop")
    await alice.sees(lambda message: message["answers"] == reply["interaction"] and is_notice(message))
    running.processes["bot"].terminate()
    answer = await alice.answer_to(reply)
    status = await running.processes["bot"].wait()
    await running.start_bot()

    assert has_table(answer)
    assert status == 0


async def test_public_numbers_are_kept_once_a_day(alice: Person, running: Running) -> None:
    """The bot asks WeChat's public page on the next day; a restart that day does not repeat it."""
    database = Database(running.environment["DATABASE_URL"])
    public = SqlPublicSnapshots(database)

    async def stop() -> None:
        running.processes["bot"].terminate()
        await running.processes["bot"].wait()

    async def reads() -> int:
        return len((await alice.wechat.get("/sandbox/requests", params={"path": PUBLIC})).json()["requests"])

    async def kept_today() -> bool:
        newest = await public.latest()
        return newest is not None and newest.day == snapshot_day(await alice.now())

    await stop()
    await alice.move_clock(await alice.now() + timedelta(days=1))
    before = await reads()
    await running.start_bot()
    await eventually(kept_today)
    await stop()
    await running.start_bot()
    await alice.ask("/baselib report shop")
    history = await public.since(snapshot_day(await alice.now()) - timedelta(weeks=20))
    await database.close()

    assert await reads() == before + 1
    assert len(history) > 20
    assert all(snapshot.sound for snapshot in history)
