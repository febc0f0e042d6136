"""Reads the control of a press or choice from Slack's payload."""

from dataclasses import replace
from datetime import date
from typing import Any

from bot.blocks.kit.controls import TEXT, Control
from bot.domain.report.as_of import read_day
from bot.errors import StaleControl
from handlers.commands.registry import split_words


def read_control(payload: dict[str, Any]) -> Control:
    """The control of a press; its value is untrusted.

    Raises:
        StaleControl: the value is not one of ours.
    """
    if "selected_conversation" in payload:
        return _read_conversation(payload)
    if "selected_user" in payload:
        return _read_user(payload)
    if "selected_date" in payload:
        return _read_date(payload)
    if payload.get("type") == "external_select":
        return _read_picked(payload)
    if payload.get("type") == "plain_text_input":
        return _read_typed(payload)
    option = payload.get("selected_option")
    value = option.get("value") if isinstance(option, dict) else payload.get("value")
    if not isinstance(value, str):
        raise StaleControl
    return Control.decode(value)


def _read_conversation(payload: dict[str, Any]) -> Control:
    """Read a select of conversations: it has no value of its own, so its block's id has the control."""
    chosen, carried = payload["selected_conversation"], payload.get("block_id")
    if not isinstance(chosen, str) or not isinstance(carried, str):
        raise StaleControl
    return _sound(replace(Control.decode(carried), channel_id=chosen))


def _read_date(payload: dict[str, Any]) -> Control:
    """Read a calendar, whose block's id has the control, too."""
    chosen, carried = payload["selected_date"], payload.get("block_id")
    if not isinstance(chosen, str) or not isinstance(carried, str):
        raise StaleControl
    return replace(Control.decode(carried), day=read_day(chosen, today=date.min))


def _read_user(payload: dict[str, Any]) -> Control:
    """Read a select of people, whose block's id has the control, too."""
    chosen = payload["selected_user"]
    if not isinstance(chosen, str):
        raise StaleControl
    return _sound(Control(text=chosen))


def _read_picked(payload: dict[str, Any]) -> Control:
    """Read a searched select: its options are the same for every question, so its block's id has the control."""
    option, carried = payload.get("selected_option"), payload.get("block_id")
    chosen = option.get("value") if isinstance(option, dict) else None
    if not isinstance(chosen, str) or not isinstance(carried, str):
        raise StaleControl
    return replace(Control.decode(carried), name="", appid=_sound(Control(appid=chosen)).appid)


def _sound(control: Control) -> Control:
    """A control made of an untrusted choice.

    Raises:
        StaleControl: it is not a valid control.
    """
    if not control.fits:
        raise StaleControl
    return control


def _read_typed(payload: dict[str, Any]) -> Control:
    """Read text typed into a field of a message, in the same way as a command."""
    typed = payload.get("value") or ""
    if not isinstance(typed, str):
        raise StaleControl
    return Control(text=" ".join(split_words(typed))[:TEXT].strip())
