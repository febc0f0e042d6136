"""The form of the shortcut "Base library of ...": a program and a question."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from bot.blocks.kit.controls import ASK_VIEW, Control
from bot.blocks.kit.elements import option
from bot.blocks.kit.fields import Field, chosen, one_choice, one_of, text_input, typed
from bot.blocks.kit.message import View
from bot.blocks.kit.modal import form_view
from bot.blocks.programs.picker import program_select
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program
from bot.domain.what_if.parse import parse_target
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
    """The values of the form."""

    appid: str
    what: What
    version: Version | None = None
    """With `RAISE`."""
    share: Decimal | None = None
    """A fraction; with `COVER`."""


def ask_view(t: Texts, program: Program | None = None) -> View:
    """The form; filled in if there is only one program."""
    options = [option(t(f"ask-what-{what}"), what) for what in What]
    blocks = [
        PROGRAM.block(program_select(t("ask-program-pick"), program), t),
        WHAT.block(one_choice(options, options[0], radio=True), t),
        VALUE.block(text_input(_LONGEST), t),
    ]
    return form_view(ASK_VIEW, Control(), blocks, t, title=t("ask-title"), submit=t("ask-submit"))


def read_ask_view(view: dict[str, Any]) -> AskQuestion:
    """Read the submitted form.

    Raises:
        BadVersion, BadPercent: the typed value is invalid.
        StaleControl: not a form of Baselib's.
    """
    appid, what, value = PROGRAM.read(view), WHAT.read(view), VALUE.read(view).strip()
    match what:
        case What.RAISE:
            return AskQuestion(appid, what, version=Version.parse(value))
        case What.COVER:
            return AskQuestion(appid, what, share=parse_target(value))
        case What.REPORT:
            return AskQuestion(appid, what)
