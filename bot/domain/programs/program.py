"""A Mini Program and how people name it."""

from dataclasses import dataclass
from enum import StrEnum


class AuthStatus(StrEnum):
    """Whether WeChat lets us read a program, as far as we know."""

    READABLE = "readable"
    """Nothing is known that speaks against it."""
    REVOKED = "revoked"
    """Its admin took the authorisation back, or never gave it: it is not asked for until that changes."""
    NOT_GRANTED = "not-granted"
    """It is authorised, but without permission set 18."""


@dataclass(frozen=True, slots=True)
class Program:
    """One Mini Program."""

    appid: str
    alias: str = ""
    """Short name for typing; empty when there is none."""
    nickname: str = ""
    """The name that its users see; from outside, so never trusted."""
    tags: tuple[str, ...] = ()
    """What people sort it under, folded (`folded`), in alphabetical order."""
    standing: AuthStatus = AuthStatus.READABLE
    restricted: bool = False
    """Whether it exists in some channels only."""

    @property
    def name(self) -> str:
        """What people call it."""
        return self.alias or self.nickname or self.appid
