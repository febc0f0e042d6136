"""What a release between 32c248a3 and the one machine may have left, and the dumps do not have."""

from typing import Final

from sqlalchemy import Connection, text

from bot.domain.decisions.program import (
    Aside,
    Change,
    Difference,
    Failure,
    LeftOut,
    Outcome,
    ProgramState,
    Said,
)
from bot.storage.decisions.decisions import SqlDecisions
from bot.storage.engine.database import Database
from bot.storage.engine.revisions import upgrade_to
from tests.domain.decisions.build import BOB
from tests.storage.migrations.conftest import load

LEFT: Final[tuple[tuple[ProgramState, str, Outcome | None], ...]] = (
    (ProgramState.SET_ASIDE, "moved", Change(Difference.MINIMUM, "none", "none")),
    (ProgramState.SET_ASIDE, "costlier", Change(Difference.LOSS, "0.004,0.004", "0.004,0.004")),
    (ProgramState.REFUSED, "61007", Failure("wechat-refused", {"code": 61007})),
    (ProgramState.CALLING, "repeated", Aside(LeftOut.REPEATED)),
    (ProgramState.SAID, BOB, Said(BOB)),
    (ProgramState.WAITING, "unreached", Aside(LeftOut.UNREACHED)),
    (ProgramState.UNVERIFIED, "unreached", Aside(LeftOut.UNREACHED)),
    (ProgramState.VERIFIED, "repeated", None),
)
"""States, their words, and what these mean now, of the first waiting programs of a fleet."""
_FIRST: Final = 3
_LEAVE: Final = text(
    "UPDATE decision_programs SET state = :state, because = :because, minimum = NULL,"
    " loss_low = '0.004', loss_high = '0.004', since = '2026-11-23 02:00:00.000000'"
    " WHERE decision_id = 'decision23' AND position = :position"
)
_READ_BY_ITSELF: Final = text("UPDATE decisions SET changed_by = 'system' WHERE id = 'decision19'")
_ELSEWHERE: Final = text("UPDATE decisions SET team_id = 'T2', id = 'decision13' WHERE id = 'decision15'")
_ITS_PROGRAM: Final = text(
    "UPDATE decision_programs SET team_id = 'T2', decision_id = 'decision13' WHERE decision_id = 'decision15'"
)


def leave(connection: Connection) -> None:
    """Up to the last release before, with some rows changed."""
    load(connection)
    upgrade_to(connection, "0026")
    places = enumerate(LEFT, _FIRST)
    rows = [{"state": state, "because": word, "position": position} for position, (state, word, _) in places]
    connection.execute(_LEAVE, rows)
    for statement in (_READ_BY_ITSELF, _ELSEWHERE, _ITS_PROGRAM):
        connection.execute(statement)


async def test_each_word_is_an_outcome(empty: Database) -> None:
    """That of a call that is made again stays while it is claimed; WeChat's answer says all of one that was set."""
    async with empty.writing() as connection:
        await connection.run_sync(leave)
    await empty.migrate()
    found = await SqlDecisions(empty).programs("T1", "decision23", skip=_FIRST, limit=len(LEFT))

    assert [(each.state, each.outcome) for each in found] == [(state, outcome) for state, _, outcome in LEFT]
    assert [each.position for each in found if each.set_at] == [_FIRST + len(LEFT) - 1]


async def test_what_the_system_found_is_no_word(empty: Database) -> None:
    """A process that ended between two steps has said nothing; and an id may be another workspace's, too."""
    async with empty.writing() as connection:
        await connection.run_sync(leave)
    await empty.migrate()
    decisions = SqlDecisions(empty)
    read, here = await decisions.get("T1", "decision19"), await decisions.get("T1", "decision13")
    there = await decisions.get("T2", "decision13")

    assert read
    assert read.target
    assert (read.target.state, read.target.outcome) == (ProgramState.WAITING, None)
    assert here
    assert there
    assert here.target
    assert there.target
    assert here.target.appid == here.appid != there.target.appid == there.appid
