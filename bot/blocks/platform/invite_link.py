"""The answer to `programs add`."""

from bot.blocks.kit.controls import AUTHORISE_LINK
from bot.blocks.kit.elements import actions, context, link_button, message, section
from bot.blocks.kit.message import Message
from bot.blocks.kit.quoting import error_sentence
from bot.errors import TicketMissing
from bot.i18n import Texts


def authorise_link_message(link: str, t: Texts, missing: TicketMissing | None = None) -> Message:
    """The link to open or pass on, and what it costs the merchant.

    Args:
        missing: why the link does not work yet.
    """
    warning = [section(f"⚠️ {error_sentence(missing, t)}", t("authorise-no-ticket"))] if missing else []
    return message(
        t("authorise-text"),
        [
            *warning,
            section(t("authorise-how"), f"`{link}`"),
            section(t("authorise-cost")),
            actions(link_button(t("button-authorise"), AUTHORISE_LINK, link, style="primary")),
            context(t("authorise-then")),
        ],
    )
