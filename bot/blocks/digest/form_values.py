"""Read the form of a digest as Slack sends it back."""

from dataclasses import dataclass, replace
from typing import Any

from bot.blocks.digest.form import (
    ABOUT,
    EACH,
    LANGUAGE,
    MONTHLY,
    ONLY_CHANGES,
    PARTS,
    PROGRAMS,
    RHYTHM,
    TIME,
    WEEKDAY,
    ZONE,
)
from bot.blocks.kit.limits import clean
from bot.blocks.kit.modal import submitted_fields
from bot.domain.delivery.schedule import Schedule
from bot.domain.digest.parse_schedule import parse_schedule
from bot.domain.digest.parse_scope import GLANCE, take_scope
from bot.domain.digest.subscription import PROGRAMS as ONE_BY_ONE
from bot.domain.digest.subscription import Part, Scope, Subscription
from bot.errors import BadSchedule, StaleControl
from bot.i18n import LOCALES, Texts


@dataclass(frozen=True, slots=True)
class DigestForm:
    """The values of the form."""

    schedule: Schedule
    locale: str
    appids: tuple[str, ...]
    parts: frozenset[Part]
    only_changes: bool
    scope: Scope = ONE_BY_ONE

    def on(self, subscription: Subscription) -> Subscription:
        """The subscription with these values."""
        return replace(
            subscription,
            schedule=self.schedule,
            locale=self.locale,
            appids=self.appids,
            parts=self.parts,
            only_changes=self.only_changes,
            scope=self.scope,
        )


def read_schedule_view(view: dict[str, Any]) -> DigestForm:
    """Read the submitted form.

    Raises:
        BadSchedule: a part cannot be read, or no weekday is chosen.
        StaleControl: not a form of Baselib's.
    """
    fields = submitted_fields(view)
    try:
        locale = str(fields[LANGUAGE]["selected_option"]["value"])
        parts = frozenset(Part(part) for part in _chosen(fields[PARTS]))
        only_changes = ONLY_CHANGES in _chosen(fields[ONLY_CHANGES])
        scope, appids = _about(fields)
        schedule = _schedule(fields)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise StaleControl from error
    if locale not in LOCALES:
        raise StaleControl
    return DigestForm(schedule, locale, appids, parts, only_changes, scope)


def schedule_errors(error: BadSchedule, t: Texts) -> dict[str, str]:
    """The error below the invalid input, in plain text without mrkdwn marks.

    https://docs.slack.dev/surfaces/modals/#displaying_errors
    """
    sentence = t.error(error, quote=clean).replace("`", "")
    return {error.part: sentence}


def _about(fields: dict[str, Any]) -> tuple[Scope, tuple[str, ...]]:
    """The scope and the AppIDs; chosen programs count only if the scope is programs."""
    about = str(fields[ABOUT]["selected_option"]["value"])
    appids = tuple(_chosen(fields.get(PROGRAMS, {})))
    if about in (EACH, GLANCE):
        return Scope(fleet=about == GLANCE), appids
    scope, rest = take_scope([about])
    if rest:
        raise ValueError(about)
    return scope, ()


def _schedule(fields: dict[str, Any]) -> Schedule:
    zone = (fields[ZONE]["selected_option"] or {}).get("value")
    read = parse_schedule(",".join(_chosen(fields[WEEKDAY])), str(fields[TIME]["selected_time"] or ""), str(zone or ""))
    return replace(read, monthly=fields[RHYTHM]["selected_option"]["value"] == MONTHLY)


def _chosen(field: dict[str, Any]) -> list[str]:
    return [str(option["value"]) for option in field.get("selected_options") or []]
