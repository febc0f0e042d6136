"""The form of a channel's digest: content, time and language, with a preview of the next runs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.blocks.digest.digest import digest_control, scope_text
from bot.blocks.kit import limits
from bot.blocks.kit.controls import DIGEST_FORM, DIGEST_PAUSE_VIEW, DIGEST_SCHEDULE_VIEW, DIGEST_TEST, HOME
from bot.blocks.kit.elements import Block, Element, View, actions, button, option, plain, section
from bot.blocks.kit.forms import (
    Field,
    checkboxes,
    chosen,
    chosen_if_any,
    date_input,
    day,
    form_view,
    one_choice,
    one_of,
    ticked,
)
from bot.blocks.kit.names import bold
from bot.blocks.programs import program_options
from bot.domain.delivery import Schedule, Slot
from bot.domain.digest.schedule import WEEKDAYS, parse_schedule
from bot.domain.digest.subscription import FLEET, GLANCE, TAG, Part, Scope, Subscription, scope_word, take_scope
from bot.domain.digest.subscription import PROGRAMS as ONE_BY_ONE
from bot.domain.programs import Program
from bot.i18n import LOCALES, Texts
from bot.i18n.zones import Zone, search_zones

EACH: Final = "each"
"""The choice of `ABOUT` for programs one by one; the others are scopes of `bot.domain.digest.subscription`."""
PREVIEW: Final = "preview"
WEEKLY: Final = "weekly"
MONTHLY: Final = "monthly"
NEW: Final = "new"
"""`Control.choice` of the form of a new digest."""
RUNS: Final = 3
UNTIL: Final = Field("until", day, "pause-until", "pause-hint")


def _about_of(word: str) -> tuple[str, Scope]:
    if word in _OF_CHOSEN:
        return word, Scope(fleet=word == GLANCE)
    scope, rest = take_scope([word])
    if rest:
        raise ValueError(word)
    return word, scope


_OF_CHOSEN: Final = (EACH, GLANCE)
"""The choices for which chosen programs count."""
ABOUT: Final = Field("about", one_of(_about_of), "form-about", "form-about-hint", action=DIGEST_FORM)
PROGRAMS: Final = Field("programs", ticked, "form-programs", "form-programs-hint", optional=True, absent=True)
RHYTHM: Final = Field("rhythm", chosen, "form-rhythm", action=DIGEST_FORM)
WEEKDAY: Final = Field("weekday", ticked, "form-weekdays", action=DIGEST_FORM)
TIME: Final = Field("time", lambda state: str(state["selected_time"] or ""), "schedule-time", action=DIGEST_FORM)
ZONE: Final = Field("zone", chosen_if_any, "schedule-zone", "form-zone-hint", action=DIGEST_FORM)
"""Those of the schedule are named as BadSchedule names its parts."""
LANGUAGE: Final = Field("language", one_of(lambda locale: LOCALES[LOCALES.index(locale)]), "schedule-language")
PARTS: Final = Field(
    "parts", lambda state: frozenset(map(Part, ticked(state))), "form-parts", "form-parts-hint", optional=True
)
ONLY_CHANGES: Final = Field("only-changes", ticked, "form-quiet", optional=True)


@dataclass(frozen=True, slots=True)
class DigestForm:
    schedule: Schedule
    locale: str
    appids: tuple[str, ...]
    parts: frozenset[Part]
    only_changes: bool
    scope: Scope = ONE_BY_ONE

    def on(self, subscription: Subscription) -> Subscription:
        return replace(
            subscription,
            schedule=self.schedule,
            locale=self.locale,
            appids=self.appids,
            parts=self.parts,
            only_changes=self.only_changes,
            scope=self.scope,
        )


def schedule_view(
    subscription: Subscription,
    t: Texts,
    programs: Sequence[Program],
    runs: Sequence[Slot] | None,
    *,
    tags: Sequence[str] = (),
    about: str = "",
    origin: str = "",
) -> View:
    """Return the form, filled with the current subscription.

    Args:
        programs: those that can be chosen, at least a hundred of many, and those that are.
        tags: those that programs have, in alphabetical order.
        about: the choice of `ABOUT` in the form, of which some programs at a glance may have none yet; empty for the
            subscription's.
        runs: the next slots of the form's schedule; None while that is incomplete.
        origin: `NEW` for a new digest, `HOME` when opened on a Home tab.
    """
    control = digest_control(subscription, channel=True, choice=origin)
    about = about or scope_word(subscription) or EACH
    blocks = [
        _about(about, subscription, t, tags),
        *(_programs(subscription, t, programs) if about in _OF_CHOSEN else []),
        *_when(subscription, t),
        _preview(subscription, t, runs),
        *_how(subscription, t),
        actions(button(t("form-test"), DIGEST_TEST, control)),
    ]
    return form_view(DIGEST_SCHEDULE_VIEW, control, blocks, t, title=t("schedule-title"), submit=t("schedule-save"))


def read_schedule_view(view: dict[str, Any]) -> DigestForm:
    locale, parts, only_changes = LANGUAGE.read(view), PARTS.read(view), bool(ONLY_CHANGES.read(view))
    (about, scope), appids = ABOUT.read(view), PROGRAMS.read(view)
    schedule = parse_schedule(",".join(WEEKDAY.read(view)), TIME.read(view), ZONE.read(view))
    schedule = replace(schedule, monthly=RHYTHM.read(view) == MONTHLY)
    return DigestForm(schedule, locale, appids if about in _OF_CHOSEN else (), parts, only_changes, scope)


def _about(about: str, subscription: Subscription, t: Texts, tags: Sequence[str]) -> Block:
    """Return the scope select. Tags beyond its limit need the command; the subscription's own is always included."""
    own = scope_word(subscription) or EACH
    words = list(dict.fromkeys([EACH, GLANCE, FLEET, own, about, *(f"{TAG}{tag}" for tag in tags)]))[: limits.OPTIONS]
    choices = [option(scope_text(word, t), word) for word in words]
    return ABOUT.block(one_choice(choices, choices[words.index(about)]), t)


def _programs(subscription: Subscription, t: Texts, programs: Sequence[Program]) -> list[Block]:
    """Return the programs select; beyond a hundred it searches as one types."""
    if not programs:
        return []
    initial = program_options([program for program in programs if program.appid in subscription.appids])
    element: Element = {"placeholder": plain(t("form-programs-all"), limits.PLACEHOLDER)}
    if len(programs) > limits.OPTIONS:
        element |= {"type": "multi_external_select", "min_query_length": 0}
    else:
        element |= {"type": "multi_static_select", "options": program_options(programs)}
    if initial:
        element["initial_options"] = initial
    return [PROGRAMS.block(element, t)]


def _when(subscription: Subscription, t: Texts) -> list[Block]:
    schedule = subscription.schedule
    rhythms = [option(t("form-weekly"), WEEKLY), option(t("form-monthly"), MONTHLY)]
    days = [option(t.weekday(number), word) for number, word in enumerate(WEEKDAYS)]
    zone = {"type": "external_select", "initial_option": _zone_option(schedule.zone), "min_query_length": 0}
    at = {"type": "timepicker", "initial_time": t.clock_time(schedule.at)}
    return [
        RHYTHM.block(one_choice(rhythms, rhythms[schedule.monthly]), t),
        WEEKDAY.block(checkboxes(days, [days[day] for day in schedule.weekdays]), t),
        TIME.block(at, t),
        ZONE.block(zone, t),
    ]


def _how(subscription: Subscription, t: Texts) -> list[Block]:
    languages = [option(t(f"language-{locale}"), locale) for locale in LOCALES]
    language = LOCALES.index(subscription.locale) if subscription.locale in LOCALES else 0
    parts = [option(t(f"part-{part}"), part.value) for part in Part]
    kept = [choice for part, choice in zip(Part, parts, strict=True) if part in subscription.parts]
    only = option(t("form-only-changes"), ONLY_CHANGES.name, t("form-only-changes-hint"))
    return [
        LANGUAGE.block(one_choice(languages, languages[language]), t),
        PARTS.block(checkboxes(parts, kept), t),
        ONLY_CHANGES.block(checkboxes([only], [only] * subscription.only_changes), t),
    ]


def _preview(subscription: Subscription, t: Texts, runs: Sequence[Slot] | None) -> Block:
    zone = subscription.schedule.zone
    lines = [f"• {t.local_moment(run.due_at, zone)}" for run in runs or ()]
    unknown = t("form-next-runs-unknown") if runs is None else ""
    paused = t("form-paused", day=t.day(subscription.paused_until)) if subscription.paused_until else ""
    return {**section(bold(t("form-next-runs")), unknown, *lines, paused), "block_id": PREVIEW}


def zone_options(text: str, *, first: str, now: datetime) -> list[Element]:
    """Return the zones that match a text, the person's own first, each with its current offset.

    Args:
        text: as typed; empty for the start of the list.
    """
    return [_option(zone, now) for zone in search_zones(text, first=first, limit=limits.OPTIONS)]


def _zone_option(name: str) -> Element:
    return option(name, name)


def _option(zone: Zone, now: datetime) -> Element:
    city = f" {zone.city}" if zone.city else ""
    offset = f"{now.astimezone(ZoneInfo(zone.name)):%z}"
    return option(f"{zone.name}{city} (UTC{offset[:3]}:{offset[3:5]})", zone.name)


def pause_view(subscription: Subscription, t: Texts, *, first: date, home: bool = False) -> View:
    """Return the form; `first` is the proposed date, `home` whether it was opened on a Home tab."""
    control = digest_control(subscription, channel=True, choice=HOME if home else "")
    until = UNTIL.block(date_input(subscription.paused_until or first), t)
    return form_view(DIGEST_PAUSE_VIEW, control, [until], t, title=t("pause-title"), submit=t("pause-save"))
