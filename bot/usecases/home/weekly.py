"""The message of Mondays: what waits for a person, and what changed in a week."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.blocks.home.waiting import weekly_message
from bot.domain.access.roles import Viewpoint
from bot.domain.delivery.delivery import DeliveryState, ReasonKey
from bot.domain.digest.changes import Changes
from bot.domain.digest.subscription import PROGRAMS, Subscription
from bot.domain.numbers.snapshot import snapshot_day
from bot.errors import NoProgram, NotAMember
from bot.i18n.texts import supported_locale, texts_for
from bot.ports.home import PeoplesChoices
from bot.ports.slack import People
from bot.usecases.access.role_of import RoleOf
from bot.usecases.delivery.handler import Composed, Post, Skip
from bot.usecases.digest.changes import ReadChanges
from bot.usecases.home.waiting import FindWaiting, SetWeekly

_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True)
class ComposeWeekly:
    """Serves `bot.usecases.digest.handle_digest.ComposePersonal`, with the role that the person has at that moment."""

    find_waiting: FindWaiting
    read_changes: ReadChanges
    people: People
    role_of: RoleOf
    choices: PeoplesChoices
    set_weekly: SetWeekly

    async def __call__(self, subscription: Subscription, *, now: datetime) -> Composed:
        """One line in a week in which there is nothing."""
        team_id = subscription.team_id
        person = await self.people.get(team_id, subscription.owner_id)
        if person.gone:
            return Skip(DeliveryState.SKIPPED, ReasonKey.NO_RECIPIENT)
        try:
            role = await self.role_of(team_id, person)
        except NotAMember:
            return Skip(DeliveryState.SKIPPED, ReasonKey.NO_RECIPIENT)
        await self.set_weekly.follow(team_id, person.user_id, now=now)  # Slack's event may have been lost
        waiting = await self.find_waiting(team_id, person, role, now=now)
        changes = await self._changes(Viewpoint(team_id, role=role), person.user_id, now)
        t = texts_for(supported_locale(person.locale, subscription.locale))
        return Post(person.user_id, weekly_message(waiting, changes, t, person.zone or subscription.schedule.zone))

    async def _changes(self, seen: Viewpoint, user_id: str, now: datetime) -> Changes | None:
        """Of the programs that the person follows, else of all; None without any."""
        since, visible = snapshot_day(now) - _WEEK, self.find_waiting.decisions.visible
        followed = await visible.among(seen, (await self.choices.get(seen.team_id, user_id)).followed)
        if followed:
            return await self.read_changes.of(seen, followed, since, now=now)
        try:
            return await self.read_changes(seen, since, now=now, scope=PROGRAMS)
        except NoProgram:
            return None
