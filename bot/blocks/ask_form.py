"""The form of `raise` and `cover`, and what is asked without a number."""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from bot.blocks.kit import controls, limits
from bot.blocks.kit.controls import ASK_VIEW, Control
from bot.blocks.kit.elements import Element, Message, View, actions, button, message, option, section, select
from bot.blocks.kit.forms import Field, chosen, form_view, one_choice, one_of, text_input, typed
from bot.blocks.kit.limits import error_sentence
from bot.blocks.kit.names import name
from bot.blocks.programs import program_select
from bot.blocks.report.frame import same_day
from bot.blocks.report.report import what_if_option
from bot.domain.numbers.meaning import percent_text
from bot.domain.numbers.version import Version
from bot.domain.programs import Program
from bot.domain.recommendation import recommend
from bot.domain.report import Report
from bot.domain.what_if import parse_target
from bot.errors import BadPercent
from bot.i18n import Texts

_LONGEST: Final = 40


class What(StrEnum):
    """The question: a sentence each in the catalogs (`ask-what-...`)."""

    REPORT = "report"
    RAISE = "raise"
    COVER = "cover"


PROGRAM: Final = Field("ask-program", chosen, "ask-program")
WHAT: Final = Field("ask-what", one_of(What), "ask-what")
VALUE: Final = Field("ask-value", typed, "ask-value", "ask-value-hint", optional=True)


@dataclass(frozen=True, slots=True)
class AskQuestion:
    appid: str
    what: What
    version: Version | None = None
    """With `RAISE`."""
    share: Decimal | None = None
    """A fraction; with `COVER`."""


def ask_view(t: Texts, program: Program | None = None) -> View:
    """Return the form; filled in if there is only one program."""
    options = [option(t(f"ask-what-{what}"), what) for what in What]
    blocks = [
        PROGRAM.block(program_select(t("ask-program-pick"), program), t),
        WHAT.block(one_choice(options, options[0], radio=True), t),
        VALUE.block(text_input(_LONGEST), t),
    ]
    return form_view(ASK_VIEW, Control(), blocks, t, title=t("ask-title"), submit=t("ask-submit"))


def read_ask_view(view: dict[str, Any]) -> AskQuestion:
    appid, what, value = PROGRAM.read(view), WHAT.read(view), VALUE.read(view).strip()
    match what:
        case What.RAISE:
            return AskQuestion(appid, what, version=Version.parse(value))
        case What.COVER:
            return AskQuestion(appid, what, share=parse_target(value))
        case What.REPORT:
            return AskQuestion(appid, what)


_TARGETS: Final = tuple(map(Decimal, ("0.999", "0.995", "0.99", "0.98", "0.95", "0.9")))


def which_minimum(report: Report, t: Texts) -> Message:
    """Return the versions above the minimum, each with its loss; without any, all versions."""
    report.computed()
    minimum, ascending = report.minimum, recommend(report).every[::-1]
    above = [each for each in ascending if minimum is None or each.version > minimum]
    offered, day = (above or ascending)[: limits.OPTIONS], same_day(report)
    example = report.safe_minimum or offered[0].version
    return _question(
        t("raise-which", program=name(report.program)),
        t("raise-which-hint", version=example.text),
        select(t("what-if"), controls.REPORT_WHAT_IF, [what_if_option(day, each, report, t) for each in offered]),
    )


def which_target(report: Report, t: Texts) -> Message:
    """Usual targets, each with the highest minimum that keeps it."""
    report.computed()
    options = [_target(report, target, t) for target in _TARGETS]
    return _question(
        t("cover-which", program=name(report.program)),
        t("cover-which-hint"),
        select(t("cover-which-placeholder"), controls.COVER_TARGET, options),
    )


def percent_message(error: BadPercent, report: Report, target: Decimal, t: Texts) -> Message:
    """Asks whether a fraction means a percentage, with the button that says so."""
    sentence = error_sentence(error, t)
    choice = button(t.exact(target), controls.COVER_TARGET, replace(same_day(report), text=percent_text(target)))
    return message(sentence, [section(sentence), actions(choice)])


def _question(question: str, hint: str, choice: Element) -> Message:
    return message(question, [section(question, hint), actions(choice)])


def _target(report: Report, target: Decimal, t: Texts) -> Element:
    version = report.highest_keeping(target)
    kept = report.loss(version) if version else None
    control = replace(same_day(report), text=percent_text(target)).encode()
    if version is None or kept is None:
        return option(t("cover-choice-none", target=t.exact(target)), control)
    loss = t("cover-choice-loss", loss=t.bounds(kept, target=1 - target))
    return option(t("cover-choice", target=t.exact(target), version=version.text), control, loss)
