"""Which requests have the shape that Slack documents."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.timed_app import flaw_in
from tests.handlers.access.deals import everything

PRESS = {"type": "block_actions", "actions": [{"action_id": "a"}]}
RUN = {"type": "function_executed", "function": {"callback_id": "a"}}
names = st.sampled_from(
    ["type", "team", "user", "view", "event", "actions", "id", "blocks", "authorizations", "team_ids"]
)
json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(["event_callback", "user_change"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=5),
)


def test_everything_that_can_be_done() -> None:
    """Each command, press, form, search and shortcut has it."""
    assert [(deal.name, flaw) for deal in everything() if (flaw := flaw_in(dict(deal.payload)))] == []


@pytest.mark.parametrize(
    "more",
    [
        {"team": None, "channel": None, "view": None, "enterprise": None},  # in an organisation's installation
        {"user": {"id": "W012A3CDE", "username": "ann", "team_id": "T1"}, "is_enterprise_install": False},
        {
            "actions": [{"action_id": "", "selected_option": "nonsense", "value": 7}]
        },  # what was chosen is read elsewhere
        {"anything": [1, {"new": None}]},
    ],
)
def test_what_is_missing_null_or_unknown(more: dict[str, Any]) -> None:
    """It is no flaw."""
    assert flaw_in({**PRESS, **more}) == ""


@pytest.mark.parametrize(
    ("payload", "field"),
    [
        ([], "payload"),
        ({**PRESS, "team": {"id": ["T1"]}}, "team.id"),
        ({**PRESS, "team": "T1"}, "team"),
        ({**PRESS, "channel": {"id": "C 1"}}, "channel.id"),
        ({**PRESS, "user": {"id": "U" * 21}}, "user.id"),
        ({**PRESS, "actions": [{"action_id": 1}]}, "actions.action_id"),
        ({**PRESS, "actions": []}, "actions.action_id"),
        ({**PRESS, "actions": [None]}, "actions"),
        ({"type": ["event_callback"]}, "type"),
        ({"type": "event_callback", "event": {"type": "user_change", "user": "U1"}}, "event.user"),
        ({"type": "event_callback", "event": {"type": "a", "team_ids": "T1"}}, "event.team_ids"),
        ({"type": "event_callback", "event": {**RUN, "inputs": []}}, "event.inputs"),
        ({"type": "event_callback", "event": {**RUN, "function": None}}, "event.function"),
        (
            {"type": "event_callback", "event": {"type": "a", "function": {"callback_id": 1}}},
            "event.function.callback_id",
        ),
        (
            {"type": "event_callback", "event": {"type": "a", "function_execution_id": "F x"}},
            "event.function_execution_id",
        ),
        ({"type": "unheard_of", "event": None}, "event"),
        ({"type": "view_submission", "view": {"type": "modal"}}, "view.callback_id"),
        ({"type": "view_submission", "view": {"type": "modal", "blocks": [1]}}, "view.blocks"),
    ],
)
def test_flaws(payload: object, field: str) -> None:
    """The first one is named by its path, without what it holds."""
    assert flaw_in(payload) == field


@given(json)
def test_any_json(payload: object) -> None:
    """It is looked at without an exception."""
    assert isinstance(flaw_in(payload), str)
