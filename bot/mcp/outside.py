"""Text from outside, marked: an agent must take a nickname for data, never for an instruction."""

import re
from dataclasses import replace
from typing import Final

from bot.domain.decisions.decision import Decision
from bot.domain.decisions.evidence import Evidence
from bot.domain.programs.program import Program
from bot.i18n.outside_text import NAME, clean

_MARKS: Final = "‹›"
_PLAIN: Final = re.compile(r"[\w.#<>@/%+-]{1,40}", re.ASCII)
"""One word of the kind that Baselib's own names are."""


def marked(text: str, limit: int = NAME - len(_MARKS)) -> str:
    """One bounded line between marks that it cannot contain; a plain word and nothing at all stay as they are."""
    line = clean(text.translate(dict.fromkeys(map(ord, _MARKS))), limit)
    return line if not line or _PLAIN.fullmatch(line) else f"‹{line}›"


def marked_program(program: Program) -> Program:
    """The program with its nickname marked, in every answer made from it."""
    return program if program.is_all_of_wechat else replace(program, nickname=marked(program.nickname))


def marked_decision(decision: Decision) -> Decision:
    """The decision with its program's name marked, in titles made from it."""
    evidence = decision.evidence
    if not isinstance(evidence, Evidence):
        return decision
    return replace(decision, evidence=replace(evidence, program=marked(evidence.program)))
