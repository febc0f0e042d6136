"""Resources and prompts, for IDEs."""

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
from bot.i18n import texts_for
from bot.mcp.documents import PAGES, PROMPTS
from bot.ports.slack import Person
from tests.domain.build import snapshot_of
from tests.fakes.people import FakeAuditLog
from tests.fakes.wechat import feed
from tests.handlers.context import ALICE, BOWEN, CHANNEL, NOW, SHOP, TEAM, Office, error_text
from tests.handlers.decisions.acting import vote
from tests.mcp.endpoint import Endpoint, open_endpoint
from tests.mcp.results import assert_valid
from tests.project.repository import ROOT

LANGUAGES: Final = {"en": "Change nothing", "zh-CN": "不要做任何更改"}


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    office = Office()
    async with open_endpoint(office) as opened:
        yield opened
    await office.close()


async def read(endpoint: Endpoint, uri: str) -> dict[str, Any]:
    return await endpoint.slackbot("resources/read", {"uri": uri})


async def text_of(endpoint: Endpoint, uri: str) -> str:
    (content,) = (await read(endpoint, uri))["result"]["contents"]
    assert content["uri"] == uri
    return str(content["text"])


async def test_pages(endpoint: Endpoint) -> None:
    listed = (await endpoint.slackbot("resources/list"))["result"]["resources"]
    packaged = (ROOT / "pyproject.toml").read_text("utf-8")

    assert [each["name"] for each in listed] == list(PAGES)
    for each in listed:
        assert (await text_of(endpoint, each["uri"])).startswith("# ")
        assert f'"docs/{each["name"]}.md" = "bot/docs/{each["name"]}.md"' in packaged


async def test_report_and_catalogue(endpoint: Endpoint) -> None:
    templates = (await endpoint.slackbot("resources/templates/list"))["result"]["resourceTemplates"]
    report = json.loads(await text_of(endpoint, "baselib://programs/shop/report"))
    api = json.loads(await text_of(endpoint, "baselib://catalogue/wx.getPrivacySetting"))

    assert len(templates) == 3
    assert report["program"]["appid"] == SHOP.appid
    assert (api["apis"][0]["needs"], api["program"]) == ("2.32.3", None)


@pytest.mark.parametrize(
    "uri",
    [
        "baselib://docs/none",
        "baselib://docs/..%2F..%2Fpyproject",
        "baselib://programs/none/report",
        "baselib://catalogue/wx.nothing",
        "file:///etc/passwd",
        "baselib://" + "x" * 5_000,
    ],
)
async def test_nothing_there(endpoint: Endpoint, uri: str) -> None:
    error = (await read(endpoint, uri))["error"]

    assert error["code"] == -32602
    assert error["message"]
    assert len(error["message"]) < 500


async def test_restricted_program(endpoint: Endpoint) -> None:
    await endpoint.office.rules.restrict(TEAM, SHOP.appid, [CHANNEL])

    assert "error" in await read(endpoint, "baselib://programs/shop/report")
    assert endpoint.office.source.calls == []


async def test_what_is_offered_is_in_the_persons_language(endpoint: Endpoint) -> None:
    t = texts_for("zh-CN")
    endpoint.office.people.change(Person(BOWEN, "zh-CN", ""))
    prompts = (await endpoint.slackbot("prompts/list", user=BOWEN))["result"]["prompts"]
    chosen = (await endpoint.slackbot("prompts/get", {"name": "review_my_diff"}, user=BOWEN))["result"]["messages"]
    pages = (await endpoint.slackbot("resources/list", user=BOWEN))["result"]["resources"]
    templates = (await endpoint.slackbot("resources/templates/list", user=BOWEN))["result"]["resourceTemplates"]
    elsewhere = (await endpoint.slackbot("prompts/list", user=BOWEN, team="T9"))["result"]["prompts"]

    assert t("mcp-prompt-review-my-diff") in [each["description"] for each in prompts]
    assert t("mcp-prompt-review-my-diff.text", program=t("mcp-prompt-any-program")) == chosen[0]["content"]["text"]
    assert {each["description"] for each in pages} == {t("mcp-resource-docs")}
    assert t("mcp-resource-report") in [each["description"] for each in templates]
    assert texts_for("en")("mcp-prompt-review-my-diff") in [each["description"] for each in elsewhere]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_prompts(endpoint: Endpoint, language: str) -> None:
    listed = (await endpoint.slackbot("prompts/list", user=BOWEN))["result"]["prompts"]
    arguments = {"name": "decide_a_minimum", "arguments": {"program": "shop", "language": language}}
    (message,) = (await endpoint.slackbot("prompts/get", arguments))["result"]["messages"]

    assert {each["name"] for each in listed} == PROMPTS.keys()
    assert LANGUAGES[language] in message["content"]["text"]
    assert "shop" in message["content"]["text"]
    assert "error" in await endpoint.slackbot("prompts/get", {"name": "none"})


ASKED: Final = {"program": "shop", "version": "3.7.0", "reason": "new API", "channel": CHANNEL}
LOSS: Final = 15.0


@asynccontextmanager
async def propose_endpoint(office: Office) -> AsyncIterator[Endpoint]:
    shares = {"3.8.1": "60", "3.7.0": "25", "3.0.0": "12", "2.30.0": "3"}
    kept = snapshot_of(shares, NOW.date(), minimum="3.0.0", appid=SHOP.appid)
    await office.snapshots.save(TEAM, [replace(kept, taken_at=NOW)])
    async with open_endpoint(office, may_propose=True) as opened:
        yield opened


@pytest.fixture
async def propose_endpoint_() -> AsyncIterator[Endpoint]:
    office = Office()
    async with propose_endpoint(office) as opened:
        yield opened
    await office.close()


async def proposals(endpoint: Endpoint) -> int:
    return len(await endpoint.office.decisions.of_team(TEAM, limit=9))


async def refused(endpoint: Endpoint, user: str = ALICE, **arguments: Any) -> str:
    result = await endpoint.call(
        "propose_minimum", {**ASKED, "acknowledged_loss_percent": LOSS, **arguments}, user=user
    )
    assert result["isError"], result
    assert await proposals(endpoint) == 0
    assert endpoint.office.audit.entries == []
    assert endpoint.office.messenger.posted == []
    return str(result["content"][0]["text"])


async def test_off_unless_it_is_switched_on() -> None:
    office = Office()
    async with open_endpoint(office) as endpoint:
        listed = (await endpoint.slackbot("tools/list"))["result"]["tools"]
        answer = await endpoint.slackbot("tools/call", {"name": "propose_minimum", "arguments": ASKED})
    await office.close()

    assert "propose_minimum" not in {tool["name"] for tool in listed}
    assert answer["error"]["code"] == -32602


async def test_proposed(propose_endpoint_: Endpoint) -> None:
    cost = (await propose_endpoint_.call("cost_of_minimum", {"program": "shop", "version": "3.7.0"}))[
        "structuredContent"
    ]
    arguments = {**ASKED, "acknowledged_loss_percent": cost["acknowledge_loss_percent"]}
    result = CallToolResult.model_validate(await propose_endpoint_.call("propose_minimum", arguments))
    listed = {each["name"]: each for each in (await propose_endpoint_.slackbot("tools/list"))["result"]["tools"]}
    tool = Tool.model_validate(listed["propose_minimum"])

    data = assert_valid(tool, result, frozenset(listed))
    assert (data["version"], data["channel"], data["posted"]) == ("3.7.0", CHANNEL, True)
    assert tool.annotations
    assert tool.annotations.read_only_hint is False
    (card,) = propose_endpoint_.office.messenger.posted
    assert "(Through Slackbot) new API" in json.dumps(card.message.blocks)
    (entry,) = [each for each in propose_endpoint_.office.audit.entries if each.action is AuditAction.AGENT_PROPOSED]
    assert (entry.by, entry.after["through"]) == (ALICE, "slackbot")


async def test_a_planned_day_and_a_scan(propose_endpoint_: Endpoint) -> None:
    """Frozen as in the form, the scan as the person's; an invalid verdict is refused."""
    verdict = {"outcome": "passed", "to_run": "3.7.0", "to_work_whole": None, "unjudged": 0, "commit": "", "at": NOW}
    line = json.dumps(verdict, default=str)
    assert "--verdict" in await refused(propose_endpoint_, scan="passed")
    asked = {**ASKED, "acknowledged_loss_percent": LOSS, "scan": line, "planned_day": "2026-12-24"}
    await propose_endpoint_.call("propose_minimum", asked)
    (decision,) = await propose_endpoint_.office.decisions.of_team(TEAM, limit=9)

    assert isinstance(decision.evidence, Evidence)
    assert decision.evidence.planned == date(2026, 12, 24)
    assert decision.evidence.scan
    assert decision.evidence.scan.given_by == ALICE


async def test_the_person_behind_an_agent_cannot_pass_alone(propose_endpoint_: Endpoint) -> None:
    await propose_endpoint_.call("propose_minimum", {**ASKED, "acknowledged_loss_percent": LOSS})
    (decision,) = await propose_endpoint_.office.decisions.of_team(TEAM, limit=9)

    assert decision.proposer_id == ALICE
    assert await vote(propose_endpoint_.office, decision, ALICE) == error_text(OwnProposal())
    assert await vote(propose_endpoint_.office, decision, BOWEN) != error_text(OwnProposal(), "zh-CN")


@pytest.mark.parametrize("loss", [0, 14.9, 15.01, 100])
async def test_another_loss(propose_endpoint_: Endpoint, loss: float) -> None:
    assert "15.0%" in await refused(propose_endpoint_, acknowledged_loss_percent=loss)


async def test_loss_that_has_moved(propose_endpoint_: Endpoint) -> None:
    propose_endpoint_.office.source.set(SHOP.appid, feed({"3.8.1": 60, "3.7.0": 20, "3.0.0": 17, "2.30.0": 3}))
    propose_endpoint_.office.clock.advance(timedelta(hours=2))

    assert "20.0%" in await refused(propose_endpoint_)


async def test_who_may_not(propose_endpoint_: Endpoint) -> None:
    """A viewer, a non-member of the channel, another company's person; none in a direct message."""
    await propose_endpoint_.office.rules.grant(TEAM, Grant(BOWEN, Role.VIEWER, "U0", NOW))
    await refused(propose_endpoint_, BOWEN)
    propose_endpoint_.office.people.change(Person("U0FAR", "", "", is_outsider=True))
    await refused(propose_endpoint_, "U0FAR")
    await refused(propose_endpoint_, channel="D0DIRECT")
    propose_endpoint_.office.people.left = {(CHANNEL, ALICE)}
    await refused(propose_endpoint_)


async def test_propose_restricted_program(propose_endpoint_: Endpoint) -> None:
    await propose_endpoint_.office.rules.restrict(TEAM, SHOP.appid, ["C0OTHER"])
    await refused(propose_endpoint_)


class FullLog(FakeAuditLog):
    @asynccontextmanager
    async def recording(self, entry: AuditEntry) -> AsyncIterator[None]:
        """Fail after all writing, like a full disk at the commit."""
        async with super().recording(entry):
            yield
            raise StorageUnavailable(reason="full")


async def test_logged_or_not_proposed() -> None:
    office = Office()
    office.repositories = replace(office.repositories, audit=FullLog())
    async with propose_endpoint(office) as endpoint:
        result = await endpoint.call("propose_minimum", {**ASKED, "acknowledged_loss_percent": LOSS})
    await office.close()

    assert result["isError"]
    assert office.messenger.posted == []
