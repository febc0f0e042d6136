"""Decisions that the code of commit 32c248a3 itself wrote: carried over whole, and able to go on.

`decisions_32c248a3_*.sql` have 20 for one program, then 12 for many, numbered in the order of `STATES`.
"""

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import Connection, text

from bot.domain.decisions import steps
from bot.domain.decisions.decision import Decision, State
from bot.domain.decisions.evidence import canonical, seal_of
from bot.domain.decisions.outcome import Change, Difference, Failure, Outcome, SettingCall, Shown
from bot.domain.decisions.rollout.evidence import programs_in
from bot.domain.decisions.rollout.program import FleetProgram, ProgramState, Tally, seal_of_programs
from bot.domain.decisions.rollout.running import resumed
from bot.domain.numbers.version import Version
from bot.errors import DecisionMoved
from bot.storage.access.audit_log import SqlAuditLog
from bot.storage.decisions.claims import SqlClaims
from bot.storage.decisions.decisions import SqlDecisions
from bot.storage.decisions.rollouts import SqlRollouts
from bot.storage.engine.database import Database
from bot.storage.types import RUN
from bot.usecases.decisions.keep_step import KeepStep
from bot.usecases.decisions.rollout.set_fleets import SetFleets
from tests.domain.build import v
from tests.domain.decisions.build import BOB, CAROL, NOW, by
from tests.fakes.access import FakeAuditLog
from tests.fakes.clock import FakeClock
from tests.fakes.setting_wechat import FakeMay, SettingWeChat
from tests.storage.everything import Contents, contents
from tests.storage.migrations.past import up_to

HERE: Final = Path(__file__).parent
STATES: Final = (
    "verified verified unverified failed declined withdrawn expired stale rolled_back verified"
    " draft proposed approved approved approved applying applying applying applying applying"
    " proposed approved applying applying applying applying applying verified unverified failed declined expired"
)
REACHED: Final = {
    **dict.fromkeys([1, 2, 10], ProgramState.VERIFIED),
    3: ProgramState.UNVERIFIED,
    4: ProgramState.REFUSED,
    16: ProgramState.ACCEPTED,
    **dict.fromkeys([17, 18, 20], ProgramState.APPLYING),
}
"""Where the one program of a decision is; the others wait, or never were set."""
APPROVED: Final = (13, 14, 15)
CRASHED, CRASHED_BACK, CRASHED_FLEET, PAUSED, STOPPED = 18, 20, 23, 24, 25
ANSWERED = 26
"""WeChat has taken its calls, but one answer was lost."""


_REFUSED: Final = Failure("wechat-refused", {"code": 85015, "errmsg": "version not exist", "rid": "r-1"})
_UNTIL: Final = "2026-11-23T16:00:00+00:00"
_QUOTA: Final = {"code": 45009, "errmsg": "reach max api daily quota limit", "rid": "r-2", "until": _UNTIL}
FOUND: Final[dict[int, tuple[str, Outcome | None]]] = {
    **dict.fromkeys([1, 2], ("", Shown(v("3.8.0")))),
    3: ("", Shown(v("2.30.0"))),
    4: ("", _REFUSED),
    5: ("Not before the holidays; 十一之后再说", None),
    8: ("", Change(Difference.MINIMUM, "3.0.0", "3.4.1")),
    9: ("", Shown(v("3.0.0"))),
    10: ("", _REFUSED),
    14: ("", Failure("wechat-limited", _QUOTA)),
    16: ("", SettingCall.ACCEPTED),
    17: ("", SettingCall.UNCLEAR),
    **dict.fromkeys([18, 20], ("", SettingCall.CALLING)),
    31: ("Too many at once", None),
    **dict.fromkeys([6, 7, 11, 12, 13, 15, 19, *range(21, 31), 32], ("", None)),
}
"""What a person said, and what Baselib found."""


_AUDITED: Final = text(
    "INSERT INTO audit (team_id, at, by, deed, subject, before, after) VALUES"
    " ('T1', '2026-11-23 08:00:00', 'U0ALICE', 'decision-changed', :subject, :before, :after)"
)
_AUDIT_VALUES: Final = ("subject", "before", "after")
_ENTRIES: Final = (
    ("decision5", '{"state":"proposed"}', '{"state":"declined","votes":["U0BOWEN"],"comment":"wait"}'),
    ("decision8", '{"state":"approved","comment":""}', '{"state":"stale","comment":"voters 2 1"}'),
    ("decision16", '{"state":"approved"}', '{"state":"applying","comment":"asking"}'),
)


@dataclass(frozen=True)
class Old:
    """A migrated database, and its rows from before."""

    database: Database
    rows: Contents

    @property
    def decisions(self) -> SqlDecisions:
        return SqlDecisions(self.database)

    @property
    def claims(self) -> SqlClaims:
        return SqlClaims(self.database, "a process")

    async def decision(self, number: int) -> Decision:
        found = await self.decisions.get("T1", f"decision{number}")
        assert found
        return found

    def rows_of(self, *, many: bool) -> list[dict[str, Any]]:
        """The decisions' own rows: of those for many, or for one."""
        return [row for row in self.rows["decisions"] if bool(row["appid"]) is not many]

    async def programs(self, number: int) -> list[FleetProgram]:
        return list(await SqlRollouts(self.database).programs("T1", f"decision{number}"))

    def of(self, table: str, decision: Decision) -> list[dict[str, Any]]:
        """The rows that a decision had in a table."""
        return [row for row in self.rows[table] if row["decision_id"] == decision.id]


def load(connection: Connection) -> Contents:
    """Put the engine's dump into empty tables."""
    up_to(connection, "0022")
    dump = (HERE / f"decisions_32c248a3_{connection.dialect.name}.sql").read_text("utf-8")
    for statement in dump.removesuffix(";\n").split(";\n"):
        connection.exec_driver_sql(statement)
    return contents(connection)


@pytest.fixture
async def old(empty: Database) -> Old:
    """What they wrote, migrated."""
    async with empty.writing() as connection:
        rows = await connection.run_sync(load)
        await connection.execute(_AUDITED, [dict(zip(_AUDIT_VALUES, each, strict=True)) for each in _ENTRIES])
    await empty.migrate()
    return Old(empty, rows)


def same(row: dict[str, Any], kept: object, *but: str) -> bool:
    """Whether a dataclass has every value of a row."""
    return all(value == _plain(getattr(kept, name)) for name, value in row.items() if name not in but)


def _plain(value: object) -> object:
    if isinstance(value, Version):
        return value.text
    return str(value) if isinstance(value, Decimal) else value


async def test_every_decision_is_there(old: Old) -> None:
    """With its state, its words, its run, and evidence that still matches its seal."""
    found = {each.number: each for each in await old.decisions.of_every_team()}

    assert [found[number].state for number in sorted(found)] == STATES.split()
    assert len(old.rows["decisions"]) == len(found)
    for row in old.rows["decisions"]:
        decision = found[row["number"]]
        assert decision.intact
        assert canonical(decision.evidence) == row["evidence"]
        assert seal_of(decision.evidence) == row["seal"]
        assert (RUN.encode(decision.run) if decision.run else None) == json.loads(row["run"] or "null")
        assert same(row, decision, "evidence", "run", "tally", "open_for", "comment"), decision
    busy = {row["open_for"] for row in old.rows["decisions"] if row["open_for"] and row["appid"]}
    assert busy < set(await old.decisions.busy("T1"))


async def test_their_votes_and_histories(old: Old) -> None:
    """Votes that were taken back do not count."""
    for decision in await old.decisions.of_every_team():
        cast = [row for row in old.of("decision_votes", decision) if row["withdrawn_at"] is None]
        assert {(vote.user_id, vote.at) for vote in decision.votes} == {(row["user_id"], row["at"]) for row in cast}
        history = await old.decisions.transitions("T1", decision.id)
        rows = sorted(old.of("decision_transitions", decision), key=itemgetter("number"))
        assert all(
            same(row, each, "team_id", "decision_id", "comment") for row, each in zip(rows, history, strict=True)
        )


async def test_each_comment_is_what_it_was(old: Old) -> None:
    """A person's words, or one of the four kinds of outcome: of the decision, and of each step that led to it."""
    for number, (words, outcome) in FOUND.items():
        decision = await old.decision(number)
        assert (decision.words, decision.outcome) == (words, outcome), number
    for decision in await old.decisions.of_every_team():
        history = await old.decisions.transitions("T1", decision.id)
        rows = sorted(old.of("decision_transitions", decision), key=itemgetter("number"))
        for row, each in zip(rows, history, strict=True):
            unread = each.after is State.UNVERIFIED and bool(decision.appid)
            assert bool(each.words or each.outcome) == (bool(row["comment"]) or unread), each


async def test_the_audit_log_has_them_too(old: Old) -> None:
    """Its values are read once as well: who looks at old entries guesses nothing."""
    entries = {each.subject: each for each in await SqlAuditLog(old.database).newest("T1", limit=9)}

    assert entries["decision5"].after == {"state": "declined", "votes": ["U0BOWEN"], "words": "wait"}
    assert entries["decision8"].before == {"state": "approved"}
    assert entries["decision8"].after == {
        "state": "stale",
        "outcome": {"kind": "change", "what": "voters", "before": "2", "now": "1"},
    }
    assert entries["decision16"].after == {"state": "applying", "outcome": {"kind": "call", "call": "asking"}}


async def test_the_programs_of_many(old: Old) -> None:
    """Each is as it was, the frozen part matches its seal, and the count that was stored is the one found."""
    for row in old.rows_of(many=True):
        decision, programs = await old.decision(row["number"]), await old.programs(row["number"])
        rows = sorted(old.of("decision_programs", decision), key=itemgetter("position"))
        assert all(same(was, each, "team_id", "decision_id") for was, each in zip(rows, programs, strict=True))
        assert decision.fleet
        assert seal_of_programs(programs) == decision.fleet.rows
        assert decision.tally == Tally(json.loads(row["tally"]))


async def test_the_program_of_one(old: Old) -> None:
    """It has a row as a new proposal has it, in the state that it had reached."""
    for row in old.rows_of(many=False):
        (new,) = programs_in((await old.decision(row["number"])).evidence, ())
        reached = REACHED.get(row["number"], ProgramState.WAITING)
        assert await old.programs(row["number"]) == [replace(new, state=reached)]


async def test_an_approved_one_can_be_set(old: Old) -> None:
    """Its call can be claimed, once."""
    for number in APPROVED:
        begun = steps.begin(await old.decision(number), by(BOB, 60), calling=True)
        assert await old.decisions.keep(begun)
        (program,) = await old.programs(number)
        assert await old.claims.claim(begun.after, program, now=NOW)
        assert await old.claims.claim(begun.after, program, now=NOW) is None


async def test_one_in_the_middle_of_its_call_is_only_read(old: Old) -> None:
    """It is due, no button calls WeChat again, and what WeChat shows ends it."""
    due = [each.number for each in await old.decisions.due(now=NOW + timedelta(hours=2), limit=99)]
    crashed, back = await old.decision(CRASHED), await old.decision(CRASHED_BACK)

    assert {CRASHED, CRASHED_BACK} < set(due)
    for decision in (crashed, back):
        for press in (steps.begin, steps.roll_back):
            with pytest.raises(DecisionMoved):
                press(decision, by(BOB, 60))
    assert steps.verify(crashed, crashed.version, NOW).after.state is State.VERIFIED
    assert steps.verify(back, back.minimum, NOW).after.state is State.ROLLED_BACK


class Going:
    """Runs that today's routine brings on: WeChat shows what it had taken."""

    def __init__(self, old: Old) -> None:
        self.old, self.wechat, self.clock = old, SettingWeChat(), FakeClock(NOW + timedelta(minutes=33))
        self.keep_step = KeepStep(old.decisions, FakeAuditLog())

    async def show(self, number: int, *states: ProgramState) -> None:
        """WeChat shows those of a decision's programs that are in these states."""
        programs = await self.old.programs(number)
        self.wechat.minimums.update({each.appid: v("3.8.0") for each in programs if each.state in states})

    async def tick(self, **later: float) -> None:
        """Time passes, and the routine is called."""
        self.clock.advance(timedelta(**later))
        rollouts, wechat = SqlRollouts(self.old.database), self.wechat
        routine = SetFleets(
            self.old.decisions,
            rollouts,
            self.old.claims,
            wechat,
            wechat,
            FakeMay(),
            self.keep_step,
            wechat.read,
            self.clock,
        )
        await routine(now=await self.clock.now())


async def test_runs_go_on(old: Old) -> None:
    """What was in the middle of a call is read first, and called again only half an hour later if it has no effect."""
    going = Going(old)
    _, took, lost, *_ = crashed = [each.appid for each in await old.programs(CRASHED_FLEET) if each.batch >= 0]
    going.wechat.minimums[took] = v("3.8.0")
    await going.show(ANSWERED, ProgramState.ACCEPTED, ProgramState.APPLYING)
    await going.tick()
    await going.tick(minutes=5)
    assert going.wechat.calls == []
    for minutes in (25, 1, 10, 1):
        await going.tick(minutes=minutes)

    assert going.wechat.calls[0] == lost
    assert sorted(going.wechat.calls[1:]) == crashed[3:]
    assert {(await old.decision(number)).state for number in (CRASHED_FLEET, ANSWERED)} == {State.VERIFIED}


async def test_runs_that_stand_are_resumed_by_people(old: Old) -> None:
    """Until then nothing is called."""
    going, rollouts = Going(old), SqlRollouts(old.database)
    waiting = set()
    for number in (PAUSED, STOPPED):
        waiting |= {each.appid for each in await old.programs(number) if each.state is ProgramState.WAITING}
    await going.tick()
    assert not waiting & set(going.wechat.calls)
    now = await going.clock.now()
    for number in (PAUSED, STOPPED):
        decision = await old.decision(number)
        assert decision.run
        batch = await rollouts.tally("T1", decision.id, batch=decision.run.batch)
        run = resumed(decision.run, batch, now=now)
        assert await going.keep_step(steps.keep_run(decision, run, now, by=CAROL))
    for minutes in (0, 1, 10):
        await going.tick(minutes=minutes)

    assert waiting <= set(going.wechat.calls)
