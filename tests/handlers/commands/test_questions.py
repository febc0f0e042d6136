"""Plain questions after `/baselib`: the answer of a command, and how the question was read."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.blocks.kit import controls
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.errors import AmbiguousProgram, BadVersion, NothingKept, UnknownFeature, UnknownProgram, UnknownSubcommand
from bot.i18n import texts_for
from handlers.commands.registry import split_words
from tests.handlers.context import ALICE, BOWEN, CAFE, CHANNEL, SHOP, TEAM, Office, error_text

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
    assert (await here.ask(question)).text == error_text(NothingKept(program="shop", day=day, suggestion=""))


async def test_what_was_left_out(here: Office) -> None:
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
    for one in examples[:2]:
        await here.ask(one)
        _, error = here.metrics.answers[-1]
        assert not isinstance(error, UnknownSubcommand)


async def test_an_api_and_a_part_of_another(here: Office) -> None:
    answer = await here.ask("chooseMedia nickname")
    typed = await here.ask("can chooseMedia nickname")
    wanted = UnknownFeature(
        name="nickname", suggestion="<input type=nickname>, wx.addPhoneContact.nickName", newest="3.17.0"
    )

    assert answer.text == typed.text == error_text(wanted)
    assert str(answer.blocks).count(controls.CAN_SUGGESTED) == 2


async def test_an_unclear_program(office: Office) -> None:
    office.programs.programs.append(Program(Visible("wx0000000000000004"), "chain"))

    assert (await office.ask("c 3.8.5")).text == error_text(AmbiguousProgram(name="c", matches="cafe\nchain", more=0))
    assert (await office.ask("shpo 3.8.5")).text == error_text(UnknownProgram(name="shpo", suggestion="shop"))


async def test_a_question_about_a_name_that_is_a_question(here: Office) -> None:
    here.programs.programs.append(Program(Visible("wx0000000000000005"), nickname="我的店"))

    assert "Read as" not in str(await here.ask("report 我的店"))
    assert "Read as" not in str(await here.ask("raise 3.7.0 我的"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("raise 3.8.0 shop", ["raise", "3.8.0", "shop"]),
        ("ｒａｉｓｅ　３．８．０　ｓｈｏｐ", ["raise", "3.8.0", "shop"]),
        ("cover 99％", ["cover", "99%"]),
        ("digest 周一 ０９：００", ["digest", "周一", "09:00"]),
        ("report “shop”", ["report", "shop"]),
        ("report ‘shop’", ["report", "shop"]),
        ("report 「云上商城」", ["report", "云上商城"]),
        ("report `shop`", ["report", "shop"]),
        ("raise 3.8\u200b.0\ufeff", ["raise", "3.8.0"]),
        ("\u202eraise\u202c 3.8.0", ["raise", "3.8.0"]),
        ("raise\n3.8.0\tshop\r\n", ["raise", "3.8.0", "shop"]),
        ("raise\x003.8.0\x1b[31m", ["raise", "3.8.0", "[31m"]),
        ("use 🛒", ["use", "🛒"]),
        ("use متجر", ["use", "متجر"]),
        ("\ud800", []),
        (" \u3000 ", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert split_words(text) == words


@given(st.text(max_size=3000))
@example("㍘" * 1000)  # two or three characters each, once they are plain
def test_any_text_becomes_visible_words(text: str) -> None:
    words = split_words(text)

    assert all(word and word.isprintable() and " " not in word for word in words)
    assert sum(map(len, words)) <= 1000


async def test_full_width_digits(office: Office) -> None:
    plain = await office.ask("raise 3.7.0 shop")

    assert await office.ask("ｒａｉｓｅ　３．７．０ shop") == plain


async def test_chinese_weekday(office: Office) -> None:
    await office.ask("digest 周三 ０９：３０")
    subscription = await office.subscriptions.of_channel(TEAM, CHANNEL)

    assert subscription
    assert (subscription.schedule.weekdays, str(subscription.schedule.at)) == ((2,), "09:30:00")


@pytest.mark.parametrize("name", ["云上商城", "云上", "“云上”"])
async def test_chinese_nickname(office: Office, name: str) -> None:
    await office.ask(f"report {name}")

    assert office.source.calls == [SHOP.appid]


async def test_quoted_name_of_two_words(office: Office) -> None:
    await office.ask("report “Corner Coffee”")

    assert office.source.calls == [CAFE.appid]


async def test_ten_thousand_characters(office: Office) -> None:
    answer = await office.ask("report " + "x" * 10_000)

    assert len(answer.text) < 300
    assert answer.text == error_text(UnknownProgram(name="x" * 80, suggestion=""))


@pytest.mark.parametrize("word", ["<!channel>", "<@U0ALICE>", "&amp;", "*bold*", "😀😀", "متجر", "a" * 39])
async def test_what_was_typed_comes_back_harmless(office: Office, word: str) -> None:
    answer = await office.ask(word)

    assert answer.text == error_text(UnknownSubcommand(text=word, first="report", second="raise 3.8.5", third="help"))
    assert "<!channel>" not in str(answer)
    assert "<@U0ALICE>" not in str(answer)


async def test_no_text_at_all(office: Office) -> None:
    payload = {"command": "/baselib", "team_id": TEAM, "channel_id": CHANNEL, "user_id": "U1", "response_url": "u"}
    status, _ = await office.dispatch(payload)
    await office.settle()

    assert status == 200
    assert len(office.messenger.answers) == 1


async def test_a_version_that_is_far_too_long(office: Office) -> None:
    answer = await office.ask("raise " + "9" * 900)

    assert answer.text == error_text(BadVersion(text="9" * 40))
