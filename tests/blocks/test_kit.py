"""What buttons carry, and that nothing else can be slipped in."""

from dataclasses import replace
from datetime import date
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.decisions.sentences import LONGEST_REASON
from bot.blocks.digest.digest import digest_message
from bot.blocks.kit.controls import Control, in_lines
from bot.blocks.kit.elements import Message, error_message
from bot.blocks.kit.fallback import simpler
from bot.blocks.kit.forms import (
    Field,
    chosen,
    chosen_if_any,
    date_input,
    day,
    day_if_any,
    one_of,
    text_input,
    ticked,
    typed,
)
from bot.blocks.kit.limits import BLOCK_ID, BUTTON_VALUE, OPTION_VALUE
from bot.blocks.report.report import breakdown
from bot.domain.access import Role
from bot.domain.numbers.version import Version
from bot.domain.scan.scan import GivenScan, Outcome, scan_line
from bot.errors import BadVersion, StaleControl, TooBusy
from bot.i18n import texts_for
from tests.blocks.checks import action_ids, as_shown, fill, sent
from tests.blocks.samples import DIGESTS, RECOMMENDATIONS, ZONE
from tests.blocks.samples import NOW as FALLBACK_NOW
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
    control = Control(appid, day, version, subject_id, channel_id)

    value = control.encode()

    assert Control.decode(value) == control
    assert len(value) <= OPTION_VALUE


@given(page=st.integers(0, 999_999), words=st.lists(st.text("ab商店%>.", min_size=1, max_size=6), max_size=8))
def test_what_was_typed_comes_back(page: int, words: list[str]) -> None:
    control = Control(choice="raise", page=page, text=" ".join(words), name="商店"[: len(words)])

    value = control.encode()

    assert Control.decode(value) == control
    assert len(value) <= OPTION_VALUE


def test_the_words_after_a_program_are_for_the_id_of_a_block() -> None:
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
    with pytest.raises(StaleControl):
        Control.decode('{"w":"a\\u0007"}')


def test_it_is_compact() -> None:
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
    with pytest.raises(StaleControl):
        Control.decode(value)


@given(st.text(max_size=200))
def test_any_text_is_a_control_or_refused(value: str) -> None:
    try:
        control = Control.decode(value)
    except StaleControl:
        return
    assert len(control.encode()) <= OPTION_VALUE


def test_an_id_that_could_not_come_back_is_never_sent() -> None:
    with pytest.raises(ValueError, match="cannot be carried"):
        Control("wx 1").encode()


T = texts_for("en")


def _types(message: Message) -> list[str]:
    return [block["type"] for block in message.blocks]


def test_a_digest_loses_its_chart_then_its_table_then_its_blocks() -> None:
    digest = digest_message(DIGESTS["one-program"], T)

    charts, tables, texts = simpler(digest)

    assert "data_visualization" in _types(digest)
    assert "data_visualization" not in _types(charts)
    assert "data_table" in _types(charts)
    assert "data_table" not in _types(tables)
    assert "table" in _types(tables)
    assert action_ids(tables) == action_ids(digest)
    assert texts.blocks == []
    assert texts.text.startswith(digest.text)
    assert "2.33.0" in texts.text


@pytest.mark.parametrize(("case", "steps"), [("shares", 3), ("undetermined", 2)])
def test_no_step_repeats_the_one_before(case: str, steps: int) -> None:
    assert len(simpler(breakdown(RECOMMENDATIONS[case], T, ZONE, now=FALLBACK_NOW))) == steps


def test_a_sentence_stays_a_sentence() -> None:
    message = error_message(TooBusy(), T)

    assert simpler(message) == [Message(message.text)]
    assert simpler(Message(message.text)) == []


def test_a_long_table_is_cut_between_rows() -> None:
    message = breakdown(RECOMMENDATIONS["many-versions"], T, ZONE, now=FALLBACK_NOW, all_versions=True)

    text = simpler(message)[-1].text

    assert len(text) <= 3_000
    assert text.endswith("\n```")
    assert text.count("```") == 2
    assert all(line.rstrip().endswith("%") for line in text.split("```")[1].strip().splitlines()[1:])


def test_columns_line_up_in_chinese() -> None:
    message = breakdown(RECOMMENDATIONS["shares"], texts_for("zh-CN"), ZONE, now=FALLBACK_NOW)

    header, first, *_ = simpler(message)[-1].text.split("```")[1].strip().splitlines()

    assert len(header.encode("gbk")) == len(first.encode("gbk"))


EN: Final = texts_for("en")
UNTIL: Final = Field("until", day, "pause-until", "pause-hint", optional=True, action="digest.form")


def test_a_field_sent_as_it_was_shown() -> None:
    block = UNTIL.block(date_input(date(2026, 12, 24)), EN)
    view = as_shown({"blocks": [block]})

    assert UNTIL.read(view) == date(2026, 12, 24)
    assert (block["optional"], block["dispatch_action"]) == (True, True)
    assert (block["block_id"], block["element"]["action_id"]) == ("until", "digest.form")
    fill(view, UNTIL, selected_date="2027-01-01")
    assert UNTIL.read(view) == date(2027, 1, 1)


def test_a_field_without_anything_more() -> None:
    block = Field("reason", typed, "pause-until").block(text_input(40), EN)

    assert block.keys() == {"type", "block_id", "label", "element"}
    assert block["element"] == {"type": "plain_text_input", "action_id": "reason", "max_length": 40}


@pytest.mark.parametrize(
    ("value", "state", "read"),
    [
        (typed, {"value": " x "}, " x "),
        (typed, {"value": None}, ""),
        (day_if_any, {"selected_date": None}, None),
        (chosen, {"selected_option": {"value": "a"}}, "a"),
        (chosen_if_any, {"selected_option": None}, ""),
        (one_of(Role), {"selected_option": {"value": "admin"}}, Role.ADMIN),
        (one_of(int, default="3"), {"selected_option": None}, 3),
        (ticked, {"selected_options": [{"value": "a"}, {"value": "b"}]}, ("a", "b")),
        (ticked, {"selected_options": None}, ()),
    ],
)
def test_values(value: Any, state: dict[str, Any], read: object) -> None:
    field = Field("x", value, "pause-until")

    assert field.read(sent({field: state})) == read


@pytest.mark.parametrize(
    ("value", "state"),
    [
        (typed, {"value": 1}),
        (day, {"selected_date": None}),
        (day, {"selected_date": "tomorrow"}),
        (chosen, {"selected_option": None}),
        (one_of(Role), {"selected_option": {"value": "king"}}),
        (ticked, {"selected_options": [{}]}),
        (ticked, None),
    ],
)
def test_no_value(value: Any, state: Any) -> None:
    field = Field("x", value, "pause-until")

    with pytest.raises(StaleControl):
        field.read(sent({field: state}))


@pytest.mark.parametrize("view", [{}, {"state": None}, {"state": {"values": {}}}, {"state": {"values": {"x": {}}}}])
def test_a_form_without_the_field(view: dict[str, Any]) -> None:
    with pytest.raises(StaleControl):
        Field("x", typed, "pause-until").read(view)


def test_a_field_that_may_be_absent() -> None:
    assert Field("x", typed, "pause-until", absent=True).read(sent({})) == ""


def test_an_error() -> None:
    assert UNTIL.error(BadVersion(text="`new`"), EN) == {
        "until": "“new” is not a base-library version. Type dotted numbers, such as 3.6.4."
    }
