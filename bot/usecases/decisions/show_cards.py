"""Read decisions, keep their steps, and bring their cards up to date."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.blocks.decisions.messages import card_message
from bot.domain.access import AuditAction, AuditEntry, Viewpoint
from bot.domain.decisions.decision import Decision, State, Transition
from bot.domain.decisions.program import FleetProgram, ProgramState, SaidSet, fields_of, said_set_of
from bot.domain.decisions.running import ProgramPage, page_size
from bot.domain.decisions.steps import Step, follow_ups
from bot.domain.fleet_row import Asked
from bot.domain.numbers.snapshot import Visible
from bot.domain.platform import CONSOLE
from bot.errors import (
    NoDecision,
    SlackBusy,
    SlackRefused,
    SlackUnclear,
    StaleControl,
    StorageUnavailable,
    WorkspaceUnavailable,
)
from bot.i18n.texts import texts_for
from bot.lib.work import Isolation, OnlyOne, uncontended
from bot.ports.decisions import Decisions
from bot.ports.people import AuditLog
from bot.ports.slack import Messenger
from bot.usecases.programs.opt_ins import MaySet
from bot.usecases.programs.visible import VisiblePrograms


class _Outdated(Exception):
    """Ends the transaction: another process has changed the decision."""


@dataclass(frozen=True)
class KeepStep:
    """One transaction: the decision, its votes, its transition, the audit entry and the deliveries."""

    decisions: Decisions
    audit: AuditLog

    async def __call__(self, step: Step) -> bool:
        """Keep it; False when the decision has changed since, and then nothing is kept.

        Raises:
            StorageUnavailable: nothing is kept.
        """
        if step.after == step.before:
            return True
        if not _is_audited(step):
            return await self.decisions.keep(step)
        with suppress(_Outdated):
            async with self.audit.recording(_audit_of(step)):
                if not await self.decisions.keep(step, follow_ups(step)):
                    raise _Outdated
            return True
        return False


def _is_audited(step: Step) -> bool:
    """Whether it changed the state, people voted or gave their word, or a run began to wait, goes on, or ended."""
    if step.transition is not None or step.moves.changed or step.after.votes != step.before.votes:
        return True
    run, before = step.after.run, step.before.run
    return (run and run.status) != (before and before.status)


def _audit_of(step: Step) -> AuditEntry:
    """Return the entry of a step: a proposal, a vote, or a change of state."""
    after = step.after
    if step.before.state is State.DRAFT and after.state is State.PROPOSED:
        proposed = {"version": after.version.text, "channel": after.channel_id, "evidence": after.seal}
        action, former, present = (
            AuditAction.DECISION_PROPOSED,
            {},
            {"appid": after.appid, **proposed, **_decision(after)},
        )
    else:
        voted = step.before.votes != after.votes
        action = AuditAction.DECISION_VOTED if voted else AuditAction.DECISION_CHANGED
        former = _decision(step.before) | _word(after, step.moves.seen)
        present = _decision(after) | _word(after, step.moves.changed)
    return AuditEntry(after.team_id, step.origin.at, step.origin.by, action, after.id, before=former, after=present)


def _word(decision: Decision, programs: Iterable[FleetProgram]) -> dict[str, object]:
    """Which of many programs a person says is set."""
    words = [each.appid for each in programs if each.said]
    return {"appid": words[0]} if words and decision.fleet else {}


def _decision(decision: Decision) -> dict[str, object]:
    values: dict[str, object] = {
        "state": str(decision.state),
        "votes": list(decision.voters),
        "wanted": decision.aim.text if decision.aim and decision.state is State.APPLYING else "",
        "words": decision.words,
        "outcome": fields_of(decision.outcome) if decision.outcome else "",
        "run": " ".join(filter(None, (decision.run.status, decision.run.because))) if decision.run else "",
    }
    return {key: value for key, value in values.items() if value}


LISTED: Final = 15
_READ: Final = 200
_LONGEST_NUMBER: Final = 9
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True)
class ReadDecisions:
    """`/baselib decisions`, of the programs that exist for the reader; and what digests and the Home tab say."""

    decisions: Decisions
    visible: VisiblePrograms

    async def __call__(self, seen: Viewpoint) -> Sequence[Decision]:
        """Return the newest ones, newest first."""
        return await self._existing(seen, await self.decisions.of_team(seen.team_id, limit=_READ), limit=LISTED)

    async def numbered(self, seen: Viewpoint, typed: str) -> Decision:
        """Return the one of this number.

        Raises:
            NoDecision: there is none that exists for the reader.
        """
        number = typed.removeprefix("#")
        known = number.isdecimal() and len(number) <= _LONGEST_NUMBER
        found = await self.decisions.numbered(seen.team_id, int(number)) if known else None
        if found is None or not await self.exists(seen, found):
            raise NoDecision(number=typed)
        return found

    async def one(self, seen: Viewpoint, decision_id: str) -> Decision:
        """One of them.

        Raises:
            StaleControl: it does not exist for the reader.
        """
        decision = await self.decisions.get(seen.team_id, decision_id)
        if decision is None or not await self.exists(seen, decision):
            raise StaleControl
        return decision

    async def whole(self, seen: Viewpoint, decision_id: str) -> tuple[Decision, Sequence[Transition]]:
        """One of them, with its history. Errors as for `one`."""
        decision = await self.one(seen, decision_id)
        return decision, await self.decisions.transitions(decision.team_id, decision.id)

    async def exists(self, seen: Viewpoint, decision: Decision) -> bool:
        """Whether it exists for the reader."""
        return bool(await self._existing(seen, [decision]))

    async def in_its_channel(self, decision: Decision) -> bool:
        """Whether something of it may be posted where its card is: what is hidden from a channel is not."""
        return await self.exists(Viewpoint.of_channel(decision.team_id, decision.channel_id), decision)

    async def page(
        self, seen: Viewpoint, decision_id: str, *, states: tuple[ProgramState, ...] = (), page: int = 0
    ) -> ProgramPage:
        """Return a page of the programs of one that exist for the reader. Errors as for `one`."""
        decision, size = await self.one(seen, decision_id), page_size(states)
        this, among = (decision.team_id, decision.id), _among(seen)
        found = await self.decisions.programs(*this, states=states, among=among, limit=size, skip=page * size)
        return ProgramPage(decision, found, await self.decisions.tally(*this, among=among, left_out=True), states, page)

    async def programs(self, seen: Viewpoint, decision_id: str) -> tuple[Decision, Sequence[FleetProgram]]:
        """All programs of one that exist for the reader, also those left out. Errors as for `one`."""
        decision = await self.one(seen, decision_id)
        return decision, await self.decisions.programs(decision.team_id, decision.id, among=_among(seen))

    async def about(
        self,
        asked: Asked,
        *,
        now: datetime,
        since: datetime | None = None,
    ) -> tuple[Decision, ...]:
        """Return the open ones, and those that changed since an instant, a week ago if none is named; oldest first.

        Args:
            asked: the programs that they are about.
        """
        found = await self.decisions.news(asked.seen.team_id, since=since or now - _WEEK, limit=_READ)
        ones = {each.appid for each in found if not each.fleet}
        ones &= set(asked.appids) if asked.appids else ones
        named = await self.visible.programs.appids(replace(asked, appids=ones)) if ones else ()
        about = [each for each in found if (await self._count(each, asked) if each.fleet else each.appid in named)]
        return tuple(await self._existing(asked.seen, about))

    async def open(self, seen: Viewpoint, *, now: datetime) -> Sequence[Decision]:
        """Return the open ones, oldest first."""
        return await self._existing(seen, await self.decisions.news(seen.team_id, since=now, limit=_READ))

    async def said_set(self, team_id: str, appids: Collection[Visible], *, now: datetime) -> Mapping[str, SaidSet]:
        """Return what people say that is set, and that is not verified yet, of these programs; by AppID."""
        found: dict[str, SaidSet] = {}
        for decision in await self.decisions.news(team_id, since=now, limit=_READ):
            if decision.tally.count(ProgramState.SAID):
                programs = await self.decisions.programs(team_id, decision.id, states=[ProgramState.SAID])
                words = {each.appid: said_set_of(each, decision.version) for each in programs if each.appid in appids}
                found |= {appid: said for appid, said in words.items() if said}
        return found

    async def _existing(
        self, seen: Viewpoint, decisions: Sequence[Decision], *, limit: int | None = None
    ) -> Sequence[Decision]:
        """Those that exist for the reader: where their program does, also when it is restricted or gone.

        One of many exists in its own channel, and where every program that it would set does. All exist where every
        program does: whoever sees all, sees what is on record of those that are gone.
        """
        if seen.unlimited or not decisions:
            return decisions[:limit]
        ones, found = [each.appid for each in decisions if not each.fleet], list[Decision]()
        named = await self.visible.programs.appids(Asked(seen, appids=ones)) if ones else ()
        for each in decisions:
            if each.fleet and each.channel_id != seen.channel_id:
                exists = await self._count(each, Asked(seen)) == each.tally.all
            else:
                exists = each.fleet is not None or each.appid in named
            if exists:
                found.append(each)
            if len(found) == limit:
                break
        return found

    async def _count(self, decision: Decision, asked: Asked) -> int:
        """How many of these programs are part of it."""
        return (await self.decisions.tally(decision.team_id, decision.id, among=asked)).all


def _among(seen: Viewpoint) -> Asked | None:
    """Return the programs that exist for the reader; None where every one does."""
    return None if seen.unlimited else Asked(seen)


_log = structlog.get_logger(__name__)
_AT_ONCE: Final = 20
_SETTABLE: Final = frozenset({State.APPROVED, State.VERIFIED, State.UNVERIFIED})


@dataclass
class ShowCards:
    """A card shows a revision; one that is behind is updated, at once after a click and again until it works.

    After two updates at once nobody knows which of them Slack took last: the card is still behind, and the next call
    updates it. One replica at a time makes such calls; several would overtake each other for minutes.
    """

    decisions: Decisions
    messenger: Messenger
    may_set: MaySet
    read: ReadDecisions
    console: str = CONSOLE
    """The address of WeChat's."""
    only_one: OnlyOne = uncontended
    _last: Decision | None = field(default=None, init=False, repr=False)
    """The last one that had its turn; None to begin with the oldest."""

    async def __call__(self) -> None:
        """Update some cards that are behind, each call the next ones: those that Slack does not take now wait.

        Raises:
            StorageUnavailable: the next call goes on.
            Exception: the first failure; the other cards were updated.
        """
        async with self.only_one("cards") as ours:
            if ours:
                await self._some()

    async def _some(self) -> None:
        isolation = Isolation()
        found = await self.decisions.behind(limit=_AT_ONCE, after=self._last)
        self._last = found[-1] if len(found) == _AT_ONCE else None
        for decision in found:
            with isolation.item(decision=decision.id):
                await self.one(decision)
        isolation.raise_first()

    async def shown(self, decision: Decision) -> Decision:
        """Return the decision, once its card shows it; where that cannot be kept, the card follows: the step counts."""
        try:
            await self.one(decision)
        except StorageUnavailable as error:
            _log.warning("a card is behind", decision=decision.id, error=str(error))
        return decision

    async def one(self, decision: Decision) -> None:
        """Update one card, and once more if the decision changed while Slack was asked.

        While the programs of a fleet are set it changes all the time: then the next call is soon enough.
        A card that Slack does not let us change stays as it is: its thread has the news. So does one whose program is
        hidden from the channel, until it is there again.
        """
        shown: Decision | None = decision
        while shown is not None and shown.shown != shown.revision:
            if not shown.card_ts or not await self._update(shown):
                return
            await self.decisions.showed(shown)
            current = await self.decisions.get(shown.team_id, shown.id)
            changed = current and current.revision != shown.revision and current.tally == shown.tally
            shown = current if changed else None

    async def _settable(self, decision: Decision) -> int | None:
        """How many of its programs Baselib may set; None where its operator lets it set none at all."""
        if not self.may_set.allowed:
            return None
        if decision.state not in _SETTABLE and not decision.may_begin:
            return 0  # no other card has a button to set them, or to roll back
        if decision.target:
            return len(await self.may_set.among(decision.team_id, [decision.appid]))
        may_set = await self.may_set.every(decision.team_id)
        return (await self.decisions.tally(decision.team_id, decision.id, among=may_set)).all

    async def _update(self, decision: Decision) -> bool:
        if not await self.read.in_its_channel(decision):
            return False
        settable = await self._settable(decision)
        card = card_message(decision, texts_for(decision.locale), settable=settable, console=self.console)
        try:
            await self.messenger.update(decision.team_id, decision.channel_id, decision.card_ts, card)
        except (SlackBusy, SlackUnclear, WorkspaceUnavailable) as error:
            _log.info("a card is updated later", decision=decision.id, error=str(error))
            if isinstance(error, SlackUnclear):  # it may have come after another process's update
                await self.decisions.touch(decision.team_id, decision.id)
            return False
        except SlackRefused as refusal:
            _log.warning("a card cannot be updated", decision=decision.id, code=refusal.code)
        return True
