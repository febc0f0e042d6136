"""The form for pausing a digest until a date."""

from datetime import date
from typing import Final

from bot.blocks.digest.buttons import digest_control
from bot.blocks.kit.controls import DIGEST_PAUSE_VIEW, HOME
from bot.blocks.kit.fields import Field, date_input, day
from bot.blocks.kit.message import View
from bot.blocks.kit.modal import form_view
from bot.domain.digest.subscription import Subscription
from bot.i18n import Texts

UNTIL: Final = Field("until", day, "pause-until", "pause-hint")


def pause_view(subscription: Subscription, t: Texts, *, first: date, home: bool = False) -> View:
    """The form; `first` is the proposed date, `home` whether it was opened on a Home tab."""
    control = digest_control(subscription, channel=True, choice=HOME if home else "")
    until = UNTIL.block(date_input(subscription.paused_until or first), t)
    return form_view(DIGEST_PAUSE_VIEW, control, [until], t, title=t("pause-title"), submit=t("pause-save"))
