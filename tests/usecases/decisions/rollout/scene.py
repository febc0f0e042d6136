"""A fleet that is being set, on fakes."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.decisions import steps
from bot.domain.decisions.decision import Decision
from bot.domain.decisions.delivery import card
from bot.domain.decisions.evidence import seal_of
from bot.domain.decisions.rollout.program import ProgramState, tally_of
from bot.domain.decisions.rollout.run import PAUSE, Run
from bot.usecases.decisions.keep_step import KeepStep
from bot.usecases.decisions.rollout.set_fleets import SetFleets
from tests.domain.decisions.build import BOB, CAROL, NOW, PROPOSER, by
from tests.domain.decisions.rollout.build import DRAFT_FLEET, evidence_for, fleet
from tests.fakes.access import FakeAuditLog
from tests.fakes.clock import FakeClock
from tests.fakes.decisions import FakeClaims, FakeDecisions, FakeRollouts
from tests.fakes.deliveries import FakeDeliveries
from tests.fakes.setting_wechat import FakeMay, SettingWeChat
from tests.fakes.storage import FakeWorkspaces


class Scene:
    """A fleet that is being set."""

    def __init__(self, count: int) -> None:
        self.audit, self.wechat, self.may, self.clock = FakeAuditLog(), SettingWeChat(), FakeMay(), FakeClock(NOW)
        deliveries = FakeDeliveries()
        self.decisions = FakeDecisions(deliveries, FakeWorkspaces())
        self.rollouts = FakeRollouts(self.decisions)
        self.claims = FakeClaims(self.decisions, self.may)
        self.programs = fleet(count)
        self.appids = [each.appid for each in self.programs if each.batch >= 0]
        self.keep_step = KeepStep(self.decisions, self.audit)

    def routine(self) -> SetFleets:
        wechat = self.wechat
        return SetFleets(
            self.decisions,
            self.rollouts,
            self.claims,
            wechat,
            wechat,
            self.may,
            self.keep_step,
            wechat.read,
            self.clock,
        )

    async def begin(self) -> None:
        """It is approved, and a person has pressed the button."""
        evidence = evidence_for(self.programs)
        draft = replace(DRAFT_FLEET, evidence=evidence, seal=seal_of(evidence), needed=2, tally=tally_of(self.programs))
        added = await self.decisions.add(draft, card(draft, lease_until=NOW), self.programs)
        assert added
        assert await self.keep_step(steps.present(added, by(PROPOSER, 0)))
        for person in (BOB, CAROL):
            assert await self.keep_step(steps.approve(await self.decision(), by(person)))
        begun = steps.begin(await self.decision(), by(BOB, 3))
        assert await self.keep_step(replace(begun, after=replace(begun.after, run=Run(next_at=NOW), next_at=None)))

    async def decision(self) -> Decision:
        (found,) = await self.decisions.of_every_team()
        return found

    async def run(self) -> Run:
        run = (await self.decision()).run
        assert run
        return run

    async def tick(self, **later: float) -> None:
        self.clock.set(await self.clock.now() + timedelta(**later))
        await self.routine()(now=await self.clock.now())

    async def pass_batch(self) -> None:
        """The batch is read and ends, the pause passes, the next one is called."""
        await self.tick(minutes=1)
        await self.tick(seconds=PAUSE.total_seconds())

    async def states(self) -> dict[ProgramState, int]:
        tally = (await self.decision()).tally
        assert tally
        return dict(tally.states)

    async def change(self, run: Run, user: str = CAROL) -> None:
        decision = await self.decision()
        assert await self.keep_step(steps.keep_run(decision, run, await self.clock.now(), by=user))
