"""The form of the shortcut "Base library of ...": a program and a question."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from bot.blocks.kit.controls import ASK_VIEW, Control
from bot.blocks.kit.elements import Element, hinted, input_block, option
from bot.blocks.kit.message import View
from bot.blocks.kit.modal import form_view, submitted_fields
from bot.blocks.programs.picker import program_select
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program
from bot.domain.what_if.parse import parse_target
from bot.errors import StaleControl
from bot.i18n import Texts

PROGRAM: Final = "ask-program"
WHAT: Final = "ask-what"
VALUE: Final = "ask-value"
"""Names of the inputs, as `block_id`."""
_LONGEST: Final = 40


class What(StrEnum):
    """The question: a sentence each in the catalogs (`ask-what-...`)."""

    REPORT = "report"
    RAISE = "raise"
    COVER = "cover"


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
    choice: Element = {"type": "radio_buttons", "action_id": WHAT, "options": options, "initial_option": options[0]}
    value: Element = {"type": "plain_text_input", "action_id": VALUE, "max_length": _LONGEST}
    blocks = [
        input_block(PROGRAM, t("ask-program"), program_select(t("ask-program-pick"), PROGRAM, program)),
        input_block(WHAT, t("ask-what"), choice),
        {**hinted(input_block(VALUE, t("ask-value"), value), t("ask-value-hint")), "optional": True},
    ]
    return form_view(ASK_VIEW, Control(), blocks, t, title=t("ask-title"), submit=t("ask-submit"))


def read_ask_view(view: dict[str, Any]) -> AskQuestion:
    """Read the submitted form.

    Raises:
        BadVersion, BadPercent: the typed value is invalid.
        StaleControl: not a form of Baselib's.
    """
    fields = submitted_fields(view)
    try:
        appid = str(fields[PROGRAM]["selected_option"]["value"])
        what, typed = What(fields[WHAT]["selected_option"]["value"]), str(fields[VALUE]["value"] or "").strip()
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StaleControl from error
    match what:
        case What.RAISE:
            return AskQuestion(appid, what, version=Version.parse(typed))
        case What.COVER:
            return AskQuestion(appid, what, share=parse_target(typed))
        case What.REPORT:
            return AskQuestion(appid, what)
