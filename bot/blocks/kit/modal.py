"""A form in a modal."""

from collections.abc import Sequence
from typing import Any

from bot.blocks.kit import limits
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import plain
from bot.blocks.kit.message import Block, View
from bot.errors import StaleControl
from bot.i18n import Texts


def form_view(
    callback_id: str, control: Control, blocks: Sequence[Block], t: Texts, *, title: str, submit: str
) -> View:
    """The form.

    Args:
        callback_id: see `bot.blocks.kit.controls`.
        control: where it was opened, and its object.
        blocks: its fields and the text between them.
        t: the person's language.
        title: the modal's title.
        submit: the text of its button.

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


def submitted_fields(view: dict[str, Any]) -> dict[str, Any]:
    """The state of each field as Slack sends it back, by block: a block has one field.

    Raises:
        StaleControl: not a form of Baselib's.

    https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload/
    """
    try:
        return {name: next(iter(actions.values())) for name, actions in view["state"]["values"].items()}
    except (KeyError, TypeError, AttributeError, StopIteration) as error:
        raise StaleControl from error
