"""The programs that can be asked for."""

from collections.abc import Sequence
from typing import Final

from bot.blocks.limits import clean
from bot.blocks.message import Block, Message
from bot.blocks.names import bold, code, name
from bot.blocks.parts import context, message, section
from bot.domain.program import Program
from bot.i18n import Texts

_SHOWN: Final = 40
_PER_SECTION: Final = 10
"""Ten lines of the longest names stay below a section's 3,000 characters."""
_NAMED: Final = 3


def programs_message(programs: Sequence[Program], chosen: str, t: Texts) -> Message:
    """Alias, nickname and appid of each; the one with the appid `chosen` is marked as the channel's."""
    if not programs:
        sentence = t("programs-none")
        return message(sentence, [section(sentence)])
    names = t.listing([name(program) for program in programs[:_NAMED]], more=len(programs[_NAMED:]))
    shown = [_line(program, t, marked=program.appid == chosen) for program in programs[:_SHOWN]]
    blocks: list[Block] = [section(bold(t("programs-title", count=len(programs))))]
    blocks += [section(*shown[start : start + _PER_SECTION]) for start in range(0, len(shown), _PER_SECTION)]
    if left := len(programs) - len(shown):
        blocks.append(context(t("programs-more", count=left)))
    if len(programs) > 1:
        blocks.append(context(t("programs-choose")))
    return message(t("programs-text", count=len(programs), names=names), blocks)


def _line(program: Program, t: Texts, *, marked: bool) -> str:
    parts = [code(program.alias), clean(program.nickname), code(program.appid)]
    line = "• " + " · ".join(part for part in parts if part)
    return f"{line} {t('programs-channel')}" if marked else line
