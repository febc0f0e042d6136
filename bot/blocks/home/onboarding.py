"""Welcome messages after an installation or an invitation to a channel, and the last message."""

from datetime import datetime

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Message, actions, button, link_button, message, section, sentence_message
from bot.i18n import Texts


def welcome_message(t: Texts) -> Message:
    """The welcome: three lines and two buttons to start."""
    return message(
        t("welcome"),
        [
            section(t("welcome")),
            section(t("welcome-how")),
            section(t("welcome-begin")),
            actions(
                button(t("button-sample"), controls.SAMPLE_TRY, Control(), style="primary"),
                button(t("button-connect"), controls.CONNECT_OPEN, Control()),
            ),
        ],
    )


def hint_message(t: Texts) -> Message:
    """A one-line hint for one person."""
    return sentence_message(t("hint"))


def ending_message(until: datetime, url: str, t: Texts, zone: str) -> Message:
    """Warns that the bot will stop, and says what to do.

    Args:
        zone: the reader's IANA zone.
    """
    sentence = t("ending", until=t.moment(until, zone))
    return message(
        sentence,
        [section(sentence), actions(link_button(t("button-install"), controls.INSTALL_LINK, url, style="primary"))],
    )
