"""Resources and prompts, for IDEs."""

import json
import time
from collections.abc import AsyncIterator
from typing import Any, Final

import pytest

from bot.mcp.documents import PAGES, PROMPTS
from tests.handlers.context import BOWEN, CHANNEL, SHOP, TEAM, Office
from tests.mcp.desk import Door, open_door
from tests.project.repository import ROOT

LANGUAGES: Final = {"en": "Change nothing", "zh-CN": "不要做任何更改"}


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    """A bot with two programs."""
    office = Office()
    async with open_door(office, int(time.time())) as opened:  # noqa: TID251
        yield opened
    await office.close()


async def read(door: Door, uri: str) -> dict[str, Any]:
    """What the protocol answers."""
    return await door.slackbot("resources/read", {"uri": uri})


async def text_of(door: Door, uri: str) -> str:
    """The content of a resource."""
    (content,) = (await read(door, uri))["result"]["contents"]
    assert content["uri"] == uri
    return str(content["text"])


async def test_pages(door: Door) -> None:
    """Each page that is listed can be read, and the installed package has it, too."""
    listed = (await door.slackbot("resources/list"))["result"]["resources"]
    packaged = (ROOT / "pyproject.toml").read_text("utf-8")

    assert [each["name"] for each in listed] == list(PAGES)
    for each in listed:
        assert (await text_of(door, each["uri"])).startswith("# ")
        assert f'"docs/{each["name"]}.md" = "bot/docs/{each["name"]}.md"' in packaged


async def test_report_and_catalogue(door: Door) -> None:
    """The same data as the tools'."""
    templates = (await door.slackbot("resources/templates/list"))["result"]["resourceTemplates"]
    report = json.loads(await text_of(door, "baselib://programs/shop/report"))
    api = json.loads(await text_of(door, "baselib://catalogue/wx.getPrivacySetting"))

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
async def test_nothing_there(door: Door, uri: str) -> None:
    """A sentence says so."""
    error = (await read(door, uri))["error"]

    assert error["code"] == -32602
    assert error["message"]
    assert len(error["message"]) < 500


async def test_restricted_program(door: Door) -> None:
    """As for the tools."""
    await door.office.rules.restrict(TEAM, SHOP.appid, [CHANNEL])

    assert "error" in await read(door, "baselib://programs/shop/report")
    assert door.office.source.asked == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_prompts(door: Door, language: str) -> None:
    """Each is there in either language, filled in."""
    listed = (await door.slackbot("prompts/list", user=BOWEN))["result"]["prompts"]
    asked = {"name": "decide_a_minimum", "arguments": {"program": "shop", "language": language}}
    (message,) = (await door.slackbot("prompts/get", asked))["result"]["messages"]

    assert {each["name"] for each in listed} == PROMPTS.keys()
    assert LANGUAGES[language] in message["content"]["text"]
    assert "shop" in message["content"]["text"]
    assert "error" in await door.slackbot("prompts/get", {"name": "none"})
