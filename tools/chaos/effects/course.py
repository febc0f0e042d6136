"""One run: people propose, approve, set and press, trouble strikes, and the sandbox's clock moves on until the end."""

import asyncio
import time
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Any, Final

import psycopg

from tools.chaos.effects.document import line_of
from tools.chaos.effects.judge import Back, Record, Rows, Seen, Stop
from tools.chaos.effects.people import People, people_on
from tools.chaos.effects.plan import Plan, Strike
from tools.chaos.effects.stage import Stage
from tools.chaos.effects.wire import Weather

_LOOK: Final = 0.5
"""Seconds; a fifth of what the clock is moved after: it is moved at a look."""
_STANDS: Final = 600.0
"""Seconds without a call or a change of a state, after which a run has no end; on a busy machine one takes minutes."""
_QUIET: Final = 1.2
"""Seconds without a request to WeChat, before the clock is moved."""
_MOVE_EVERY: Final = 2.5
_MOVE_EVERY_IDLE: Final = 10.0
"""While people are waited for: each move wakes all that every replica does."""
_STEP: Final = timedelta(minutes=1)
_FARTHEST: Final = timedelta(hours=25)
_GRACE: Final = 4.0
"""Seconds for calls that come too late."""
_AGAIN: Final = 8.0
_TRIES: Final = 12
_JUST: Final = 20.0
"""Seconds."""
_UNDECIDED: Final = frozenset({"draft", "proposed"})


@dataclass
class Course:
    stage: Stage
    plan: Plan
    people: People
    record: Record
    pressing: asyncio.Task[None] | None = None
    moved_at: float = 0.0
    set_at: float = 0.0
    stood_at: float = 0.0
    opted_out: str = ""
    """The AppID of a program."""
    called_before: int = 0
    """Calls before trouble and people come."""
    pressed: bool = False
    """Whether what the plan says is, apart from the roll-back."""
    by_hand: list[tuple[str, str, float]] = field(default_factory=list)
    """The AppIDs of programs that a person has set, their minimums before, and when."""

    @property
    def rows(self) -> list[Rows]:
        return [seen.rows for seen in self.record.decisions if seen.rows]

    @property
    def over(self) -> bool:
        return all(seen.rows and seen.rows.over for seen in self.record.decisions)

    @property
    def settled(self) -> bool:
        return self.over and self.pressing is not None and self.pressing.done()

    @property
    def _progress(self) -> tuple[object, ...]:
        states = ((found.state, found.run, *(each.state for each in found.targets)) for found in self.rows)
        return len(self.record.calls), *states

    async def decide(self, version: str, *, many: bool) -> Seen | None:
        """Propose and approve; None where it is refused."""
        former = self.stage.shown
        number = await self.people.propose(version, "ready" if many else str(self.stage.programs[0].alias))
        if number is None:
            return None
        seen = Seen(number, version, former)
        self.record.decisions.append(seen)
        for _ in range(6):
            for user in ("U0BOWEN", "U0CARLA"):
                await self.people.press(number, "decision.approve", user)
                await asyncio.sleep(0.4)
                await self.look()
                if seen.rows and seen.rows.state not in _UNDECIDED:
                    return seen
        self.record.notes.append(f"decision {number} was not approved")
        return seen

    async def set(self, seen: Seen) -> None:
        self.set_at = time.monotonic()
        for action in ("rollout.start", "decision.set_now"):
            if await self.people.press(seen.number, action):
                return

    async def look(self) -> None:
        """Read the rows of every decision."""
        for seen in self.record.decisions:
            try:
                found = await self.stage.tables.decision(seen.number)
            except psycopg.Error:
                return
            if found is None:
                continue
            seen.rows, at = found, time.monotonic()
            seen.state, seen.targets = found.state, found.targets
            if seen.approved_at is None and found.state not in _UNDECIDED:
                seen.approved_at = at
            if seen.over_at is None and found.over:
                seen.over_at = at
            if seen.back and found.back:
                seen.back.begun = True
                if seen.back.over_at is None and found.over:
                    seen.back.over_at = at

    async def go(self, strike: Strike) -> None:
        """Until everything has ended, or it takes too long."""
        seen, until = self._progress, time.monotonic() + _STANDS
        self.pressing = asyncio.create_task(self._press(strike))
        while time.monotonic() < until and not (self.settled and strike.over):
            await asyncio.sleep(_LOOK)
            await self.look()
            if self._progress != seen:
                seen, until = self._progress, time.monotonic() + _STANDS
            await self._keep_going()
            await self._move_clock()
        await asyncio.sleep(_GRACE)
        await self.look()
        if not self.pressing.done():
            self.record.notes.append(f"{self.plan.press} was not pressed to its end")
            self.pressing.cancel()
        await asyncio.wait([self.pressing])
        if not self.pressing.cancelled() and (error := self.pressing.exception()):
            self.record.notes.append(repr(error))

    async def _keep_going(self) -> None:
        """Press again what did not take, and resume what a rule has stopped."""
        for seen in self.record.decisions:
            found, now = seen.rows, time.monotonic()
            if found is None or found.over:
                continue
            may_set = self.plan.many or not self.opted_out
            if found.state == "approved" and now - self.set_at > _AGAIN and may_set:
                await self.set(seen)
            unanswered = found.run == "paused" and self.pressed  # it took, and its answer was lost
            if (found.run == "stopped" or unanswered) and now - self.stood_at > _AGAIN:
                self.stood_at = now
                await self.people.press(seen.number, "rollout.resume")
                self.record.notes.append(f"resumed what was {found.run}")

    async def _move_clock(self) -> None:
        now, scene = time.monotonic(), self.stage.scene
        going = [found for found in self.rows if found.state == "applying"]  # others wait for people
        every = _MOVE_EVERY if going else _MOVE_EVERY_IDLE
        if scene.busy or now - scene.moved_at < _QUIET or now - self.moved_at < every:
            return
        due = [each for found in going for each in found.due if each > self.stage.sandboxes.now()]
        # While a replica stands still, its claims are left alone for minutes, not for a day at once.
        calling = any(each.state == "calling" for found in going for each in found.targets)
        held = calling and not all(each.takes for each in self.stage.replicas)
        step = _STEP
        if due and not held:
            step = min(max(step, min(due) - self.stage.sandboxes.now() + timedelta(seconds=1)), _FARTHEST)
        self.moved_at = now
        await self.stage.sandboxes.advance(step)

    async def _press(self, strike: Strike) -> None:
        """Do what the plan says, and the roll-back before or after that."""
        if self.plan.back == "meanwhile":
            await self._until_over()
            strike.arm()
            self.called_before = len(self.record.calls)
            await self._roll_back(self.record.decisions[0])
        await self._press_planned(strike)
        self.pressed = True
        if self.plan.back == "before":
            await self._until_over()
            await self._roll_back(self.record.decisions[-1])

    async def _until_over(self) -> None:
        while not self.over:  # noqa: ASYNC110 # another process does it
            await asyncio.sleep(0.5)

    async def _roll_back(self, seen: Seen) -> None:
        """Press until it has begun, if there is something to roll back."""
        found = seen.rows
        assert found
        due = sorted(
            {each.appid for each in found.targets if each.state == "verified"} - {self.opted_out, *self.record.moved}
        )
        if not due:
            self.record.notes.append("nothing could be rolled back")
            return
        shown = self.stage.shown
        if self.plan.by_hand:
            other = self.stage.random.choice(due)
            due.remove(other)
            self._set_higher(other)
        seen.back = Back(time.monotonic(), found.targets, shown, frozenset(due))
        for _ in range(_TRIES):
            answer = await self.people.roll_back(seen.number)
            await self.look()
            if seen.back.begun:
                return
            await asyncio.sleep(2)
        self.record.notes.append(f"decision {seen.number} was not rolled back: {answer}")

    def move_one(self) -> None:
        """Let a person set one of the programs that wait to be set: if possible one that was just read."""
        going = [found for found in self.rows if not found.over and not found.back]
        waiting = [each.appid for found in going for each in found.targets if each.state == "waiting"]
        read = {each.appid for each in self.record.readings if each.at > time.monotonic() - _JUST}
        if some := [appid for appid in waiting if appid in read] or waiting:
            appid = self.stage.random.choice(some)
            self.record.moved.add(appid)
            self._set_higher(appid)

    def _set_higher(self, appid: str) -> None:
        self.by_hand.append((appid, self.stage.shown[appid], time.monotonic()))
        self.stage.set_by_hand(appid, self.stage.versions.pop(0))

    async def _press_planned(self, strike: Strike) -> None:
        first, plan = self.record.decisions[0], self.plan
        if plan.press == "none":
            return
        while not self.over and not self._moment(strike):  # noqa: ASYNC110 # another process does it
            await asyncio.sleep(0.1)
        if self.over and plan.press != "newer":
            return
        await asyncio.sleep(self.stage.random.uniform(0, 1.5))
        match plan.press:
            case "pause":
                if await self._stop(first, "pause"):
                    await asyncio.sleep(self.stage.random.uniform(5, 15))
                    await self._resume(first)
            case "end":
                await self._stop(first, "end")
            case "opt-out":
                await self._opt_out()
            case "newer":
                await self._newer(first)

    def _moment(self, strike: Strike) -> bool:
        if self.plan.at_call < 0:
            return strike.struck_at is not None
        return len(self.record.calls) - self.called_before >= self.plan.at_call

    async def _stop(self, seen: Seen, what: str) -> bool:
        self.record.pressed.add(what)
        answer = await self.people.press_and_see(seen.number, f"rollout.{what}")
        await self.look()
        if answer is None or seen.rows is None or seen.rows.run != {"pause": "paused", "end": "ended"}[what]:
            return False
        self.record.stops.append(Stop(what, seen.version, "", answer.at, answer.named))
        return True

    async def _resume(self, seen: Seen) -> None:
        self.record.stops[-1] = replace(self.record.stops[-1], until=time.monotonic())
        while seen.rows and seen.rows.run == "paused" and not seen.rows.over:
            await self.people.press(seen.number, "rollout.resume")
            await asyncio.sleep(2)

    async def _opt_out(self) -> None:
        of = self.stage.programs[0] if not self.plan.many else self.stage.random.choice(self.stage.programs)
        self.opted_out = of.appid
        answer = await self.people.ask(f"/baselib programs setting {of.appid} off")
        stop = Stop("opt-out", self.record.decisions[0].version, of.appid, answer.at, answer.named)
        self.record.stops.append(stop)
        if self.plan.many:
            return
        await asyncio.sleep(12)
        self.record.stops[-1] = replace(stop, until=time.monotonic())
        await self._back_in()

    async def _back_in(self) -> None:
        if self.opted_out:
            await self.people.allow(self.opted_out)
            self.opted_out = ""

    async def _newer(self, first: Seen) -> None:
        """Decide anew as soon as the first decision is over; a fleet's is ended for it."""
        if self.plan.many and await self._stop(first, "end"):
            await self._until_over()
        version = self.stage.versions.pop(0)
        while True:
            again = await self.decide(version, many=self.plan.many and self.stage.random.random() < 0.5)
            if again is not None:
                await self.set(again)
                return
            await asyncio.sleep(3)
            await self._until_over()

    async def back(self) -> None:
        """Leave the stage as it was, or as Baselib has seen it: the next run's decision is about that."""
        await self._back_in()
        for appid, minimum, at in reversed(self.by_hand):
            if not any(each.appid == appid and each.at > at for each in self.record.readings):
                self.stage.set_by_hand(appid, minimum)


async def run(stage: Stage, plan: Plan) -> dict[str, Any]:
    """One run, judged; `ended` is false where the stage cannot be used any more."""
    begun, random = time.monotonic(), Random(f"{plan.seed}/{plan.number}/weather")  # noqa: S311 # repeatable
    record = stage.scene.record = Record()
    stage.random = Random(f"{plan.seed}/{plan.number}/course")  # noqa: S311 # repeatable
    stage.scene.weather = Weather(random, plan.slow, plan.reads)
    course = Course(stage, plan, await people_on(stage), record)
    first = await course.decide(stage.versions.pop(0), many=plan.many)
    if first is None:
        record.notes.append(f"it could not be proposed: {course.people.refused}")
        return line_of(plan, record, begun, struck=False, ended=False)
    strike = Strike(stage, plan, lambda: course.settled, course.move_one)
    if plan.back != "meanwhile":
        strike.arm()
    await course.set(first)
    await course.go(strike)
    await strike.end()
    await course.back()
    stage.scene.record = Record()  # of a run without an end: calls that its last rows do not know
    await course.look()
    record.shown = stage.shown
    return line_of(plan, record, begun, struck=strike.struck_at is not None, ended=course.over)
