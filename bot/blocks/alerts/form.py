"""The form of an alert: its programs, its condition, and the present value beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.blocks.alerts.alert_text import SIGNS, present_text
from bot.blocks.kit import limits
from bot.blocks.kit.controls import ALERT_FORM, ALERT_VIEW, HOME, Control
from bot.blocks.kit.elements import Element, context, hinted, input_block, option, plain
from bot.blocks.kit.limits import clean
from bot.blocks.kit.message import Block, View
from bot.blocks.kit.modal import form_view
from bot.blocks.kit.names import name
from bot.blocks.programs.picker import program_option, program_select
from bot.domain.alerts.alert import MOST_DAYS, Alert, Condition, Sign, Threshold, Watched
from bot.domain.alerts.status import present_value
from bot.domain.numbers.distribution import SAFE
from bot.domain.numbers.rounding import percent_text
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version
from bot.domain.programs.labels import FLEET_WORDS
from bot.domain.programs.program import Program
from bot.i18n import Texts

ABOUT: Final = "alert-about"
WHAT: Final = "alert-what"
VERSION: Final = "alert-version"
SIGN: Final = "alert-sign"
LIMIT: Final = "alert-limit"
DAYS: Final = "alert-days"
"""Names of the inputs, as `block_id`."""
FLEET: Final = "*"
"""The choice of `ABOUT` for the fleet; never an AppID."""
TAG: Final = "#"
"""Begins the choice of `ABOUT` for a tag."""
WATCHED: Final = (
    Watched.SAFE,
    Watched.LOSS,
    Watched.COVERAGE,
    Watched.MINIMUM,
    Watched.ROLLBACK,
    Watched.ATTENTION,
)
"""In the order of the form."""
SHARES: Final = (Watched.LOSS, Watched.COVERAGE)
"""What is compared with a limit at a version."""
_LONGEST: Final = 12


@dataclass(frozen=True, slots=True)
class AlertForm:
    """The values of the form, as far as they are chosen."""

    watched: Watched
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
    """The values of an alert."""
    threshold = alert.condition.threshold
    values = AlertForm(alert.condition.watched, alert.appid, alert.tag, alert.fleet)
    if threshold is None:
        return values
    limit = f"{percent_text(threshold.share)}%"
    return replace(values, version=threshold.version, sign=threshold.sign, limit=limit, days=threshold.days)


def alert_view(
    values: AlertForm,
    program: Program | None,
    newest: Snapshot | None,
    t: Texts,
    *,
    control: Control,
    number: int = 0,
    candidates: Sequence[Version] = (),
) -> View:
    """The form.

    Args:
        values: what is chosen.
        program: the chosen program; None for many, or when none is chosen yet.
        newest: its newest snapshot.
        t: the person's language.
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
    """What the form carries."""
    known = Control(channel_id=channel_id, choice=HOME if home else "")
    return replace(known, subscription_id=alert.id, text=alert.mark) if alert else known


def about_choices(typed: str, tags: Sequence[str], t: Texts) -> list[Element]:
    """The choices for all programs and for tags that match the text typed into the select."""
    wanted = typed.casefold()
    words = (t("alert-fleet"), *FLEET_WORDS)
    found = [_fleet(t)] if any(wanted in word.casefold() for word in words) else []
    return found + [_tag(tag, t) for tag in tags if wanted.removeprefix(TAG) in tag]


def _about(values: AlertForm, program: Program | None, t: Texts) -> Block:
    element = program_select(t("pick-placeholder"), ALERT_FORM, None)
    if values.fleet:
        element["initial_option"] = _tag(values.tag, t) if values.tag else _fleet(t)
    elif program:
        element["initial_option"] = program_option(program)
    return _input(ABOUT, t("alert-form-about"), element, hint=t("alert-form-about-hint"), shows=True)


def _what(values: AlertForm, t: Texts) -> Block:
    options = [option(t(f"alert-watch-{watched}"), watched) for watched in WATCHED]
    element = {
        "type": "static_select",
        "options": options,
        "initial_option": options[WATCHED.index(values.watched)],
    }
    return _input(WHAT, t("alert-form-condition"), element, shows=True)


def _share(values: AlertForm, newest: Snapshot | None, candidates: Sequence[Version], t: Texts) -> list[Block]:
    """The version, each with its present value, the limit, and on how many days."""
    signs = [option(t(f"alert-sign-{SIGNS[sign]}"), sign) for sign in Sign]
    sign: Element = {
        "type": "static_select",
        "action_id": SIGN,
        "options": signs,
        "initial_option": signs[list(Sign).index(values.sign)],
    }
    limit: Element = {"type": "plain_text_input", "action_id": LIMIT, "max_length": _LONGEST}
    limit |= {"initial_value": values.limit} if values.limit else {}
    limit |= {"placeholder": plain("1%" if values.watched is Watched.LOSS else "99%", limits.PLACEHOLDER)}
    versions = _versions(values, newest, candidates, t)
    return [
        *([versions] if versions else []),
        _input(SIGN, t("alert-form-sign"), sign),
        _input(LIMIT, t("alert-form-limit"), limit),
        _days(values, t),
    ]


def _days(values: AlertForm, t: Texts) -> Block:
    options = [option(t("alert-days", days=days), str(days)) for days in range(MOST_DAYS + 1)]
    element: Element = {"type": "static_select", "options": options, "initial_option": options[values.days]}
    return _input(DAYS, t("alert-form-days"), element)


def _versions(values: AlertForm, newest: Snapshot | None, candidates: Sequence[Version], t: Texts) -> Block | None:
    """The select of the version, the next candidates first; None while there is nothing to choose from."""
    distribution = newest.distribution if newest else None
    listed = list(distribution.versions if distribution else candidates)
    if values.version and values.version not in listed:
        listed.append(values.version)
    if not listed:
        return None
    listed.sort(reverse=True)
    shown = {
        version: option(_with_value(values, version, newest, t), version.text) for version in listed[: limits.OPTIONS]
    }
    safe = newest.safe_minimum if newest else None
    initial = values.version or (distribution.next_higher(safe) if distribution and safe else None)
    element: Element = {"type": "static_select", "options": list(shown.values())}
    if initial and initial in shown:
        element["initial_option"] = shown[initial]
    return _input(VERSION, t("alert-form-version"), element, shows=True)


def _with_value(values: AlertForm, version: Version, newest: Snapshot | None, t: Texts) -> str:
    threshold = Threshold(Sign.OVER, SAFE, version)
    condition = Condition(values.watched, threshold)
    now = present_text(condition, present_value(condition, newest), t)
    return f"{version.text} · {now}" if now else version.text


def _present(values: AlertForm, program: Program | None, newest: Snapshot | None, t: Texts) -> list[Block]:
    """The present value of the condition."""
    if values.watched in SHARES:  # beside each version
        return []
    condition = Condition(values.watched)
    now = present_text(condition, present_value(condition, newest), t)
    about = name(program) if program else ""
    line = t("named", program=about, sentence=now) if now and about else ""
    return [context(line, t(f"alert-again-{values.watched}"))]


def _input(name: str, label: str, element: Element, *, hint: str = "", shows: bool = False) -> Block:
    block = input_block(name, label, {**element, "action_id": ALERT_FORM if shows else name})
    return hinted({**block, "dispatch_action": True} if shows else block, hint)


def _fleet(t: Texts) -> Element:
    return option(t("alert-fleet"), FLEET)


def _tag(tag: str, t: Texts) -> Element:
    return option(t("alert-tagged", tag=clean(tag)), f"{TAG}{tag}")
