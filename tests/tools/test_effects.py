"""`python -m tools.chaos.effects`: the judge sees each promise that is broken, and a seed draws the same runs."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tools.chaos.effects.document import FIGURES, NAME, read, section, summary
from tools.chaos.effects.judge import PROMISES, Back, Call, Reading, Record, Rows, Seen, Stop, Target, judge, rows_of
from tools.chaos.effects.plan import BACKS, PRESSES_MANY, TROUBLES, draw, place
from tools.chaos.effects.wire import Line, Passing
from tools.chaos.ledger import DOCUMENT, shown
from tools.chaos.plan import Trap

SHOP = "wx1"
SET = Target(SHOP, "verified", attempt=1)
DECIDED = Seen(1, "2.17.0", approved_at=1, over_at=90, state="verified", targets=[SET])
CALL = Call(SHOP, "2.17.0", at=10, replica=0, took_at=13)
LOST = replace(CALL, took_at=None)
NEWER = Seen(2, "2.17.1", approved_at=50, state="verified", targets=[SET])
READ = [Reading(SHOP, at, "2.16.1") for at in (20, 30, 40)]
LATE = replace(CALL, at=60)


ENDED = replace(DECIDED, targets=[Target(SHOP, "set-aside", "ended")])
"""As after an End, whose answer may have been lost."""


MOVED = replace(DECIDED, targets=[Target(SHOP, "set-aside", "minimum")])


def record(
    *calls: Call, decisions: list[Seen] | None = None, shown: str = "2.17.0", stop: Stop | None = None
) -> Record:
    return Record([*calls], [*READ], decisions or [DECIDED], [stop] if stop else [], {SHOP: shown})


@pytest.mark.parametrize(
    ("run", "broken"),
    [
        (record(CALL), set()),
        (record(CALL, LATE), {"doubled"}),
        (record(LOST, LATE, decisions=[replace(DECIDED, targets=[replace(SET, attempt=2)])]), set()),
        (record(LOST, replace(LATE, at=25)), {"doubled"}),
        (record(replace(LOST, code=42001), replace(CALL, at=11)), set()),
        (record(LOST, LATE), {"doubled"}),
        (record(LATE, stop=Stop("pause", "2.17.0", "", 50, 0)), {"after a stop"}),
        (record(LATE, stop=Stop("pause", "2.17.0", "", 50, 1)), set()),
        (record(LATE, stop=Stop("pause", "2.17.0", "", 50, 0, until=55)), set()),
        (record(LATE, stop=Stop("opt-out", "2.17.0", "wx2", 50, 0)), set()),
        (record(replace(CALL, at=95)), {"by one that is over"}),
        (record(CALL, decisions=[DECIDED, NEWER], shown="2.17.1"), set()),
        (record(LATE, decisions=[DECIDED, NEWER], shown="2.17.1"), {"not the newest"}),
        (record(CALL, decisions=[DECIDED, NEWER], shown="2.17.0"), {"record differs"}),
        (record(replace(CALL, version="9.9.9")), {"not the newest"}),
        (record(replace(CALL, showed="2.18.0")), {"over another"}),
        (record(replace(CALL, at=45, took_at=48, showed="2.18.0")), set()),
        (replace(record(decisions=[MOVED], shown="2.18.0"), moved={SHOP}), set()),
        (record(CALL, decisions=[replace(DECIDED, state="applying")]), {"without an end"}),
        (record(CALL, decisions=[replace(DECIDED, targets=[Target(SHOP, "waiting")])]), {"without an end"}),
        (record(CALL, shown="2.16.1"), {"record differs"}),
        (record(decisions=[replace(DECIDED, targets=[Target(SHOP, "set-aside")])], shown="2.16.1"), {"not set"}),
        (record(decisions=[replace(DECIDED, targets=[Target(SHOP, "left-out")])], shown="2.16.1"), set()),
        (record(decisions=[ENDED], shown="2.16.1"), {"not set"}),
        (replace(record(decisions=[ENDED], shown="2.16.1"), pressed={"end"}), set()),
        (
            record(
                decisions=[replace(DECIDED, targets=[Target(SHOP, "set-aside")])],
                shown="2.16.1",
                stop=Stop("end", "2.17.0", "", 5, 0),
            ),
            set(),
        ),
    ],
)
def test_verdicts(run: Record, broken: set[str]) -> None:
    assert set(judge(run)) == broken
    assert broken <= set(PROMISES)


BACK = Back(100, [SET], {SHOP: "2.17.0"}, frozenset({SHOP}), begun=True, over_at=190)
ROLLED = Target(SHOP, "rolled-back", attempt=2)
ASIDE = Target(SHOP, "set-aside", "minimum", attempt=2)
BACK_CALL = Call(SHOP, "2.16.1", at=110, replica=1, took_at=113, showed="2.17.0")
BACK_LOST = replace(BACK_CALL, took_at=None)


def rolled_back(
    *calls: Call, target: Target = ROLLED, shown: str = "2.16.1", stop: Stop | None = None, back: Back = BACK
) -> Record:
    """A run with one program, which was set and is rolled back."""
    seen = replace(DECIDED, state="rolled_back", targets=[target], former={SHOP: "2.16.1"}, back=back)
    readings = [*READ, *(Reading(SHOP, at, "2.17.0") for at in (120, 130, 140))]
    return Record([replace(CALL, showed="2.16.1"), *calls], readings, [seen], [stop] if stop else [], {SHOP: shown})


@pytest.mark.parametrize(
    ("run", "broken"),
    [
        (rolled_back(BACK_CALL), set()),
        (rolled_back(BACK_CALL, replace(BACK_CALL, at=160, showed="2.16.1")), {"doubled"}),
        (rolled_back(BACK_LOST, replace(BACK_CALL, at=160), target=replace(ROLLED, attempt=3)), set()),
        (rolled_back(BACK_LOST, replace(BACK_CALL, at=160)), {"doubled"}),
        (rolled_back(BACK_LOST, replace(BACK_CALL, at=125), target=replace(ROLLED, attempt=3)), {"doubled"}),
        (rolled_back(replace(BACK_CALL, showed="2.18.0")), {"over another"}),
        (rolled_back(replace(BACK_CALL, at=195)), {"by one that is over"}),
        (rolled_back(BACK_CALL, replace(CALL, at=195)), {"by one that is over", "doubled"}),
        (rolled_back(BACK_CALL, stop=Stop("end", "2.17.0", "", 105, 0)), {"after a stop"}),
        (rolled_back(BACK_CALL, stop=Stop("end", "2.17.0", "", 105, 1)), set()),
        (rolled_back(BACK_CALL, stop=Stop("end", "2.17.0", "", 50, 0)), set()),
        (rolled_back(BACK_CALL, stop=Stop("opt-out", "2.17.0", SHOP, 50, 0)), {"after a stop"}),
        (rolled_back(target=ASIDE, shown="2.17.0"), {"not rolled back"}),
        (rolled_back(target=ASIDE, shown="2.17.0", stop=Stop("end", "2.17.0", "", 105, 0)), set()),
        (rolled_back(target=ASIDE, shown="2.17.0", stop=Stop("end", "2.17.0", "", 50, 0)), {"not rolled back"}),
        (rolled_back(target=ASIDE, shown="2.18.0", back=replace(BACK, due=frozenset())), set()),
        (rolled_back(BACK_CALL, target=ASIDE), {"record differs", "not rolled back"}),
        (rolled_back(BACK_CALL, shown="2.17.0"), {"record differs"}),
        (rolled_back(), {"record differs"}),
        (rolled_back(BACK_CALL, target=replace(ROLLED, state="waiting")), {"without an end"}),
        (rolled_back(target=SET, shown="2.17.0", back=replace(BACK, begun=False)), {"not rolled back"}),
        (rolled_back(target=SET, shown="9.9.9", back=replace(BACK, begun=False, due=frozenset())), set()),
    ],
)
def test_verdicts_on_roll_backs(run: Record, broken: set[str]) -> None:
    assert set(judge(run)) == broken
    assert broken <= set(PROMISES)


def test_rows_are_read() -> None:
    due = datetime(2026, 11, 29, tzinfo=UTC)
    one = {"appid": SHOP, "state": "applying", "run": '{"status": "running", "back": true}', "next_at": due}
    of_one = {"appid": SHOP, "state": "set-aside", "attempt": 2, "next_at": None}
    aside = of_one | {"outcome": '{"kind": "change", "what": "minimum"}'}
    waits = of_one | {"state": "waiting", "outcome": None}

    assert rows_of(one, [aside]) == Rows("applying", "running", [ASIDE], [due], back=True)
    assert rows_of(one | {"state": "expired", "run": None, "next_at": None}, [waits]) == Rows(
        "expired", "", [Target(SHOP, "set-aside", "expired", 2)], []
    )


def test_a_seed_draws_the_same_runs_and_every_trouble() -> None:
    """Whatever was run before; each trouble and press comes, at each kind of moment, and on each stage."""
    plans = [draw("a", number, 30) for number in range(400)]

    assert plans[7] == draw("a", 7, 30)
    assert plans[7] != draw("b", 7, 30)
    assert {plan.trouble for plan in plans} == set(TROUBLES)
    assert {plan.press for plan in plans} == set(PRESSES_MANY)
    assert {plan.passing for plan in plans} == set(Passing)
    assert {plan.back for plan in plans} == set(BACKS)
    assert {plan.by_hand for plan in plans} == {plan.moved for plan in plans} == {True, False}
    assert {place(number) for number in range(50)} == set(range(10))


def test_a_trap_catches_the_nth_once() -> None:
    trap, caught = Trap(), list[int]()
    trap.set(Passing.COMMITTED, 3, caught.append)
    for replica in range(6):
        trap.passes(Passing.CALL_ARRIVES, replica)
        trap.passes(Passing.COMMITTED, replica)

    assert caught == [2]


def test_a_commit_counts_after_a_decision_was_written() -> None:
    """As psycopg sends it: a statement is prepared once, and later named only; without BEGIN it commits itself."""
    line = Line()
    write, look = b"s1\0UPDATE decision_programs SET state=$1\0\0\0", b"s2\0SELECT 1\0\0\0"
    seen = [
        line.commits(kind, content)
        for kind, content in (
            (80, look),
            (66, b"\0s2\0"),
            (81, b"COMMIT\0"),
            (80, write),
            (66, b"\0s1\0"),
            (81, b"COMMIT\0"),
            (81, b"BEGIN\0"),
            (66, b"\0s1\0"),
            (81, b"ROLLBACK\0"),
            (81, b"BEGIN\0"),
            (66, b"\0s1\0"),
            (83, b""),
            (81, b"COMMIT\0"),
            (66, b"\0s2\0"),
            (83, b""),
            (66, b"\0s1\0"),
            (83, b""),
        )
    ]

    assert [at for at, commits in enumerate(seen) if commits] == [5, 12, 16]


def test_the_summary_counts_runs_by_what_they_broke(tmp_path: Path) -> None:
    file = tmp_path / "runs.jsonl"
    kept = draw("a", 0, 30).to_json() | {"struck": True, "ended": True, "calls": 3, "stops": [], "broken": {}}
    wrong = kept | {"number": 1, "broken": {"doubled": [1, "wx1"]}}
    lines = [kept, wrong, {"seed": "a", "number": 2, "ended": False, "broken": {}, "error": "OSError()"}]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    found = summary(read(file))

    assert (found["runs"], found["of_the_harness"], found["clean"]) == (2, 1, False)
    assert found["broken"]["doubled"] == 1
    assert found["where"] == {"doubled": [1]}
    assert summary([kept])["clean"]
    assert not summary([])["clean"]
    assert read(tmp_path / "none") == []


def test_the_documents_table_is_that_of_the_kept_figures() -> None:
    kept = json.loads(FIGURES.read_text(encoding="utf-8"))
    table = section(kept)
    assert shown(DOCUMENT.read_text(encoding="utf-8"), NAME) == table
    assert kept["clean"]
    assert kept.keys() == {"commit", "seed"} | summary([]).keys()
    for trouble in TROUBLES.keys() - {"none"}:
        assert section({**kept, "struck": {trouble: 987}}).count("| 987 |") == 1
    for promise in PROMISES:
        assert section({**kept, "broken": {**kept["broken"], promise: 987}}).count("| 987 |") == 1
