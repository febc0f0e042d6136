"""What people type, and what comes along when they paste."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.errors import BadVersion, UnknownProgram, UnknownSubcommand
from handlers.commands.registry import split_words
from tests.handlers.context import CAFE, CHANNEL, SHOP, TEAM, Office, error_text


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
    """Full-width forms become plain, quotes and invisible characters go, everything else stays."""
    assert split_words(text) == words


@given(st.text(max_size=3000))
@example("㍘" * 1000)  # two or three characters each, once they are plain
def test_any_text_becomes_visible_words(text: str) -> None:
    """Words are never empty, invisible or many."""
    words = split_words(text)

    assert all(word and word.isprintable() and " " not in word for word in words)
    assert sum(map(len, words)) <= 1000


async def test_full_width_digits(office: Office) -> None:
    """What a Chinese keyboard types is understood like plain text."""
    plain = await office.ask("raise 3.7.0 shop")

    assert await office.ask("ｒａｉｓｅ　３．７．０ shop") == plain


async def test_chinese_weekday(office: Office) -> None:
    """A Chinese weekday and a full-width time make an order."""
    await office.ask("digest 周三 ０９：３０")
    subscription = await office.subscriptions.of_channel(TEAM, CHANNEL)

    assert subscription
    assert (subscription.schedule.weekdays, str(subscription.schedule.at)) == ((2,), "09:30:00")


@pytest.mark.parametrize("name", ["云上商城", "云上", "“云上”"])
async def test_chinese_nickname(office: Office, name: str) -> None:
    """A program answers to its Chinese nickname, its beginning, and either in quotes."""
    await office.ask(f"report {name}")

    assert office.source.calls == [SHOP.appid]


async def test_quoted_name_of_two_words(office: Office) -> None:
    """Smart quotes around a nickname do no harm."""
    await office.ask("report “Corner Coffee”")

    assert office.source.calls == [CAFE.appid]


async def test_ten_thousand_characters(office: Office) -> None:
    """A whole page pasted by mistake gets a sentence of ordinary length."""
    answer = await office.ask("report " + "x" * 10_000)

    assert len(answer.text) < 300
    assert answer.text == error_text(UnknownProgram(name="x" * 80, suggestion=""))


@pytest.mark.parametrize("word", ["<!channel>", "<@U0ALICE>", "&amp;", "*bold*", "😀😀", "متجر", "a" * 39])
async def test_what_was_typed_comes_back_harmless(office: Office, word: str) -> None:
    """An unknown word is repeated without pinging anyone."""
    answer = await office.ask(word)

    assert answer.text == error_text(UnknownSubcommand(text=word, first="report", second="raise 3.8.5", third="help"))
    assert "<!channel>" not in str(answer)
    assert "<@U0ALICE>" not in str(answer)


async def test_no_text_at_all(office: Office) -> None:
    """Slack may leave the text out."""
    payload = {"command": "/baselib", "team_id": TEAM, "channel_id": CHANNEL, "user_id": "U1", "response_url": "u"}
    status, _ = await office.dispatch(payload)
    await office.settle()

    assert status == 200
    assert len(office.messenger.answers) == 1


async def test_a_version_that_is_far_too_long(office: Office) -> None:
    """Only the beginning of what cannot be read is repeated."""
    answer = await office.ask("raise " + "9" * 900)

    assert answer.text == error_text(BadVersion(text="9" * 40))
