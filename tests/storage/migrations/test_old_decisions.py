"""Decisions that the code of commit 32c248a3 itself wrote are carried over whole.

`decisions_32c248a3_*.sql` have 20 for one program, then 12 for many, numbered in the order of `STATES`.
"""

import json
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any, Final

from bot.domain.decisions.decision import Decision, State
from bot.domain.decisions.evidence import canonical, programs_in, seal_of
from bot.domain.decisions.program import (
    Aside,
    Change,
    Difference,
    Failure,
    LeftOut,
    Outcome,
    ProgramState,
    Said,
    SettingCall,
    Shown,
    Tally,
    seal_of_programs,
)
from bot.domain.decisions.run import Run
from bot.domain.numbers.version import Version
from bot.storage.access.audit_log import SqlAuditLog
from bot.storage.types import RUN
from tests.domain.build import v
from tests.domain.decisions.build import CAROL
from tests.storage.migrations.conftest import Old

STATES: Final = (
    "verified verified unverified failed declined withdrawn expired stale rolled_back verified"
    " draft proposed approved approved approved applying applying applying applying applying"
    " proposed approved applying applying applying applying applying verified unverified failed declined expired"
)
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
REACHED: Final[dict[int, tuple[ProgramState, Outcome | None]]] = {
    **dict.fromkeys([1, 2], (ProgramState.VERIFIED, Shown(v("3.8.0")))),
    3: (ProgramState.UNVERIFIED, Shown(v("2.30.0"))),
    4: (ProgramState.REFUSED, _REFUSED),
    9: (ProgramState.ROLLED_BACK, Shown(v("3.0.0"))),
    10: (ProgramState.VERIFIED, None),
    14: (ProgramState.WAITING, Failure("wechat-limited", _QUOTA)),
    16: (ProgramState.ACCEPTED, None),
    **dict.fromkeys([17, 18, 20], (ProgramState.APPLYING, None)),
    19: (ProgramState.SAID, Said(CAROL)),
}
"""What has come of the one program of a decision; the others wait, or never were set."""
WERE_SET: Final = frozenset({1, 2, 9, 10, 20})
"""Those that WeChat has shown with the new minimum, also if it was rolled back since, or is about to be."""
RUNS: Final = {**dict.fromkeys([16, 17, 18], Run()), **dict.fromkeys([9, 20], Run(back=True))}
"""Of decisions about one program: how Baselib sets it, or rolls it back."""


def same(row: dict[str, Any], kept: object, *but: str) -> bool:
    """Whether a dataclass has every value of a row."""
    return all(value == _plain(getattr(kept, name)) for name, value in row.items() if name not in but)


def _plain(value: object) -> object:
    if isinstance(value, Version):
        return value.text
    return str(value) if isinstance(value, Decimal) else value


_ELSEWHERE: Final = ("evidence", "run", "next_at", "tally", "open_for", "comment", "wanted", "checks")
"""What is compared on its own, or is its programs' now."""


def looked_at(row: dict[str, Any], decision: Decision) -> datetime | None:
    """When: a run by its programs; one that WeChat did not show in time from now on for some weeks."""
    if decision.state is State.UNVERIFIED:
        return decision.changed_at
    at: datetime | None = row["next_at"]
    return None if decision.active_run else at


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
        run = RUN.decode(json.loads(row["run"]) | {"back": False}) if row["run"] else RUNS.get(decision.number)
        assert decision.run == run
        assert decision.next_at == looked_at(row, decision)
        assert same(row, decision, *_ELSEWHERE), decision
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
    """Each is as it was, its word an outcome, the frozen part as it was sealed, and the count that was stored."""
    for row in old.rows_of(many=True):
        decision, programs = await old.decision(row["number"]), await old.programs(row["number"])
        rows = sorted(old.of("decision_programs", decision), key=itemgetter("position"))
        for was, each in zip(rows, programs, strict=True):
            assert same(was, each, "team_id", "decision_id", "because")
            assert each.set_at == (was["since"] if each.state is ProgramState.VERIFIED else None)
            refused = Failure("wechat-refused", {"code": 85015})
            assert each.outcome == (refused if was["because"] == "85015" else as_aside(was["because"]))
        assert decision.fleet
        assert seal_of_programs(programs) == decision.fleet.rows
        assert decision.tally == Tally(json.loads(row["tally"]))


def as_aside(because: str) -> Aside | None:
    """The outcome of a program that was left as it is."""
    return Aside(LeftOut(because)) if because else None


async def test_the_program_of_one(old: Old) -> None:
    """It has a row as a new proposal has it, and there is what the decision knew of it."""
    for row in old.rows_of(many=False):
        decision = await old.decision(row["number"])
        (new,) = programs_in(decision.evidence, ())
        state, outcome = REACHED.get(row["number"], (ProgramState.WAITING, None))
        untouched = state is ProgramState.WAITING and outcome is None
        runs = decision.state is State.APPLYING
        expected = replace(
            new,
            state=state,
            outcome=outcome,
            since=None if untouched else row["changed_at"],
            called_at=row["applied_at"] if runs else None,
            checks=row["checks"],
            next_at=row["next_at"] if runs else None,
            set_at=first_shown(old, decision),
        )
        assert await old.programs(row["number"]) == [expected]
        assert (decision.target, decision.tally) == (expected, Tally({state: 1}))


def first_shown(old: Old, decision: Decision) -> datetime | None:
    """When WeChat first showed what was decided, by the decision's history."""
    shown = [row["at"] for row in old.of("decision_transitions", decision) if row["after"] == State.VERIFIED]
    assert bool(shown) is (decision.number in WERE_SET)
    return min(shown, default=None)
