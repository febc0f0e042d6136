"""The form of an alert: its programs, its condition, and the present value beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.blocks.alerts import SIGNS, present_text
from bot.blocks.kit import limits
from bot.blocks.kit.controls import ALERT_FORM, ALERT_VIEW, HOME, Control
from bot.blocks.kit.elements import Block, Element, View, context, option
from bot.blocks.kit.forms import Field, chosen_if_any, form_view, one_choice, one_of, text_input, typed
from bot.blocks.kit.names import name
from bot.blocks.programs import program_select
from bot.domain.alerts.alert import MOST_DAYS, Alert, Condition, Sign, Threshold, Watched
from bot.domain.alerts.delivery import present_of
from bot.domain.alerts.parse import threshold_of
from bot.domain.numbers.distribution import SAFE
from bot.domain.numbers.version import Version
from bot.domain.programs import FLEET_WORDS, Program
from bot.domain.report import Report
from bot.errors import BadAlert, BotError
from bot.i18n import Texts
from bot.i18n.caveats import clean

FLEET: Final = "*"
"""The choice of `ABOUT` for the fleet; never an AppID."""
TAG: Final = "#"
"""Begins the choice of `ABOUT` for a tag."""
WATCHED: Final = (
    Watched.SAFE,
    Watched.LOSS,
    Watched.COVERAGE,
    Watched.MINIMUM,
    Watched.WITHDRAWAL,
    Watched.ATTENTION,
)
"""In the order of the form."""
SHARES: Final = (Watched.LOSS, Watched.COVERAGE)
"""What is compared with a limit at a version."""
_LONGEST: Final = 12
ABOUT: Final = Field("alert-about", chosen_if_any, "alert-form-about", "alert-form-about-hint", action=ALERT_FORM)
WHAT: Final = Field("alert-what", one_of(Watched), "alert-form-condition", action=ALERT_FORM)
VERSION: Final = Field(
    "alert-version", one_of(Version.read, default=""), "alert-form-version", absent=True, action=ALERT_FORM
)
SIGN: Final = Field("alert-sign", one_of(Sign, default=Sign.AT_MOST), "alert-form-sign", absent=True)
LIMIT: Final = Field("alert-limit", typed, "alert-form-limit", absent=True)
_DAYS: Final = [str(number) for number in range(MOST_DAYS + 1)]
DAYS: Final = Field("alert-days", one_of(_DAYS.index, default="0"), "alert-form-days", absent=True)


@dataclass(frozen=True, slots=True)
class AlertForm:
    """The values of the form, as far as they are chosen."""

    watched: Watched = Watched.SAFE
    appid: str = ""
    tag: str = ""
    fleet: bool = False
    """Whether all programs, or those with `tag`, are chosen."""
    version: Version | None = None
    sign: Sign = Sign.AT_MOST
    limit: str = ""
    """As typed."""
    days: int = 0
    """As in `Threshold`."""

    @property
    def chosen(self) -> bool:
        """Whether it is about anything yet."""
        return self.fleet or bool(self.appid)


def form_of(alert: Alert) -> AlertForm:
    threshold = alert.condition.threshold
    values = AlertForm(alert.condition.watched, alert.appid, alert.tag, alert.fleet)
    if threshold is None:
        return values
    return replace(values, version=threshold.version, sign=threshold.sign, limit=threshold.limit, days=threshold.days)


def alert_view(
    values: AlertForm,
    program: Program | None,
    newest: Report | None,
    t: Texts,
    *,
    control: Control,
    number: int = 0,
    candidates: Sequence[Version] = (),
) -> View:
    """Return the form.

    Args:
        program: the chosen program; None for many, or when none is chosen yet.
        control: the channel and, for an existing alert, the alert and its mark.
        number: the alert's; 0 for a new one.
        candidates: the versions offered where there is no snapshot.
    """
    blocks = [
        _about(values, program, t),
        _what(values, t),
        *(_share(values, newest, candidates, t) if values.watched in SHARES else []),
        *_present(values, program, newest, t),
    ]
    title = t("alert-form-title", number=str(number)) if number else t("alert-form-new")
    return form_view(ALERT_VIEW, control, blocks, t, title=title, submit=t("schedule-save"))


def form_control(channel_id: str, alert: Alert | None = None, *, home: bool = False) -> Control:
    known = Control(channel_id=channel_id, choice=HOME if home else "")
    return replace(known, subject_id=alert.id, text=alert.mark) if alert else known


def read_alert_view(view: dict[str, Any]) -> AlertForm:
    """Read the values of the form, whether or not it is complete."""
    about = ABOUT.read(view)
    tag = about.removeprefix(TAG) if about.startswith(TAG) else ""
    many = about == FLEET or about.startswith(TAG)
    return AlertForm(
        WHAT.read(view),
        "" if many else about,
        tag,
        fleet=many,
        version=VERSION.read(view),
        sign=SIGN.read(view),
        limit=LIMIT.read(view),
        days=DAYS.read(view),
    )


def condition_of(values: AlertForm) -> Condition:
    if values.watched not in SHARES:
        return Condition(values.watched)
    if values.version is None:
        raise BadAlert(part="version", text="")
    return Condition(values.watched, threshold_of(values.sign, values.limit, values.version, values.days))


def alert_errors(error: BotError, t: Texts) -> dict[str, str]:
    """Return the error below the field that it is about."""
    missing = isinstance(error, BadAlert) and error.part == "version"
    return (VERSION if missing else LIMIT).error(error, t)


def about_choices(typed: str, tags: Sequence[str], t: Texts) -> list[Element]:
    """Return the choices for all programs and for tags that match the text typed into the select."""
    wanted = typed.casefold()
    words = (t("alert-fleet"), *FLEET_WORDS)
    found = [_fleet(t)] if any(wanted in word.casefold() for word in words) else []
    return found + [_tag(tag, t) for tag in tags if wanted.removeprefix(TAG) in tag]


def _about(values: AlertForm, program: Program | None, t: Texts) -> Block:
    element = program_select(t("pick-placeholder"), program)
    if values.fleet:
        element["initial_option"] = _tag(values.tag, t) if values.tag else _fleet(t)
    return ABOUT.block(element, t)


def _what(values: AlertForm, t: Texts) -> Block:
    options = [option(t(f"alert-watch-{watched}"), watched) for watched in WATCHED]
    return WHAT.block(one_choice(options, options[WATCHED.index(values.watched)]), t)


def _share(values: AlertForm, newest: Report | None, candidates: Sequence[Version], t: Texts) -> list[Block]:
    """Return the version, each with its present value, the limit, and on how many days."""
    signs = [option(t(f"alert-sign-{SIGNS[sign]}"), sign) for sign in Sign]
    example = t("alert-limit-example") if values.watched is Watched.LOSS else "99%"
    days = [option(t("alert-days", days=number), text) for number, text in enumerate(_DAYS)]
    return [
        *_versions(values, newest, candidates, t),
        SIGN.block(one_choice(signs, signs[list(Sign).index(values.sign)]), t),
        LIMIT.block(text_input(_LONGEST, placeholder=example, initial=values.limit), t),
        DAYS.block(one_choice(days, days[values.days]), t),
    ]


def _versions(values: AlertForm, newest: Report | None, candidates: Sequence[Version], t: Texts) -> list[Block]:
    """Return the select of the version, the next candidates first; nothing while there is nothing to choose from."""
    losses = newest.losses if newest else None
    listed = list(losses.versions if losses else candidates)
    if values.version and values.version not in listed:
        listed.append(values.version)
    if not listed:
        return []
    listed.sort(reverse=True)
    shown = {
        version: option(_with_value(values, version, newest, t), version.text) for version in listed[: limits.OPTIONS]
    }
    safe = newest.safe_minimum if newest else None
    initial = values.version or (losses.next_higher(safe) if losses and safe else None)
    return [VERSION.block(one_choice(list(shown.values()), shown.get(initial) if initial else None), t)]


def _with_value(values: AlertForm, version: Version, newest: Report | None, t: Texts) -> str:
    threshold = Threshold(Sign.OVER, SAFE, version)
    condition = Condition(values.watched, threshold)
    present = present_of(condition, newest)
    now = present_text(condition, replace(present, broken=None) if present else None, t)  # a choice has no room for it
    return f"{version.text} · {now}" if now else version.text


def _present(values: AlertForm, program: Program | None, newest: Report | None, t: Texts) -> list[Block]:
    if values.watched in SHARES:  # beside each version
        return []
    condition = Condition(values.watched)
    now = present_text(condition, present_of(condition, newest), t)
    about = name(program) if program else ""
    line = t("named", program=about, sentence=now) if now and about else ""
    return [context(line, t(f"alert-again-{values.watched}"))]


def _fleet(t: Texts) -> Element:
    return option(t("alert-fleet"), FLEET)


def _tag(tag: str, t: Texts) -> Element:
    return option(t("alert-tagged", tag=clean(tag)), f"{TAG}{tag}")
