"""A decision that Baselib is setting, on fakes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain.decisions import steps
from bot.domain.decisions.decision import PAUSE, Decision, Origin, Run
from bot.domain.decisions.evidence import seal_of
from bot.domain.decisions.program import FleetProgram, ProgramState, tally_of
from bot.domain.decisions.running import BackDraft, back_draft
from bot.domain.decisions.steps import card
from bot.lib.machine_time import boot_time
from bot.usecases.decisions.advance import AdvanceDecision
from bot.usecases.decisions.change import AdvanceRuns
from bot.usecases.decisions.show_cards import KeepStep
from tests.domain.decisions.build import (
    BOB,
    CAROL,
    DRAFT,
    DRAFT_FLEET,
    EVIDENCE,
    NOW,
    PROPOSER,
    by,
    evidence_for,
    exactly,
    fleet,
)
from tests.fakes.decisions import FakeClaims, FakeDecisions
from tests.fakes.deliveries import FakeDeliveries
from tests.fakes.installations import FakeWorkspaces
from tests.fakes.machine import FakeClock
from tests.fakes.people import FakeAuditLog
from tests.fakes.wechat import BEFORE, FakeMay, SettingWeChat

ONE = replace(EVIDENCE, minimum=BEFORE, loss=exactly("0.05"))
"""Of a decision for one program, as `SettingWeChat` shows it."""


class Scene:
    """A decision that Baselib is setting: for many programs, or for one."""

    def __init__(self, count: int = 0) -> None:
        self.audit, self.wechat, self.may, self.clock = FakeAuditLog(), SettingWeChat(), FakeMay(), FakeClock(NOW)
        self.decisions = FakeDecisions(FakeDeliveries(), FakeWorkspaces())
        self.claims = FakeClaims(self.decisions, self.may)
        self.stood = 0.0
        """Seconds for which the machine stood still."""
        self.wechat.seconds = self.seconds
        self.busy: set[str] = set()
        """Programs with another open decision."""
        self.keep_step = KeepStep(self.decisions, self.audit)
        self.rows = fleet(count) if count else ()
        self.appids = [each.appid for each in self.rows if each.batch >= 0] or [ONE.appid]

    def advance(self, holder: str = "here") -> AdvanceDecision:
        seconds = self.seconds
        claims = FakeClaims(self.decisions, self.may, holder, untouched=self.claims.untouched, seconds=seconds)
        wechat, clock = self.wechat, self.clock
        return AdvanceDecision(
            self.decisions, claims, wechat, wechat, self.may, self.keep_step, wechat.read, clock, seconds=seconds
        )

    def seconds(self) -> float:
        return boot_time() + self.stood

    async def begin(self) -> None:
        """It is approved, and a person has pressed the button."""
        evidence = evidence_for(self.rows) if self.rows else ONE
        draft = replace(DRAFT_FLEET if self.rows else DRAFT, evidence=evidence, seal=seal_of(evidence), needed=2)
        draft = replace(draft, tally=tally_of(self.rows))
        added = await self.decisions.add(draft, card(draft, lease_until=NOW), self.rows)
        assert added
        assert await self.keep_step(steps.open_vote(added, by(PROPOSER, 0)))
        for person in (BOB, CAROL):
            assert await self.keep_step(steps.approve(await self.decision(), by(person)))
        await self.press()

    async def roll_back(self) -> BackDraft:
        """An admin has looked at the preview, and pressed its button."""
        now, decision = await self.clock.now(), await self.decision()
        may = await self.may.among(decision.team_id, self.appids)
        draft = back_draft(decision, await self.programs(), may=may, busy=self.busy, now=now)
        assert await self.keep_step(steps.roll_back(decision, Origin(CAROL, now), draft.moves))
        return draft

    async def press(self) -> None:
        now = await self.clock.now()
        assert await self.keep_step(steps.begin(await self.decision(), Origin(BOB, now), run=Run(next_at=now)))

    async def decision(self) -> Decision:
        (found,) = await self.decisions.of_every_team()
        return found

    async def programs(self, *states: ProgramState, batch: int | None = None) -> Sequence[FleetProgram]:
        decision = await self.decision()
        return await self.decisions.programs(decision.team_id, decision.id, states=states, batch=batch)

    async def run(self) -> Run:
        run = (await self.decision()).run
        assert run
        return run

    async def tick(self, holder: str = "here", **later: float) -> None:
        self.clock.set(await self.clock.now() + timedelta(**later))
        await AdvanceRuns(self.decisions, self.advance(holder))(now=await self.clock.now())

    async def pass_batch(self) -> None:
        """The batch is read and ends, the pause passes, the next one is called."""
        await self.tick(minutes=1)
        await self.tick(seconds=PAUSE.total_seconds())

    async def states(self) -> dict[ProgramState, int]:
        return dict((await self.decision()).tally.states)

    async def change(self, run: Run, user: str = CAROL) -> None:
        decision = await self.decision()
        assert await self.keep_step(steps.keep_run(decision, run, Origin(user, await self.clock.now())))
