"""A program in the operator's own list (`WECHAT_PROGRAMS_URL`)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProvidedProgram:
    """One line of that list."""

    appid: str
    nickname: str = ""
    """Outside text, never trusted."""
    alias: str = ""
    """Valid (`bot.domain.programs.labels`)."""
    tags: tuple[str, ...] = ()
    """Folded, in alphabetical order."""
