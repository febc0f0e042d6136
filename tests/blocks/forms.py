"""Forms as Slack sends them back."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.blocks.kit.forms import Field


def filled_in(
    *,
    rhythm: Any = "weekly",
    weekday: Sequence[str] = ("fri",),
    at: Any = "17:30",
    zone: Any = "Europe/Paris",
    language: Any = "en",
    programs: Sequence[str] = (),
    about: str = "each",
    parts: Sequence[str] = ("movement", "versions", "chart"),
    only_changes: bool = False,
) -> dict[str, Any]:
    """The form of a digest."""
    fields = {
        "about": ("digest.form", {"type": "static_select", "selected_option": {"value": about}}),
        "programs": ("programs", {"type": "multi_static_select", "selected_options": _options(programs)}),
        "rhythm": ("digest.form", {"type": "static_select", "selected_option": {"value": rhythm}}),
        "weekday": ("digest.form", {"type": "checkboxes", "selected_options": _options(weekday)}),
        "time": ("digest.form", {"type": "timepicker", "selected_time": at}),
        "zone": ("digest.form", {"type": "external_select", "selected_option": zone and {"value": zone}}),
        "language": ("language", {"type": "static_select", "selected_option": {"value": language}}),
        "parts": ("parts", {"type": "checkboxes", "selected_options": _options(parts)}),
        "only-changes": (
            "only-changes",
            {"type": "checkboxes", "selected_options": _options(["only-changes"] * only_changes)},
        ),
    }
    return {"state": {"values": {block_id: {action_id: field} for block_id, (action_id, field) in fields.items()}}}


def sent(states: Mapping[Field[Any], dict[str, Any]]) -> dict[str, Any]:
    """A form with these fields alone."""
    return {"state": {"values": {field.name: {field.name: state} for field, state in states.items()}}}


def fill(form: dict[str, Any], field: Field[Any], **state: Any) -> None:
    """Change the state of a field."""
    form["state"]["values"][field.name][field.action or field.name] |= state


def as_shown(view: dict[str, Any]) -> dict[str, Any]:
    """An untouched form's state."""
    values: dict[str, Any] = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            shown = {_shown(name): value for name, value in element.items() if "initial" in name}
            values[block["block_id"]] = {element["action_id"]: _EMPTY | {"type": element["type"]} | shown}
    return {"state": {"values": values}}


def _shown(name: str) -> str:
    """What Slack calls the state that a field begins with."""
    return "value" if name == "initial_value" else name.replace("initial_", "selected_")


_EMPTY: dict[str, Any] = {"selected_option": None, "selected_options": [], "selected_time": None} | {
    "selected_date": None,
    "value": None,
}


def _options(values: Sequence[str]) -> list[dict[str, str]]:
    return [{"value": value} for value in values]
