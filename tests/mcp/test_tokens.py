"""Personal tokens: made in Slack, used by an agent, and what ends them."""

import json
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.access.audit import AuditAction
from bot.domain.access.roles import Grant, Role
from bot.domain.agents import MOST_TOKENS, TOKEN_LASTS, digest_of
from bot.logs import Redactor
from bot.ports.slack import Person
from bot.usecases.agents import OwnerOfToken
from tests.fakes.clock import FakeClock
from tests.handlers.context import ALICE, BOWEN, CHANNEL, NOW, SHOP, TEAM, Office
from tests.mcp.desk import Door, body_of, open_door


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    """A bot whose people can make tokens."""
    office = Office()
    owner_of = OwnerOfToken(office.assemble().tokens, office.speaking, office.clock)
    async with open_door(office, int(time.time()), owner_of=owner_of) as opened:  # noqa: TID251
        yield opened
    await office.close()


async def make(door: Door, user: str = ALICE) -> str:
    """Type the command and copy the token."""
    message = await door.office.ask("token", user=user)
    assert "bl_" not in message.text
    block = next(each for each in message.blocks if "bl_" in json.dumps(each))
    return str(block["text"]["text"].strip("`\n"))


async def status(door: Door, token: str, program: str = "shop") -> int | bool:
    """The status of a call with a token; True for an answer, False for a sentence."""
    body = body_of("tools/call", {"name": "get_breakdown", "arguments": {"program": program}})
    response = await door.post(body, {"authorization": f"Bearer {token}"})
    return response.status_code if response.status_code != 200 else not response.json()["result"]["isError"]


def deeds(door: Door) -> list[tuple[str, AuditAction]]:
    """Who did what, by the audit log."""
    return [(entry.by, entry.deed) for entry in door.office.audit.entries]


async def test_made_and_used(door: Door) -> None:
    """It works; what is kept is a hash, and no log shows it."""
    token = await make(door)

    assert await status(door, token) is True
    assert list(door.office.personal_tokens.kept) == [digest_of(token)]
    assert token not in repr(door.office.personal_tokens.kept)
    assert deeds(door) == [(ALICE, AuditAction.TOKEN_MADE)]
    assert token not in repr(door.office.audit.entries)
    assert token not in Redactor()(f"made {token} now")


async def test_revoked(door: Door) -> None:
    """By its owner alone; it works no longer."""
    token = await make(door)
    (made,) = door.office.personal_tokens.kept.values()

    refused = await door.office.ask(f"token revoke {made.id}", user=BOWEN)
    assert made.id in refused.text
    assert await status(door, token) is True

    await door.office.ask(f"token revoke {made.id}")
    assert await status(door, token) == 401
    assert deeds(door)[-1] == (ALICE, AuditAction.TOKEN_REVOKED)


async def test_listed(door: Door) -> None:
    """By names that are no secrets, to their owner alone."""
    token = await make(door)
    await make(door, BOWEN)
    own = await door.office.ask("token list")

    names = {each.user_id: each.id for each in door.office.personal_tokens.kept.values()}
    assert names[ALICE] in json.dumps(own.blocks)
    assert names[BOWEN] not in json.dumps(own.blocks)
    assert token not in json.dumps(own.blocks)


async def test_ends(door: Door) -> None:
    """After ninety days; then it is listed no longer, and makes room."""
    tokens = [await make(door) for _ in range(MOST_TOKENS)]
    refused = await door.office.ask("token")
    assert str(MOST_TOKENS) in refused.text
    assert len(door.office.personal_tokens.kept) == MOST_TOKENS

    assert isinstance(door.office.clock, FakeClock)
    door.office.clock.set(NOW + TOKEN_LASTS)
    assert await status(door, tokens[0]) == 401
    await make(door)
    assert len(door.office.personal_tokens.kept) == 1


async def test_role_at_the_time_of_use(door: Door) -> None:
    """Its owner was an admin when it was made; what is restricted to a channel is gone with the role."""
    await door.office.rules.restrict(TEAM, SHOP.appid, [CHANNEL])
    await door.office.rules.grant(TEAM, Grant(ALICE, Role.ADMIN, "U0", NOW))
    token = await make(door)
    assert await status(door, token) is True

    await door.office.rules.revoke(TEAM, ALICE)
    assert await status(door, token) is False


async def test_deactivated_person(door: Door) -> None:
    """Slack says so in an event, or when it is asked; either ends every token of theirs."""
    token, other = await make(door), await make(door, BOWEN)
    await door.office.happen({"type": "user_change", "user": {"id": ALICE, "deleted": True}})
    await door.office.settle()
    assert await status(door, token) == 401

    door.office.people.change(Person(BOWEN, "", "", gone=True))
    door.office.people.forget(TEAM, BOWEN)
    assert await status(door, other) == 401
    assert door.office.personal_tokens.kept == {}
    assert deeds(door)[-2:] == [("system", AuditAction.TOKEN_REVOKED)] * 2


async def test_uninstalled(door: Door) -> None:
    """Nothing of the workspace is answered any more, and its tokens do not come back with it."""
    token = await make(door)
    await door.office.happen({"type": "app_uninstalled"})
    await door.office.settle()
    assert await status(door, token) == 401

    workspace = await door.office.workspaces.get(TEAM)
    assert workspace
    await door.office.workspaces.put(replace(workspace, ended=False))
    assert await status(door, token) == 401
    assert timedelta(days=90) == TOKEN_LASTS
