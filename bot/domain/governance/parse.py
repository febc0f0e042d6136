"""Parse people, roles and channels as admins type them."""

import re
from collections.abc import Sequence
from typing import Final

from bot.domain.access.roles import Role
from bot.errors import BadAccess

_PERSON: Final = re.compile(r"<@([UW][A-Z0-9]{1,20})(?:\|[^>]*)?>|([UW][A-Z0-9]{2,20})", re.ASCII)
_CHANNEL: Final = re.compile(r"<#([CG][A-Z0-9]{1,20})(?:\|[^>]*)?>|([CG][A-Z0-9]{8,20})", re.ASCII)
"""A bare id must be long, so that it is not mistaken for a program's name."""
_HERE: Final = "here"
_SHOWN: Final = 40


def read_person(text: str) -> str:
    """A user's id.

    Raises:
        BadAccess: not an id; a name such as `@alice` is ambiguous.
    """
    if match := _PERSON.fullmatch(text):
        return match[1] or match[2]
    raise BadAccess(part="user", text=text[:_SHOWN])


def read_role(text: str) -> Role:
    """A role.

    Raises:
        BadAccess: no role has that name.
    """
    try:
        return Role(text.casefold())
    except ValueError as error:
        raise BadAccess(part="role", text=text[:_SHOWN]) from error


def split_channels(words: Sequence[str], *, here: str) -> tuple[str, list[str]]:
    """The program's name, and the ids of the channels after it.

    Args:
        words: the words after `restrict`.
        here: the channel that `here` means.

    Raises:
        BadAccess: a channel by name only, or `here` in a direct message.
    """
    name, channels = list(words), list[str]()
    while name and (channel := _channel(name[-1], here)):
        channels.append(channel)
        name.pop()
    return " ".join(name), channels[::-1]


def _channel(word: str, here: str) -> str:
    """The channel id; empty for any other word."""
    if word.casefold() == _HERE:
        if here[:1] not in ("C", "G"):
            raise BadAccess(part="here", text=word)
        return here
    if match := _CHANNEL.fullmatch(word):
        return match[1] or match[2]
    if word.startswith("#"):
        raise BadAccess(part="channel", text=word[:_SHOWN])
    return ""
