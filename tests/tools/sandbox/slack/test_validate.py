"""blocks.validate: what the other methods would refuse, without sending anything."""

from typing import Any

import pytest

from tests.tools.sandbox.slack.driving import Driver, plain, section

MODAL = {"type": "modal", "title": plain("Title"), "blocks": [section()]}
HOME = {"type": "home", "blocks": [section()]}
WRONG: dict[str, Any] = {"type": "section", "text": {"type": "mrkdwn", "text": ""}}


@pytest.mark.parametrize(
    "given",
    [{"blocks": [section()]}, {"message": {"text": "Hi", "blocks": [section()]}}, {"view": MODAL}, {"view": HOME}],
)
async def test_accepted(slack: Driver, given: dict[str, Any]) -> None:
    """Blocks, a whole message, a modal, a Home tab; nothing is posted."""
    assert (await slack.call("blocks.validate", **given))["ok"] is True
    assert await slack.messages() == []


@pytest.mark.parametrize(
    ("given", "error", "pointer"),
    [
        ({"blocks": [section(), WRONG]}, "invalid_blocks", "/blocks/1/text/text"),
        ({"message": {"text": "Hi", "blocks": [WRONG]}}, "invalid_message", "/blocks/0/text/text"),
        ({"view": MODAL | {"blocks": [WRONG]}}, "invalid_view", "/view/blocks/0/text/text"),
        ({"blocks": [section()] * 51}, "invalid_blocks", "/blocks"),
        ({"message": []}, "invalid_arguments", ""),
        ({}, "invalid_arguments", ""),
        ({"blocks": [section()], "view": MODAL}, "invalid_arguments", ""),
    ],
)
async def test_refused(slack: Driver, given: dict[str, Any], error: str, pointer: str) -> None:
    """Each problem has its pointer; exactly one of the three arguments is needed."""
    answer = await slack.call("blocks.validate", **given)

    assert answer["error"] == error
    assert not pointer or pointer in [problem["pointer"] for problem in answer["errors"]]
