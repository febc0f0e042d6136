"""The form for pausing a digest until a date."""

from datetime import date
from typing import Any, Final

from bot.blocks.digest.buttons import digest_control
from bot.blocks.kit.controls import DIGEST_PAUSE_VIEW, HOME
from bot.blocks.kit.elements import hinted, input_block
from bot.blocks.kit.limits import clean
from bot.blocks.kit.message import View
from bot.blocks.kit.modal import form_view
from bot.domain.digest.subscription import Subscription
from bot.errors import BadPause, StaleControl
from bot.i18n import Texts

UNTIL: Final = "until"


def pause_view(subscription: Subscription, t: Texts, *, first: date, home: bool = False) -> View:
    """The form; `first` is the proposed date, `home` whether it was opened on a Home tab."""
    control = digest_control(subscription, channel=True, choice=HOME if home else "")
    picker = {
        "type": "datepicker",
        "action_id": UNTIL,
        "initial_date": (subscription.paused_until or first).isoformat(),
    }
    until = hinted(input_block(UNTIL, t("pause-until"), picker), t("pause-hint"))
    return form_view(DIGEST_PAUSE_VIEW, control, [until], t, title=t("pause-title"), submit=t("pause-save"))


def read_pause_view(view: dict[str, Any]) -> date:
    """Read the date from the submitted form.

    Raises:
        StaleControl: not a form of Baselib's.
    """
    try:
        return date.fromisoformat(view["state"]["values"][UNTIL][UNTIL]["selected_date"])
    except (KeyError, TypeError, ValueError) as error:
        raise StaleControl from error


def pause_errors(error: BadPause, t: Texts) -> dict[str, str]:
    """The error below the date."""
    return {UNTIL: t.error(error, quote=clean)}
