"""What is typed after `trend`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.numbers.version import Version
from bot.domain.trend.trend import parse_trend
from bot.errors import BadVersion
from tests.domain.build import v, versions


@pytest.mark.parametrize(
    ("typed", "name", "asked"),
    [
        ("", "", []),
        ("shop", "shop", []),
        ("3.8.1", "", ["3.8.1"]),
        ("shop 3.8.1 3.7.0", "shop", ["3.8.1", "3.7.0"]),
        ("3.8.1 Corner 3.7 Coffee", "Corner Coffee", ["3.8.1", "3.7.0"]),
        ("v3.8.1,3.7.0、3.6.0 shop", "shop", ["3.8.1", "3.7.0", "3.6.0"]),
        ("3.8.1 3.8.1 3.8", "", ["3.8.1", "3.8.0"]),
        ("shop 3", "shop 3", []),
        ("360", "360", []),
    ],
)
def test_sorts_versions_from_the_name(typed: str, name: str, asked: list[str]) -> None:
    """Any order, each once, commas optional; a number without a dot belongs to the name."""
    assert parse_trend(typed.split()) == (name, tuple(v(text) for text in asked))


@pytest.mark.parametrize("typed", ["1.2.3.4.5", "3.1234567", "0.0.0"])
def test_refuses_numbers_that_no_version_can_be(typed: str) -> None:
    """Rather than to take them for a name."""
    with pytest.raises(BadVersion):
        parse_trend([typed])


@given(st.lists(versions.filter(lambda version: version.parts != ()), max_size=6, unique=True))
def test_reads_what_a_button_carries(asked: list[Version]) -> None:
    """Versions as they are shown come back as they were, in their order."""
    assert parse_trend(" ".join(version.text for version in asked).split()) == ("", tuple(asked))
