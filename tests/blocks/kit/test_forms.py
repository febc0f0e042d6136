"""A form's field: its block, value and error."""

from datetime import date
from typing import Any, Final

import pytest

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
from bot.domain.access import Role
from bot.errors import BadVersion, StaleControl
from bot.i18n import texts_for
from tests.blocks.forms import as_shown, fill, sent

EN: Final = texts_for("en")
UNTIL: Final = Field("until", day, "pause-until", "pause-hint", optional=True, action="digest.form")


def test_a_field_sent_as_it_was_shown() -> None:
    """Its value is the initial one; a block that reports every change says so."""
    block = UNTIL.block(date_input(date(2026, 12, 24)), EN)
    view = as_shown({"blocks": [block]})

    assert UNTIL.read(view) == date(2026, 12, 24)
    assert (block["optional"], block["dispatch_action"]) == (True, True)
    assert (block["block_id"], block["element"]["action_id"]) == ("until", "digest.form")
    fill(view, UNTIL, selected_date="2027-01-01")
    assert UNTIL.read(view) == date(2027, 1, 1)


def test_a_field_without_anything_more() -> None:
    """Slack is sent only what differs from its defaults."""
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
    """As Slack sends them; an optional field may be empty."""
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
    """An impossible state means that the form is not Baselib's."""
    field = Field("x", value, "pause-until")

    with pytest.raises(StaleControl):
        field.read(sent({field: state}))


@pytest.mark.parametrize("view", [{}, {"state": None}, {"state": {"values": {}}}, {"state": {"values": {"x": {}}}}])
def test_a_form_without_the_field(view: dict[str, Any]) -> None:
    """It is none of Baselib's, unless the field may be absent."""
    with pytest.raises(StaleControl):
        Field("x", typed, "pause-until").read(view)


def test_a_field_that_may_be_absent() -> None:
    """Its value is that of an empty one."""
    assert Field("x", typed, "pause-until", absent=True).read(sent({})) == ""


def test_an_error() -> None:
    """It stands below the field in plain text, which has no marks."""
    assert UNTIL.error(BadVersion(text="`new`"), EN) == {
        "until": "“new” is not a base-library version. Type dotted numbers, such as 3.6.4."
    }
