"""`--on`: what was visible that day, and what can be done with it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.blocks.kit import controls
from bot.blocks.kit.controls import THEN, Control
from bot.blocks.kit.elements import Message
from bot.blocks.programs import which_message
from bot.domain.numbers.version import Version
from bot.errors import BadOption, DayToCome, NoProgram, NoSuchDay, NothingKept, StaleControl
from bot.i18n import texts_for
from handlers.commands.registry import subcommands
from tests.blocks.checks import action_ids, block_of
from tests.domain.build import snapshot_of
from tests.handlers.context import SHOP, TEAM, Office, error_text

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
    """The breakdown of that day, clearly headed, without asking WeChat."""
    answer = await then.ask(text)

    assert answer.text.startswith("As of 1 Oct 2026: shop: ")
    assert answer.blocks[0]["text"]["text"] == "As of 1 Oct 2026"
    assert "80.0%" in str(answer.blocks)
    assert controls.REPORT_REFRESH not in action_ids(answer)
    assert then.source.calls == []


async def test_an_earlier_day_stands_in(then: Office) -> None:
    """The answer names the day of the numbers."""
    answer = await then.ask("report shop --on 2026-10-04")

    assert "No data is stored for 4 Oct 2026; this is from 1 Oct 2026." in str(answer.blocks)


async def test_raise_and_cover(then: Office) -> None:
    """The other questions are answered of that day, too."""
    raised = await then.ask("raise 3.5.0 shop --on 2026-10-01")
    covered = await then.ask("cover 75 --on 2026-10-01 shop")

    assert raised.text.startswith("As of 1 Oct 2026: shop: ")
    assert "20.0%" in raised.text
    assert covered.text.startswith("As of 1 Oct 2026: shop: ")
    assert "3.5.0" in covered.text
    assert then.source.calls == []


async def test_share(then: Office) -> None:
    """The heading stays, for everyone and the person; it can be shared once."""
    message, replaces = await then.pressed(controls.REPORT_SHARE, THAT_DAY)
    (posted,) = then.messenger.posted

    assert replaces
    assert posted.message.text.startswith("As of 1 Oct 2026: ")
    assert message.text == posted.message.text
    assert controls.REPORT_SHARE not in action_ids(message)


async def test_everything_below_is_about_that_day(then: Office) -> None:
    """All versions, What if and, in the channel, Open full breakdown."""
    unfolded, _ = await then.pressed(controls.REPORT_MORE, replace(THAT_DAY, text=controls.ALL))
    opened, _ = await then.pressed(controls.REPORT_OPEN, THAT_DAY)
    what_if, _ = await then.pressed(
        controls.REPORT_WHAT_IF, Control(SHOP.appid, FIRST, Version.parse("3.5.0"), choice=THEN)
    )

    assert unfolded.text == opened.text == (await then.ask("report shop --on 2026-10-01")).text
    assert what_if == await then.ask("raise 3.5.0 shop --on 2026-10-01")


async def test_which_program(then: Office) -> None:
    """If several fit, the picked one is shown on that day."""
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
    """WeChat's days are Chinese ones, wherever the person sits."""
    then.clock.set(datetime(2026, 10, 1, 17, 0, tzinfo=UTC))

    assert (await then.ask("report shop --on yesterday")).text.startswith("As of 1 Oct 2026: ")


async def test_trend(then: Office) -> None:
    """Coverage up to that day, and the same when it is shared."""
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
    """The same question, of that day."""
    then.clock.set(datetime(2026, 10, 8, 4, 0, tzinfo=UTC))

    assert await looked_back(then, question, "A week ago") == await then.ask(f"{question} {option} 2026-10-01")


async def test_any_day_and_back(then: Office) -> None:
    """The calendar's answer takes its place, and has the way back to now."""
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
    """In the order of the days, whichever is named first; also from the select."""
    two = await then.ask("report shop --on 2026-10-01 --and 2026-09-28")
    with_now = await looked_back(then, "report shop --on 2026-10-01", "Beside today")
    table = block_of(two, "data_table")
    rows = [[cell["text"] for cell in row] for row in table["rows"]]

    assert two.text == "shop: 28 Sept 2026 and 1 Oct 2026, side by side"
    assert rows[1:] == [["3.0.0", "0%", "0%", "10.0%", "20.0%"], ["3.5.0", "10.0%", "20.0%", "90.0%", "80.0%"]]
    assert with_now.text == "shop: 1 Oct 2026 and 23 Nov 2026, side by side"
    assert with_now == await then.ask("report shop --and 2026-10-01")


async def test_one_day_twice(then: Office) -> None:
    """It is shown once, whichever way it is named twice."""
    assert await then.ask("report shop --and today") == await then.ask("report shop")
    one = await then.ask("report shop --on 2026-10-01")
    assert await then.ask("report shop --on 2026-10-01 --and 2026-10-01") == one


async def test_only_a_message_has_two_days(then: Office) -> None:
    """A file has one, or all."""
    for options in ("--and 2026-09-28 --format csv", "--on all --and 2026-09-28", "--and banana"):
        answer = await then.ask(f"report shop {options}")
        assert "--and" in answer.text


async def test_a_forged_choice(then: Office) -> None:
    """No command that changes something, or takes no day, is repeated."""
    for choice in ("use", "propose", "digest", "party"):
        message, _ = await then.pressed(controls.LOOK_BACK, Control(SHOP.appid, day=FIRST, choice=choice))
        assert message.text == error_text(StaleControl())
