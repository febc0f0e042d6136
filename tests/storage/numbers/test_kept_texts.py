"""The texts beside snapshots, as they are in people's databases."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.domain.numbers.feed import Feed, FeedItem
from bot.domain.numbers.percentage_meaning import Meaning, Reading, Reason, Scale
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.summary import loss_at, summarise
from bot.domain.numbers.version import Version
from bot.domain.numbers.visible import Visible
from bot.storage.numbers.encoding import decode_reading, encode_reading
from bot.storage.numbers.fleet import made_of
from bot.storage.numbers.summaries import decode_loss, decode_summary
from tests.domain.build import EITHER_WAY, snapshot_of

DAY = date(2026, 11, 23)
KEPT = {
    "shares": (
        Meaning.SHARE,
        {"3.0.0": "0.5", "3.1.0": "40", "3.10": "59.5"},
        "2|proved|3.1.0|0.005|3.1.0|0.005",
        "2|3.1.0|nowhere|0|1.000|0|3.0.0 3.1.0 3.10.0|1.000 0.995 0.595",
    ),
    "shares that lack users": (
        Meaning.SHARE,
        {"3.0.0": "5", "3.1.0": "90", "初始值": "2"},
        "2|proved|3.1.0|0.05 0.1||",
        "2|3.1.0|nowhere|0|0.95|0|3.0.0 3.1.0|0.95 0.9",
    ),
    "shares that count users twice": (
        Meaning.SHARE,
        {"3.0.0": "6", "3.1.0": "98"},
        "2|proved|3.1.0|0.02 0.06|3.0.0|0",
        "2|3.1.0|nowhere|0|1.04|0.04|3.0.0 3.1.0|1.04 0.98",
    ),
    "users below": (
        Meaning.BELOW,
        {"3.0.0": "0.5", "3.1.0": "40"},
        "2|proved|3.1.0|0.400|3.0.0|0.005",
        "2|3.1.0|with-lower|0|1.000|0|3.0.0 3.1.0|0.995 0.6",
    ),
    "users at or below": (
        Meaning.AT_OR_BELOW,
        {"3.0.0": "0.5", "3.1.0": "40"},
        "2|proved|3.1.0|0.005|3.1.0|0.005",
        "2|3.1.0|with-higher|0.6|1.000|0|3.0.0 3.1.0|1.000 0.995",
    ),
    "nothing yet": (Meaning.NO_DATA, {"3.0.0": "0"}, "2|no-data|3.1.0|||", "2|3.1.0"),
    "no meaning": (Meaning.UNDETERMINED, {"3.0.0": "7"}, "2|undetermined|3.1.0|||", "2|3.1.0"),
}
"""A changed text needs a higher `MADE_BY`: databases hold the old ones."""


@pytest.mark.parametrize(("meaning", "values", "summary", "curve"), KEPT.values(), ids=KEPT.keys())
def test_texts_in_databases_stay_as_they_are(
    meaning: Meaning, values: dict[str, str], summary: str, curve: str
) -> None:
    """This number's code writes exactly these, and they equal the snapshot."""
    feed = Feed.of("3.1.0", tuple(FeedItem(label, Decimal(value)) for label, value in values.items()))
    reading = Reading(meaning, Scale.PERCENT, Reason.ADDS_UP, Decimal(1))
    snapshot = Snapshot(Visible("wx1"), DAY, datetime(2026, 11, 23, 2, tzinfo=UTC), feed, reading)

    made = made_of(snapshot)

    assert (made.summary, made.curve) == (summary, curve)
    assert decode_summary(DAY, summary) == summarise(snapshot)
    for question in map(Version.parse, ("2.9", "3.0.0", "3.0.5", "3.1.0", "3.9", "3.10", "4.0")):
        assert decode_loss(curve, question) == loss_at(snapshot, question)


@pytest.mark.parametrize("text", [None, "", '["proved","3.0.0",null,null,null]', "1|proved|3.0.0|||"])
def test_what_other_code_wrote_is_not_read(text: str | None) -> None:
    """It is made again."""
    assert decode_summary(DAY, text) is None
    assert decode_loss(text, Version.parse("3.0.0")) is None


def test_losses_under_several_meanings() -> None:
    """They are kept beside each other, under a number that older code does not read."""
    snapshot = snapshot_of(EITHER_WAY, minimum="3.1.0")
    made = made_of(snapshot)

    assert made.summary == "2|undetermined|3.1.0|0.2500 0.5263|2.0.0|0.0000"
    listed = "1.0.0 2.0.0 3.0.0 3.1.0 3.2.0"
    below = f"with-lower|0|1.0000|0|{listed}|1.0000 1.0000 0.7500 0.4737 0.3289"
    at_or_below = f"with-higher|0.3289|1.0000|0|{listed}|1.0000 1.0000 1.0000 0.7500 0.4737"
    assert made.curve == f"3|3.1.0|{below}|{at_or_below}"
    assert decode_summary(snapshot.day, made.summary) == summarise(snapshot)
    for question in map(Version.parse, ("0.9", "2.0.0", "2.5.0", "3.0.0", "3.1.0", "4.0")):
        assert decode_loss(made.curve, question) == loss_at(snapshot, question)


def test_readings_of_before_name_no_meanings() -> None:
    """They stay as they were read: nothing is computed from them."""
    reading = snapshot_of(EITHER_WAY).reading
    old = json.loads(encode_reading(reading))
    del old["fits"]

    assert decode_reading(encode_reading(reading)) == reading
    assert decode_reading(json.dumps(old)) == replace(reading, fits=())
