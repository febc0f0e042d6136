"""Many programs that Baselib may set, with the bot around them."""

from bot.domain.access import Grant, QuorumRule, Role
from bot.domain.decisions.decision import Decision
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import OptIn, Program
from tests.fakes.programs import FakePrograms, choose
from tests.fakes.wechat import feed
from tests.handlers.context import ALICE, BOWEN, NOW, TEAM, Office
from tests.handlers.decisions.acting import current, propose_many, tick, vote

FLEET = [Program(Visible(f"wx{number:016}"), f"shop-{number}", tags=("mall",)) for number in range(1, 31)]
NUMBERS = feed({"3.8.1": "99.5", "3.0.0": "0.5"}, minimum="2.30.0")


class Rollout:
    """Programs that Baselib may set; Bowen is an admin."""

    def __init__(self, count: int = len(FLEET)) -> None:
        self.fleet = FLEET[:count]
        self.office = Office(programs=FakePrograms(*self.fleet))
        self.usecases = self.office.assemble()

    async def approved(self, *, opted_in: int = 30) -> Decision:
        """A decision for those that opted in, with its vote."""
        office = self.office
        await office.install()
        for program in self.fleet:
            office.source.set(program.appid, NUMBERS)
        for program in self.fleet[:opted_in]:
            await choose(office.opt_ins, TEAM, program.appid, OptIn(on=True))
        await self.usecases.advance.read(TEAM, [each.appid for each in self.fleet], now=NOW)
        await office.rules.grant(TEAM, Grant(BOWEN, Role.ADMIN, ALICE, NOW))
        await office.rules.set_quorum(TEAM, QuorumRule(many=len(FLEET)))
        decision = await propose_many(office, "propose 3.8.0 #mall")
        await vote(office, decision, BOWEN)
        return await current(office, decision)

    async def tick(self, minutes: float = 0) -> None:
        """Time passes, the scheduler sets what is due and updates the card."""
        now = await self.office.clock.now()
        await tick(self.office, self.usecases, seconds=(now - NOW).total_seconds() + minutes * 60)
