"""Names of programs and people in a message. Nicknames come from outside."""

from collections.abc import Iterable

from bot.blocks.kit.elements import mention
from bot.domain.access.audit import SYSTEM, TERMINAL
from bot.domain.programs.program import Program
from bot.i18n import Texts
from bot.i18n.outside_text import clean


def name(program: Program | str) -> str:
    """The short name, on one line; of a program of which only the AppID is known, that."""
    return clean(program if isinstance(program, str) else program.name)


def names_of(appids: Iterable[str], known: Iterable[Program]) -> list[str]:
    """The names of the known programs, the AppIDs of all others."""
    names: dict[str, str] = {program.appid: name(program) for program in known}
    return [names.get(appid) or code(appid) for appid in appids]


def both_names(program: Program) -> str:
    """The alias and the nickname, if both exist."""
    return " · ".join(clean(part) for part in (program.alias, program.nickname) if part) or name(program)


def title(program: Program) -> str:
    """Both names in bold, for a line of its own."""
    return bold(both_names(program))


def bold(text: str) -> str:
    """A whole line in bold; within a Chinese sentence Slack does not recognise bold text."""
    return f"*{text.replace('*', '∗')}*"


def code(text: str) -> str:
    """Text from outside in a fixed-width font; empty stays empty."""
    cleaned = clean(text).replace("`", "ˋ")
    return f"`{cleaned}`" if cleaned else ""


def who(by: str, t: Texts) -> str:
    """A person in Slack, one at the command line, or Baselib itself."""
    if by == SYSTEM:
        return t("audit-system")
    if by.startswith(TERMINAL):
        return t("who-terminal", name=clean(by.removeprefix(TERMINAL)))
    return mention(by)


def person(by: str) -> str:
    """The user whom `who` mentions; empty when it mentions none."""
    return "" if by == SYSTEM or by.startswith(TERMINAL) else by
