"""Plain questions after `/baselib`: the answer of a command, and how the question was read."""

import pytest

from bot.blocks.kit import controls
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.errors import AmbiguousProgram, NothingKept, UnknownFeature, UnknownProgram, UnknownSubcommand
from bot.i18n import texts_for
from tests.handlers.context import ALICE, BOWEN, CHANNEL, SHOP, TEAM, Office, error_text

MERCHANT = Program(Visible("wx0000000000000003"), nickname="商户 00001")


@pytest.fixture
async def here(office: Office) -> Office:
    """The channel is about shop, and there is a merchant whose name has a space."""
    await office.channel_programs.put(TEAM, CHANNEL, SHOP.appid)
    office.programs.programs.append(MERCHANT)
    return office


@pytest.mark.parametrize(
    ("question", "command"),
    [
        ("when is 3.8.5 safe", "raise 3.8.5"),
        ("what if 3.8.5", "raise 3.8.5"),
        ("can we raise to 3.7.0?", "raise 3.7.0"),
        ("商户 00001 3.6.4", "raise 3.6.4 商户 00001"),
        ("3.8.5 什么时候可以", "raise 3.8.5"),
        ("shop 3.5.5", "raise 3.5.5 shop"),
        ("sho 3.5.5", "raise 3.5.5 sho"),
        ("Corner Coffee v3.8", "raise v3.8 Corner Coffee"),
        ("report the shop --on all", "report shop --on all"),
        ("when is 3.8.5 safe for corner coff", "raise 3.8.5 corner coff"),
        ("raise shop 3.5.5", "raise 3.5.5 shop"),
        ("cover shop 99%", "cover 99% shop"),
        ("shop 提升 3.8.5", "raise 3.8.5 shop"),
        ("云上商城能提升到3.7.0吗", "raise 3.7.0 云上商城"),
        ("shop wx.login", "can wx.login shop"),
        ("can I use wx.login", "can wx.login"),
        ("shop trend 3.8.1", "trend shop 3.8.1"),
        ("shop --on all", "report shop --on all"),
        ("shop please", "report shop"),
        ("please list our programs", "programs"),
        ("nope 3.8.5", "raise 3.8.5 nope"),
        ("raise nope 3.8.5", "raise 3.8.5 nope"),
        ("rais 3.8.5", "raise 3.8.5"),
    ],
)
@pytest.mark.parametrize("user", [ALICE, BOWEN])
async def test_the_answer_says_how_it_was_read(here: Office, question: str, command: str, user: str) -> None:
    """It is the answer of that command, with one line more."""
    answer = await here.ask(question, user=user)
    *blocks, note = answer.blocks
    expected = await here.ask(command, user=user)

    assert (answer.text, blocks) == (expected.text, expected.blocks)
    said = texts_for("en" if user == ALICE else "zh-CN")("read-as", command=f"/baselib {command}")
    assert note["elements"][0]["text"] == said


@pytest.mark.parametrize(
    ("question", "day"), [("what was it yesterday", "2026-11-22"), ("report of 9999999 days ago", "1926-12-18")]
)
async def test_a_day_without_numbers(here: Office, question: str, day: str) -> None:
    """It is refused as by the command, however long ago it is."""
    assert (await here.ask(question)).text == error_text(NothingKept(program="shop", day=day, suggestion=""))


async def test_what_was_left_out(here: Office) -> None:
    """It stands in the same line, harmless."""
    answer = await here.ask("what would 3.7.0 do to <!channel> and grandma")
    text = answer.blocks[-1]["elements"][0]["text"]

    assert text == "Read as `/baselib raise 3.7.0`, without “channel&gt;, grandma”"


@pytest.mark.parametrize(
    ("question", "command", "left"),
    [
        ("what waits for me in shop", "waiting", "shop"),
        ("what are the decisions about shop", "decisions", "shop"),
        ("show the alerts of shop", "alerts", "shop"),
        ("does raising to 3.7.0 lose more than 1%", "raise 3.7.0", "1%"),
    ],
)
async def test_what_is_not_used(here: Office, question: str, command: str, left: str) -> None:
    """The command without it is answered, and it is told."""
    answer, expected = await here.ask(question), await here.ask(command)

    assert answer.text == expected.text
    assert answer.blocks[-1]["elements"][0]["text"] == f"Read as `/baselib {command}`, without “{left}”"


@pytest.mark.parametrize(
    ("question", "examples"),
    [
        ("xyzzy", ("report", "raise 3.8.5", "help")),
        ("chop", ("report shop", "raise 3.8.5 shop", "help")),
        ("shop propose 3.6.4 it is time", ("propose 3.6.4 shop", "report shop", "raise 3.6.4 shop")),
        ("please pause the digest", ("digest", "report", "raise 3.8.5")),
    ],
)
async def test_the_nearest_three(here: Office, question: str, examples: tuple[str, str, str]) -> None:
    """What is not understood, or would change something, gets commands to copy, and each is one."""
    first, second, third = examples
    wanted = UnknownSubcommand(text=question, first=first, second=second, third=third)

    assert (await here.ask(question)).text == error_text(wanted)
    for example in examples[:2]:
        await here.ask(example)
        _, error = here.metrics.answers[-1]
        assert not isinstance(error, UnknownSubcommand)


async def test_an_api_and_a_part_of_another(here: Office) -> None:
    """What is called so is a press away, with the first one."""
    answer = await here.ask("chooseMedia nickname")
    typed = await here.ask("can chooseMedia nickname")
    wanted = UnknownFeature(
        name="nickname", suggestion="<input type=nickname>, wx.addPhoneContact.nickName", newest="3.17.0"
    )

    assert answer.text == typed.text == error_text(wanted)
    assert str(answer.blocks).count(controls.CAN_SUGGESTED) == 2


async def test_an_unclear_program(office: Office) -> None:
    """It is asked for, as the command does."""
    office.programs.programs.append(Program(Visible("wx0000000000000004"), "chain"))

    assert (await office.ask("c 3.8.5")).text == error_text(AmbiguousProgram(name="c", matches="cafe\nchain", more=0))
    assert (await office.ask("shpo 3.8.5")).text == error_text(UnknownProgram(name="shpo", suggestion="shop"))


async def test_a_question_about_a_name_that_is_a_question(here: Office) -> None:
    """The command alone is meant where its words are a program's name."""
    here.programs.programs.append(Program(Visible("wx0000000000000005"), nickname="我的店"))

    assert "Read as" not in str(await here.ask("report 我的店"))
    assert "Read as" not in str(await here.ask("raise 3.7.0 我的"))
