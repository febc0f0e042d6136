"""When WeChat, Slack or the machine does not do what it should."""

import asyncio
import hashlib
import hmac
import json
import sys
import time
from datetime import timedelta

import httpx
import pytest

from bot.sandbox.launch import Running
from tests.e2e.person import Person, action_ids, everything_in, has_table, table_of

SUPPORT_VERSION = "/cgi-bin/wxopen/getweappsupportversion"

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]


async def test_wechat_error_shows_the_kept_snapshot(alice: Person) -> None:
    """When WeChat refuses, the newest kept snapshot is shown with its age, the errcode and the rid."""
    await alice.move_clock(await alice.now() + timedelta(hours=2))
    await alice.fault("errcode", params={"code": 61007})
    answer = await alice.ask("/baselib report shop")

    assert len(table_of(answer)) > 3
    assert "61007" in everything_in(answer)
    assert "rid" in everything_in(answer)


async def test_refresh_recovers(alice: Person) -> None:
    """Once the quota has come back, Refresh replaces the stale breakdown by a fresh one."""
    await alice.fault("quota_used")
    stale = await alice.ask("/baselib report shop")
    await alice.no_faults()
    await alice.move_clock(await alice.now() + timedelta(days=1))
    await alice.press(stale, "report.refresh")
    fresh = await alice.sees(lambda message: message["ts"] == stale["ts"] and "45009" not in everything_in(message))

    assert "45009" in everything_in(stale)
    assert len(table_of(fresh)) > 3


async def test_expired_token_is_replaced(alice: Person) -> None:
    """A token that WeChat calls expired is fetched anew, once, and nobody notices."""
    await alice.move_clock(await alice.now() + timedelta(hours=1, minutes=30))
    await alice.fault("token_expired")
    answer = await alice.ask("/baselib report coffee")

    assert "42001" not in everything_in(answer)


async def test_slow_wechat_is_announced(alice: Person) -> None:
    """While WeChat is slow the person sees that it is being fetched; the answer follows."""
    await alice.move_clock(await alice.now() + timedelta(hours=2))
    await alice.fault("slow", params={"seconds": 3}, where=SUPPORT_VERSION)
    known = {message["ts"] for message in await alice.messages()}
    acknowledged = await alice.type("/baselib report shop")
    notice = await alice.sees(lambda message: message["ts"] not in known)
    answer = await alice.sees(lambda message: message["ts"] not in known and has_table(message))

    assert acknowledged["ok"]
    assert "WeChat" in notice["text"]
    assert answer["ts"] != notice["ts"]


async def test_slow_refresh_is_announced_and_replaced(alice: Person) -> None:
    """After a slow Refresh the notice stands in the breakdown's place, and then the new breakdown in the notice's."""
    breakdown = await alice.ask("/baselib report shop")
    await alice.fault("slow", params={"seconds": 3}, where=SUPPORT_VERSION)
    await alice.press(breakdown, "report.refresh")
    notice = await alice.sees(lambda message: message["ts"] == breakdown["ts"] and not has_table(message))
    fresh = await alice.sees(lambda message: message["ts"] == breakdown["ts"] and has_table(message))

    assert "WeChat" in notice["text"]
    assert "report.refresh" in action_ids(fresh)


async def test_undetermined_feed_computes_no_loss(alice: Person) -> None:
    """Numbers that prove nothing are shown raw, with what to do, and no loss is computed from them."""
    await alice.move_clock(await alice.now() + timedelta(days=1))
    await alice.fault("undetermined_feed")
    raised = await alice.ask("/baselib raise 3.8.0 shop")
    answer = await alice.ask("/baselib report shop")

    assert "%" not in raised["text"]
    assert len(table_of(answer)[0]) == 2


async def test_forged_and_stale_signatures(alice: Person, running: Running) -> None:
    """Requests that Slack did not sign are refused with 401 and run nothing."""
    body = f"command=%2Fbaselib&text=programs&team_id=T0SANDBOX&user_id={alice.user}&channel_id={alice.channel}"
    secret, now = running.environment["SLACK_SIGNING_SECRET"], int(time.time())
    before = len((await alice.http.get("/sandbox/requests")).json()["requests"])
    async with httpx.AsyncClient(base_url=running.bot_url, trust_env=False) as bot:
        answers = [
            await bot.post("/slack/events", content=body, headers=headers)
            for headers in (
                {},
                signed(body, "not-the-secret", now),
                signed(body, secret, now - 3600),
                signed(body, secret, now) | {"x-slack-request-timestamp": "soon"},
            )
        ]
        large = await bot.post("/slack/events", content="x" * 2_000_000, headers=signed("x", secret, now))

    assert [answer.status_code for answer in answers] == [401] * 4
    assert large.status_code == 413
    assert len((await alice.http.get("/sandbox/requests")).json()["requests"]) == before


def signed(body: str, secret: str, timestamp: int) -> dict[str, str]:
    """Slack's signature: https://docs.slack.dev/authentication/verifying-requests-from-slack."""
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": str(timestamp),
        "x-slack-signature": f"v0={digest}",
    }


async def test_second_process_on_the_same_database(running: Running) -> None:
    """A second bot on one SQLite file ends at once with a sentence that says why."""
    second = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run",
        env=dict(running.environment) | {"PORT": "0"}, cwd=running.plan.directory, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, said = await second.communicate()

    assert second.returncode == 1
    assert b"Traceback" not in said
    assert b"DATABASE_URL" in said


async def test_command_line_answers_alike(running: Running) -> None:
    """`baselib report --json` reads the same program beside the running bot."""
    asked = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "report", "shop", "--json",
        env=dict(running.environment), cwd=running.plan.directory, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await asked.communicate()
    answer = json.loads(said)

    assert asked.returncode == 0
    assert answer["program"]["alias"] == "shop"
    assert answer["minimum"] == "2.25.4"


async def test_answer_under_way_survives_sigterm(alice: Person, running: Running) -> None:
    """A question asked just before the bot is stopped is still answered."""
    await alice.move_clock(await alice.now() + timedelta(days=1, hours=2))
    await alice.fault("slow", params={"seconds": 2.5}, where=SUPPORT_VERSION)
    known = {message["ts"] for message in await alice.messages()}
    await alice.type("/baselib report shop")
    await alice.sees(lambda message: message["ts"] not in known)
    running.processes["bot"].terminate()
    answer = await alice.sees(
        lambda message: message["ts"] not in known and any(block["type"] == "data_table" for block in message["blocks"])
    )
    status = await asyncio.wait_for(running.processes["bot"].wait(), 10)
    await running.start_bot()

    assert answer
    assert status == 0
