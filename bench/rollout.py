"""Setting a fleet against a bare httpx loop, in one process like the bot's; prints the processor seconds of both.

The bot's side is everything around the calls: what is about to be called is committed to SQLite, opt-ins are read
before every ten calls, outcomes are kept and counted. Tokens and the readings before the calls are at hand, so that
each program costs one request on both sides. Usage: `python -m bench.rollout URL sqlite:///FILE PROGRAMS PIECES`, with
the URL of `python -m bench.upstream PORT DAY`.
"""

import asyncio
import json
import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import date, datetime
from typing import Final

import httpx
import uvloop

from bench.clock import present
from bench.effort import IN_FLIGHT
from bench.fleet import TEAM_ID, answer, audience_of, fleet, token_for
from bench.sweeping import TokensAtHand
from bot.domain.access.audit import SYSTEM
from bot.domain.decisions import steps
from bot.domain.decisions.decision import Decision, Origin
from bot.domain.decisions.delivery import card
from bot.domain.decisions.evidence import seal_of
from bot.domain.decisions.rollout.evidence import fleet_evidence
from bot.domain.decisions.rollout.plan import Candidate, arrange, judge
from bot.domain.decisions.rollout.program import ProgramState, tally_of
from bot.domain.decisions.rollout.run import Run
from bot.domain.numbers.feed import Feed
from bot.domain.numbers.percentage_meaning import NO_PIN
from bot.domain.numbers.snapshot import Snapshot, snapshot_day
from bot.domain.numbers.version import Version
from bot.domain.programs.index import ProgramIndex
from bot.domain.programs.opt_in import OptIn
from bot.domain.programs.program import Program
from bot.lib.clock import SystemClock
from bot.logs import configure_logging
from bot.storage.access.audit_log import SqlAuditLog
from bot.storage.access.rules import SqlAccessRules
from bot.storage.decisions.decisions import SqlDecisions
from bot.storage.decisions.rollouts import SqlRollouts
from bot.storage.engine.database import Database
from bot.storage.numbers.snapshots import SqlSnapshots
from bot.storage.programs.opt_ins import SqlOptIns
from bot.usecases.decisions.keep_step import KeepStep
from bot.usecases.decisions.rollout.set_fleets import SetFleets
from bot.usecases.programs.may_set import MaySet
from bot.usecases.programs.visible import VisiblePrograms
from bot.usecases.report.take_snapshot import take_snapshot
from bot.wechat.http import new_client
from bot.wechat.protocol import set_support_version as protocol
from bot.wechat.protocol.get_support_version import read_reply
from bot.wechat.set_client import MinimumClient

VERSION: Final = Version.parse("3.14.99")
MOST: Final = 1.3
"""The ratio that is allowed."""


class AtHand(SqlSnapshots):
    """The readings before the calls."""

    snapshots: Mapping[str, Snapshot] = {}

    async def read(self, team_id: str, appids: Collection[str], *, now: datetime) -> Collection[str]:
        """All of them can be read."""
        del team_id, now
        return appids

    async def newest(self, _team_id: str, appids: Collection[str], *, before: date) -> Mapping[str, Snapshot]:
        """As they were read."""
        del before
        return {appid: self.snapshots[appid] for appid in appids}


class Known:
    """Serves `bot.ports.programs.Programs`, which indexes a fleet once."""

    def __init__(self, programs: Sequence[Program]) -> None:
        self._index = ProgramIndex(programs)

    async def all(self, _team_id: str) -> ProgramIndex:
        """Every program."""
        return self._index


async def bare_calls(client: httpx.AsyncClient, api_url: str, appids: Sequence[str]) -> None:
    """Post the change for each program and read the JSON of the answer; store nothing."""
    rest: Iterator[str] = iter(appids)

    async def work() -> None:
        for appid in rest:
            url, body = protocol.request_url(api_url, token_for(appid)), protocol.request_body(VERSION)
            response = await client.post(url, content=body, headers={"content-type": protocol.CONTENT_TYPE})
            assert response.json()["errcode"] == 0

    async with asyncio.TaskGroup() as workers:
        for _ in range(IN_FLIGHT):
            workers.create_task(work())


class Setting:
    """The bot's side."""

    def __init__(self, database: Database, client: httpx.AsyncClient, api_url: str, known: Known) -> None:
        clock, self.opt_ins = SystemClock(), SqlOptIns(database)
        self.decisions, self.at_hand = SqlDecisions(database), AtHand(database)
        visible = VisiblePrograms(known, SqlAccessRules(database))
        self.keep_step = KeepStep(self.decisions, SqlAuditLog(database))
        self.routine = SetFleets(
            self.decisions,
            SqlRollouts(database, self.decisions),
            self.at_hand,
            MinimumClient(client, api_url=api_url, credentials=TokensAtHand(), clock=clock),
            MaySet(visible, self.opt_ins, allowed=True),
            self.keep_step,
            self.at_hand.read,
            clock,
        )

    async def decide(self, programs: Sequence[Program], number: int, now: datetime) -> tuple[Decision, Sequence[str]]:
        """A decision for these programs, as it is once a person has started it; and the AppIDs to be set."""
        self.at_hand.snapshots = {each.appid: _snapshot(each.appid, now) for each in programs}
        candidates = [Candidate(each, self.at_hand.snapshots[each.appid]) for each in programs]
        rows = arrange(judge(candidates, VERSION, ready=False, now=now))
        rows = tuple(replace(row, batch=min(row.batch, 0)) for row in rows)
        evidence = fleet_evidence(rows, VERSION, tag="", ready=False, listed=True, public=None, clients=None, now=now)
        draft = Decision(
            f"bench-{number}", TEAM_ID, "C1", "U1", now, evidence, seal_of(evidence), 1, "en", tally=tally_of(rows)
        )
        added = await self.decisions.add(draft, card(draft, lease_until=now), rows)
        assert added
        person = Origin("U2", now, "1.1")
        presented = steps.present(added, person)
        approved = steps.approve(presented.after, person)
        begun = steps.begin(approved.after, Origin(SYSTEM, now))
        begun = replace(begun, after=replace(begun.after, run=Run(next_at=now), next_at=None))
        for step in (presented, approved, begun):
            assert await self.keep_step(step)
        return begun.after, [row.appid for row in rows if row.state is ProgramState.WAITING]


def _snapshot(appid: str, now: datetime) -> Snapshot:
    feed = read_reply(200, answer(audience_of(token_for(appid)), snapshot_day(now)))
    assert isinstance(feed, Feed)
    return take_snapshot(appid, feed, pin=NO_PIN, remembered=None, now=now)


async def measure(api_url: str, database_url: str, *, programs: int, pieces: int) -> dict[str, list[float]]:
    """Processor seconds per piece of either side, in turns, and the calls of each piece."""
    every = [Program(each.appid) for each in fleet(programs)]
    now = present()
    ends = [programs * (piece + 1) // pieces for piece in range(pieces)]
    spent: dict[str, list[float]] = {"ours": [], "bare": [], "calls": []}
    limits = httpx.Limits(max_connections=IN_FLIGHT, max_keepalive_connections=IN_FLIGHT)
    async with AsyncExitStack() as stack:
        database = Database(database_url)
        stack.push_async_callback(database.close)
        await database.prepare()
        ours = await stack.enter_async_context(new_client())
        bare = await stack.enter_async_context(httpx.AsyncClient(limits=limits, trust_env=False))
        setting = Setting(database, ours, api_url, Known(every))
        for program in every:
            await setting.opt_ins.put(TEAM_ID, program.appid, OptIn(on=True))
        for number, (begin, end) in enumerate(zip([0, *ends], ends, strict=False)):
            decision, appids = await setting.decide(every[begin:end], number, now)
            begun = time.process_time()
            await setting.routine.bring_on(decision)
            spent["ours"].append(time.process_time() - begun)
            tally = (await setting.routine.rollouts.tally(TEAM_ID, decision.id)).states
            assert tally == {ProgramState.ACCEPTED: len(appids)}, tally
            begun = time.process_time()
            await bare_calls(bare, api_url, appids)
            spent["bare"].append(time.process_time() - begun)
            spent["calls"].append(len(appids))
    return spent


if __name__ == "__main__":
    configure_logging(level="WARNING", log_format="console", secrets=())
    found = uvloop.run(measure(sys.argv[1], sys.argv[2], programs=int(sys.argv[3]), pieces=int(sys.argv[4])))
    ratio = sum(found["ours"]) / sum(found["bare"])
    print(json.dumps(found | {"ratio": ratio}))
    sys.exit(ratio > MOST)
