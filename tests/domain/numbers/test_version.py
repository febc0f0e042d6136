"""Versions compare part by part, and no text crashes them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.numbers.version import Version
from bot.errors import BadVersion
from tests.domain.build import versions


def test_orders_parts_as_numbers() -> None:
    """3.10 is above 3.9.9, and a fourth part counts."""
    ascending = ["0.0.1", "1.9.97", "2.3.0", "2.29.1", "3.9.9", "3.10", "3.10.0.1", "3.10.1", "10"]
    parsed = [Version.parse(text) for text in ascending]
    assert all(earlier < later for earlier, later in pairwise(parsed))
    assert sorted(parsed, key=lambda version: version.text) != parsed


@pytest.mark.parametrize("text", ["3.10", "3.10.0", "3.10.0.0", "03.010.00", "v3.10", "V3.10.0", "  3.10 "])
def test_reads_the_spellings_of_one_version(text: str) -> None:
    """Missing parts are zero; leading zeros, a v and spaces mean nothing."""
    version = Version.parse(text)
    assert version == Version((3, 10))
    assert hash(version) == hash(Version((3, 10)))
    assert str(version) == "3.10.0"


@pytest.mark.parametrize(
    "text", ["", " ", "v", "0", "0.0.0", "3.", ".3", "3..1", "1.2.3.4.5", "3.x", "-1", "三", "３.1"]
)
def test_refuses_what_is_no_version(text: str) -> None:
    """The error quotes what was typed; 0.0.0 means no minimum."""
    with pytest.raises(BadVersion) as refused:
        Version.parse(text)
    assert refused.value.params == {"text": text}


def test_tells_back_only_the_start_of_a_long_text() -> None:
    """An error message does not repeat a whole essay."""
    with pytest.raises(BadVersion) as refused:
        Version.parse("x" * 500)
    assert refused.value.params == {"text": "x" * 40}


@pytest.mark.parametrize("label", ["初始值", "2.10.3 timeline", "", "v2.0.0", "2.0.0 ", "1234567.0.0", "²"])
def test_takes_odd_labels_for_no_version(label: str) -> None:
    """Labels that WeChat really sends are kept apart, not guessed at."""
    assert Version.read(label) is None


def test_reads_the_zero_that_weixin_lists() -> None:
    """Lists start at 0.0.0, which is a label like any other."""
    zero = Version.read("0.0.0")
    assert zero == Version(())
    assert str(zero) == "0.0.0"


def test_is_unlike_other_things() -> None:
    """A version never equals its text, and cannot be ordered against it."""
    assert Version((3,)) != "3.0.0"
    with pytest.raises(TypeError):
        assert Version((3,)) < "4.0.0"


@given(st.text() | st.text("0123456789. v"))
def test_no_text_crashes(text: str) -> None:
    """Any text is a version above 0.0.0 or is refused in a sentence."""
    try:
        version = Version.parse(text)
    except BadVersion:
        return
    assert version > Version(())
    assert Version.read(version.text) == version


@given(versions)
def test_text_reads_back(version: Version) -> None:
    """What is shown can be typed."""
    assert Version.read(version.text) == version


@given(versions, versions)
def test_order_agrees_with_padded_parts(one: Version, other: Version) -> None:
    """Missing parts are zeros; equal versions hash alike."""

    def padded(version: Version) -> tuple[int, ...]:
        return (*version.parts, 0, 0, 0, 0)[:4]

    assert (one < other) == (padded(one) < padded(other))
    assert (one == other) == (padded(one) == padded(other))
    assert (one >= other) == (not one < other)
    assert one != other or hash(one) == hash(other)
