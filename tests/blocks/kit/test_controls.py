"""What buttons carry, and that nothing else can be slipped in."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.decisions.sentences import LONGEST_REASON
from bot.blocks.kit.controls import Control, in_lines
from bot.blocks.kit.limits import BLOCK_ID, BUTTON_VALUE, OPTION_VALUE
from bot.domain.numbers.version import Version
from bot.domain.scan.scan import GivenScan, Outcome, scan_line
from bot.errors import StaleControl
from tests.domain.build import v, versions
from tests.domain.decisions.build import NOW

LONG_SCAN = GivenScan(
    Outcome.UNJUDGED, v("123456.123456.123456.123456"), v("999999.0.0.0"), 999_999, "ab" * 32, NOW, "U" * 11
)
_ids = st.text("abcXYZ019_-", max_size=64)


@given(
    appid=st.text("abcXYZ019_-", max_size=20),
    day=st.none() | st.dates(),
    version=st.none() | versions,
    subject_id=st.text("abcXYZ019_-", max_size=26),
    channel_id=st.text("C019", max_size=12),
)
def test_what_goes_in_comes_out(
    appid: str, day: date | None, version: Version | None, subject_id: str, channel_id: str
) -> None:
    """A control survives Slack and fits into an option."""
    control = Control(appid, day, version, subject_id, channel_id)

    value = control.encode()

    assert Control.decode(value) == control
    assert len(value) <= OPTION_VALUE


@given(page=st.integers(0, 999_999), words=st.lists(st.text("ab商店%>.", min_size=1, max_size=6), max_size=8))
def test_what_was_typed_comes_back(page: int, words: list[str]) -> None:
    """A list's page and its search words survive, too."""
    control = Control(choice="raise", page=page, text=" ".join(words), name="商店"[: len(words)])

    value = control.encode()

    assert Control.decode(value) == control
    assert len(value) <= OPTION_VALUE


def test_the_words_after_a_program_are_for_the_id_of_a_block() -> None:
    """It takes more than an option; not as much as people may type."""
    control = Control(choice="propose", text="3.8.0", rest="x" * 200)

    assert OPTION_VALUE < len(control.encode()) <= BLOCK_ID
    assert Control.decode(control.encode()) == control
    assert not replace(control, rest="x" * 201).fits
    assert not replace(control, name="y" * 60).fits


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=LONGEST_REASON))
def test_a_reason_is_for_a_button(reason: str) -> None:
    """As long as people may type one, with its lines, and the verdict of a scan beside it."""
    control = Control(
        version=v("3.8.5"),
        day=date(2026, 11, 23),
        text="t" * 40,
        subject_id="a" * 12,
        owner_id="U" * 11,
        words=in_lines(reason),
        scan=scan_line(LONG_SCAN),
    )

    value = control.encode()

    assert Control.decode(value) == control
    assert len(value) <= BUTTON_VALUE


def test_control_characters_are_forged() -> None:
    """A reason that no button of ours carries."""
    with pytest.raises(StaleControl):
        Control.decode('{"w":"a\\u0007"}')


def test_it_is_compact() -> None:
    """Only the parts that are needed are there, under one letter each."""
    assert Control("wx1", day=date(2026, 11, 23), version=v("3.0.0")).encode() == (
        '{"p":"wx1","d":"2026-11-23","v":"3.0.0"}'
    )
    assert Control().encode() == "{}"


@pytest.mark.parametrize(
    "value",
    [
        "",
        "null",
        "[]",
        '"wx1"',
        "{",
        '{"x":"1"}',
        '{"p":1}',
        '{"p":null}',
        '{"p":""}',
        '{"p":{"p":"wx1"}}',
        '{"p":"wx 1"}',
        '{"p":"wx1\\n"}',
        '{"p":"../../etc"}',
        '{"p":"' + "x" * 65 + '"}',
        '{"s":"<!channel>"}',
        '{"c":"C0 "}',
        '{"d":"2026-13-01"}',
        '{"d":"20261123"}',
        '{"d":"2026-W48-1"}',
        '{"d":"yesterday"}',
        '{"v":"初始值"}',
        '{"v":"3.0.0; drop"}',
        '{"n":"0"}',
        '{"n":"-1"}',
        '{"n":"1e3"}',
        '{"n":"9999999"}',
        '{"n":"１"}',
        '{"t":" shop"}',
        '{"t":"a  b"}',
        '{"t":"a\\nb"}',
        '{"t":"a\\u202eb"}',
        '{"m":"' + "x" * 61 + '"}',
        '{"p":"wx1"}' + " " * 200,
        "[" * 150,
        "NaN",
    ],
)
def test_anything_else_is_refused(value: str) -> None:
    """A tampered value acts on nothing."""
    with pytest.raises(StaleControl):
        Control.decode(value)


@given(st.text(max_size=200))
def test_any_text_is_a_control_or_refused(value: str) -> None:
    """Whatever is sent, nothing but our own error comes out."""
    try:
        control = Control.decode(value)
    except StaleControl:
        return
    assert len(control.encode()) <= OPTION_VALUE


def test_an_id_that_could_not_come_back_is_never_sent() -> None:
    """What decode would refuse is a fault of the builder."""
    with pytest.raises(ValueError, match="cannot be carried"):
        Control("wx 1").encode()
