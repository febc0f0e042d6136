"""A program in JSON: how each export names it."""

from typing import Any

from bot.domain.programs.program import Program


def program_json(program: Program) -> dict[str, Any]:
    """A program's names; null for one that it does not have."""
    return {"appid": program.appid, "alias": program.alias or None, "nickname": program.nickname or None}
