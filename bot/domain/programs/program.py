"""A Mini Program and how people name it."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Final

from bot.domain.numbers.visible import IMPORTED, OF_ALL, Visible
from bot.domain.programs.typed_text import folded


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

    appid: Visible
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

    @property
    def is_all_of_wechat(self) -> bool:
        """Whether it stands for all of WeChat's users; see `ALL_OF_WECHAT`."""
        return self.appid == ALL_OF_WECHAT.appid

    @property
    def is_imported(self) -> bool:
        """See `is_imported`."""
        return is_imported(self.appid)

    @property
    def has_minimum(self) -> bool:
        """Whether there is a minimum that WeChat reports and that can be raised."""
        return not (self.is_all_of_wechat or self.is_imported)


def is_imported(appid: str) -> bool:
    """Whether people import a program's numbers: it has no AppID, and WeChat is never asked about it."""
    return appid.startswith(IMPORTED)


def imported_program(name: str) -> Program:
    """The program without an AppID of this name; the same name always makes the same program."""
    appid = Visible(f"{IMPORTED}{sha256(folded(name).encode()).hexdigest()[:16]}")
    return Program(appid, nickname=name)


ALL_OF_WECHAT: Final = Program(OF_ALL, alias="wechat", nickname="微信")
"""All of WeChat's users on Android and iOS: WeChat's public numbers, asked about like a program.

No AppID is like its own. It is no part of a fleet, and has no minimum.
"""


def calls_all_of_wechat(name: str) -> bool:
    """Whether a typed name is one of `ALL_OF_WECHAT`; a program may have it, too."""
    return folded(name) in (folded(ALL_OF_WECHAT.alias), folded(ALL_OF_WECHAT.nickname))
