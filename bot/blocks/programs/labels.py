"""Aliases and tags, and messages about their changes and the channel's own program."""

from bot.blocks.kit.elements import sentence_message
from bot.blocks.kit.message import Message
from bot.blocks.kit.names import code, name
from bot.domain.programs.labels import MOST_TAGS
from bot.domain.programs.program import Program
from bot.i18n import Texts
from bot.i18n.outside_text import clean


def tags(program: Program, *, most: int = MOST_TAGS) -> str:
    """A program's tags, each with `#`; empty when it has none."""
    shown = [f"#{clean(tag)}" for tag in program.tags[:most]]
    return " ".join([*shown, "…"] if len(program.tags) > most else shown)


def alias_message(program: Program, t: Texts) -> Message:
    """Confirms a program's new alias."""
    return sentence_message(t("program-alias-set", program=_other_name(program), alias=code(program.alias)))


def unalias_message(program: Program, t: Texts) -> Message:
    """Confirms that an alias is removed, with the program's name now."""
    return sentence_message(t("program-alias-removed", appid=code(program.appid), program=name(program)))


def tags_message(program: Program, t: Texts) -> Message:
    """Confirms a program's tags."""
    if program.tags:
        return sentence_message(t("program-tags", program=name(program), tags=tags(program)))
    return sentence_message(t("program-no-tags", program=name(program)))


def _other_name(program: Program) -> str:
    return clean(program.nickname or program.appid)


def used_message(program: Program, t: Texts) -> Message:
    """Confirms that this is now the channel's own program."""
    return sentence_message(t("used", program=name(program)))
