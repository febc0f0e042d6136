"""Numbers as files, in the direct messages of the person who asks."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.blocks.kit import controls
from bot.blocks.kit.controls import HISTORY, THEN, Control
from bot.blocks.kit.elements import Message
from bot.blocks.programs import which_message
from bot.domain.numbers.version import Version
from bot.domain.report import Report
from bot.errors import (
    BadOption,
    ChannelUnavailable,
    DayToCome,
    MeaningUnproved,
    NoProgram,
    NoSuchDay,
    NothingKept,
    StaleControl,
)
from bot.export.report_json import report_json
from bot.i18n import texts_for
from handlers.commands.registry import subcommands
from tests.blocks.checks import action_ids, block_of
from tests.domain.build import snapshot_of
from tests.export.test_report_json import records_of
from tests.fakes.wechat import feed
from tests.handlers.context import ALICE, BOWEN, SHOP, TEAM, Office, error_text

SHOWN = Control(SHOP.appid, day=date(2026, 11, 23))
EARLIER = date(2026, 11, 20)


async def keep_earlier(office: Office) -> None:
    rows = {"3.5.0": 80, "3.0.0": 20}
    await office.snapshots.save(TEAM, [snapshot_of(rows, EARLIER, minimum="3.0.0", appid=SHOP.appid)])


def days_in(content: bytes) -> list[str]:
    """The days in a CSV file, in its order."""
    return list(dict.fromkeys(row["day"] for row in records_of(content)))


async def test_csv(office: Office) -> None:
    answer = await office.ask("report shop --format csv", user=BOWEN)
    (sent,) = office.files.sent

    assert (sent.team_id, sent.user_id, sent.name) == (TEAM, BOWEN, "baselib-shop-2026-11-23.csv")
    assert days_in(sent.content) == ["2026-11-23"]
    assert sent.name in answer.text
    assert office.messenger.posted == []


async def test_json(office: Office) -> None:
    await office.ask("report shop —format=JSON")
    (sent,) = office.files.sent
    kept = await office.snapshots.latest(TEAM, SHOP.appid)

    assert kept is not None
    assert json.loads(sent.content) == report_json(Report(SHOP, kept))


async def test_browserslist(office: Office) -> None:
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
    await keep_earlier(office)
    answer = await office.ask(text)
    (sent,) = office.files.sent

    assert ("`--on all`" in str(answer.blocks)) is ("--history" in text)
    assert sent.name == "baselib-shop-history-2026-11-23.csv"
    assert days_in(sent.content) == ["2026-11-20", "2026-11-23"]


@pytest.mark.parametrize("kind", ["csv", "json", "browserslist", HISTORY])
async def test_the_menu(office: Office, kind: str) -> None:
    await office.ask("report shop")
    value = Control(SHOP.appid, day=SHOWN.day, text=kind).encode()
    answer, replaces = await office.pressed(controls.REPORT_EXPORT, type="overflow", selected_option={"value": value})
    (sent,) = office.files.sent

    assert not replaces
    assert sent.name in answer.text
    assert office.source.calls == [SHOP.appid]


@pytest.mark.parametrize("control", [Control(SHOP.appid), SHOWN, Control(SHOP.appid, day=SHOWN.day, text="xml")])
async def test_a_menu_of_another_version(office: Office, control: Control) -> None:
    await office.ask("report shop")
    answer, _ = await office.pressed(controls.REPORT_EXPORT, control)

    assert answer.text == error_text(StaleControl())
    assert office.files.sent == []


async def test_numbers_that_prove_nothing(office: Office) -> None:
    office.source.set(SHOP.appid, feed({"3.8.1": 300, "3.0.0": 200}))
    refused = await office.ask("report shop --format browserslist")
    await office.ask("report shop --format csv")

    assert refused.text == error_text(MeaningUnproved(program="shop"))
    assert b"undetermined" in office.files.sent[0].content


async def test_an_unknown_format(office: Office) -> None:
    answer = await office.ask("report shop --format xml")

    assert answer.text == error_text(BadOption(option="--format xml", usage=subcommands()["report"].typed))
    assert office.source.calls == []


async def test_slack_refuses_the_file(office: Office) -> None:
    office.files.refusal = ChannelUnavailable(code="cannot_dm_bot", method="conversations.open")
    answer = await office.ask("report shop --format csv", user=ALICE)

    assert answer.text == error_text(office.files.refusal)


async def test_the_days_behind_a_trend(office: Office) -> None:
    await keep_earlier(office)
    await office.ask("trend shop 3.7.0 --format csv")
    (sent,) = office.files.sent
    rows = records_of(sent.content)

    assert sent.name == "baselib-shop-history-2026-11-23.csv"
    assert [(row["day"], row["version"]) for row in rows] == [("2026-11-20", "3.7.0"), ("2026-11-23", "3.7.0")]
    assert [row["coverage_percent_low"] for row in rows] == ["0", "85"]


async def test_a_trend_as_json(office: Office) -> None:
    await keep_earlier(office)
    answer = await office.ask("trend shop 3.7.0 3.0.0 --format json")
    (sent,) = office.files.sent
    data = json.loads(sent.content)

    assert sent.name == "baselib-shop-trend-2026-11-23.json"
    assert sent.name in answer.text
    assert [line["version"] for line in data["lines"]] == ["3.7.0", "3.0.0"]


async def test_a_trend_is_no_statistics(office: Office) -> None:
    answer = await office.ask("trend shop --format browserslist")

    assert answer.text == error_text(BadOption(option="--format browserslist", usage=subcommands()["trend"].typed))


FIRST = date(2026, 10, 1)
THAT_DAY = Control(SHOP.appid, day=FIRST, choice=THEN)


@pytest.fixture
async def then(office: Office) -> Office:
    """October has two kept days, with other numbers than today."""
    days = {date(2026, 9, 28): {"3.5.0": 90, "3.0.0": 10}, FIRST: {"3.5.0": 80, "3.0.0": 20}}
    await office.snapshots.save(
        TEAM, [snapshot_of(rows, day, minimum="3.0.0", appid=SHOP.appid) for day, rows in days.items()]
    )
    return office


@pytest.mark.parametrize(
    "text", ["report shop --on 2026-10-01", "report —on 2026/10/1 shop", "--on=2026年10月1日 shop"]
)
async def test_report(then: Office, text: str) -> None:
    answer = await then.ask(text)

    assert answer.text.startswith("As of 1 Oct 2026: shop: ")
    assert answer.blocks[0]["text"]["text"] == "As of 1 Oct 2026"
    assert "80.0%" in str(answer.blocks)
    assert controls.REPORT_REFRESH not in action_ids(answer)
    assert then.source.calls == []


async def test_an_earlier_day_stands_in(then: Office) -> None:
    answer = await then.ask("report shop --on 2026-10-04")

    assert "No data is stored for 4 Oct 2026; this is from 1 Oct 2026." in str(answer.blocks)


async def test_raise_and_cover(then: Office) -> None:
    raised = await then.ask("raise 3.5.0 shop --on 2026-10-01")
    covered = await then.ask("cover 75 --on 2026-10-01 shop")

    assert raised.text.startswith("As of 1 Oct 2026: shop: ")
    assert "20.0%" in raised.text
    assert covered.text.startswith("As of 1 Oct 2026: shop: ")
    assert "3.5.0" in covered.text
    assert then.source.calls == []


async def test_share(then: Office) -> None:
    message, replaces = await then.pressed(controls.REPORT_SHARE, THAT_DAY)
    (posted,) = then.messenger.posted

    assert replaces
    assert posted.message.text.startswith("As of 1 Oct 2026: ")
    assert message.text == posted.message.text
    assert controls.REPORT_SHARE not in action_ids(message)


async def test_everything_below_is_about_that_day(then: Office) -> None:
    unfolded, _ = await then.pressed(controls.REPORT_MORE, replace(THAT_DAY, text=controls.ALL))
    opened, _ = await then.pressed(controls.REPORT_OPEN, THAT_DAY)
    what_if, _ = await then.pressed(
        controls.REPORT_WHAT_IF, Control(SHOP.appid, FIRST, Version.parse("3.5.0"), choice=THEN)
    )

    assert unfolded.text == opened.text == (await then.ask("report shop --on 2026-10-01")).text
    assert what_if == await then.ask("raise 3.5.0 shop --on 2026-10-01")


async def test_which_program(then: Office) -> None:
    answer = await then.ask("report --on 2026-10-01")
    picker = block_of(answer, "actions")
    picked, _ = await then.pressed(
        controls.PROGRAM_PICK,
        type="external_select",
        selected_option={"value": SHOP.appid},
        block_id=picker["block_id"],
    )

    expected = which_message(NoProgram(count=2), "report", "--on 2026-10-01", texts_for("en"))
    assert answer == expected
    assert picked.text.startswith("As of 1 Oct 2026: shop: ")


async def test_what_cannot_be_looked_back_at(then: Office) -> None:
    """A day without numbers, a future one, an invalid one and none each have their sentence."""
    early, future, none, odd = [
        (await then.ask(f"report shop --on {day}")).text for day in ("2020-01-01", "2027-10-01", "2026-02-30", "banana")
    ]
    usage = subcommands()["report"].typed

    assert early == error_text(NothingKept(program="shop", day="2020-01-01", suggestion="2026-09-28"))
    assert future == error_text(DayToCome(day="2027-10-01", today="2026-11-23"))
    assert none == error_text(NoSuchDay(day="2026-02-30"))
    assert odd == error_text(BadOption(option="--on banana", usage=usage))


async def test_yesterday_is_a_chinese_day(then: Office) -> None:
    then.clock.set(datetime(2026, 10, 1, 17, 0, tzinfo=UTC))

    assert (await then.ask("report shop --on yesterday")).text.startswith("As of 1 Oct 2026: ")


async def test_trend(then: Office) -> None:
    await then.snapshots.save(TEAM, [snapshot_of({"3.5.0": 1, "3.0.0": 99}, date(2026, 10, 2), appid=SHOP.appid)])
    weeks = [FIRST - timedelta(weeks=number) for number in range(1, 5)]
    await then.snapshots.save(
        TEAM, [snapshot_of({"3.5.0": 50, "3.0.0": 50}, day, minimum="3.0.0", appid=SHOP.appid) for day in weeks]
    )
    answer = await then.ask("trend shop 3.5.0 --on 2026-10-01")
    shared, _ = await then.pressed(controls.TREND_SHARE, replace(THAT_DAY, text="3.5.0"))
    (posted,) = then.messenger.posted

    assert answer.text.startswith("As of 1 Oct 2026: shop: 3.5.0 as the minimum cuts off 20.0% of users")
    assert "2 Oct" not in str(answer.blocks)
    assert posted.message.text == shared.text == answer.text
    assert then.source.calls == []


async def looked_back(office: Office, question: str, label: str) -> Message:
    """Ask, and choose from the select below the answer."""
    answer = await office.ask(question)
    found = [
        each
        for block in answer.blocks
        for each in block.get("elements", ())
        if each.get("action_id") == controls.LOOK_BACK
    ]
    chosen = {option["text"]["text"]: option for option in found[0]["options"]}[label]
    message, replaces = await office.pressed(controls.LOOK_BACK, type="static_select", selected_option=chosen)
    assert not replaces
    return message


@pytest.mark.parametrize(
    ("question", "option"),
    [("report shop", "--on"), ("raise 3.5.0 shop", "--on"), ("cover 75% shop", "--on"), ("trend shop 3.5.0", "--on")],
)
async def test_a_week_ago_is_a_choice_away(then: Office, question: str, option: str) -> None:
    then.clock.set(datetime(2026, 10, 8, 4, 0, tzinfo=UTC))

    assert await looked_back(then, question, "A week ago") == await then.ask(f"{question} {option} 2026-10-01")


async def test_any_day_and_back(then: Office) -> None:
    calendar = await looked_back(then, "raise 3.5.0 shop", "A day …")
    block = block_of(calendar, "actions")
    picked = {"type": "datepicker", "block_id": block["block_id"]}
    answer, replaces = await then.pressed(controls.LOOK_BACK_DAY, selected_date="2026-10-01", **picked)
    cleared, _ = await then.pressed(controls.LOOK_BACK_DAY, selected_date=None, **picked)

    assert replaces
    assert answer == await then.ask("raise 3.5.0 shop --on 2026-10-01")
    assert await looked_back(then, "raise 3.5.0 shop --on 2026-10-01", "Now") == await then.ask("raise 3.5.0 shop")
    assert cleared.text == error_text(StaleControl())


async def test_two_days_side_by_side(then: Office) -> None:
    two = await then.ask("report shop --on 2026-10-01 --and 2026-09-28")
    with_now = await looked_back(then, "report shop --on 2026-10-01", "Beside today")
    table = block_of(two, "data_table")
    rows = [[cell["text"] for cell in row] for row in table["rows"]]

    assert two.text == "shop: 28 Sept 2026 and 1 Oct 2026, side by side"
    assert rows[1:] == [["3.0.0", "0%", "0%", "10.0%", "20.0%"], ["3.5.0", "10.0%", "20.0%", "90.0%", "80.0%"]]
    assert with_now.text == "shop: 1 Oct 2026 and 23 Nov 2026, side by side"
    assert with_now == await then.ask("report shop --and 2026-10-01")


async def test_one_day_twice(then: Office) -> None:
    assert await then.ask("report shop --and today") == await then.ask("report shop")
    one = await then.ask("report shop --on 2026-10-01")
    assert await then.ask("report shop --on 2026-10-01 --and 2026-10-01") == one


async def test_only_a_message_has_two_days(then: Office) -> None:
    for options in ("--and 2026-09-28 --format csv", "--on all --and 2026-09-28", "--and banana"):
        answer = await then.ask(f"report shop {options}")
        assert "--and" in answer.text


async def test_a_forged_choice(then: Office) -> None:
    for choice in ("use", "propose", "digest", "party"):
        message, _ = await then.pressed(controls.LOOK_BACK, Control(SHOP.appid, day=FIRST, choice=choice))
        assert message.text == error_text(StaleControl())
