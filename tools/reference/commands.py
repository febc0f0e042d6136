"""What can be typed in Slack, from the registry of subcommands."""

import re
from collections.abc import Iterator

from bot.domain.access import Permission, Role, needed
from handlers.commands.registry import Subcommand, subcommands
from tools.reference.markdown import block, catalogs, code, page

_WORD = re.compile(r"[a-z]+")
_NO_WORD = ["mon", "09:00"]
"""Stands for what begins with no word of the command's own."""


def commands() -> str:
    """Every subcommand: what may be typed, and the role it needs; docs/use.md says what it does."""
    return page(
        "Commands in Slack",
        "What is for editors or admins says so; everything else is for everyone. [Use](../use.md) and "
        "[使用](../zh-CN/use.md) say what each does, and how to name a program.",
        *(_section(name, command) for name, command in subcommands().items()),
    )


def _section(name: str, command: Subcommand) -> str:
    return "\n\n".join([f"## {name}", block(command.typed), *_who(command)])


def _who(command: Subcommand) -> list[str]:
    """The role that it needs, or its words; nothing if everyone may."""
    if isinstance(command.permission, Permission):
        return _for(needed(command.permission))
    usual = needed(command.permission_for([]))
    more: dict[Role, list[str]] = {}
    for alternative in _alternatives(command.usage.removeprefix("[").removesuffix("]")):
        word = alternative.split()[0]
        typed, words = (word, [word]) if _WORD.fullmatch(word) else (alternative, _NO_WORD)
        if (role := needed(command.permission_for(words))) is not usual:
            more.setdefault(role, []).append(code(typed))
    return [*_for(usual), *(line for role, typed in more.items() for line in _for(role, *typed))]


def _for(role: Role, *typed: str) -> list[str]:
    what = f": {', '.join(typed)}" if typed else ""
    return [] if role is Role.VIEWER else [f"For {_role(role)}{what}."]


def _alternatives(usage: str) -> Iterator[str]:
    """What stands between bars, those inside brackets apart."""
    depth, start = 0, 0
    for place, char in enumerate(usage):
        depth += (char == "[") - (char == "]")
        if char == "|" and not depth:
            yield usage[start:place].strip()
            start = place + 1
    yield usage[start:].strip()


def _role(role: Role) -> str:
    return catalogs()[0](f"role-{role}").casefold() + "s"
