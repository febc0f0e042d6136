"""Dates of answers."""

from datetime import UTC, datetime

import pytest

from bot.lib.rest import read_date


def test_a_date() -> None:
    """As every server writes it."""
    assert read_date("Wed, 25 Nov 2026 01:02:03 GMT") == datetime(2026, 11, 25, 1, 2, 3, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "now", "Wed, 25 Nov 2026 01:02:03", "Wed, 99 Nov 2026 01:02:03 GMT"])
def test_no_date(text: str) -> None:
    """Anything else, also one without a zone."""
    assert read_date(text) is None
