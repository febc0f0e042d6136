"""Modals and Home tabs. https://docs.slack.dev/reference/views/."""

import json
from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack.validation.check import Check, Problem, Problems, boolean, record, string
from bot.sandbox.slack.validation.messages import FileReady, file_problems
from bot.sandbox.slack.validation.objects import plain_text
from bot.sandbox.slack.validation.surfaces import Surface, block_problems

VIEW_BYTES = 250_000
"""Above this Slack answers `view_too_large`."""


def _blocks(surface: Surface) -> Check:
    def check(value: object, at: str) -> Problems:
        yield from block_problems(surface, value, at)

    return check


def _submit_with_inputs(view: Mapping[str, Any], at: str) -> Problems:
    if "submit" not in view and any(block["type"] == "input" for block in view["blocks"]):
        yield Problem(f"{at}/submit", "missing required field: submit")


_COMMON: Mapping[str, Check] = {
    "private_metadata": string(3000, least=0),
    "callback_id": string(255, least=0),
    "external_id": string(255, least=0),
}
_MODAL = record(
    {"title": plain_text(24), "blocks": _blocks("modal")},
    {
        "submit": plain_text(24),
        "close": plain_text(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        **_COMMON,
    },
    rules=[_submit_with_inputs],
    also_known=("type",),
)
_HOME = record({"blocks": _blocks("home")}, _COMMON, also_known=("type",))


def view_problems(view: object, surface: Surface, file_ready: FileReady, at: str = "/view") -> list[Problem]:
    """Everything that Slack refuses in a view for this surface; empty when it is accepted."""
    if not isinstance(view, dict):
        return [Problem(at, "must provide an object")]
    if view.get("type") != surface:
        found = [Problem(f"{at}/type", f"unsupported type: {view.get('type')}")]
    else:
        found = list((_MODAL if surface == "modal" else _HOME)(view, at)) or list(file_problems(view, file_ready, at))
    return [Problem(at, "failed to match all allowed schemas"), *found] if found else []


def is_too_large(view: Mapping[str, Any]) -> bool:
    """Whether a view exceeds Slack's limit."""
    return len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES
