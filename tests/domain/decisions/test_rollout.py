"""Which programs a fleet's decision sets, in which batches, and when it stops."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.decisions.decision import Halt, Run, halt_of
from bot.domain.decisions.evidence import Caution, Enclosed, PublicBreak, any_evidence_in, canonical, seal_of
from bot.domain.decisions.program import Aside, LeftOut, ProgramState, Tally, seal_of_programs, tally_of
from bot.domain.decisions.proposable import Candidate, arrange, batch_sizes, judge, left_out
from bot.domain.decisions.running import unreached
from bot.domain.numbers.course import judge_all
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.judgement import Break, Public
from bot.domain.numbers.snapshot import Snapshot, Visible, loss_at
from bot.domain.numbers.version import Version
from bot.domain.programs import AuthStatus, Program, imported_program
from bot.domain.report import Broken
from tests.domain.build import EITHER_WAY, snapshot_of, v
from tests.domain.decisions.build import (
    APPROVED,
    APPROVED_FLEET,
    DAY,
    NOW,
    PROGRAMS,
    SCANNED,
    VERSION,
    evidence_for,
    row,
)
from tests.domain.decisions.build import BUILD_EVIDENCE as EVIDENCE

SHOP = Program(Visible("wx0000000000000001"), "shop")
GOOD = replace(snapshot_of([("3.8.1", "99.5"), ("3.0.0", "0.5")], DAY, minimum="2.30.0"), taken_at=NOW)
UNCLEAR = replace(snapshot_of([("3.8.1", "0"), ("3.0.0", "0")], DAY, minimum="2.30.0"), taken_at=NOW)
COSTLY = replace(snapshot_of([("3.8.1", "95"), ("3.0.0", "5")], DAY, minimum="2.30.0"), taken_at=NOW)
SINGLE = replace(snapshot_of([("3.8.1", "100")], DAY, minimum="2.30.0"), taken_at=NOW)
HIGH = replace(GOOD, feed=replace(GOOD.feed, minimum="3.8.0"))
UNSETTLED = judge_all([GOOD], {DAY: Public(DAY, (Break(DAY, None, 2.4),))})[0]
"""In a break before which nothing is known."""


EITHER = replace(snapshot_of(EITHER_WAY, DAY, minimum="1.0.0"), taken_at=NOW)


def candidate(snapshot: Snapshot, version: Version = VERSION, *, before: Bounds | None = None) -> Candidate:
    """With what the version costs by its newest day, in a break from what it was before."""
    return Candidate(SHOP, snapshot, loss_at(snapshot, version, before).loss)


@pytest.mark.parametrize(
    ("meant", "because"),
    [
        (candidate(GOOD), None),
        (replace(candidate(GOOD), program=imported_program("news")), LeftOut.IMPORTED),
        (replace(candidate(GOOD), program=replace(SHOP, status=AuthStatus.NOT_GRANTED)), LeftOut.NOT_GRANTED),
        (replace(candidate(GOOD), program=replace(SHOP, status=AuthStatus.REVOKED)), LeftOut.NOT_GRANTED),
        (Candidate(SHOP, None), LeftOut.OLD),
        (candidate(replace(GOOD, taken_at=NOW - timedelta(hours=49))), LeftOut.OLD),
        (candidate(UNCLEAR), LeftOut.NO_DATA),
        (candidate(UNSETTLED), LeftOut.UNCLEAR),
        (candidate(SINGLE), LeftOut.SUSPICIOUS),
        (candidate(HIGH), LeftOut.GUARANTEED),
        (replace(candidate(GOOD), open=True), LeftOut.OPEN),
        (candidate(COSTLY), LeftOut.NOT_READY),
        (replace(candidate(GOOD), allowed=False), LeftOut.OPTED_OUT),
    ],
)
def test_which_are_left_out(meant: Candidate, because: LeftOut | None) -> None:
    assert left_out(meant, VERSION, ready=True, now=NOW) == because


def test_a_costly_one_is_part_of_it() -> None:
    assert left_out(candidate(COSTLY), VERSION, ready=False, now=NOW) is None


@pytest.mark.parametrize(
    ("version", "because", "ends"),
    [
        ("2.0.0", None, ("0", "0")),
        ("3.0.0", LeftOut.NOT_READY, ("0", "0.25")),
        ("3.1.0", LeftOut.NOT_READY, ("0.25", "0.5263")),
    ],
)
def test_several_meanings(version: str, because: LeftOut | None, ends: tuple[str, str]) -> None:
    """A program that is ready under each of them is set; the worse end decides."""
    meant = candidate(EITHER, v(version))
    (judged,) = judge([meant], v(version), ready=True, now=NOW)

    assert meant.lists(v(version))
    assert judged.aside == because
    assert (judged.loss_low, judged.loss_high) == tuple(map(Decimal, ends))


def test_in_a_break_of_the_public_numbers() -> None:
    """The worse of before and now decides; where what was before is not known, nothing is to be set."""
    counted = candidate(GOOD, before=COSTLY.losses.loss(VERSION) if COSTLY.losses else None)
    (judged,) = judge([counted], VERSION, ready=False, now=NOW)

    assert (judged.loss_low, judged.loss_high) == (Decimal("0.005"), Decimal("0.05"))
    assert left_out(counted, VERSION, ready=True, now=NOW) is LeftOut.NOT_READY


def test_what_a_public_break_leaves_in_the_evidence() -> None:
    """It comes back whole; without one there is no trace, so that older hashes stay the same."""
    found = Break(DAY - timedelta(days=20), None, 0.46)
    evidence = evidence_for(PROGRAMS, broken=Broken(found))

    assert Caution.BREAK in evidence.cautions
    assert evidence.public_break == PublicBreak(found.since, Decimal("0.46"))
    assert any_evidence_in(canonical(evidence)) == evidence
    assert evidence_for(PROGRAMS, broken=Broken(replace(found, lasting=True))) == EVIDENCE
    assert "public_break" not in json.loads(canonical(EVIDENCE))


def test_judged_with_their_numbers() -> None:
    good, costly = judge([candidate(GOOD), candidate(COSTLY)], VERSION, ready=True, now=NOW)

    assert (good.state, good.loss_high, good.minimum) == (ProgramState.WAITING, Decimal("0.005"), v("2.30.0"))
    assert (costly.state, costly.loss_high, costly.aside) == (ProgramState.LEFT_OUT, Decimal("0.05"), LeftOut.NOT_READY)


@given(st.integers(0, 20_000))
def test_batches(programs: int) -> None:
    """One, then at most 5 % rounded up, then the rest; no batch is empty."""
    sizes = batch_sizes(programs)

    assert sum(sizes) == programs
    assert all(sizes)
    assert len(sizes) <= 3
    assert not sizes or sizes[0] == 1
    assert len(sizes) < 2 or (sizes[1] - 1) * 100 < programs * 5


@given(st.lists(st.tuples(st.integers(0, 999), st.sampled_from([None, *LeftOut])), max_size=60))
def test_places(found: list[tuple[int, LeftOut | None]]) -> None:
    rows = [row(at, loss=str(Decimal(loss) / 10), left_out=why) for at, (loss, why) in enumerate(found)]
    placed = arrange(rows)
    part = [each for each in placed if each.state is ProgramState.WAITING]

    assert [each.position for each in placed] == list(range(len(rows)))
    assert placed[: len(part)] == tuple(part)
    assert [each.loss_high for each in part] == sorted(each.loss_high for each in part if each.loss_high is not None)
    assert [each.batch for each in part] == sorted(each.batch for each in part)
    assert all((each.batch < 0) == (each.state is ProgramState.LEFT_OUT) for each in placed)
    assert sorted(each.appid for each in placed) == sorted(each.appid for each in rows)


def test_the_evidence_sums_up() -> None:
    assert (EVIDENCE.programs, EVIDENCE.worst, EVIDENCE.costly) == (40, "shop-40", 0)
    assert (EVIDENCE.loss.high, EVIDENCE.median.high) == (Decimal("0.0040"), Decimal("0.00205"))
    assert EVIDENCE.left_out == ((LeftOut.OLD, 1), (LeftOut.OPEN, 1))
    earlier = (replace(PROGRAMS[0], taken_at=NOW - timedelta(hours=9)), *PROGRAMS[1:])
    assert evidence_for(earlier).taken_at == NOW - timedelta(hours=9)  # as old as its oldest numbers
    again = any_evidence_in(canonical(EVIDENCE))
    assert again == EVIDENCE
    assert seal_of(again) == seal_of(EVIDENCE)


def test_what_the_proposer_encloses() -> None:
    """A planned day and a scan, with its cautions; without them there is no trace of either."""
    enclosed = evidence_for(PROGRAMS, Enclosed(DAY, SCANNED.scan))
    again = any_evidence_in(canonical(enclosed))

    assert again == enclosed
    assert (again.planned, again.scan, again.cautions) == (DAY, SCANNED.scan, SCANNED.cautions)
    assert EVIDENCE.planned is None
    assert not {"planned", "scan"} & json.loads(canonical(EVIDENCE)).keys()


def test_the_seal_holds_the_numbers_of_each() -> None:
    first, *rest = PROGRAMS
    done = replace(first, state=ProgramState.VERIFIED, since=NOW, checks=3, outcome=Aside(LeftOut.ENDED))
    dearer = replace(first, loss_high=Decimal("0.5"))

    assert seal_of_programs([*rest, done]) == EVIDENCE.rows
    assert seal_of_programs([dearer, *rest]) != EVIDENCE.rows
    assert seal_of_programs(rest) != EVIDENCE.rows


@given(size=st.integers(1, 500), refused=st.integers(0, 500), accepted=st.integers(0, 500))
def test_more_than_two_percent_refused(size: int, refused: int, accepted: int) -> None:
    refused = min(refused, size)
    batch = Tally({ProgramState.REFUSED: refused, ProgramState.WAITING: size - refused})
    stops = halt_of(batch, Run(refused=accepted))

    assert (stops is Halt.REFUSED) == ((refused - accepted) * 50 > size)


def test_the_first_unverified_one_stops() -> None:
    batch = Tally({ProgramState.UNVERIFIED: 1, ProgramState.VERIFIED: 9_000})

    assert halt_of(batch, Run()) is Halt.UNVERIFIED
    assert halt_of(batch, Run(unverified=1)) is None


def test_counted() -> None:
    tally = tally_of(PROGRAMS)

    assert (tally.all, tally.under_way, tally.count(ProgramState.VERIFIED)) == (40, 40, 0)


@pytest.mark.parametrize(
    ("minutes", "waits"),
    [
        (None, False),
        (-1, False),
        (0, False),
        (9, True),
        (10, True),
        (10.001, True),
        (12, True),
        (21, False),
        (360, False),
    ],
)
def test_how_long_a_batch_waits(minutes: float | None, waits: bool) -> None:  # noqa: FBT001
    """A clock that is a little behind skips no pause; what is far off was planned by a clock that was set back."""
    run = Run(next_at=None if minutes is None else NOW + timedelta(minutes=minutes))

    assert run.waits(NOW) is waits


def test_between_the_tries_of_a_program_that_cannot_be_read() -> None:
    """Five minutes pass, or as long as WeChat says; after the third it is set aside. One alone has one try."""
    why, until = Aside(LeftOut.UNREACHED), NOW + timedelta(hours=3)
    first = unreached(APPROVED_FLEET, PROGRAMS[0], why, now=NOW)
    second = unreached(APPROVED_FLEET, first, why, now=NOW, until=until)
    third = unreached(APPROVED_FLEET, second, why, now=NOW)

    assert (first.state, first.next_at) == (ProgramState.WAITING, NOW + timedelta(minutes=5))
    assert (second.state, second.next_at) == (ProgramState.WAITING, until)
    assert third.state is ProgramState.SET_ASIDE
    assert unreached(APPROVED, PROGRAMS[0], why, now=NOW).state is ProgramState.SET_ASIDE
