"""The form behind Change, sent back."""

from datetime import time
from typing import Any

import pytest

from bot.blocks.controls import DIGEST_SCHEDULE_VIEW, Control
from bot.blocks.schedule_view import read_schedule_view, schedule_errors, schedule_view
from bot.domain.schedule import Schedule
from bot.errors import BadSchedule, StaleControl
from bot.i18n import texts_for
from tests.blocks.checks import assert_openable
from tests.blocks.samples import ORDER


def _sent(weekday: Any = "fri", at: Any = "17:30", zone: Any = "Europe/Paris", language: Any = "en") -> dict[str, Any]:
    return {
        "state": {
            "values": {
                "weekday": {"weekday": {"type": "static_select", "selected_option": {"value": weekday}}},
                "time": {"time": {"type": "timepicker", "selected_time": at}},
                "zone": {"zone": {"type": "plain_text_input", "value": zone}},
                "language": {"language": {"type": "static_select", "selected_option": {"value": language}}},
            }
        }
    }


def test_what_was_sent_is_read() -> None:
    """A weekday, a time, a zone and a language; spaces around the zone do not matter."""
    assert read_schedule_view(_sent(zone=" europe/paris ")) == (Schedule((4,), time(17, 30), "Europe/Paris"), "en")


@pytest.mark.parametrize(
    ("view", "part"),
    [
        (_sent(weekday="noday"), "weekday"),
        (_sent(at=None), "time"),
        (_sent(zone="Atlantis"), "zone"),
        (_sent(zone=None), "zone"),
    ],
)
def test_a_bad_part_is_named_under_its_input(view: dict[str, Any], part: str) -> None:
    """The error stands under the input that it is about, in plain text."""
    with pytest.raises(BadSchedule) as caught:
        read_schedule_view(view)

    errors = schedule_errors(caught.value, texts_for("en"))

    assert list(errors) == [part]
    assert part in [block["block_id"] for block in schedule_view(ORDER, texts_for("en"))["blocks"]]
    assert "`" not in errors[part]
    assert errors[part].endswith((".", "?"))


@pytest.mark.parametrize(
    "view",
    [{}, {"state": None}, {"state": {"values": {}}}, _sent(language="tlh"), {"state": {"values": {"weekday": 1}}}],
)
def test_another_form_is_refused(view: dict[str, Any]) -> None:
    """What is no form of ours changes nothing."""
    with pytest.raises(StaleControl):
        read_schedule_view(view)


def test_it_knows_where_it_was_opened() -> None:
    """Slack does not say from which channel a modal was opened, so the modal carries it."""
    view = schedule_view(ORDER, texts_for("en"))

    assert view["callback_id"] == DIGEST_SCHEDULE_VIEW
    assert Control.decode(view["private_metadata"]).channel_id == ORDER.channel_id


def test_the_form_shows_the_order_as_it_stands() -> None:
    """Saving at once changes nothing."""
    view = schedule_view(ORDER, texts_for("zh-CN"))
    weekday, at, zone, language = (block["element"] for block in view["blocks"])

    sent = _sent(
        weekday["initial_option"]["value"],
        at["initial_time"],
        zone["initial_value"],
        language["initial_option"]["value"],
    )

    assert_openable(view)
    assert read_schedule_view(sent) == (ORDER.schedule, ORDER.locale)
