"""What goes with a program whose numbers were imported."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.alerts.alert import Alert
from bot.domain.digest.subscription import Lifecycle, Subscription
from bot.domain.programs.program import Program


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
    """The same digest without a program."""
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
