"""What programs are called in a message. Nicknames come from outside."""

from collections.abc import Iterable

from bot.blocks.kit.limits import clean
from bot.domain.programs.program import Program


def name(program: Program) -> str:
    """Short, on one line."""
    return clean(program.name)


def names_of(appids: Iterable[str], known: Iterable[Program]) -> list[str]:
    """The names of those that are known, the AppIDs of all others."""
    names = {program.appid: name(program) for program in known}
    return [names.get(appid) or code(appid) for appid in appids]


def both_names(program: Program) -> str:
    """The alias and the nickname, where there are both."""
    return " · ".join(clean(part) for part in (program.alias, program.nickname) if part) or name(program)


def title(program: Program) -> str:
    """Both names in bold, for a line of its own."""
    return bold(both_names(program))


def bold(text: str) -> str:
    """A whole line in bold; within a Chinese sentence Slack would not see where it begins."""
    return f"*{text.replace('*', '∗')}*"


def code(text: str) -> str:
    """Text from outside in a fixed-width font; empty stays empty."""
    cleaned = clean(text).replace("`", "ˋ")
    return f"`{cleaned}`" if cleaned else ""
