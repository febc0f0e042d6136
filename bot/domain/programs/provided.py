"""What a provider's own service says of a program (`WECHAT_PROGRAMS_URL`)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProvidedProgram:
    """One line of the provider's list."""

    appid: str
    nickname: str = ""
    """From outside."""
    alias: str = ""
    """Fit to be one (`bot.domain.programs.labels`)."""
    tags: tuple[str, ...] = ()
    """Folded, in alphabetical order."""
