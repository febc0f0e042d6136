"""Read the form of an alert as Slack sends it back."""

import unicodedata
from typing import Any

from bot.blocks.alerts.form import ABOUT, DAYS, FLEET, LIMIT, SHARES, SIGN, TAG, VERSION, WHAT, AlertForm
from bot.blocks.kit.limits import clean
from bot.blocks.kit.modal import submitted_fields
from bot.domain.alerts.alert import MOST_DAYS, Condition, Sign, Threshold, Watched
from bot.domain.alerts.parse import check_threshold
from bot.domain.numbers.rounding import parse_percent
from bot.domain.numbers.version import Version
from bot.errors import BadAlert, BadPercent, BotError, StaleControl
from bot.i18n import Texts


def read_alert_view(view: dict[str, Any]) -> AlertForm:
    """Read the values of the form, whether or not it is complete.

    Raises:
        StaleControl: not a form of Baselib's.
    """
    fields = submitted_fields(view)
    try:
        about, version = _chosen(fields.get(ABOUT)), _chosen(fields.get(VERSION))
        many = about == FLEET or about.startswith(TAG)
        return AlertForm(
            Watched(_chosen(fields[WHAT])),
            "" if many else about,
            about.removeprefix(TAG) if about.startswith(TAG) else "",
            fleet=many,
            version=Version.read(version) if version else None,
            sign=Sign(_chosen(fields.get(SIGN)) or Sign.AT_MOST),
            limit=unicodedata.normalize("NFKC", str((fields.get(LIMIT) or {}).get("value") or "")).strip(),
            days=range(MOST_DAYS + 1).index(int(_chosen(fields.get(DAYS)) or 0)),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StaleControl from error


def condition_of(values: AlertForm) -> Condition:
    """The condition that the form describes.

    Raises:
        BadPercent: the limit is no percentage.
        BadAlert: the version is missing, or the condition always or never holds.
    """
    if values.watched not in SHARES:
        return Condition(values.watched)
    if values.version is None:
        raise BadAlert(part="version", text="")
    threshold = Threshold(values.sign, parse_percent(values.limit), values.version, values.days)
    check_threshold(threshold)
    return Condition(values.watched, threshold)


def alert_errors(error: BotError, t: Texts) -> dict[str, str]:
    """The error below the field that it is about, in plain text without mrkdwn marks.

    https://docs.slack.dev/surfaces/modals/#displaying_errors
    """
    missing = isinstance(error, BadAlert) and error.part == "version"
    field = LIMIT if isinstance(error, BadPercent) or not missing else VERSION
    return {field: t.error(error, quote=clean).replace("`", "")}


def _chosen(field: dict[str, Any] | None) -> str:
    return str(((field or {}).get("selected_option") or {}).get("value") or "")
