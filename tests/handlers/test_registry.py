"""The registry of listeners."""

import pytest

from handlers.registry import Registry


def test_a_name_is_taken_once() -> None:
    """Two functions for one name would hide one of them."""
    registry = Registry[str]("handlers.pages")
    registry.add("report.open", "one")

    with pytest.raises(ValueError, match="registered twice"):
        registry.add("report.open", "another")


def test_an_unknown_name() -> None:
    """What is not registered has no listener."""
    assert Registry[str]("handlers.pages").get("report.open") is None
