"""A decision's evidence: it survives storage, and its hash covers what it says."""

import hashlib
import json
from dataclasses import fields, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.decisions.evidence import (
    Caution,
    Change,
    Evidence,
    Lesson,
    PlannedDay,
    any_evidence_in,
    canonical,
    changes_of,
    forecast_on,
    seal_of,
)
from bot.domain.decisions.proposable import evidence_of, obstacle
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.judgement import Break
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Meaning
from bot.domain.report import Broken
from bot.domain.trend_history import history_of
from bot.domain.what_if import raise_answer
from tests.domain.build import EITHER_WAY, report_of, snapshot_of, v
from tests.domain.decisions.build import APPROVED, BARE, DAY, EVIDENCE, SCANNED, exactly, expected


@pytest.mark.parametrize("evidence", [EVIDENCE, BARE, SCANNED, replace(SCANNED, planned_for=PlannedDay(DAY))])
def test_comes_back_whole(evidence: Evidence) -> None:
    text = canonical(evidence)

    assert any_evidence_in(text) == evidence
    assert canonical(any_evidence_in(text)) == text


def test_the_hash_is_of_the_text() -> None:
    text = canonical(EVIDENCE)

    assert seal_of(EVIDENCE) == hashlib.sha256(text.encode()).hexdigest()
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))
    assert text.isascii()


def test_equal_numbers_have_one_hash() -> None:
    longer = replace(EVIDENCE, loss=Bounds(Decimal("0.01200"), Decimal("0.019")))

    assert seal_of(longer) == seal_of(EVIDENCE)


def test_what_is_not_enclosed_leaves_no_trace() -> None:
    assert not {"planned", "scan", "users"} & json.loads(canonical(EVIDENCE)).keys()


@pytest.mark.parametrize("name", [each.name for each in fields(Evidence)])
def test_every_field_is_sealed(name: str) -> None:
    others: dict[str, Any] = {
        "imported_by": "U1",
        "appid": "wx2",
        "program": "other",
        "version": v("3.9.0"),
        "proof": "pinned",
        "meaning": "below",
        "frozen_at": EVIDENCE.taken_at,
        "taken_at": EVIDENCE.frozen_at,
        "day": EVIDENCE.safe_on,
        "loss": BARE.loss if BARE.loss != EVIDENCE.loss else Bounds(Decimal(0), Decimal(1)),
    }
    changed = replace(SCANNED, **{name: others.get(name, getattr(BARE, name))})
    scanned = replace(APPROVED, evidence=SCANNED, seal=seal_of(SCANNED))

    assert seal_of(changed) != seal_of(SCANNED)
    assert not replace(scanned, evidence=changed).intact
    assert scanned.intact


def test_while_all_of_wechat_is_counted_otherwise() -> None:
    """The voters know, also where the program's own numbers show nothing; once it is the new level nothing is said."""
    report = report_of({"3.0.0": 10, "3.1.0": 90}, minimum="1.0.0", day=DAY)
    answer = raise_answer(report, v("3.1.0"), history_of([report.snapshot]))
    going_on, lasting = Broken(Break(DAY, None, 2.4)), Broken(Break(DAY, None, 2.4, lasting=True))
    cautions = [
        evidence_of(answer, None, None, now=report.snapshot.taken_at, broken=broken).cautions
        for broken in (going_on, lasting, None)
    ]

    assert [Caution.PUBLIC_BREAK in each for each in cautions] == [True, False, False]


def test_of_several_meanings() -> None:
    """The loss is frozen from one end to the other, and the voters know why; none is proved by a setting."""
    report = report_of(EITHER_WAY, minimum="1.0.0", day=DAY)
    answer = raise_answer(report, v("3.0.0"), history_of([report.snapshot]))
    evidence = evidence_of(answer, None, None, now=report.snapshot.taken_at)

    assert obstacle(answer, now=report.snapshot.taken_at) is None
    assert (evidence.loss, evidence.meaning) == (Bounds(Decimal(0), Decimal("0.25")), Meaning.UNDETERMINED)
    assert {Caution.EITHER_WAY, Caution.UNCERTAIN} <= set(evidence.cautions)
    assert Caution.NOT_PROVED_TODAY not in evidence.cautions
    assert any_evidence_in(canonical(evidence)) == evidence


def test_between_two_days_of_the_forecast() -> None:
    """Linear from the loss at proposal; nothing after the last day or without a forecast."""
    at_seven = forecast_on(EVIDENCE, DAY + timedelta(days=7))

    assert forecast_on(EVIDENCE, DAY + timedelta(days=28)) == EVIDENCE.path[0]
    assert at_seven == expected(7, "1.1", "1.05", "1.175")
    assert forecast_on(EVIDENCE, DAY + timedelta(days=57)) is None
    assert forecast_on(EVIDENCE, DAY - timedelta(days=1)) is None
    assert forecast_on(BARE, DAY + timedelta(days=7)) is None


@given(st.integers(0, 56))
def test_never_outside_its_range(days: int) -> None:
    found = forecast_on(EVIDENCE, DAY + timedelta(days=days))

    assert found
    assert found.low <= found.loss <= found.high


def _on(days: int, below: str, *, minimum: str = "3.0.0") -> Snapshot:
    rows = [("3.7.0", below), ("3.8.0", str(100 - Decimal(below)))]
    return snapshot_of(rows, DAY + timedelta(days=days), minimum=minimum)


CUT_SHORT = snapshot_of([("3.8.0", "100")], DAY)
"""Excluded from comparisons: everyone on one version."""


def test_from_the_last_sound_reading_before_to_the_newest() -> None:
    """Where there was none before, from the loss on record; without a sound one since, the program is left out."""
    frozen = {"read": exactly("9"), "unread": exactly("1.9"), "silent": exactly("2"), "unknown": None}
    earlier = {"read": [_on(-3, "3"), _on(-2, "2"), CUT_SHORT], "unread": [CUT_SHORT]}
    raised = [_on(6, "1.2", minimum="3.8.0"), _on(7, "1.1", minimum="3.8.0"), CUT_SHORT]
    later = {"read": raised, "unread": raised, "silent": [CUT_SHORT], "unknown": raised}

    found = changes_of(frozen, earlier, later, v("3.8.0"), set_on=DAY)

    measured = exactly("1.1"), DAY + timedelta(days=7), False
    assert found == [Change(exactly("2"), *measured), Change(exactly("1.9"), *measured)]


def test_programs_that_did_not_change() -> None:
    """Their minimum is the same in both readings; the median of their growth is compared."""
    earlier = {"stays": [_on(-1, "2")], "raised": [_on(-1, "9")]}
    later = {"stays": [_on(7, "1.5")], "raised": [_on(7, "1", minimum="3.8.0")]}
    stays, raised = changes_of({"stays": None, "raised": None}, earlier, later, v("3.8.0"), set_on=DAY)
    others = [stays, replace(stays, after=exactly("1.9")), replace(stays, after=exactly("2.9"))]

    assert (stays.stayed, raised.stayed) == (True, False)
    assert Lesson(7, [], others, None, None, None).others_growth == Decimal("-0.001")
    assert Lesson(7, [], [], None, None, None).others_growth is None


def test_of_many_programs() -> None:
    """The medians of both ends, the newest day, and how many have grown; of one, its own."""
    wide = Change(Bounds(Decimal("0.01"), Decimal("0.03")), exactly("0.5"), DAY + timedelta(days=2), stayed=False)
    lesson = Lesson(7, [wide, _change("2", "1"), _change("3", "3.1")], [], None, None, None)
    unread = Lesson(7, [], [], None, None, None)

    assert lesson.typical
    assert (lesson.typical.before, lesson.typical.after) == (Bounds(Decimal("0.02"), Decimal("0.03")), exactly("1"))
    assert (lesson.typical.day, lesson.grown) == (wide.day, 1)
    assert replace(lesson, changes=[wide]).typical == wide
    assert (unread.typical, unread.grown) == (None, 0)


def test_across_a_change_of_the_count() -> None:
    """Losses before a break and in it are not compared, in no median, and nothing is said to have grown."""
    since = DAY + timedelta(days=3)
    before, after = _on(-1, "0.76"), _on(7, "1.66", minimum="3.8.0")
    after = replace(after, judgement=replace(after.judgement, breaks=(Break(since, None, 2.4),)))
    read = {"first": [before], "second": [before]}

    changes = changes_of(
        dict.fromkeys(read), read, {"first": [after], "second": [_on(7, "0.7")]}, v("3.8.0"), set_on=DAY
    )
    lesson = Lesson(7, changes, changes, None, None, None)

    assert [each.counted_since for each in changes] == [since, None]
    assert (lesson.counted_since, lesson.grown, lesson.compared) == (since, 0, changes[1:])
    assert lesson.typical
    assert lesson.typical.after == exactly("0.7")
    assert lesson.others_growth == Decimal("-0.0006")
    assert replace(lesson, changes=changes[:1]).typical is None
    later = replace(changes[0], counted_since=since + timedelta(days=1))
    assert replace(lesson, changes=[later, *changes]).counted_since == later.counted_since


def test_once_a_break_is_over() -> None:
    """What was read before the minimum was set lies in the break: counted otherwise from its end on."""
    over = Break(DAY - timedelta(days=9), DAY + timedelta(days=2), 2.4)
    after = _on(7, "1.1")
    after = replace(after, judgement=replace(after.judgement, breaks=(over,)))

    (found,) = changes_of({"wx": exactly("2")}, {}, {"wx": [after]}, v("3.8.0"), set_on=DAY)

    assert found.counted_since == over.until


def test_whether_it_held() -> None:
    forecast = expected(7, "1.0", "0.9", "1.2")

    assert [forecast.held(Decimal(came) / 1000) for came in (8, 9, 11, 12, 13)] == [False, True, True, True, False]


def _change(before: str, after: str) -> Change:
    return Change(exactly(before), exactly(after), DAY, stayed=False)
