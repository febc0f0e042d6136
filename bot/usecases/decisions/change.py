"""Vote on decisions, withdraw, set and roll back."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.domain.access import Permission, Role, Viewpoint
from bot.domain.decisions import running, steps
from bot.domain.decisions.decision import Decision, Origin, Run, RunStatus, State
from bot.domain.decisions.program import TO_SET, Change, Difference, FleetProgram, seal_of_programs
from bot.domain.decisions.proposable import Obstacle
from bot.domain.decisions.steps import Moves, Step
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import MerchantChoice, OptIn, Program, is_imported
from bot.errors import (
    DecisionMoved,
    ImportedUnset,
    NoProposal,
    NotAllowed,
    NotAMember,
    OutsiderDecides,
    SettingOff,
    SettingUnsettled,
    StaleControl,
    StorageUnavailable,
    TooBusy,
)
from bot.lib.work import Isolation, OnlyOne, uncontended
from bot.ports.decisions import Claims, Decisions
from bot.ports.numbers import Snapshots
from bot.ports.programs import OptIns
from bot.ports.slack import People
from bot.usecases.access import RoleOf
from bot.usecases.decisions.bring_on import GOES_ON, BringOn
from bot.usecases.decisions.show_cards import KeepStep, ShowCards
from bot.usecases.programs.label import KeepOptIn, MaySet
from bot.usecases.programs.visible import VisiblePrograms


@dataclass(frozen=True)
class AllowDeciding:
    """Slack is asked at that moment: a role that was taken away counts no longer."""

    people: People
    role_of: RoleOf

    async def __call__(self, team_id: str, user_id: str, permission: Permission = Permission.DECIDE) -> Role:
        """Return the role of a person who may.

        Raises:
            OutsiderDecides: they belong to another workspace, or were deactivated.
            NotAllowed: their role does not suffice.
            RoleUnknown, SlackRefused: Slack does not answer.
        """
        person = await self.people.current(team_id, user_id)
        if person.is_outsider or person.gone:
            raise OutsiderDecides
        role = await self.role_of(team_id, person)
        role.require(permission)
        return role

    async def among(self, team_id: str, user_ids: Collection[str]) -> Collection[str]:
        """Those of these people who may decide.

        Raises:
            RoleUnknown, SlackRefused: Slack does not answer.
        """
        found = []
        for each in user_ids:
            with suppress(NotAllowed, NotAMember, OutsiderDecides):
                await self(team_id, each)
                found.append(each)
        return found


_AT_ONCE: Final = 50


@dataclass(frozen=True)
class AdvanceDecisions:
    """Looks at the decisions that are due; several replicas may do so at once, and one of them wins."""

    decisions: Decisions
    bring_on: BringOn
    keep_step: KeepStep
    show_cards: ShowCards

    async def __call__(self, *, now: datetime) -> None:
        """Bring them on, and update cards.

        Raises:
            StorageUnavailable: the next call goes on.
            Exception: the first failure; the other decisions were looked at.
        """
        isolation = Isolation()
        for decision in await self.decisions.due(now=now, limit=_AT_ONCE):
            with isolation.item(decision=decision.id):
                if decision.state is State.PROPOSED:
                    await self.keep_step(steps.expire(decision, now))
                else:
                    await self.bring_on(decision)
        with isolation.item():
            await self.show_cards()
        isolation.raise_first()


@dataclass(frozen=True)
class AdvanceRuns:
    """Goes on with what Baselib sets. One replica sets a decision at a time, which saves readings."""

    decisions: Decisions
    bring_on: BringOn
    only_one: OnlyOne = uncontended

    async def __call__(self, *, now: datetime) -> None:
        """Bring every run on as far as it goes now.

        Raises:
            StorageUnavailable: the next call goes on.
            Exception: the first failure; the other runs were brought on.
        """
        del now  # a run takes longer than a tick
        isolation = Isolation()
        for decision in await self.decisions.running():
            with isolation.item(decision=decision.id):
                async with self.only_one(f"rollout {decision.id}") as ours:
                    if ours:
                        await self.bring_on(decision)
        isolation.raise_first()


@dataclass(frozen=True)
class ChangeOptIn:
    """`/baselib programs setting <program> on|off`. Doing it twice changes nothing."""

    visible: VisiblePrograms
    opt_ins: OptIns
    keep: KeepOptIn
    claims: Claims
    show_cards: ShowCards
    allowed: bool
    """Whether the operator's settings allow it."""

    async def of(self, seen: Viewpoint, name: str, *, on: bool = False) -> tuple[Program, OptIn]:
        """Return the program called `name`, and its opt-in.

        Args:
            on: refuse where it may not be turned on.

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram, AllOfWeChatFixed: see `VisiblePrograms.managed`.
            ImportedUnset: its numbers are imported, so WeChat is never asked about it.
            SettingOff: the operator's settings, or the merchant, do not allow it to be turned on.
        """
        program = await self.visible.managed(seen, name)
        if program.is_imported:
            raise ImportedUnset(program=program.name)
        opt_in = await self.opt_ins.get(seen.team_id, program.appid)
        if on and (not self.allowed or opt_in.merchant is MerchantChoice.DECLINED):
            raise SettingOff(because="merchant" if self.allowed else "setting", program=program.name)
        return program, opt_in

    async def turn(self, seen: Viewpoint, name: str, *, on: bool, by: str, now: datetime) -> tuple[Program, OptIn, int]:
        """Turn it on or off for the program called `name`; also how many calls for it are under way: the last ones.

        Raises:
            BotError: as `of`; turning off always works.
        """
        while True:
            program, opt_in = await self.of(seen, name, on=on)
            changed = replace(opt_in, on=on)
            if changed == opt_in:
                break
            if await self.keep(seen.team_id, program.appid, opt_in, changed, by=by, now=now):
                for decision in await self.keep.cards(seen.team_id, program.appid):
                    await self.show_cards.shown(decision)
                break
        return program, changed, await self.claims.calling(seen.team_id, appid=program.appid)


_TRIES: Final = 20
"""Two people click at the same moment: the second one's step is made again, from what the first one's left. While the
programs of a fleet are set, the decision changes all the time."""
_MAY_BE_KEPT: Final = frozenset({"no-answer", "unreachable", "broken"})
"""After any other failure of the database, it has not kept what was being written."""


@dataclass(frozen=True)
class ChangeDecision:
    """Each asks the database what the decision is now: old buttons do nothing.

    Editors vote, and start a run; admins pause, resume and end it, and roll back. Every method raises
    `OutsiderDecides`, `NotAllowed`, or what Slack answers, where the person may not.
    """

    decisions: Decisions
    snapshots: Snapshots
    keep_step: KeepStep
    allow: AllowDeciding
    may_set: MaySet
    bring_on: BringOn
    show_cards: ShowCards

    async def find(self, team_id: str, channel_id: str, decision_id: str) -> Decision:
        """Return the decision that a button names; its card is in the button's channel.

        Raises:
            StaleControl: there is none.
        """
        decision = await self.decisions.get(team_id, decision_id)
        if decision is None or decision.channel_id != channel_id or not decision.intact:
            raise StaleControl
        return decision

    async def approve(self, decision: Decision, origin: Origin) -> Decision:
        """Vote for it.

        Raises:
            OwnProposal, DecisionMoved: the vote does not count.
        """
        await self.allow(decision.team_id, origin.by)
        return await self._step(decision, lambda current: steps.approve(current, origin))

    async def withdraw_vote(self, decision: Decision, origin: Origin) -> Decision:
        """Take one's vote back; also those may who lost their role meanwhile.

        Raises:
            NoVote, DecisionMoved: there is none to take back any more.
        """
        return await self._step(decision, lambda current: steps.withdraw_vote(current, origin))

    async def decline(self, decision: Decision, origin: Origin, reason: str) -> Decision:
        """Stop it, with a reason.

        Raises:
            DecisionMoved: it goes on.
        """
        await self.allow(decision.team_id, origin.by)
        return await self._step(decision, lambda current: steps.decline(current, origin, reason))

    async def withdraw(self, decision: Decision, origin: Origin) -> Decision:
        """Take the proposal back: its proposer, also without a role, or an admin.

        Raises:
            NotYourProposal, DecisionMoved: it goes on.
        """
        admin = origin.by != decision.proposer_id and await self._is_admin(decision, origin)
        return await self._step(decision, lambda current: steps.withdraw(current, origin, admin=admin))

    async def check(self, decision: Decision, _origin: Origin) -> Decision:
        """Look at it now, because a person asks.

        Raises:
            DecisionMoved: there is nothing to look at.
        """
        if decision.state not in GOES_ON:
            raise DecisionMoved(state=decision.state)
        return await self.show_cards.shown(await self.bring_on(decision, asked=True))

    async def say_set(self, decision: Decision, origin: Origin, position: int = 0) -> Decision:
        """Return a person has set one of its programs at WeChat; from now on WeChat is read until it shows.

        Where numbers are imported WeChat cannot be read: the person's word verifies it. Said twice it changes nothing.

        Raises:
            StaleControl: there is no such program to set.
            DecisionMoved: nothing changes.
        """
        await self.allow(decision.team_id, origin.by)
        program = await self._to_set(decision, position)
        if program.said:
            return decision
        if is_imported(program.appid):
            moves = Moves([program], [running.confirmed(program, origin.by, now=origin.at)])
            said = await self._step(decision, lambda current: steps.say_set(current, origin, moves))
            return await self._step(said, lambda current: steps.conclude(current, State.VERIFIED, origin))
        newest = await self.snapshots.latest(decision.team_id, Visible(program.appid))
        moves = Moves([program], [running.said(program, origin.by, newest, now=origin.at)])
        return await self._step(decision, lambda current: steps.say_set(current, origin, moves))

    async def take_back(self, decision: Decision, origin: Origin, position: int = 0) -> Decision:
        """Return a person who said that a program is set takes that back, or an admin does.

        Done twice it changes nothing.

        Raises:
            StaleControl: there is no such program to set.
            NotYourWord, DecisionMoved: nothing changes.
        """
        admin = await self._is_admin(decision, origin)
        program = await self._to_set(decision, position)
        if not program.said and decision.fleet:
            return decision
        moves = Moves([program], [running.waiting(program, now=origin.at)])
        return await self._step(decision, lambda current: steps.take_back(current, origin, moves, admin=admin))

    async def start(self, decision: Decision, origin: Origin) -> Decision:
        """Begin with the first program; one alone is set at once. What the decision is then.

        Raises:
            SettingOff: Baselib may not set any of them.
            DecisionMoved: it is not approved, or another person was quicker.
            StaleControl: the programs are not those that were decided about.
        """
        await self.allow(decision.team_id, origin.by)
        if not decision.may_begin:
            raise DecisionMoved(state=decision.state)
        programs, _ = await self._settable(decision)
        # One program's seal is that of the evidence. Ten thousand take a tenth of a second: not on the event loop.
        if decision.fleet and await asyncio.to_thread(seal_of_programs, programs) != decision.fleet.rows:
            raise StaleControl
        eligible = set(await self.allow.among(decision.team_id, decision.voters))
        words = [each for each in programs if each.said]  # each is read before it is called
        moves = Moves(words, [running.waiting(each, now=origin.at) for each in words])

        def begin(current: Decision) -> Step:
            step = steps.begin(current, origin, moves, run=Run(next_at=origin.at))
            votes = len(eligible & set(current.voters))
            if votes >= current.needed:
                return step
            return steps.outdate(current, origin, Change(Difference.VOTERS, str(current.needed), str(votes)))

        return await self._begin(decision, begin)

    async def preview_back(self, decision: Decision, origin: Origin) -> running.BackDraft:
        """Return what a roll-back would do.

        Raises:
            SettingOff: Baselib may not set any of them.
            NoProposal: its program has another open decision.
            DecisionMoved: nothing was set that could be rolled back.
        """
        await self.allow(decision.team_id, origin.by, Permission.GOVERN)
        if not decision.may_roll_back:
            raise DecisionMoved(state=decision.state)
        programs, may = await self._settable(decision)
        busy = await self.decisions.busy(decision.team_id)
        if decision.appid in busy:
            raise NoProposal(because=Obstacle.OPEN, program=decision.evidence.name)
        draft = running.back_draft(decision, programs, may=may, busy=busy, now=origin.at)
        if not draft.back:
            raise DecisionMoved(state=decision.state)
        return draft

    async def roll_back(self, draft: running.BackDraft, origin: Origin) -> Decision:
        """Set the former minimums again, each if WeChat still shows the one that was decided.

        Raises:
            DecisionMoved: it is something else by now.
        """
        await self.allow(draft.decision.team_id, origin.by, Permission.GOVERN)
        return await self._begin(draft.decision, lambda current: steps.roll_back(current, origin, draft.moves))

    async def turn(self, decision: Decision, origin: Origin, status: RunStatus) -> Decision:
        """Pause its run, resume it, also after a rule has stopped it, or end it; what was taken is still verified.

        Returns it as it is then: no call begins any more that its counts do not have.

        Raises:
            DecisionMoved: it does not run, or not any more.
        """
        await self.allow(decision.team_id, origin.by, Permission.GOVERN)
        run = decision.run or Run()
        batch = await self.decisions.tally(decision.team_id, decision.id, batch=run.batch)

        def turned(current: Decision) -> Step:
            if current.active_run is None or not current.active_run.may_turn(status):
                raise DecisionMoved(state=current.state)
            return steps.keep_run(current, running.turned(current.active_run, status, batch, now=origin.at), origin)

        after = await self._step(decision, turned)
        return await self.decisions.get(decision.team_id, decision.id) or after

    async def _is_admin(self, decision: Decision, origin: Origin) -> bool:
        return (await self.allow(decision.team_id, origin.by)).may(Permission.GOVERN)

    async def _to_set(self, decision: Decision, position: int) -> FleetProgram:
        found = await self.decisions.programs(decision.team_id, decision.id, limit=1, skip=position)
        if not found or found[0].state not in TO_SET:
            raise DecisionMoved(state=decision.state) if decision.target else StaleControl
        return found[0]

    async def _settable(self, decision: Decision) -> tuple[Sequence[FleetProgram], Collection[str]]:
        """All of its programs, and the AppIDs of those that Baselib may set: at least one."""
        programs = await self.decisions.programs(decision.team_id, decision.id)
        appids = [each.appid for each in programs if each.batch >= 0]
        name, many = decision.evidence.name, decision.fleet is not None
        return programs, await self.may_set.check(decision.team_id, appids, name, many=many)

    async def _begin(self, decision: Decision, make: Callable[[Decision], Step]) -> Decision:
        """Keep that setting begins; one program is set at once."""
        begun = None
        try:
            begun = await self._step(decision, make)
            if begun.target is None or not begun.may_call:
                return begun
            return await self.show_cards.shown(await self.bring_on(begun))
        except StorageUnavailable as error:
            target = (begun or decision).target
            if target is None or not (begun or error.reason in _MAY_BE_KEPT):
                raise
            raise SettingUnsettled(reason=error.reason, version=(begun or decision).wanted(target).text) from error

    async def _step(self, decision: Decision, make: Callable[[Decision], Step]) -> Decision:
        """Make a step, again when the decision changed meanwhile, and bring the card up to date."""
        for _ in range(_TRIES):
            step = make(decision)
            if await self.keep_step(step):
                return await self.show_cards.shown(step.after)
            decision = await self.find(decision.team_id, decision.channel_id, decision.id)
        raise TooBusy
