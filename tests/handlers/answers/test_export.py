"""Numbers as files, in the direct messages of the person who asks."""

import json
from datetime import date

import pytest

from bot.blocks.kit import controls
from bot.blocks.kit.controls import HISTORY, Control
from bot.domain.report.report import Report
from bot.errors import BadOption, ChannelUnavailable, MeaningUnproved, StaleControl
from bot.export.report_json import report_json
from handlers.commands.registry import subcommands
from tests.domain.build import snapshot_of
from tests.export.reading import records_of
from tests.fakes.wechat import feed
from tests.handlers.context import ALICE, BOWEN, SHOP, TEAM, Office, error_text

SHOWN = Control(SHOP.appid, day=date(2026, 11, 23))
EARLIER = date(2026, 11, 20)


async def keep_earlier(office: Office) -> None:
    """Numbers of an earlier day are kept."""
    rows = {"3.5.0": 80, "3.0.0": 20}
    await office.snapshots.save(TEAM, [snapshot_of(rows, EARLIER, minimum="3.0.0", appid=SHOP.appid)])


def days_in(content: bytes) -> list[str]:
    """The days in a CSV file, in its order."""
    return list(dict.fromkeys(row["day"] for row in records_of(content)))


async def test_csv(office: Office) -> None:
    """Only the person gets the file, and the answer says where."""
    answer = await office.ask("report shop --format csv", user=BOWEN)
    (sent,) = office.files.sent

    assert (sent.team_id, sent.user_id, sent.name) == (TEAM, BOWEN, "baselib-shop-2026-11-23.csv")
    assert days_in(sent.content) == ["2026-11-23"]
    assert sent.name in answer.text
    assert office.messenger.posted == []


async def test_json(office: Office) -> None:
    """The object is the one that the command line prints."""
    await office.ask("report shop —format=JSON")
    (sent,) = office.files.sent
    kept = await office.snapshots.latest(TEAM, SHOP.appid)

    assert kept is not None
    assert json.loads(sent.content) == report_json(Report(SHOP, kept))


async def test_browserslist(office: Office) -> None:
    """Under the name that browserslist looks for."""
    await office.ask("report shop --format browserslist")
    (sent,) = office.files.sent

    assert sent.name == "browserslist-stats.json"
    assert json.loads(sent.content) == {
        "wechat-miniprogram": {"3.8.1": 60.0, "3.7.0": 25.0, "3.0.0": 12.0, "2.30.0": 3.0}
    }


async def test_an_earlier_day(office: Office) -> None:
    """A file can be about an earlier day; a note says whose numbers stand in."""
    await keep_earlier(office)
    answer = await office.ask("report shop --format csv --on 2026-11-21")
    (sent,) = office.files.sent

    assert days_in(sent.content) == ["2026-11-20"]
    assert "No data is stored for 21 Nov 2026" in str(answer.blocks)


@pytest.mark.parametrize("text", ["report shop --on all", "report shop --history --format csv"])
async def test_every_day(office: Office, text: str) -> None:
    """All that is kept, oldest first, today's numbers included."""
    await keep_earlier(office)
    answer = await office.ask(text)
    (sent,) = office.files.sent

    assert ("`--on all`" in str(answer.blocks)) is ("--history" in text)
    assert sent.name == "baselib-shop-history-2026-11-23.csv"
    assert days_in(sent.content) == ["2026-11-20", "2026-11-23"]


@pytest.mark.parametrize("kind", ["csv", "json", "browserslist", HISTORY])
async def test_the_menu(office: Office, kind: str) -> None:
    """It gives the day shown without asking WeChat, and leaves the breakdown."""
    await office.ask("report shop")
    value = Control(SHOP.appid, day=SHOWN.day, text=kind).encode()
    answer, replaces = await office.pressed(controls.REPORT_EXPORT, type="overflow", selected_option={"value": value})
    (sent,) = office.files.sent

    assert not replaces
    assert sent.name in answer.text
    assert office.source.calls == [SHOP.appid]


@pytest.mark.parametrize("control", [Control(SHOP.appid), SHOWN, Control(SHOP.appid, day=SHOWN.day, text="xml")])
async def test_a_menu_of_another_version(office: Office, control: Control) -> None:
    """What is no file of ours is answered with a sentence."""
    await office.ask("report shop")
    answer, _ = await office.pressed(controls.REPORT_EXPORT, control)

    assert answer.text == error_text(StaleControl())
    assert office.files.sent == []


async def test_numbers_that_prove_nothing(office: Office) -> None:
    """They can be taken away as WeChat sent them, and are no statistics."""
    office.source.set(SHOP.appid, feed({"3.8.1": 300, "3.0.0": 200}))
    refused = await office.ask("report shop --format browserslist")
    await office.ask("report shop --format csv")

    assert refused.text == error_text(MeaningUnproved(program="shop"))
    assert b"undetermined" in office.files.sent[0].content


async def test_an_unknown_format(office: Office) -> None:
    """The answer lists what can be typed."""
    answer = await office.ask("report shop --format xml")

    assert answer.text == error_text(BadOption(option="--format xml", usage=subcommands()["report"].typed))
    assert office.source.calls == []


async def test_slack_refuses_the_file(office: Office) -> None:
    """The person hears why there is none."""
    office.files.refusal = ChannelUnavailable(code="cannot_dm_bot", method="conversations.open")
    answer = await office.ask("report shop --format csv", user=ALICE)

    assert answer.text == error_text(office.files.refusal)


async def test_the_days_behind_a_trend(office: Office) -> None:
    """Every day kept, of the versions asked for."""
    await keep_earlier(office)
    await office.ask("trend shop 3.7.0 --format csv")
    (sent,) = office.files.sent
    rows = records_of(sent.content)

    assert sent.name == "baselib-shop-history-2026-11-23.csv"
    assert [(row["day"], row["version"]) for row in rows] == [("2026-11-20", "3.7.0"), ("2026-11-23", "3.7.0")]
    assert [row["coverage_percent_low"] for row in rows] == ["0", "85"]


async def test_a_trend_as_json(office: Office) -> None:
    """The object that the command line prints."""
    await keep_earlier(office)
    answer = await office.ask("trend shop 3.7.0 3.0.0 --format json")
    (sent,) = office.files.sent
    data = json.loads(sent.content)

    assert sent.name == "baselib-shop-trend-2026-11-23.json"
    assert sent.name in answer.text
    assert [line["version"] for line in data["lines"]] == ["3.7.0", "3.0.0"]


async def test_a_trend_is_no_statistics(office: Office) -> None:
    """What a trend cannot be is refused, with what it can."""
    answer = await office.ask("trend shop --format browserslist")

    assert answer.text == error_text(BadOption(option="--format browserslist", usage=subcommands()["trend"].typed))
