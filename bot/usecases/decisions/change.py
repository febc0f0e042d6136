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
from bot.ports.decisions import Decisions
from bot.usecases.access import role_in
from bot.usecases.app import App
from bot.usecases.decisions.advance import GOES_ON, AdvanceDecision


async def allow_deciding(app: App, team_id: str, user_id: str, permission: Permission = Permission.DECIDE) -> Role:
    """Return the role of a person who may.

    Slack is asked at that moment: a role that was taken away counts no longer.

    Raises:
        OutsiderDecides: they belong to another workspace, or were deactivated.
        NotAllowed: their role does not suffice.
        RoleUnknown, SlackRefused: Slack does not answer.
    """
    person = await app.people.current(team_id, user_id)
    if person.is_outsider or person.gone:
        raise OutsiderDecides
    role = await role_in(app, team_id, person)
    role.require(permission)
    return role


async def allowed_to_decide(app: App, team_id: str, user_ids: Collection[str]) -> Collection[str]:
    """Those of these people who may decide.

    Raises:
        RoleUnknown, SlackRefused: Slack does not answer.
    """
    found = []
    for each in user_ids:
        with suppress(NotAllowed, NotAMember, OutsiderDecides):
            await allow_deciding(app, team_id, each)
            found.append(each)
    return found


_AT_ONCE: Final = 50


async def advance_decisions(app: App, *, now: datetime) -> None:
    """Advance the decisions that are due, and update cards.

    Several replicas may do so at once, and one of them wins.

    Raises:
        StorageUnavailable: the next call goes on.
        Exception: the first failure; the other decisions were looked at.
    """
    isolation = Isolation()
    for decision in await app.kept.decisions.due(now=now, limit=_AT_ONCE):
        with isolation.item(decision=decision.id):
            if decision.state is State.PROPOSED:
                await app.keep_step(steps.expire(decision, now))
            else:
                await app.advance(decision)
    with isolation.item():
        await app.show_cards()
    isolation.raise_first()


@dataclass(frozen=True)
class AdvanceRuns:
    """Goes on with what Baselib sets. One replica sets a decision at a time, which saves readings."""

    decisions: Decisions
    advance: AdvanceDecision
    only_one: OnlyOne = uncontended

    async def __call__(self, *, now: datetime) -> None:
        """Advance every run as far as possible now.

        Raises:
            StorageUnavailable: the next call goes on.
            Exception: the first failure; the other runs were advanced.
        """
        del now  # a run takes longer than a tick
        isolation = Isolation()
        for decision in await self.decisions.running():
            with isolation.item(decision=decision.id):
                async with self.only_one(f"rollout {decision.id}") as ours:
                    if ours:
                        await self.advance(decision)
        isolation.raise_first()


# `/baselib programs setting <program> on|off`: done twice, it changes nothing.


async def opt_in_of(app: App, seen: Viewpoint, name: str, *, on: bool = False) -> tuple[Program, OptIn]:
    """Return the program called `name`, and its opt-in.

    Args:
        on: refuse where it may not be turned on.

    Raises:
        NoProgram, UnknownProgram, AmbiguousProgram, AllOfWeChatFixed: see `VisiblePrograms.managed`.
        ImportedUnset: its numbers are imported, so WeChat is never asked about it.
        SettingOff: the operator's settings, or the merchant, do not allow it to be turned on.
    """
    program = await app.visible.managed(seen, name)
    if program.is_imported:
        raise ImportedUnset(program=program.name)
    opt_in = await app.kept.opt_ins.get(seen.team_id, program.appid)
    if on and (not app.options.may_set_minimum or opt_in.merchant is MerchantChoice.DECLINED):
        raise SettingOff(because="merchant" if app.options.may_set_minimum else "setting", program=program.name)
    return program, opt_in


async def turn_opt_in(
    app: App, seen: Viewpoint, name: str, *, on: bool, by: str, now: datetime
) -> tuple[Program, OptIn, int]:
    """Turn it on or off for the program called `name`; also how many calls for it are under way: the last ones.

    Raises:
        BotError: as `opt_in_of`; turning off always works.
    """
    while True:
        program, opt_in = await opt_in_of(app, seen, name, on=on)
        changed = replace(opt_in, on=on)
        if changed == opt_in:
            break
        if await app.keep_opt_in(seen.team_id, program.appid, opt_in, changed, by=by, now=now):
            for decision in await app.keep_opt_in.cards(seen.team_id, program.appid):
                await app.show_cards.shown(decision)
            break
    return program, changed, await app.kept.claims.calling(seen.team_id, appid=program.appid)


_TRIES: Final = 20
"""Two people click at the same moment: the second one's step is made again, from what the first one's left. While the
programs of a fleet are set, the decision changes all the time."""
_MAY_BE_KEPT: Final = frozenset({"no-answer", "unreachable", "broken"})
"""After any other failure of the database, it has not kept what was being written."""


# Each step of a person asks the database what the decision is now: old buttons do nothing. Editors vote and start runs;
# admins pause, resume and end them, and roll back. Every function raises `OutsiderDecides`, `NotAllowed`, or what Slack
# answers, where the person may not.


async def find_decision(app: App, team_id: str, channel_id: str, decision_id: str) -> Decision:
    """Return the decision that a button names; its card is in the button's channel.

    Raises:
        StaleControl: there is none.
    """
    decision = await app.kept.decisions.get(team_id, decision_id)
    if decision is None or decision.channel_id != channel_id or not decision.intact:
        raise StaleControl
    return decision


async def approve_decision(app: App, decision: Decision, origin: Origin) -> Decision:
    """Vote for it.

    Raises:
        OwnProposal, DecisionMoved: the vote does not count.
    """
    await allow_deciding(app, decision.team_id, origin.by)
    return await _step(app, decision, lambda current: steps.approve(current, origin))


async def withdraw_vote(app: App, decision: Decision, origin: Origin) -> Decision:
    """Take one's vote back; also those may who lost their role meanwhile.

    Raises:
        NoVote, DecisionMoved: there is none to take back any more.
    """
    return await _step(app, decision, lambda current: steps.withdraw_vote(current, origin))


async def decline_decision(app: App, decision: Decision, origin: Origin, reason: str) -> Decision:
    """Stop it, with a reason.

    Raises:
        DecisionMoved: it goes on.
    """
    await allow_deciding(app, decision.team_id, origin.by)
    return await _step(app, decision, lambda current: steps.decline(current, origin, reason))


async def withdraw_decision(app: App, decision: Decision, origin: Origin) -> Decision:
    """Take the proposal back: its proposer, also without a role, or an admin.

    Raises:
        NotYourProposal, DecisionMoved: it goes on.
    """
    admin = origin.by != decision.proposer_id and await _is_admin(app, decision, origin)
    return await _step(app, decision, lambda current: steps.withdraw(current, origin, admin=admin))


async def check_decision(app: App, decision: Decision, _origin: Origin) -> Decision:
    """Look at it now, because a person asks.

    Raises:
        DecisionMoved: there is nothing to look at.
    """
    if decision.state not in GOES_ON:
        raise DecisionMoved(state=decision.state)
    return await app.show_cards.shown(await app.advance(decision, asked=True))


async def say_program_set(app: App, decision: Decision, origin: Origin, position: int = 0) -> Decision:
    """Record that a person has set one of the programs at WeChat, which is read from now on until it shows that.

    Where numbers are imported WeChat cannot be read: the person's word verifies it. Said twice it changes nothing.

    Raises:
        StaleControl: there is no such program to set.
        DecisionMoved: nothing changes.
    """
    await allow_deciding(app, decision.team_id, origin.by)
    program = await _to_set(app, decision, position)
    if program.said:
        return decision
    if is_imported(program.appid):
        moves = Moves([program], [running.confirmed(program, origin.by, now=origin.at)])
        said = await _step(app, decision, lambda current: steps.say_set(current, origin, moves))
        return await _step(app, said, lambda current: steps.conclude(current, State.VERIFIED, origin))
    newest = await app.kept.snapshots.latest(decision.team_id, Visible(program.appid))
    moves = Moves([program], [running.said(program, origin.by, newest, now=origin.at)])
    return await _step(app, decision, lambda current: steps.say_set(current, origin, moves))


async def take_back_word(app: App, decision: Decision, origin: Origin, position: int = 0) -> Decision:
    """Take back the word that a program is set, for the person who gave it or an admin.

    Done twice it changes nothing.

    Raises:
        StaleControl: there is no such program to set.
        NotYourWord, DecisionMoved: nothing changes.
    """
    admin = await _is_admin(app, decision, origin)
    program = await _to_set(app, decision, position)
    if not program.said and decision.fleet:
        return decision
    moves = Moves([program], [running.waiting(program, now=origin.at)])
    return await _step(app, decision, lambda current: steps.take_back(current, origin, moves, admin=admin))


async def start_setting(app: App, decision: Decision, origin: Origin) -> Decision:
    """Begin with the first program; one alone is set at once. What the decision is then.

    Raises:
        SettingOff: Baselib may not set any of them.
        DecisionMoved: it is not approved, or another person was quicker.
        StaleControl: the programs are not those that were decided about.
    """
    await allow_deciding(app, decision.team_id, origin.by)
    if not decision.may_begin:
        raise DecisionMoved(state=decision.state)
    programs, _ = await _settable(app, decision)
    # One program's seal is that of the evidence. Ten thousand take a tenth of a second: not on the event loop.
    if decision.fleet and await asyncio.to_thread(seal_of_programs, programs) != decision.fleet.rows:
        raise StaleControl
    eligible = set(await allowed_to_decide(app, decision.team_id, decision.voters))
    words = [each for each in programs if each.said]  # each is read before it is called
    moves = Moves(words, [running.waiting(each, now=origin.at) for each in words])

    def begin(current: Decision) -> Step:
        step = steps.begin(current, origin, moves, run=Run(next_at=origin.at))
        votes = len(eligible & set(current.voters))
        if votes >= current.needed:
            return step
        return steps.outdate(current, origin, Change(Difference.VOTERS, str(current.needed), str(votes)))

    return await _begin(app, decision, begin)


async def preview_roll_back(app: App, decision: Decision, origin: Origin) -> running.BackDraft:
    """Return what a roll-back would do.

    Raises:
        SettingOff: Baselib may not set any of them.
        NoProposal: its program has another open decision.
        DecisionMoved: nothing was set that could be rolled back.
    """
    await allow_deciding(app, decision.team_id, origin.by, Permission.GOVERN)
    if not decision.may_roll_back:
        raise DecisionMoved(state=decision.state)
    programs, may = await _settable(app, decision)
    busy = await app.kept.decisions.busy(decision.team_id)
    if decision.appid in busy:
        raise NoProposal(because=Obstacle.OPEN, program=decision.evidence.name)
    draft = running.back_draft(decision, programs, may=may, busy=busy, now=origin.at)
    if not draft.back:
        raise DecisionMoved(state=decision.state)
    return draft


async def roll_back_decision(app: App, draft: running.BackDraft, origin: Origin) -> Decision:
    """Set the former minimums again, each if WeChat still shows the one that was decided.

    Raises:
        DecisionMoved: it is something else by now.
    """
    await allow_deciding(app, draft.decision.team_id, origin.by, Permission.GOVERN)
    return await _begin(app, draft.decision, lambda current: steps.roll_back(current, origin, draft.moves))


async def turn_run(app: App, decision: Decision, origin: Origin, status: RunStatus) -> Decision:
    """Pause its run, resume it, also after a rule has stopped it, or end it; what was taken is still verified.

    Returns it as it is then: no call begins any more that its counts do not have.

    Raises:
        DecisionMoved: it does not run, or not any more.
    """
    await allow_deciding(app, decision.team_id, origin.by, Permission.GOVERN)
    run = decision.run or Run()
    batch = await app.kept.decisions.tally(decision.team_id, decision.id, batch=run.batch)

    def turned(current: Decision) -> Step:
        if current.active_run is None or not current.active_run.may_turn(status):
            raise DecisionMoved(state=current.state)
        return steps.keep_run(current, running.turned(current.active_run, status, batch, now=origin.at), origin)

    after = await _step(app, decision, turned)
    return await app.kept.decisions.get(decision.team_id, decision.id) or after


async def _is_admin(app: App, decision: Decision, origin: Origin) -> bool:
    return (await allow_deciding(app, decision.team_id, origin.by)).may(Permission.GOVERN)


async def _to_set(app: App, decision: Decision, position: int) -> FleetProgram:
    found = await app.kept.decisions.programs(decision.team_id, decision.id, limit=1, skip=position)
    if not found or found[0].state not in TO_SET:
        raise DecisionMoved(state=decision.state) if decision.target else StaleControl
    return found[0]


async def _settable(app: App, decision: Decision) -> tuple[Sequence[FleetProgram], Collection[str]]:
    """All of its programs, and the AppIDs of those that Baselib may set: at least one."""
    programs = await app.kept.decisions.programs(decision.team_id, decision.id)
    appids = [each.appid for each in programs if each.batch >= 0]
    name, many = decision.evidence.name, decision.fleet is not None
    return programs, await app.may_set.check(decision.team_id, appids, name, many=many)


async def _begin(app: App, decision: Decision, make: Callable[[Decision], Step]) -> Decision:
    """Keep that setting begins; one program is set at once."""
    begun = None
    try:
        begun = await _step(app, decision, make)
        if begun.target is None or not begun.may_call:
            return begun
        return await app.show_cards.shown(await app.advance(begun))
    except StorageUnavailable as error:
        target = (begun or decision).target
        if target is None or not (begun or error.reason in _MAY_BE_KEPT):
            raise
        raise SettingUnsettled(reason=error.reason, version=(begun or decision).wanted(target).text) from error


async def _step(app: App, decision: Decision, make: Callable[[Decision], Step]) -> Decision:
    """Make a step, again when the decision changed meanwhile, and bring the card up to date."""
    for _ in range(_TRIES):
        step = make(decision)
        if await app.keep_step(step):
            return await app.show_cards.shown(step.after)
        decision = await find_decision(app, decision.team_id, decision.channel_id, decision.id)
    raise TooBusy
