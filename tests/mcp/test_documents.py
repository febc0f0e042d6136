"""Resources and prompts, for IDEs."""

import json
from collections.abc import AsyncIterator
from typing import Any, Final

import pytest

from bot.i18n import texts_for
from bot.mcp.documents import PAGES, PROMPTS
from bot.ports.slack import Person
from tests.handlers.context import BOWEN, CHANNEL, SHOP, TEAM, Office
from tests.mcp.endpoint import Endpoint, open_endpoint
from tests.project.repository import ROOT

LANGUAGES: Final = {"en": "Change nothing", "zh-CN": "不要做任何更改"}


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    """A bot with two programs."""
    office = Office()
    async with open_endpoint(office) as opened:
        yield opened
    await office.close()


async def read(endpoint: Endpoint, uri: str) -> dict[str, Any]:
    """What the protocol answers."""
    return await endpoint.slackbot("resources/read", {"uri": uri})


async def text_of(endpoint: Endpoint, uri: str) -> str:
    """The content of a resource."""
    (content,) = (await read(endpoint, uri))["result"]["contents"]
    assert content["uri"] == uri
    return str(content["text"])


async def test_pages(endpoint: Endpoint) -> None:
    """Each listed page can be read, and is in the installed package."""
    listed = (await endpoint.slackbot("resources/list"))["result"]["resources"]
    packaged = (ROOT / "pyproject.toml").read_text("utf-8")

    assert [each["name"] for each in listed] == list(PAGES)
    for each in listed:
        assert (await text_of(endpoint, each["uri"])).startswith("# ")
        assert f'"docs/{each["name"]}.md" = "bot/docs/{each["name"]}.md"' in packaged


async def test_report_and_catalogue(endpoint: Endpoint) -> None:
    """The same data as the tools'."""
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
    """A sentence says so."""
    error = (await read(endpoint, uri))["error"]

    assert error["code"] == -32602
    assert error["message"]
    assert len(error["message"]) < 500


async def test_restricted_program(endpoint: Endpoint) -> None:
    """As for the tools."""
    await endpoint.office.rules.restrict(TEAM, SHOP.appid, [CHANNEL])

    assert "error" in await read(endpoint, "baselib://programs/shop/report")
    assert endpoint.office.source.calls == []


async def test_what_is_offered_is_in_the_persons_language(endpoint: Endpoint) -> None:
    """Prompts, their text and resources; for an unknown person in the installation's language."""
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
    """Each is there in either language, filled in."""
    listed = (await endpoint.slackbot("prompts/list", user=BOWEN))["result"]["prompts"]
    arguments = {"name": "decide_a_minimum", "arguments": {"program": "shop", "language": language}}
    (message,) = (await endpoint.slackbot("prompts/get", arguments))["result"]["messages"]

    assert {each["name"] for each in listed} == PROMPTS.keys()
    assert LANGUAGES[language] in message["content"]["text"]
    assert "shop" in message["content"]["text"]
    assert "error" in await endpoint.slackbot("prompts/get", {"name": "none"})
