"""The only writing tool: off by default, needs the present loss, applies nothing."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

import pytest
from mcp_types import CallToolResult, Tool

from bot.domain.access import AuditAction, AuditEntry, Grant, Role
from bot.domain.decisions.evidence import Evidence
from bot.errors import OwnProposal, StorageUnavailable
from bot.ports.slack import Person
from tests.domain.build import snapshot_of
from tests.fakes.access import FakeAuditLog
from tests.fakes.wechat import feed
from tests.handlers.context import ALICE, BOWEN, CHANNEL, NOW, SHOP, TEAM, Office, error_text
from tests.handlers.decisions.acting import vote
from tests.mcp.endpoint import Endpoint, open_endpoint
from tests.mcp.results import assert_valid

ASKED: Final = {"program": "shop", "version": "3.7.0", "reason": "new API", "channel": CHANNEL}
LOSS: Final = 15.0


@asynccontextmanager
async def propose_endpoint(office: Office) -> AsyncIterator[Endpoint]:
    """A bot whose agents may propose."""
    shares = {"3.8.1": "60", "3.7.0": "25", "3.0.0": "12", "2.30.0": "3"}
    kept = snapshot_of(shares, NOW.date(), minimum="3.0.0", appid=SHOP.appid)
    await office.snapshots.save(TEAM, [replace(kept, taken_at=NOW)])
    async with open_endpoint(office, propose=office.assemble().deciding.propose) as opened:
        yield opened


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    """One with nothing proposed yet."""
    office = Office()
    async with propose_endpoint(office) as opened:
        yield opened
    await office.close()


async def proposals(endpoint: Endpoint) -> int:
    """How many cards there are."""
    return len(await endpoint.office.decisions.of_team(TEAM, limit=9))


async def refused(endpoint: Endpoint, user: str = ALICE, **arguments: Any) -> str:
    """The sentence; nothing is proposed and nothing logged."""
    result = await endpoint.call(
        "propose_minimum", {**ASKED, "acknowledged_loss_percent": LOSS, **arguments}, user=user
    )
    assert result["isError"], result
    assert await proposals(endpoint) == 0
    assert endpoint.office.audit.entries == []
    assert endpoint.office.messenger.posted == []
    return str(result["content"][0]["text"])


async def test_off_unless_it_is_switched_on() -> None:
    """The tool is not even listed."""
    office = Office()
    async with open_endpoint(office) as endpoint:
        listed = (await endpoint.slackbot("tools/list"))["result"]["tools"]
        answer = await endpoint.slackbot("tools/call", {"name": "propose_minimum", "arguments": ASKED})
    await office.close()

    assert "propose_minimum" not in {tool["name"] for tool in listed}
    assert answer["error"]["code"] == -32602


async def test_proposed(endpoint: Endpoint) -> None:
    """With the loss from `cost_of_minimum`; card and audit log name the agent."""
    cost = (await endpoint.call("cost_of_minimum", {"program": "shop", "version": "3.7.0"}))["structuredContent"]
    arguments = {**ASKED, "acknowledged_loss_percent": cost["acknowledge_loss_percent"]}
    result = CallToolResult.model_validate(await endpoint.call("propose_minimum", arguments))
    listed = {each["name"]: each for each in (await endpoint.slackbot("tools/list"))["result"]["tools"]}
    tool = Tool.model_validate(listed["propose_minimum"])

    data = assert_valid(tool, result, frozenset(listed))
    assert (data["version"], data["channel"], data["posted"]) == ("3.7.0", CHANNEL, True)
    assert tool.annotations
    assert tool.annotations.read_only_hint is False
    (card,) = endpoint.office.messenger.posted
    assert "(Through Slackbot) new API" in json.dumps(card.message.blocks)
    (entry,) = [each for each in endpoint.office.audit.entries if each.action is AuditAction.AGENT_PROPOSED]
    assert (entry.by, entry.after["through"]) == (ALICE, "slackbot")


async def test_a_planned_day_and_a_scan(endpoint: Endpoint) -> None:
    """Frozen as in the form, the scan as the person's; an invalid verdict is refused."""
    verdict = {"outcome": "passed", "to_run": "3.7.0", "to_work_whole": None, "unjudged": 0, "commit": "", "at": NOW}
    line = json.dumps(verdict, default=str)
    assert "--verdict" in await refused(endpoint, scan="passed")
    asked = {**ASKED, "acknowledged_loss_percent": LOSS, "scan": line, "planned_day": "2026-12-24"}
    await endpoint.call("propose_minimum", asked)
    (decision,) = await endpoint.office.decisions.of_team(TEAM, limit=9)

    assert isinstance(decision.evidence, Evidence)
    assert decision.evidence.planned == date(2026, 12, 24)
    assert decision.evidence.scan
    assert decision.evidence.scan.given_by == ALICE


async def test_the_person_behind_an_agent_cannot_pass_alone(endpoint: Endpoint) -> None:
    """They are the proposer, whichever door the proposal came through."""
    await endpoint.call("propose_minimum", {**ASKED, "acknowledged_loss_percent": LOSS})
    (decision,) = await endpoint.office.decisions.of_team(TEAM, limit=9)

    assert decision.proposer_id == ALICE
    assert await vote(endpoint.office, decision, ALICE) == error_text(OwnProposal())
    assert await vote(endpoint.office, decision, BOWEN) != error_text(OwnProposal(), "zh-CN")


@pytest.mark.parametrize("loss", [0, 14.9, 15.01, 100])
async def test_another_loss(endpoint: Endpoint, loss: float) -> None:
    """The sentence has the right one."""
    assert "15.0%" in await refused(endpoint, acknowledged_loss_percent=loss)


async def test_loss_that_has_moved(endpoint: Endpoint) -> None:
    """What was read an hour ago is acknowledged no longer."""
    endpoint.office.source.set(SHOP.appid, feed({"3.8.1": 60, "3.7.0": 20, "3.0.0": 17, "2.30.0": 3}))
    endpoint.office.clock.advance(timedelta(hours=2))

    assert "20.0%" in await refused(endpoint)


async def test_who_may_not(endpoint: Endpoint) -> None:
    """A viewer, a non-member of the channel, another company's person; none in a direct message."""
    await endpoint.office.rules.grant(TEAM, Grant(BOWEN, Role.VIEWER, "U0", NOW))
    await refused(endpoint, BOWEN)
    endpoint.office.people.change(Person("U0FAR", "", "", is_outsider=True))
    await refused(endpoint, "U0FAR")
    await refused(endpoint, channel="D0DIRECT")
    endpoint.office.people.left = {(CHANNEL, ALICE)}
    await refused(endpoint)


async def test_restricted_program(endpoint: Endpoint) -> None:
    """It is unknown in a channel where it is not."""
    await endpoint.office.rules.restrict(TEAM, SHOP.appid, ["C0OTHER"])
    await refused(endpoint)


class FullLog(FakeAuditLog):
    """Nothing more can be written."""

    @asynccontextmanager
    async def recording(self, entry: AuditEntry) -> AsyncIterator[None]:
        """Fail after all writing, like a full disk at the commit."""
        async with super().recording(entry):
            yield
            raise StorageUnavailable(reason="full")


async def test_logged_or_not_proposed() -> None:
    """Entry and proposal share a transaction: neither is kept without the other."""
    office = Office()
    office.repositories = replace(office.repositories, audit=FullLog())
    async with propose_endpoint(office) as endpoint:
        result = await endpoint.call("propose_minimum", {**ASKED, "acknowledged_loss_percent": LOSS})
    await office.close()

    assert result["isError"]
    assert office.messenger.posted == []
