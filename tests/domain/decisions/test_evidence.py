"""A decision's evidence: it survives storage, and its hash covers what it says."""

import hashlib
import json
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

import pytest

from bot.domain.decisions.evidence import Caution, Evidence, PlannedDay, any_evidence_in, canonical, seal_of
from bot.domain.decisions.proposable import evidence_of, obstacle
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.judgement import Break
from bot.domain.numbers.version import Meaning
from bot.domain.report.report import Broken
from bot.domain.trend.history import history_of
from bot.domain.what_if import raise_answer
from tests.domain.build import EITHER_WAY, report_of, v
from tests.domain.decisions.build import APPROVED, BARE, DAY, EVIDENCE, SCANNED


@pytest.mark.parametrize("evidence", [EVIDENCE, BARE, SCANNED, replace(SCANNED, planned_for=PlannedDay(DAY))])
def test_comes_back_whole(evidence: Evidence) -> None:
    """Even where little is known; its text stays the same."""
    text = canonical(evidence)

    assert any_evidence_in(text) == evidence
    assert canonical(any_evidence_in(text)) == text


def test_the_hash_is_of_the_text() -> None:
    """Anyone can compute it again, from JSON with sorted keys and no spaces."""
    text = canonical(EVIDENCE)

    assert seal_of(EVIDENCE) == hashlib.sha256(text.encode()).hexdigest()
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))
    assert text.isascii()


def test_equal_numbers_have_one_hash() -> None:
    """Trailing zeros say nothing."""
    longer = replace(EVIDENCE, loss=Bounds(Decimal("0.01200"), Decimal("0.019")))

    assert seal_of(longer) == seal_of(EVIDENCE)


def test_what_is_not_enclosed_leaves_no_trace() -> None:
    """Hashes from before proposers could enclose something, or users were counted, stay the same."""
    assert not {"planned", "scan", "users"} & json.loads(canonical(EVIDENCE)).keys()


@pytest.mark.parametrize("name", [each.name for each in fields(Evidence)])
def test_every_field_is_sealed(name: str) -> None:
    """Whatever is changed afterwards, the hash shows it."""
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
