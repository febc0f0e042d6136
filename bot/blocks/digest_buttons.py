"""The buttons that act on a channel's weekly digest."""

from bot.blocks import controls
from bot.blocks.controls import Control
from bot.blocks.parts import Element, button, confirm
from bot.domain.subscription import Subscription
from bot.i18n import Texts


def digest_buttons(order: Subscription, t: Texts) -> list[Element]:
    """Send now, Change and Off; ending it asks once more."""
    control = Control(subscription_id=order.id)
    sure = confirm(t("off-title"), t("off-text"), t("off-yes"), t("off-no"))
    return [
        button(t("button-send-now"), controls.DIGEST_SEND_NOW, control),
        button(t("button-change"), controls.DIGEST_CHANGE, control),
        {**button(t("button-off"), controls.DIGEST_OFF, control, style="danger"), "confirm": sure},
    ]
