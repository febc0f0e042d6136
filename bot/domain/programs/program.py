"""A Mini Program and how people name it."""

from dataclasses import dataclass
from enum import StrEnum


class AuthStatus(StrEnum):
    """A program's authorisation status, as far as known."""

    READABLE = "readable"
    """No known reason against reading it."""
    REVOKED = "revoked"
    """Its admin revoked the authorisation, or never gave it: not read until that changes."""
    NOT_GRANTED = "not-granted"
    """Authorised, but without permission set 18."""


@dataclass(frozen=True, slots=True)
class Program:
    """One Mini Program."""

    appid: str
    alias: str = ""
    """Short name for typing; empty when there is none."""
    nickname: str = ""
    """The name that its users see; outside text, never trusted."""
    tags: tuple[str, ...] = ()
    """Its tags, folded (`folded`), in alphabetical order."""
    status: AuthStatus = AuthStatus.READABLE
    restricted: bool = False
    """Whether it exists in some channels only."""

    @property
    def name(self) -> str:
        """The display name."""
        return self.alias or self.nickname or self.appid
