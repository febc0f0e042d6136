"""Whatever comes from outside, messages stay within Slack's limits and ping no one."""

from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.blocks.ask_form import which_minimum, which_target
from bot.blocks.digest.digest import digest_message
from bot.blocks.kit.elements import (
    Message,
    data_table,
    error_message,
    message,
    mrkdwn,
    raw_number_cell,
    section,
    text_cell,
)
from bot.blocks.kit.fallback import simpler
from bot.blocks.kit.limits import (
    CHARACTERS,
    SECTION_TEXT,
    TABLE_CHARACTERS,
    TABLE_ROWS,
    characters,
    clip_mrkdwn,
    escape,
    in_one_zone,
    let_through,
    readers_moment,
)
from bot.blocks.programs import programs_message, used_message, which_message
from bot.blocks.report.report import breakdown
from bot.blocks.what_if import Reader, cover_message, raise_message
from bot.domain.digest.digest import Digest, DigestSection, FailedSection, digest_section
from bot.domain.numbers.judgement import Suspicion
from bot.domain.numbers.snapshot import Visible
from bot.domain.numbers.version import NO_PIN, Feed, FeedItem, Meaning, Pin, Scale, Version
from bot.domain.programs import Program
from bot.domain.recommendation import Recommendation, recommend
from bot.domain.report import Report
from bot.domain.trend_history import history_of
from bot.domain.what_if import cover_answer, raise_answer
from bot.errors import BadVersion, UnknownProgram, WeChatRefused
from bot.i18n import LOCALES, Texts, texts_for
from bot.i18n.caveats import clean
from tests.blocks.checks import assert_harmless, assert_sendable, block_of
from tests.blocks.samples import NOW, REFUSED, REPORTS, SHOP, SUBSCRIPTION, ZONE, odd_feed, odd_names, report, snapshot
from tests.domain.build import suspected
from tests.fakes.everything import listed_programs

_labels = st.one_of(
    st.from_regex(r"[0-9]{1,6}(\.[0-9]{1,6}){0,3}", fullmatch=True),
    st.text(max_size=60),
    st.sampled_from(["初始值", "", "<!here>", "2.10.3 timeline"]),
)
_values = st.decimals(min_value=0, max_value=100, places=4, allow_nan=False)
_feeds = st.builds(
    Feed.of,
    minimum=st.one_of(st.just(""), st.from_regex(r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}", fullmatch=True)),
    items=st.lists(st.builds(FeedItem, _labels, _values), max_size=160).map(tuple),
)


_SHARES = Pin(Meaning.SHARE, Scale.PERCENT)
_pins = st.sampled_from([NO_PIN, _SHARES, Pin(Meaning.BELOW), Pin(Meaning.AT_OR_BELOW)])


def _proved(size: int, unit: str) -> Report:
    """Many versions with the longest names, and shares that leave something open."""
    part = (Decimal("98.5") / size).quantize(Decimal("0.0001"))
    rows = {f"{unit}{number:05}": part + (number % 2) * Decimal("0.0001") for number in range(size)}
    return report(rows, minimum=f"{unit}{size // 2:05}", pin=_SHARES)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("all_versions", [False, True])
@pytest.mark.parametrize("size", [1, 2, 99, 100, 101, 250, 2_000])
@pytest.mark.parametrize("unit", ["3.", "999999.999999.999999.9"])
def test_any_number_of_versions(size: int, unit: str, locale: str, *, all_versions: bool) -> None:
    message = breakdown(_recommended(size, unit), texts_for(locale), ZONE, now=NOW, all_versions=all_versions)

    assert_sendable(message)
    for step in simpler(message):
        assert_sendable(step)


@cache
def _recommended(size: int, unit: str) -> Recommendation:
    return recommend(_proved(size, unit))


@settings(deadline=None, max_examples=100)
@given(_feeds, _pins, st.booleans(), st.sampled_from(LOCALES))
def test_any_payload(feed: Feed, pin: Pin, all_versions: bool, locale: str) -> None:  # noqa: FBT001  # hypothesis passes by position
    t = texts_for(locale)
    made = report(feed, pin=pin)
    messages = [breakdown(recommend(made), t, ZONE, now=NOW, all_versions=all_versions), _digest_of([made], t)]
    if made.distribution:
        version = made.minimum or Version((3,))
        reader, history = Reader(t, ZONE, NOW), history_of([made.snapshot])
        messages.append(raise_message(raise_answer(made, version, history), reader))
        messages.append(cover_message(cover_answer(made, Decimal("0.9"), history), reader))
        messages += [which_minimum(made, t), which_target(made, t)]

    for each in messages:
        assert_sendable(each)


def _digest_of(reports: list[Report], t: Texts) -> Message:
    return digest_message(Digest(SUBSCRIPTION, tuple(digest_section(made, []) for made in reports), due_at=NOW), t)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("odd", odd_names())
def test_odd_names(odd: str, locale: str) -> None:
    t = texts_for(locale)
    program = Program(SHOP.appid, alias="shop", nickname=odd)
    nameless = Program(SHOP.appid, nickname=odd)
    made = [Report(some, snapshot(odd_feed(odd))) for some in (program, nameless)]
    undetermined = replace(
        made[0], snapshot=snapshot(Feed.of("3.0.0", (*odd_feed(odd).items, FeedItem("1.0.0", Decimal(50)))))
    )

    messages = [
        *(breakdown(recommend(some), t, ZONE, now=NOW, shared_by="U0SHARER") for some in [*made, undetermined]),
        _digest_of([*made, undetermined], t),
        programs_message(listed_programs([replace(program, tags=(odd,)), nameless] * 30), t),
        which_message(UnknownProgram(name=odd, suggestion=odd), "report", "", t),
        used_message(nameless, t),
        error_message(UnknownProgram(name=odd, suggestion=odd), t),
        error_message(BadVersion(text=odd), t),
        error_message(WeChatRefused(code=99999, errmsg=odd, rid=odd), t),
    ]

    for each in messages:
        assert_sendable(each)
        assert not any(ord(char) < ord(" ") and char != "\n" for char in each.text)
        for step in simpler(each):
            assert_sendable(step)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_fullest_digest(locale: str) -> None:
    nickname = "<&>" * 50
    reports = [
        replace(
            suspected(made, *Suspicion),
            program=Program(Visible(f"wx{number:016x}"), nickname=nickname),
            stale_because=REFUSED,
        )
        for number, made in enumerate(list(REPORTS.values())[:10])
    ]
    parts: tuple[DigestSection, ...] = tuple(digest_section(made, []) for made in reports)
    unread = tuple(
        FailedSection(
            Program(Visible(f"wx{number}"), nickname=nickname),
            WeChatRefused(code=number, errmsg="<" * 400, rid="r" * 300),
        )
        for number in range(50)
    )

    message = digest_message(
        Digest(SUBSCRIPTION, parts, unread, left_out=9_000, due_at=NOW, late=True), texts_for(locale)
    )

    assert_sendable(message)


def test_a_message_that_would_be_too_long_loses_its_select_first() -> None:
    message = breakdown(
        recommend(_proved(100, "999999.999999.999999.9")), texts_for("en"), ZONE, now=NOW, all_versions=True
    )

    select = block_of(message, "actions")["elements"][-1]
    assert 0 < len(select["options"]) < 100
    assert len(block_of(message, "data_table")["rows"]) == 101
    assert characters(message.blocks) <= CHARACTERS


@given(st.text("&<>a;l", max_size=200), st.integers(2, 200))
def test_a_cut_goes_through_no_entity(text: str, limit: int) -> None:
    cut = clip_mrkdwn(escape(text), limit)

    assert len(cut) <= limit
    whole = cut.removesuffix("…")
    assert whole.count("&") == sum(whole.count(entity) for entity in ("&amp;", "&lt;", "&gt;"))


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  a \x00\t b\r\nc ", "a b c"),
        ("\u202egnp.exe", "gnp.exe"),
        ("متجر", "\u2068متجر\u2069"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("x" * 100, "x" * 59 + "…"),
        ("\x00\x01", ""),
    ],
)
def test_text_from_outside_is_one_readable_line(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_a_long_section_is_cut() -> None:
    block = section("&" * 10_000)

    assert len(block["text"]["text"]) <= SECTION_TEXT
    assert block["text"]["text"].endswith("&amp;…")


def test_only_the_sharer_is_mentioned() -> None:
    made = replace(REPORTS["shares"], program=Program(Visible("wx1"), nickname="<@U0OTHER>"))

    message = breakdown(recommend(made), texts_for("en"), ZONE, now=NOW, shared_by="U0SHARER")

    assert_harmless(message)
    assert "<@U0SHARER>" in str(message.blocks)


def test_readings_are_what_the_samples_say() -> None:
    for size in (1, 100, 250):
        assert _proved(size, "3.").distribution


@pytest.mark.parametrize("label", ["x" * 80, "长" * 80])
def test_a_table_of_long_labels(label: str) -> None:
    rows = [
        [text_cell("short"), text_cell(label), text_cell(label), raw_number_cell(Decimal(at), f"{at} %")]
        for at in range(TABLE_ROWS)
    ]
    table = data_table("All", ["A", "B", "C", "D"], rows * 2, page_size=10)

    assert sum(len(cell["text"]) for row in table["rows"] for cell in row) <= TABLE_CHARACTERS
    assert [row[3]["text"] for row in table["rows"][1:]] == [f"{at} %" for at in range(TABLE_ROWS)]
    assert {row[0]["text"] for row in table["rows"][1:]} == {"short"}
    assert {row[1]["text"] for row in table["rows"][1:]} == {label[:44] + "…"}


T = texts_for("en")
MOMENT = "<!date^1795395900^{date_short}, {time}|Mon 23 Nov 2026, 09:05 (Asia/Shanghai)>"


def test_slack_gets_the_instant_and_what_to_say_without_it() -> None:
    assert mrkdwn(readers_moment(NOW, T))["text"] == MOMENT


def test_a_notification_names_one_zone() -> None:
    sentence = f"Until {readers_moment(NOW, T)}."
    made = message(sentence, [section(sentence)])

    assert made.text == in_one_zone(sentence) == "Until Mon 23 Nov 2026, 09:05 (Asia/Shanghai)."
    assert made.blocks[0]["text"]["text"] == f"Until {MOMENT}."


@pytest.mark.parametrize(
    "text",
    [
        "<!date^1^{date_short}, {time}^https://a.example|x>",
        "<!date^1^{date}|x>",
        "<!channel>",
        "<!date^1^{date_short}, {time}|<!channel>>",
    ],
)
def test_nothing_else_is_let_through(text: str) -> None:
    assert mrkdwn(text)["text"] == escape(text)


@given(st.text(alphabet="<>!date^1{}_short, m|&;x"))
def test_what_is_let_through_pings_nobody(text: str) -> None:
    bare = in_one_zone(let_through(escape(text)))

    assert "<" not in bare
    assert ">" not in bare
