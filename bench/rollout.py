"""Setting a fleet against a bare httpx loop, in one process like the bot's; prints the processor seconds of both.

The bot's side is everything around the calls: each is claimed and settled in a transaction of its own, on SQLite and on
PostgreSQL. Tokens and the readings before the calls are at hand, so that each program costs one request on both sides.
Usage: `python -m bench.rollout [PROGRAMS] [PIECES]`.
"""

import json
import sys
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

import uvloop

from bench.inside import TokensAtHand, bare_client, bare_loop, cut
from bench.kit.fleet import TEAM_ID, audience_of, fleet
from bench.kit.machine import present
from bench.kit.seed import made_on, of_program, seed
from bench.kit.site import site
from bot.domain.access import SYSTEM, Viewpoint
from bot.domain.decisions import steps
from bot.domain.decisions.decision import Decision, Origin, Run
from bot.domain.decisions.evidence import seal_of
from bot.domain.decisions.program import ProgramState, tally_of
from bot.domain.decisions.proposable import Proposal
from bot.domain.decisions.steps import card
from bot.domain.numbers.snapshot import Snapshot, Visible, snapshot_day
from bot.domain.numbers.version import Version
from bot.domain.programs import OptIn, Program
from bot.lib.machine_time import boot_time
from bot.settings import Settings
from bot.storage.numbers.snapshots import SqlSnapshots
from bot.usecases.app import App
from bot.usecases.decisions.advance import AdvanceDecision
from bot.usecases.decisions.propose import freeze_many
from bot.usecases.decisions.show_cards import KeepStep
from bot.usecases.programs.opt_ins import MaySet
from bot.usecases.programs.visible import VisiblePrograms
from bot.usecases.report.kept_reports import KeptReports
from bot.usecases.sweep.sweep import Readings
from bot.wechat.http import new_client
from bot.wechat.protocol.set_support_version import request_body, request_url
from bot.wechat.set_client import MinimumClient
from bot.wiring.core import open_core
from tests.fakes.everything import Fakes
from tests.fakes.programs import FakePrograms
from tests.postgres import running_postgres
from tools.sandbox.wechat.rollout import released

VERSION: Final = Version.parse(released(present())[-1].version)
"""The newest."""
MOST: Final = 2.0


class AtHand(SqlSnapshots):
    """The readings before the calls."""

    async def read(self, team_id: str, appids: Collection[str], *, now: datetime) -> Readings:
        del now
        return Readings(await self.newest(team_id, appids, before=date.max), begun=dict.fromkeys(appids, boot_time()))

    async def newest(self, _team_id: str, appids: Collection[str], *, before: date) -> Mapping[str, Snapshot]:
        """Today's, which are made once for all programs of an audience."""
        del before
        today = snapshot_day(present())
        made = {appid: made_on(audience_of(appid), today) for appid in appids}
        return {appid: of_program(each, appid).snapshot for appid, each in made.items()}


async def decide(app: App, advance: AdvanceDecision, number: int, now: datetime) -> tuple[Decision, Sequence[str]]:
    """Return a decision for all programs that are known, as it is once a person has started it.

    And the AppIDs to be set.
    """
    evidence, programs = await freeze_many(app, Viewpoint.everything(TEAM_ID), Proposal(VERSION), now=now)
    rows = tuple(replace(row, batch=min(row.batch, 0)) for row in programs)
    draft = Decision(
        f"bench-{number}", TEAM_ID, "C1", "U1", now, evidence, seal_of(evidence), 1, "en", tally=tally_of(rows)
    )
    added = await advance.decisions.add(draft, card(draft, lease_until=now), rows)
    assert added
    person = Origin("U2", now, "1.1")
    presented = steps.open_vote(added, person)
    approved = steps.approve(presented.after, person)
    begun = steps.begin(approved.after, Origin(SYSTEM, now), run=Run(next_at=now))
    for step in (presented, approved, begun):
        assert await advance.keep_step(step)
    return begun.after, [row.appid for row in rows if row.state is ProgramState.WAITING]


async def measure(api_url: str, database_url: str, programs: int, pieces: int) -> dict[str, list[float]]:
    """Processor seconds per piece of either side, in turns, and the calls of each piece."""
    every, known, now = [each.appid for each in fleet(programs)], FakePrograms(), present()
    spent: dict[str, list[float]] = {"ours": [], "bare": [], "calls": []}
    settings, tokens = Settings.model_validate({"database_url": database_url}), await TokensAtHand.of(api_url, every)
    async with open_core(settings) as core, new_client() as ours, bare_client() as bare:
        kept, at_hand = core.repositories, AtHand(core.database)
        visible = VisiblePrograms(known, kept.access_rules)
        may_set = MaySet(visible, kept.opt_ins, allowed=True)
        setter = MinimumClient(ours, api_url=api_url, credentials=tokens, clock=core.clock)
        keep_step = KeepStep(kept.decisions, kept.audit)
        advance = AdvanceDecision(
            kept.decisions, kept.claims, at_hand, setter, may_set, keep_step, at_hand.read, core.clock
        )
        app = Fakes().assemble(core.ports, core.options)
        stores = replace(kept, programs=known, snapshots=at_hand)
        app = replace(app, kept=stores, reports=KeptReports(at_hand), may_set=may_set)
        for appid in every:
            await kept.opt_ins.put(TEAM_ID, appid, OptIn(on=True), instead_of=OptIn())
        for number, (begin, end) in enumerate(cut(programs, pieces)):
            known.programs = [Program(Visible(appid)) for appid in every[begin:end]]
            decision, appids = await decide(app, advance, number, now)
            begun = time.process_time()
            await advance(decision)
            spent["ours"].append(time.process_time() - begun)
            tally = (await kept.decisions.tally(TEAM_ID, decision.id)).states
            assert tally == {ProgramState.ACCEPTED: len(appids)}, tally
            begun = time.process_time()
            body = request_body(VERSION)
            await bare_loop(bare, ((request_url(api_url, tokens.values[appid]), body) for appid in appids))
            spent["bare"].append(time.process_time() - begun)
            spent["calls"].append(len(appids))
    return spent


async def rollout(programs: int = 10_000, pieces: int = 1) -> dict[str, dict[str, Any]]:
    """Return the figures by engine, with the ratio of both sides."""
    found: dict[str, dict[str, Any]] = {}
    async with site(programs) as here:
        with running_postgres() as server:
            postgresql = server.url(server.create("rollout", encoding="UTF8"))
            for engine, url in (("sqlite", here.database_url("rollout")), ("postgresql", postgresql)):
                await seed(url, {here.today: range(programs)})  # a proposal is about kept losses
                spent = await here.measured(measure, here.wechat_url, url, programs, pieces)
                found[engine] = {**spent, "ratio": sum(spent["ours"]) / sum(spent["bare"])}
    return found


if __name__ == "__main__":
    figures = uvloop.run(rollout(*map(int, sys.argv[1:])))
    print(json.dumps(figures))
    sys.exit(any(each["ratio"] > MOST for each in figures.values()))
