"""What a program's earlier feeds add to the numbers of today."""

import pytest

from bot.domain.numbers.meaning import read_meaning
from bot.domain.numbers.version import Meaning, Pin, Reason, Scale
from tests.domain.build import Rows, feed_of, read_as, wxjava_like
from tests.domain.numbers.test_meaning_detection import numbered

SHARE, BELOW, AT_OR_BELOW, OPEN = Meaning.SHARE, Meaning.BELOW, Meaning.AT_OR_BELOW, Meaning.UNDETERMINED

REMEMBERED: dict[str, tuple[Rows, Meaning]] = {
    "shares, 54 % in all": (numbered("0.025", "0.51", "0.005"), SHARE),
    "shares that climb, 54 % in all": (numbered("0.005", "0.025", "0.51"), SHARE),
    "shares, a single row": ({"3.0.0": 1}, SHARE),
    "shares, a long climb that adds up": (
        numbered(0, "0.01", "0.02", "0.03", "0.05", "0.11", "0.25", "0.53"), SHARE),
    "shares, a long climb that nearly adds up": (
        numbered(0, "0.01", "0.02", "0.03", "0.05", "0.11", "0.25", "0.51"), SHARE),
    "below, few users below": (numbered(0, "0.025", "0.25"), BELOW),
    "below, adds up by accident": (numbered("0.1", "0.3", "0.6"), BELOW),
    "at or below, adds up by accident": (numbered(0, 0, 1), AT_OR_BELOW),
    "below, none yet on the newest": (numbered("0.01", "0.2", "1"), BELOW),
    "at or below, none on the oldest": (numbered(0, "0.2", "1"), AT_OR_BELOW),
    "at or below, rare versions left out": (numbered(0, "0.2", "0.9994"), AT_OR_BELOW),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "meaning"), REMEMBERED.values(), ids=REMEMBERED)
@pytest.mark.parametrize("scale", Scale)
def test_memory_settles_what_numbers_leave_open(rows: Rows, meaning: Meaning, scale: Scale) -> None:
    """Numbers that fit the meaning proved before are read like that, silently."""
    pairs = [(item.label, item.value * scale.whole) for item in feed_of(rows).items]
    reading = read_meaning(feed_of(pairs), remembered=read_as(meaning, scale))
    assert (reading.meaning, reading.scale, reading.contradicts) == (meaning, scale, None)
    assert reading.reason in (Reason.REMEMBERED, Reason.ADDS_UP)


CONTRADICTED: dict[str, tuple[Rows, Meaning, Meaning]] = {
    "shares became cumulative": (numbered(0, "0.3", "0.4", "0.45"), SHARE, BELOW),
    "shares became a long climb of little": (
        numbered(0, "0.01", "0.02", "0.03", "0.04", "0.05", "0.06", "0.15"), SHARE, BELOW),
    "below became shares": (numbered("0.2", "0.7", "0.1"), BELOW, SHARE),
    "at or below became shares": (numbered("0.2", "0.7", "0.1"), AT_OR_BELOW, SHARE),
    "at or below stops short of everyone": (numbered(0, "0.3", "0.4", "0.45"), AT_OR_BELOW, BELOW),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "earlier", "now"), CONTRADICTED.values(), ids=CONTRADICTED)
def test_a_contradiction_is_reported(rows: Rows, earlier: Meaning, now: Meaning) -> None:
    """Numbers that prove a new meaning are believed, and the change is reported."""
    reading = read_meaning(feed_of(rows), remembered=read_as(earlier))
    assert (reading.meaning, reading.contradicts) == (now, earlier)


def test_memory_does_not_bend_the_numbers() -> None:
    """What cannot have the remembered meaning and proves none stays undetermined."""
    falling = feed_of(numbered("0.1", "0.5", "0.02"))
    assert read_meaning(falling, remembered=read_as(BELOW)).reason is Reason.FITS_NOTHING
    assert read_meaning(feed_of(numbered(0, 0)), remembered=read_as(BELOW)).meaning is Meaning.NO_DATA


def test_memory_of_a_proof_only() -> None:
    """An earlier reading that proved nothing is no memory."""
    reading = read_meaning(feed_of({"3.0.0": 1}), remembered=read_as(OPEN))
    assert (reading.meaning, reading.reason) == (OPEN, Reason.AMBIGUOUS)


PERCENT_BEFORE: dict[str, tuple[Rows, Meaning, Pin, Meaning, Scale]] = {
    "cumulative below 1": (numbered(0, "0.2", "0.9"), BELOW, Pin(), OPEN, Scale.FRACTION),
    "cumulative below 1, pinned": (numbered(0, "0.2", "0.9"), BELOW, Pin(BELOW), OPEN, Scale.FRACTION),
    "its scale pinned": (numbered(0, "0.2", "0.9"), BELOW, Pin(scale=Scale.PERCENT), BELOW, Scale.PERCENT),
    "proved cumulative fractions": (wxjava_like(), BELOW, Pin(), OPEN, Scale.FRACTION),
    "one row of 1": ({"3.0.0": 1}, SHARE, Pin(), OPEN, Scale.FRACTION),
    "a total of half a percent": (numbered("0.1", "0.3", "0.1"), SHARE, Pin(), OPEN, Scale.FRACTION),
    "shares show their scale": (numbered("0.2", "0.7", "0.1"), SHARE, Pin(), SHARE, Scale.FRACTION),
}


@pytest.mark.parametrize(("rows", "earlier", "pin", "now", "scale"), PERCENT_BEFORE.values(), ids=PERCENT_BEFORE)
def test_small_numbers_after_percent_are_not_guessed_at(
    rows: Rows, earlier: Meaning, pin: Pin, now: Meaning, scale: Scale
) -> None:
    """0.9 after percent may be 0.9 % or 90 %: without proof or a setting, no loss."""
    reading = read_meaning(feed_of(rows), pin=pin, remembered=read_as(earlier, Scale.PERCENT))
    assert (reading.meaning, reading.scale) == (now, scale)


def test_a_new_scale_voids_the_memory_of_open_numbers() -> None:
    """Fractions became percent, so the meaning must be proved again."""
    climbing = feed_of(numbered(1, 3, 50))
    assert read_meaning(climbing, remembered=read_as(BELOW)).meaning is OPEN
    assert read_meaning(climbing, remembered=read_as(BELOW, Scale.PERCENT)).meaning is BELOW


def test_a_setting_outranks_memory() -> None:
    """The operator knows better than earlier numbers."""
    reading = read_meaning(feed_of(wxjava_like()), pin=Pin(AT_OR_BELOW), remembered=read_as(BELOW))
    assert (reading.meaning, reading.reason, reading.contradicts) == (AT_OR_BELOW, Reason.PINNED, None)
