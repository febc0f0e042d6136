"""Buttons and menu of a channel's digest."""

from typing import Final

from bot.blocks.digest.subscription_text import when_text
from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Element, button, confirm, option, overflow
from bot.domain.digest.subscription import Subscription
from bot.i18n import Texts

EDIT: Final = "edit"
TEST: Final = "test"
PAUSE: Final = "pause"
RESUME: Final = "resume"
HISTORY: Final = "history"
OFF: Final = "off"
"""`Control.choice` of the menu."""


def digest_control(subscription: Subscription, *, channel: bool = False, choice: str = "") -> Control:
    """The control of a digest; with its `channel` where Slack does not say it: in a modal, and on a Home tab."""
    channel_id = subscription.channel_id if channel else ""
    return Control(subject_id=subscription.id, owner_id=subscription.owner_id, channel_id=channel_id, choice=choice)


def digest_buttons(subscription: Subscription, t: Texts) -> list[Element]:
    """Send now, Change, Off, and a menu with the rest; Off asks for confirmation."""
    return [
        button(t("button-send-now"), controls.DIGEST_SEND_NOW, digest_control(subscription)),
        change_button(subscription, t),
        off_button(subscription, t),
        _menu(subscription, t),
    ]


def change_button(subscription: Subscription, t: Texts) -> Element:
    """Opens the form, for its owner and admins; the only button of the subscription in a channel's message."""
    return button(t("button-change-digest"), controls.DIGEST_CHANGE, digest_control(subscription))


def off_button(subscription: Subscription, t: Texts, *, home: bool = False) -> Element:
    """Ends the digest after a confirmation; on a Home tab it names the channel."""
    control = digest_control(subscription, channel=home)
    sure = confirm(t("off-title"), t("off-text"), t("off-yes"), t("off-no"))
    label = f"{t('button-off')} {when_text(subscription.schedule, t)}" if home else ""
    off = button(t("button-off"), controls.DIGEST_OFF, control, style="danger", label=label)
    return {**off, "confirm": sure}


def _menu(subscription: Subscription, t: Texts) -> Element:
    choices = {
        TEST: t("menu-test"),
        **({RESUME: t("menu-resume")} if subscription.paused_until else {PAUSE: t("menu-pause")}),
        HISTORY: t("menu-history"),
    }
    options = [option(text, digest_control(subscription, choice=choice).encode()) for choice, text in choices.items()]
    return overflow(controls.DIGEST_MORE, options)
