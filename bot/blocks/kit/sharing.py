"""Sharing a message in the channel: what the button says before, and the line below the message."""

from dataclasses import replace

from bot.blocks.kit import limits
from bot.blocks.kit.controls import SHARES
from bot.blocks.kit.elements import Element, context, mention, plain
from bot.blocks.kit.message import Block, Message
from bot.i18n import Texts


def sharing(t: Texts, *, shared_by: str, shared: bool) -> list[Block]:
    """The line below a message: who shares it, or that it was shared.

    Args:
        shared_by: the user who shares it in the channel; empty when only the requester sees it.
        shared: whether the requester has just shared it.
    """
    if shared_by:
        return [context(t("shared-by", user=mention(shared_by)), user=shared_by)]
    return [context(t("shared"))] if shared else []


def naming_language(message: Message, t: Texts, shared_in: str) -> Message:
    """The message whose share button names the language in which the channel gets it, where it is not the reader's.

    Args:
        shared_in: the locale of what is shared.
    """
    if t.locale == shared_in:
        return message
    label = plain(t("button-share-in", language=t(f"language-{shared_in}")), limits.BUTTON_TEXT)

    def named(element: Element) -> Element:
        return {**element, "text": label} if element.get("action_id") in SHARES else element

    blocks = [
        {**block, "elements": [named(each) for each in block["elements"]]} if block["type"] == "actions" else block
        for block in message.blocks
    ]
    return replace(message, blocks=blocks)
