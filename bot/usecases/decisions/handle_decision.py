"""The delivery handler of decisions: the card, and the messages in its thread, with what came of a raised minimum."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import islice
from typing import Final

from bot.blocks.decisions.messages import card_message, lesson_message, lost_message, reminder_message, step_message
from bot.blocks.kit.elements import Message
from bot.domain.access import SYSTEM, Viewpoint
from bot.domain.decisions import steps
from bot.domain.decisions.decision import LESSONS, Decision, Origin, State
from bot.domain.decisions.evidence import Change, Evidence, Lesson, changes_of, forecast_on
from bot.domain.decisions.program import ProgramState
from bot.domain.decisions.steps import About, Step, Topic, lost
from bot.domain.delivery import Delivery, DeliveryState, ReasonKey, SlackCode
from bot.domain.numbers.comparison import counted_since
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.public import sound_ones
from bot.domain.numbers.snapshot import Visible, snapshot_day
from bot.i18n.texts import texts_for
from bot.lib.cache import batches
from bot.usecases.app import App, ReadingApp
from bot.usecases.deliver import Composed, Post, Skip

_DAY: Final = timedelta(days=1)
_RECENT: Final = LESSONS[0]
"""How far readings are looked for. Those of so many last days are all from after the minimum was verified."""
_COMPARED: Final = 50
"""Programs whose minimum stayed; more would not change their median."""
_AT_ONCE: Final = 100
_RESOLVED = Skip(DeliveryState.SKIPPED, ReasonKey.RESOLVED)


async def learn(app: ReadingApp, decision: Decision, days: int, *, now: datetime) -> Lesson | None:
    """Return the lesson, from the programs that exist in the decision's channel; None when it has none there.

    What is kept is read; WeChat is not asked.

    Args:
        days: after it was verified.

    Raises:
        StorageUnavailable: it is composed again later.
    """
    evidence, version, today = decision.evidence, decision.version, snapshot_day(now)
    here = Viewpoint.of_channel(decision.team_id, decision.channel_id)
    verified = await app.kept.decisions.programs(decision.team_id, decision.id, states=[ProgramState.VERIFIED])
    frozen = {each.appid: each.loss for each in verified}
    losses = {each.appid: frozen[each.appid] for each in await app.visible.among(here, frozen)}
    if not losses:
        return None
    changes = await _changes(app, decision, losses, today)
    first = await app.visible.search(here, "", limit=_COMPARED + len(losses))
    unset = islice((each.appid for each in first if each.appid not in losses), _COMPARED)
    others = await _changes(app, decision, dict.fromkeys(unset), today)
    public = sound_ones(await app.kept.public_snapshots.since(today - _RECENT, until=today))
    then = evidence.public
    return Lesson(
        days,
        changes,
        [each for each in others if each.stayed],
        forecast_on(evidence, changes[0].day) if changes and isinstance(evidence, Evidence) else None,
        then.loss if then else None,
        public[-1].total.loss(version) if public else None,
        counted_since(then.day, public[-1].judgement) if then and public else None,
    )


async def _changes(
    app: ReadingApp, decision: Decision, frozen: Mapping[Visible, Bounds | None], today: date
) -> list[Change]:
    """Return the changes of programs; for `frozen` see `changes_of`."""
    team_id, set_on = decision.team_id, snapshot_day(decision.applied_at or decision.proposed_at)
    found: list[Change] = []
    for some in batches(list(frozen.items()), _AT_ONCE):
        appids = [appid for appid, _ in some]
        earlier = await app.kept.snapshots.recent(team_id, appids, since=set_on - _RECENT, before=set_on)
        later = await app.kept.snapshots.recent(team_id, appids, since=today - _RECENT + _DAY, before=today + _DAY)
        # A hundred long lists take milliseconds: not on the event loop.
        found += await asyncio.to_thread(
            partial(changes_of, set_on=set_on), dict[str, Bounds | None](some), earlier, later, decision.version
        )
    return found


@dataclass(frozen=True)
class DecisionHandler:
    """Serves `DeliveryKind.DECISION`."""

    app: App

    async def __call__(self, delivery: Delivery, *, now: datetime) -> Composed:
        """Return what its topic says, as the decision is now.

        If its program is hidden by now, the proposer learns that.
        """
        about = About.parse(delivery.subject_id)
        if about.topic is Topic.LOST:
            return await self._lost(delivery.team_id, about.decision_id)
        decision = await self._decision_of(delivery)
        if decision is None:
            return Skip(DeliveryState.SKIPPED, ReasonKey.ENDED)
        if not await self.app.decisions.in_its_channel(decision):
            if about.topic is not Topic.LESSON:  # after which there is nothing to do
                await self.notify(delivery, now=now)
            return Skip(DeliveryState.SKIPPED, ReasonKey.RESTRICTED)
        message = await self._message(decision, about, now)
        return Post(decision.channel_id, message) if message else _RESOLVED

    async def _decision_of(self, delivery: Delivery) -> Decision | None:
        """Return the decision that a message is about; None for a message of `Topic.LOST`, which names a delivery."""
        return await self.app.kept.decisions.get(delivery.team_id, About.parse(delivery.subject_id).decision_id)

    async def _lost(self, team_id: str, delivery_id: str) -> Composed:
        missing = await self.app.kept.deliveries.get(team_id, delivery_id)
        decision = await self._decision_of(missing) if missing else None
        if missing is None or decision is None or missing.state is DeliveryState.SENT:
            return _RESOLVED
        named = await self.app.decisions.exists(Viewpoint(team_id), decision)
        return Post(decision.proposer_id, lost_message(decision, missing, texts_for(decision.locale), named=named))

    async def _message(self, decision: Decision, about: About, now: datetime) -> Message | None:
        t = texts_for(decision.locale)
        match about.topic, decision.state:
            case Topic.CARD, State.DRAFT:
                return card_message(_presented(decision).after, t)
            case Topic.CARD, state if state is not State.WITHDRAWN:
                return card_message(decision, t)
            case Topic.REMINDER, State.PROPOSED:
                return reminder_message(decision, t)
            case Topic.LESSON, State.VERIFIED:
                lesson = await learn(self.app, decision, about.number, now=now)
                return lesson_message(decision, lesson, t) if lesson else None
            case Topic.STEP, _:
                made = await self.app.kept.decisions.transitions(decision.team_id, decision.id)
                found = next((each for each in made if each.number == about.number), None)
                return step_message(decision, found, t) if found else None
        return None

    async def following(self, sent: Delivery, *, now: datetime) -> Sequence[Delivery]:
        """Once the card is in the channel, people may vote."""
        del now
        decision = await self._decision_of(sent)
        if decision is not None and decision.state is State.DRAFT:
            await self.app.keep_step(_presented(decision, sent.message_ts))
        return ()

    async def refused(self, delivery: Delivery, code: SlackCode, *, now: datetime) -> None:
        """Do nothing: `notify` is called, too."""

    async def notify(self, delivery: Delivery, *, now: datetime) -> None:
        """Withdraw a proposal whose card cannot be posted, and notify its proposer of what is missing.

        The proposer reads at this moment what went wrong when it is the card's first attempt.
        """
        is_card = About.parse(delivery.subject_id).topic is Topic.CARD
        decision = await self._decision_of(delivery)
        if decision is None:
            return
        if is_card and decision.state is State.DRAFT:
            await self.app.keep_step(steps.withdraw(decision, Origin(SYSTEM, now)))
        if not is_card or delivery.attempt > 1 or delivery.looks:
            await self.app.kept.deliveries.record([lost(decision, delivery, now=now)])


def _presented(decision: Decision, ts: str = "") -> Step:
    """Its card is in the channel, as `ts` once that is known."""
    return steps.open_vote(decision, Origin(decision.proposer_id, decision.proposed_at, ts))
