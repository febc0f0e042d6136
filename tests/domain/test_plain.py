"""Frozen values as plain JSON values, and back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import pytest

from bot.domain.decisions.evidence import any_evidence_in, canonical, seal_of
from bot.domain.numbers.version import Version
from bot.domain.plain import ABSENT, KEY, OBJECT, as_object, read_object
from tests.domain.build import v

EVIDENCE: Final = Path(__file__).parent / "decisions" / "evidence_before_1_0_0.json"
"""Texts that decisions kept, each with its seal: 1.0.0 left them as they were."""


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Part:
    day: date
    share: Decimal | None = None


@dataclass(frozen=True)
class Whole:
    version: Version
    at: datetime
    colour: Colour
    count: int
    sure: bool
    part: Part
    parts: tuple[Part, ...] = ()
    pair: tuple[Colour, int] = (Colour.RED, 1)
    params: Mapping[str, object] = field(default_factory=dict)
    name: str | None = field(default=None, metadata={KEY: "called"})
    later: Part | None = field(default=None, metadata={ABSENT: True})
    named: Part | None = field(default=None, metadata={ABSENT: True, OBJECT: True})


DAY: Final = date(2026, 11, 23)
LEAST: Final = Whole(v("3.8"), datetime(2026, 11, 23, 1, tzinfo=UTC), Colour.RED, 2, True, Part(DAY))  # noqa: FBT003
MOST: Final = Whole(
    v("3.8"),
    datetime(2026, 11, 23, 1, tzinfo=UTC),
    Colour.RED,
    count=2,
    sure=False,
    part=Part(DAY, Decimal("0.0190")),
    parts=(Part(DAY), Part(DAY, Decimal(100))),
    params={"code": 7},
    name="shop",
    later=Part(DAY),
    named=Part(DAY),
)
PLAIN: Final[dict[str, Any]] = {
    "version": "3.8.0",
    "at": "2026-11-23T01:00:00+00:00",
    "colour": "red",
    "count": 2,
    "sure": True,
    "part": ["2026-11-23", None],
    "parts": [],
    "pair": ["red", 1],
    "params": {},
    "called": None,
}
FULL: Final[dict[str, Any]] = PLAIN | {
    "sure": False,
    "part": ["2026-11-23", "0.019"],
    "parts": [["2026-11-23", None], ["2026-11-23", "100"]],
    "params": {"code": 7},
    "called": "shop",
    "later": ["2026-11-23", None],
    "named": {"day": "2026-11-23", "share": None},
}


@pytest.mark.parametrize(("value", "found"), [(LEAST, PLAIN), (MOST, FULL)])
def test_both_ways(value: Whole, found: dict[str, Any]) -> None:
    """By name at the outside, in order inside; what may be absent leaves no trace."""
    assert as_object(value) == found
    assert read_object(Whole, json.loads(json.dumps(found))) == value


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": "three"},
        {"version": None},
        {"at": 7},
        {"colour": "blue"},
        {"count": "2"},
        {"count": True},
        {"sure": 1},
        {"part": None},
        {"part": []},
        {"part": "2026-11-23"},
        {"part": ["2026-11-23", "0.1", "0.2"]},
        {"part": ["2026-11-23", "much"]},
        {"part": ["2026-11-23", 0.1]},
        {"parts": "ab"},
        {"parts": 3},
        {"pair": ["red"]},
        {"params": []},
        {"called": 7},
        {"later": 3},
        {"named": {}},
    ],
)
def test_another_shape_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no Whole"):
        read_object(Whole, PLAIN | wrong)


@pytest.mark.parametrize("missing", PLAIN)
def test_a_missing_key_is_refused(missing: str) -> None:
    with pytest.raises(ValueError, match="no Whole"):
        read_object(Whole, {key: part for key, part in PLAIN.items() if key != missing})


@pytest.mark.parametrize(("text", "seal"), json.loads(EVIDENCE.read_text("utf-8")))
def test_evidence_of_a_former_release(text: str, seal: str) -> None:
    """A text of each shape comes out as it went in, and still matches its seal."""
    evidence = any_evidence_in(text)
    assert canonical(evidence) == text
    assert seal_of(evidence) == seal
