"""What programs are called in a message. Nicknames come from outside."""

from bot.blocks.limits import clean
from bot.domain.program import Program


def name(program: Program) -> str:
    """Short, on one line."""
    return clean(program.name)


def title(program: Program) -> str:
    """In bold, for a line of its own: the alias and the nickname, where there are both."""
    both = " · ".join(clean(part) for part in (program.alias, program.nickname) if part)
    return bold(both or name(program))


def bold(text: str) -> str:
    """A whole line in bold; within a Chinese sentence Slack would not see where it begins."""
    return f"*{text.replace('*', '∗')}*"


def code(text: str) -> str:
    """Text from outside in a fixed-width font; empty stays empty."""
    cleaned = clean(text).replace("`", "ˋ")
    return f"`{cleaned}`" if cleaned else ""
