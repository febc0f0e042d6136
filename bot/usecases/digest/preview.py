"""A digest as it would be now."""

from dataclasses import dataclass
from datetime import datetime

from bot.blocks.digest.digest import digest_message
from bot.blocks.digest.fleet_digest import fleet_digest_message
from bot.blocks.kit.elements import Message
from bot.domain.digest.subscription import Subscription
from bot.i18n.texts import texts_for
from bot.usecases.digest.compose import ComposeDigest, ComposeFleetDigest


@dataclass(frozen=True)
class PreviewDigest:
    """`/baselib digest test`, the form's button, and the message of "Send now"; records nothing."""

    compose: ComposeDigest
    compose_fleet: ComposeFleetDigest

    async def __call__(self, subscription: Subscription, *, now: datetime) -> Message:
        """The digest's message, in the subscription's language.

        Args:
            subscription: as it stands, or as a form describes it.

        Raises:
            NoProgram: there is none that it could be about.
            UnknownTag: no program has its tag.
            StorageUnavailable: nothing can be looked up.
        """
        t = texts_for(subscription.locale)
        if subscription.scope.fleet:
            return fleet_digest_message(await self.compose_fleet(subscription, now=now), t)
        return digest_message(await self.compose(subscription, now=now), t)
