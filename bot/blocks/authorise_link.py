"""The answer to `programs add`."""

from bot.blocks.controls import AUTHORISE_LINK
from bot.blocks.message import Message
from bot.blocks.parts import actions, context, link_button, message, section
from bot.i18n import Texts


def authorise_link_message(link: str, t: Texts) -> Message:
    """The link, to be pressed or passed on, and what using it costs the merchant."""
    return message(
        t("authorise-text"),
        [
            section(t("authorise-how"), f"`{link}`"),
            section(t("authorise-cost")),
            actions(link_button(t("button-authorise"), AUTHORISE_LINK, link, style="primary")),
            context(t("authorise-then")),
        ],
    )
