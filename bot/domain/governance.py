"""The governance of a workspace: what is set at a glance, what admins type, and what goes with an imported program."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.domain.access import USUAL_RULE, Grant, QuorumRule, Role
from bot.domain.alerts.alert import Alert
from bot.domain.digest.subscription import Lifecycle, Subscription
from bot.domain.programs import Program
from bot.errors import BadAccess


@dataclass(frozen=True, slots=True)
class Restriction:
    """A program that exists in some channels only."""

    program: Program
    channels: Collection[str]
    """Sorted ids; empty when it exists in all channels (again)."""


@dataclass(frozen=True, slots=True)
class AccessOverview:
    """What `/baselib access` shows."""

    default: Role
    grants: Sequence[Grant]
    """By user id."""
    restrictions: Sequence[Restriction]
    """In the order of the programs."""
    quorum: QuorumRule = USUAL_RULE
    """The votes that decisions need."""


_PERSON: Final = re.compile(r"<@([UW][A-Z0-9]{1,20})(?:\|[^>]*)?>|([UW][A-Z0-9]{2,20})", re.ASCII)
_CHANNEL: Final = re.compile(r"<#([CG][A-Z0-9]{1,20})(?:\|[^>]*)?>|([CG][A-Z0-9]{8,20})", re.ASCII)
"""A bare id must be long, so that it is not mistaken for a program's name."""
_HERE: Final = "here"
_SHOWN: Final = 40


def read_person(text: str) -> str:
    """Return a user's id.

    Raises:
        BadAccess: not an id; a name such as `@alice` is ambiguous.
    """
    if match := _PERSON.fullmatch(text):
        return match[1] or match[2]
    raise BadAccess(part="user", text=text[:_SHOWN])


def read_role(text: str) -> Role:
    """Return a role.

    Raises:
        BadAccess: no role has that name.
    """
    try:
        return Role(text.casefold())
    except ValueError as error:
        raise BadAccess(part="role", text=text[:_SHOWN]) from error


def split_channels(words: Sequence[str], *, here: str) -> tuple[str, list[str]]:
    """Return the program's name, and the ids of the channels after it.

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
    if word.casefold() == _HERE:
        if here[:1] not in ("C", "G"):
            raise BadAccess(part="here", text=word)
        return here
    if match := _CHANNEL.fullmatch(word):
        return match[1] or match[2]
    if word.startswith("#"):
        raise BadAccess(part="channel", text=word[:_SHOWN])
    return ""


@dataclass(frozen=True, slots=True)
class Deletion:
    """A program and everything that is deleted or changed with it. Decisions about it stay."""

    program: Program
    days: Sequence[date]
    """Those with numbers, oldest first."""
    alerts: Sequence[Alert] = ()
    """About this program alone."""
    channels: Sequence[str] = ()
    """Those whose default program it is."""
    digests: Sequence[Subscription] = ()
    """Those that name it, or mean it by their channel's default."""

    @property
    def places(self) -> Sequence[str]:
        """The channels that lose something, sorted."""
        of_alerts, of_digests = ({each.channel_id for each in things} for things in (self.alerts, self.digests))
        return sorted({*self.channels, *of_alerts, *of_digests})

    @property
    def ended(self) -> Sequence[Subscription]:
        """The digests about nothing else: they end."""
        return [each for each in self.digests if not without(each, self.program.appid).appids]

    @property
    def shortened(self) -> Sequence[Subscription]:
        """The digests that go on without it."""
        return [each for each in self.digests if without(each, self.program.appid).appids]

    @property
    def changes(self) -> Sequence[tuple[Subscription, Subscription]]:
        """Each digest before and after."""
        appid = self.program.appid
        ended = [(each, replace(each, state=Lifecycle.ENDED, paused_until=None)) for each in self.ended]
        return [*ended, *((each, without(each, appid)) for each in self.shortened)]


def without(subscription: Subscription, appid: str) -> Subscription:
    """Return the same digest without a program."""
    return replace(subscription, appids=tuple(each for each in subscription.appids if each != appid))


def is_about(subscription: Subscription, appid: str, channels: Collection[str]) -> bool:
    """Whether a digest names a program, or means it because it is the default of its channel.

    Args:
        channels: those whose default program it is.
    """
    if subscription.ended or subscription.scope.tag:
        return False
    if subscription.appids:
        return appid in subscription.appids
    return not subscription.scope.fleet and subscription.channel_id in channels
