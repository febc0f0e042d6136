"""The bot as third-party platform, from an empty database: tickets, merchants, refusals, keys, secrets."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.lib.transport import local_client
from bot.storage.engine.database import Database
from bot.storage.maintenance.vault import Vault
from bot.storage.platform import SqlAuthorisers
from tests.clock import NOW
from tests.e2e.person import FINISHED, Person, eventually, everything_in, let_in_by, link_in, merchant
from tests.e2e.platform import (
    AUTHORIZER_LIST,
    AUTHORIZER_TOKEN,
    QUERY,
    QUERY_AUTH,
    START_PUSH,
    all_messages,
    at,
    calls,
    command,
    leaks,
    listed,
    log_of,
    push_ticket,
    reads,
    refused,
    restart,
    rows,
    secrets_of,
)
from tests.forked import launched
from tools.sandbox.launch import Plan, Running
from tools.sandbox.wechat.config import demo_programs, fleet_programs

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]

FLEET: Final = fleet_programs(4)
BY_NAME: Final = {str(program.alias): program for program in demo_programs()}
_OUTAGE: Final = timedelta(hours=13)
_WAYS: Final = {
    "shop": "redirect_first",
    "coffee": "push_first",
    "clinic": "push_only",
    "fractions": "redirect_only",
    "below": "both_twice",
    "single": "",
}
"""How the news of an authorisation comes, one program each."""


@dataclass
class Stage:
    """The bot that runs now, and a person beside it."""

    running: Running
    alice: Person
    first: Mapping[str, str]
    askers: list[Person] = field(default_factory=list)
    """The asker of each authorisation, in their own channel."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """A platform with a few merchants and a new bot; WeChat pushes no ticket yet."""
    plan = Plan(
        Path(tmp_path_factory.mktemp("sandbox")),
        NOW,
        component=True,
        programs=(),
        tickets=False,
        fleet=len(FLEET),
        seeded=False,
        ports=(0, 0, 0),
        quiet=True,
        extra={"LOG_LEVEL": "DEBUG"},
    )
    async with launched(plan) as running, at(running) as alice:
        yield Stage(running, alice, running.environment)


@pytest_asyncio.fixture(loop_scope="module")
async def alice(stage: Stage) -> AsyncIterator[Person]:
    yield stage.alice
    await stage.alice.no_faults()


async def test_without_a_ticket(stage: Stage) -> None:
    nothing = await stage.alice.ask("/baselib programs")
    given = await stage.alice.ask("/baselib programs add")
    async with merchant() as visitor:
        page = await visitor.open(link_in(given))

    assert "/baselib programs add" in nothing["text"]
    assert "has not pushed a verify ticket" in everything_in(given)
    assert page.status_code == 503
    assert await calls(stage.alice, QUERY) == []


async def test_the_first_ticket(stage: Stage) -> None:
    await stage.alice.no_faults()
    assert await push_ticket(stage.alice)
    await listed(stage.alice, len(FLEET))
    report = await stage.alice.ask(f"/baselib report {FLEET[0].nickname}")

    assert report["text"].startswith(FLEET[0].nickname)
    assert FLEET[0].minimum in report["text"]
    assert (await reads(stage.alice.wechat))[FLEET[0].appid] >= 1


async def test_in_every_order(alice: Person, stage: Stage) -> None:
    """Redirect first, push first, one alone, or both twice: one program, one message with numbers."""
    before = len(await calls(alice, QUERY_AUTH))
    programs = [BY_NAME[alias] for alias in _WAYS]
    outcomes = await asyncio.gather(
        *(let_in_by(alice, program.appid, way) for program, way in zip(programs, _WAYS.values(), strict=True))
    )
    pushed = await eventually(lambda: _all_pushed(alice, len(_WAYS)))
    reports = await asyncio.gather(*(alice.ask(f"/baselib report {program.nickname}") for program in programs))

    for program, (somewhere, result, _), report in zip(programs, outcomes, reports, strict=True):
        assert result["text"].startswith(f"✅ {program.nickname.split()[0]}"), result["text"]
        assert program.minimum in result["text"]
        assert program.minimum in report["text"]
        news = "SELECT count(*) FROM program_news WHERE channel_id = ?"
        assert rows(stage.running, news, somewhere.channel) == [(1,)]
        stage.askers.append(somewhere)
    landed = [page for _, _, pages in outcomes for page in pages]
    assert sum("You can close this page" in page for page in landed) == len(_WAYS) + 1
    assert pushed
    assert len([call for call in await calls(alice, QUERY_AUTH) if call["errcode"] == 0]) == before + len(_WAYS)
    kept = rows(stage.running, "SELECT appid FROM programs")
    assert len(kept) == len(set(kept)) == len(FLEET) + len(_WAYS)


async def _all_pushed(alice: Person, authorisations: int) -> bool:
    """Whether so many were pushed and answered: all but one, and one twice."""
    delivered = (await alice.wechat.get("/sandbox/component")).json()["delivered"]
    return bool(delivered.get("authorized", 0) >= authorisations)


async def test_without_the_permission_set(alice: Person) -> None:
    program, somewhere = BY_NAME["partial"], await alice.elsewhere()
    link = link_in(await somewhere.ask("/baselib programs add"))
    async with merchant() as admin:
        [page] = await admin.confirm(link, program.appid, sets=[17])
        received = await somewhere.sees(lambda message: "permission set 18" in message["text"])
        answer = await somewhere.ask(f"/baselib report {program.nickname}")
        await admin.confirm(link_in(received), program.appid)
    again = await somewhere.sees(lambda message: FINISHED in message["text"])
    report = await somewhere.ask(f"/baselib report {program.nickname}")

    assert "Permission set 18 is missing" in page
    assert "another platform holds it" in everything_in(received)
    assert link_in(received) != link
    assert "18" in answer["text"]
    assert program.nickname in again["text"]
    assert program.nickname in report["text"]


async def test_an_address_that_is_not_on_the_list(alice: Person, stage: Stage) -> None:
    for path in (QUERY, AUTHORIZER_TOKEN):
        await alice.fault("ip_not_allowed", where=path, params={"ip": "203.0.113.9"})
        await alice.move_clock(await alice.now() + timedelta(hours=2))  # its access token has to be fetched anew
        answer = await refused(alice, stage.running, FLEET[1], "203.0.113.9")

        assert "allowlist" in answer["text"].lower()
    await alice.no_faults()
    assert FLEET[1].minimum in (await alice.ask(f"/baselib report {FLEET[1].nickname}"))["text"]


async def test_a_permission_set_that_is_gone(alice: Person, stage: Stage) -> None:
    """61007: the answer names the set and its remedy; the program's channel gets one notice."""
    somewhere = await alice.elsewhere()
    await somewhere.ask(f"/baselib use {FLEET[2].nickname}")
    await alice.fault("set_not_granted", where=FLEET[2].appid)
    for _ in range(2):
        await refused(somewhere, stage.running, FLEET[2], "18")
    received = await somewhere.sees(lambda message: "cannot be read" in message["text"] and not message["ephemeral"])
    await alice.no_faults()
    again = await somewhere.ask("/baselib")

    assert "ticks that set" in everything_in(received)
    assert FLEET[2].minimum in again["text"]


async def test_a_refresh_token_that_is_no_good(alice: Person, stage: Stage) -> None:
    database = Database(stage.running.environment["DATABASE_URL"])
    vault = Vault([SecretStr(stage.running.environment["BASELIB_ENCRYPTION_KEYS"])])
    await SqlAuthorisers(database, vault).keep({FLEET[3].appid: "refreshtoken@@@of-a-restored-backup"})
    await database.close()
    before = len(await calls(alice, AUTHORIZER_LIST))
    await alice.move_clock(await alice.now() + timedelta(hours=3))  # its access token has to be fetched anew
    answer = await alice.ask(f"/baselib report {FLEET[3].nickname}")

    assert FLEET[3].minimum in answer["text"]
    assert len(await calls(alice, AUTHORIZER_LIST)) == before + 1


async def test_thirteen_hours_without_a_ticket(alice: Person, stage: Stage) -> None:
    """Kept numbers with the reason, one or two requests to push, then recovery by itself."""
    await alice.fault("ticket_outage")
    asked_before = len(await calls(alice, START_PUSH))
    await alice.move_clock(await alice.now() + _OUTAGE)
    before = await reads(alice.wechat)
    await refused(alice, stage.running, FLEET[0], "verify ticket arrived 13 hours ago")
    kept = [await alice.ask(f"/baselib report {program.nickname}") for program in FLEET[1:]]
    given = await alice.ask("/baselib programs add")
    somewhere = await alice.elsewhere()
    async with merchant() as visitor:
        page = await visitor.open(link_in(given))

    for program, answer in zip(FLEET[1:], kept, strict=True):
        assert program.minimum in answer["text"]
        assert "verify ticket arrived 13 hours ago" in everything_in(answer)
    assert "verify ticket arrived 13 hours ago" in everything_in(given)
    assert page.status_code == 503
    assert await reads(alice.wechat) == before
    assert 1 <= len(await calls(alice, START_PUSH)) - asked_before <= 2

    await alice.no_faults()
    assert await push_ticket(alice)
    fresh = await alice.ask(f"/baselib report {FLEET[0].nickname}")
    async with merchant() as admin:
        await admin.confirm(link_in(await somewhere.ask("/baselib programs add")), BY_NAME["missing"].appid)
    await somewhere.sees(lambda message: FINISHED in message["text"])

    assert FLEET[0].minimum in fresh["text"]
    assert "verify ticket" not in everything_in(fresh)
    assert (await reads(alice.wechat))[FLEET[0].appid] > before[FLEET[0].appid]


async def test_new_keys(alice: Person, stage: Stage) -> None:
    """Both kinds change without a new authorisation: the new key beside the old, then alone."""
    old = stage.running.environment
    new_key, new_aes = Fernet.generate_key().decode(), old["WECHAT_COMPONENT_AES_KEY"][::-1]
    exchanged = len(await calls(alice, QUERY_AUTH))
    both = {
        "BASELIB_ENCRYPTION_KEYS": f"{new_key},{old['BASELIB_ENCRYPTION_KEYS']}",
        "WECHAT_COMPONENT_AES_KEY": f"{new_aes},{old['WECHAT_COMPONENT_AES_KEY']}",
    }
    stage.running = await restart(stage.running, both)
    with_the_old = await push_ticket(alice)
    await alice.wechat.post("/sandbox/component", json={"aes_key": new_aes})
    with_the_new = await push_ticket(alice)
    rotated = await command(stage.running, "keys", "rotate")
    during = await alice.ask(f"/baselib report {FLEET[1].nickname}")
    new = {"BASELIB_ENCRYPTION_KEYS": new_key, "WECHAT_COMPONENT_AES_KEY": new_aes}
    stage.running = await restart(stage.running, new)
    before = await reads(alice.wechat)
    await alice.move_clock(await alice.now() + timedelta(hours=3))  # every access token has to be fetched anew
    reports = [await alice.ask(f"/baselib report {program.nickname}") for program in FLEET]

    assert with_the_old
    assert with_the_new
    assert re.search(r"\d", rotated)
    assert FLEET[1].minimum in during["text"]
    assert await push_ticket(alice)
    for program, report in zip(FLEET, reports, strict=True):
        assert program.minimum in report["text"]
        assert (await reads(alice.wechat))[program.appid] > before[program.appid]
    assert len(await calls(alice, QUERY_AUTH)) == exchanged


async def test_each_was_told_once(stage: Stage) -> None:
    for somewhere in stage.askers:
        assert len([m for m in await somewhere.messages() if FINISHED in m["text"]]) == 1
    assert len(stage.askers) == len(_WAYS)


async def test_no_secret_got_out(stage: Stage, alice: Person) -> None:
    """Not in the DEBUG log, Slack or the metrics; a pass only in its link."""
    secrets = secrets_of(stage.first) | secrets_of(stage.running.environment)
    log = log_of(stage.running)
    async with local_client() as http:
        metrics = await http.get(f"{stage.running.bot_url}/metrics")

    assert len(leaks(f"ticket@@@{'x' * 8} 98_{'x' * 100} gAAAAA{'x' * 20} {max(secrets)}", secrets)) == 4
    assert stage.first["BASELIB_ENCRYPTION_KEYS"] != stage.running.environment["BASELIB_ENCRYPTION_KEYS"]
    assert "[debug" in log
    assert metrics.is_success
    for text in (log, await all_messages(alice), metrics.text):
        assert leaks(text, secrets) == []
