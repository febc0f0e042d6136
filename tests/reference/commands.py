"""What can be typed in Slack, from the registry of subcommands."""

import re
from collections.abc import Iterator

from bot.domain.access import Permission, Role, needed
from handlers.commands.registry import Subcommand, subcommands
from tests.reference.markdown import catalogs, code, fenced, page, table, text

_WORD = re.compile(r"[a-z]+")
_NO_WORD = ["mon", "09:00"]
"""Stands for what begins with no word of the command's own."""


def commands() -> str:
    """Every subcommand: usage, what it does in every language, and who may."""
    languages = catalogs()
    parts = [
        "\n\n".join([f"## {name}", fenced(command.typed), *(text(t(f"help-{name}")) for t in languages),
                     f"Who may: {_who(command)}."])
        for name, command in subcommands().items()
    ]  # fmt: skip
    roles = table(
        ["role", *(code(permission) for permission in Permission)],
        [
            [languages[0](f"role-{role}"), *("yes" if role.may(permission) else "" for permission in Permission)]
            for role in Role
        ],
    )
    return page(
        "Commands in Slack",
        "A program is named by its alias, its AppID or the start of its nickname, and may be left out where the "
        "channel has one or there is only one. Words that are not known get help with a suggestion.",
        *parts,
        "## What roles may",
        roles,
    )


def _who(command: Subcommand) -> str:
    if isinstance(command.permission, Permission):
        return _role(needed(command.permission))
    usual = needed(command.permission_for([]))
    more: dict[Role, list[str]] = {}
    for alternative in _alternatives(command.usage.removeprefix("[").removesuffix("]")):
        word = alternative.split()[0]
        typed, words = (word, [word]) if _WORD.fullmatch(word) else (alternative, _NO_WORD)
        if (role := needed(command.permission_for(words))) is not usual:
            more.setdefault(role, []).append(code(typed))
    return "; ".join([_role(usual), *(f"{_role(role)} for {', '.join(typed)}" for role, typed in more.items())])


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
