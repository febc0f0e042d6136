"""A select that finds one of any number of programs, for commands that need one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.blocks.kit import limits
from bot.blocks.kit.controls import PROGRAM_PICK, TEXT, Control
from bot.blocks.kit.elements import Element, message, option, searching_select, section
from bot.blocks.kit.message import Block, Message
from bot.blocks.kit.quoting import error_sentence
from bot.domain.programs.program import Program
from bot.errors import AmbiguousProgram, BotError, UnknownProgram
from bot.i18n import Texts
from bot.i18n.outside_text import clean

_BETWEEN: Final = " · "
_ISOLATES: Final = 2
"""Characters that `clean` puts around right-to-left text."""


def which_message(error: BotError, command: str, words: str, t: Texts, *, rest: str = "") -> Message:
    """Says that a program is needed, with the select that fills it in, unless the words after it would be lost.

    Args:
        command: the subcommand that was typed.
        words: the words between it and the program.
    """
    sentence = error_sentence(error, t)
    if rest and not Control(choice=command, text=words, rest=rest).fits:
        return message(sentence, [section(sentence), section(t("pick-again"), clean(rest, limits.SECTION_TEXT // 2))])
    name = error.name if isinstance(error, UnknownProgram | AmbiguousProgram) else ""
    control = Control(choice=command, text=words, name=name, rest=rest)
    return pick_message(sentence, t("pick-answers"), control, t)


def pick_message(sentence: str, what_then: str, control: Control, t: Texts) -> Message:
    """A sentence and the select.

    Args:
        what_then: the effect of choosing a program.
        control: the question as typed; if its name is too long, the search starts with all programs.
    """
    return message(sentence, [section(sentence), section(what_then), picker(control, t("pick-placeholder"))])


def program_options(programs: Sequence[Program]) -> list[Element]:
    """The options of a program select."""
    return [program_option(program) for program in programs[: limits.OPTIONS]]


def program_option(program: Program) -> Element:
    """The name and the AppID, which is never cut; the nickname below if the name is an alias."""
    nickname = clean(program.nickname, limits.OPTION_DESCRIPTION) if program.alias else ""
    appid = clean(program.appid, limits.OPTION_TEXT)
    if program.name == program.appid:
        return option(appid, program.appid)
    name = clean(program.name, limits.OPTION_TEXT - len(_BETWEEN) - len(appid) - _ISOLATES)
    return option(f"{name}{_BETWEEN}{appid}", program.appid, nickname)


def program_select(placeholder: str, chosen: Program | None = None) -> Element:
    """The select alone, for a field of a form; `chosen` is its initial value."""
    element = searching_select(placeholder)
    return {**element, "initial_option": program_option(chosen)} if chosen else element


def picker(control: Control, placeholder: str) -> Block:
    """The select in its own row; choosing a program replaces the message with the answer."""
    return {
        "type": "actions",
        "block_id": _carried(control),
        "elements": [searching_select(placeholder, PROGRAM_PICK)],
    }


def with_picker(block: Block, control: Control, placeholder: str) -> Block:
    """A section with the select beside its text, where it takes no row of its own."""
    return {**block, "block_id": _carried(control), "accessory": searching_select(placeholder, PROGRAM_PICK)}


def _carried(control: Control) -> str:
    name = " ".join(control.name.split())[:TEXT].strip()
    named = replace(control, name=name)
    return (named if named.fits else replace(named, name="")).encode()
