"""`.env.example` is the list of settings."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from pydantic import SecretStr

from bot.settings import Settings, missing_for_reading, missing_for_run
from tests.project.repository import ROOT

_EXAMPLE = ROOT / ".env.example"
_SETTING = re.compile(r"([A-Z][A-Z0-9_]*)=(.*)")


@pytest.fixture(autouse=True)
def _no_settings_around(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def _lines() -> list[str]:
    return _EXAMPLE.read_text("utf-8").splitlines()


def _settings() -> Iterator[str]:
    return (match[1] for line in _lines() if (match := _SETTING.fullmatch(line)))


def test_it_names_exactly_the_settings() -> None:
    """One line each, and no other names."""
    assert sorted(_settings()) == sorted(name.upper() for name in Settings.model_fields)


def test_every_setting_is_explained() -> None:
    """The line before says what it is and where to find its value."""
    unexplained = [
        line for before, line in pairwise(_lines()) if _SETTING.fullmatch(line) and not before.startswith("# ")
    ]

    assert unexplained == []


def test_copied_as_it_is_it_changes_nothing() -> None:
    """The values shown are defaults, and empty lines set nothing."""
    assert Settings(_env_file=_EXAMPLE) == Settings(_env_file=None)


def test_what_is_required_comes_first() -> None:
    """Filled in from the top, it soon has what `baselib run` needs."""
    required = [*missing_for_run(Settings(_env_file=None)), *missing_for_reading(Settings(_env_file=None))]
    names = list(_settings())

    assert [name for name in names if name in required] == required
    assert names[0] == required[0]
    assert all(names.index(name) < names.index("SLACK_API_URL") for name in required)


def test_it_holds_no_secret() -> None:
    """Whatever hides in repr is empty in the example."""
    filled = Settings(_env_file=_EXAMPLE)

    assert [name for name in Settings.model_fields if isinstance(getattr(filled, name), SecretStr)] == []
