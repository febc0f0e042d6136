"""A form in a modal."""

from collections.abc import Sequence
from typing import Any

from bot.blocks.kit import limits
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Block, View, plain, section
from bot.blocks.kit.quoting import error_sentence
from bot.errors import BotError
from bot.i18n import Texts


def form_view(
    callback_id: str, control: Control, blocks: Sequence[Block], t: Texts, *, title: str, submit: str
) -> View:
    """The form.

    Args:
        callback_id: see `bot.blocks.kit.controls`.
        control: where it was opened, and its object.
        blocks: its fields and the text between them.

    https://docs.slack.dev/reference/views/modal-views/
    """
    return {
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": control.encode(),
        "title": plain(title, limits.MODAL_TITLE),
        "submit": plain(submit, limits.MODAL_TITLE),
        "close": plain(t("schedule-cancel"), limits.MODAL_TITLE),
        "blocks": list(blocks),
    }


def notice_view(callback_id: str, blocks: Sequence[Block], t: Texts, *, title: str) -> View:
    """A modal without a field."""
    return {
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": Control().encode(),
        "title": plain(title, limits.MODAL_TITLE),
        "close": plain(t("connect-close"), limits.MODAL_TITLE),
        "blocks": list(blocks),
    }


def error_view(view: dict[str, Any], error: BotError, t: Texts) -> View:
    """The sentence for an error, in place of a modal that has no field under which Slack would show it.

    Args:
        view: the modal, as Slack sent it.
    """
    kept = {name: view[name] for name in ("callback_id", "private_metadata") if view.get(name)}
    title = (view.get("title") or {}).get("text") or "Baselib"
    return {
        "type": "modal",
        **kept,
        "title": plain(title, limits.MODAL_TITLE),
        "close": plain(t("connect-close"), limits.MODAL_TITLE),
        "blocks": [section(error_sentence(error, t))],
    }
