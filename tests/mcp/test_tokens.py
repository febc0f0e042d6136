"""Personal tokens: made in Slack, used by an agent, and their ends."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.access import AuditAction, Grant, Role
from bot.domain.agents import MOST_TOKENS, TOKEN_LASTS, PersonalToken, digest_of
from bot.ports.slack import Person
from bot.redaction import Redactor
from bot.usecases.agents import OwnerOfToken
from tests.fakes.clock import FakeClock
from tests.handlers.context import ALICE, BOWEN, CHANNEL, NOW, SHOP, TEAM, Office
from tests.mcp.endpoint import Endpoint, body_of, open_endpoint


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    """A bot whose people can make tokens."""
    office = Office()
    owner_of = OwnerOfToken(office.assemble().tokens, office.speaking, office.clock)
    async with open_endpoint(office, owner_of=owner_of) as opened:
        yield opened
    await office.close()


async def make(endpoint: Endpoint, user: str = ALICE) -> str:
    """Type the command and copy the token."""
    message = await endpoint.office.ask("token", user=user)
    assert "bl_" not in message.text
    block = next(each for each in message.blocks if "bl_" in json.dumps(each))
    return str(block["text"]["text"].strip("`\n"))


async def status(endpoint: Endpoint, token: str, program: str = "shop") -> int | bool:
    """The status of a call with a token; True for an answer, False for an error."""
    body = body_of("tools/call", {"name": "get_breakdown", "arguments": {"program": program}})
    response = await endpoint.post(body, {"authorization": f"Bearer {token}"})
    return response.status_code if response.status_code != 200 else not response.json()["result"]["isError"]


def deeds(endpoint: Endpoint) -> list[tuple[str, AuditAction]]:
    """Who did what, by the audit log."""
    return [(entry.by, entry.action) for entry in endpoint.office.audit.entries]


async def test_made_and_used(endpoint: Endpoint) -> None:
    """It works; what is kept is a hash, and no log shows it."""
    token = await make(endpoint)

    assert await status(endpoint, token) is True
    assert list(endpoint.office.personal_tokens.kept) == [digest_of(token)]
    assert token not in repr(endpoint.office.personal_tokens.kept)
    assert deeds(endpoint) == [(ALICE, AuditAction.TOKEN_MADE)]
    assert token not in repr(endpoint.office.audit.entries)
    assert token not in Redactor()(f"made {token} now")


async def test_revoked(endpoint: Endpoint) -> None:
    """By its owner alone; it works no longer."""
    token = await make(endpoint)
    (made,) = endpoint.office.personal_tokens.kept.values()

    refused = await endpoint.office.ask(f"token revoke {made.id}", user=BOWEN)
    assert made.id in refused.text
    assert deeds(endpoint) == [(ALICE, AuditAction.TOKEN_MADE)]
    assert await status(endpoint, token) is True

    await endpoint.office.ask(f"token revoke {made.id}")
    assert await status(endpoint, token) == 401
    assert deeds(endpoint)[-1] == (ALICE, AuditAction.TOKEN_REVOKED)


async def test_listed(endpoint: Endpoint) -> None:
    """By names that are no secrets, to their owner alone."""
    token = await make(endpoint)
    await make(endpoint, BOWEN)
    own = await endpoint.office.ask("token list")

    names = {each.user_id: each.id for each in endpoint.office.personal_tokens.kept.values()}
    assert names[ALICE] in json.dumps(own.blocks)
    assert names[BOWEN] not in json.dumps(own.blocks)
    assert token not in json.dumps(own.blocks)


async def test_ends(endpoint: Endpoint) -> None:
    """After ninety days it is no longer listed or counted, and later deleted."""
    tokens = [await make(endpoint) for _ in range(MOST_TOKENS)]
    refused = await endpoint.office.ask("token")
    assert str(MOST_TOKENS) in refused.text
    assert len(endpoint.office.personal_tokens.kept) == MOST_TOKENS

    assert isinstance(endpoint.office.clock, FakeClock)
    endpoint.office.clock.set(NOW + TOKEN_LASTS)
    assert await status(endpoint, tokens[0]) == 401
    await make(endpoint)
    assert (await endpoint.office.ask("token list")).text == "You have one token."


async def test_agents_are_off() -> None:
    """No useless token is made; earlier ones can be listed and revoked."""
    office, made = Office(agents=False), PersonalToken("abc123", TEAM, ALICE, NOW)
    await office.install(TEAM)
    await office.personal_tokens.add(made, digest_of("bl_before"), since=NOW)

    assert "BASELIB_AGENTS=off" in (await office.ask("token")).text
    assert len(office.personal_tokens.kept) == 1
    assert made.id in json.dumps((await office.ask("token list")).blocks)
    await office.ask(f"token revoke {made.id}")
    assert office.personal_tokens.kept == {}
    await office.close()


async def test_role_at_the_time_of_use(endpoint: Endpoint) -> None:
    """Its owner was an admin when it was made; restricted programs go with the role."""
    await endpoint.office.rules.restrict(TEAM, SHOP.appid, [CHANNEL])
    await endpoint.office.rules.grant(TEAM, Grant(ALICE, Role.ADMIN, "U0", NOW))
    token = await make(endpoint)
    assert await status(endpoint, token) is True

    await endpoint.office.rules.revoke(TEAM, ALICE)
    assert await status(endpoint, token) is False


async def test_deactivated_person(endpoint: Endpoint) -> None:
    """Slack's event, or its answer, ends all their tokens."""
    token, other = await make(endpoint), await make(endpoint, BOWEN)
    await endpoint.office.happen({"type": "user_change", "user": {"id": ALICE, "deleted": True}})
    await endpoint.office.settle()
    assert await status(endpoint, token) == 401

    endpoint.office.people.change(Person(BOWEN, "", "", gone=True))
    endpoint.office.people.forget(TEAM, BOWEN)
    assert await status(endpoint, other) == 401
    assert endpoint.office.personal_tokens.kept == {}
    assert deeds(endpoint)[-2:] == [("system", AuditAction.TOKEN_REVOKED)] * 2


async def test_uninstalled(endpoint: Endpoint) -> None:
    """Nothing of the workspace is answered, and its tokens do not return with it."""
    token = await make(endpoint)
    await endpoint.office.happen({"type": "app_uninstalled"})
    await endpoint.office.settle()
    assert await status(endpoint, token) == 401

    workspace = await endpoint.office.workspaces.get(TEAM)
    assert workspace
    await endpoint.office.workspaces.put(replace(workspace, ended=False))
    assert await status(endpoint, token) == 401
    assert timedelta(days=90) == TOKEN_LASTS
