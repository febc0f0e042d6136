"""What a digest is about, as people type it."""

from dataclasses import replace

import pytest

from bot.domain.digest.subscription import PROGRAMS, Scope, scope_word, take_scope
from tests.domain.digest.test_memory import SUBSCRIPTION

FLEET = Scope(fleet=True)


@pytest.mark.parametrize(
    ("words", "scope", "rest"),
    [
        ("fleet mon 09:00", FLEET, "mon 09:00"),
        ("FLEET mon", FLEET, "mon"),
        ("全部 周一", FLEET, "周一"),
        ("#Food mon", Scope(fleet=True, tag="food"), "mon"),
        ("＃餐饮 mon", Scope(fleet=True, tag="餐饮"), "mon"),
        ("mon 09:00", PROGRAMS, "mon 09:00"),
        ("# mon", PROGRAMS, "# mon"),
        ("", PROGRAMS, ""),
    ],
)
def test_first_word(words: str, scope: Scope, rest: str) -> None:
    """It may say it; everything else is the schedule's."""
    assert take_scope(words.split()) == (scope, rest.split())


@pytest.mark.parametrize(
    ("scope", "appids", "word"),
    [
        (PROGRAMS, (), ""),
        (PROGRAMS, ("wx1",), ""),
        (FLEET, (), "fleet"),
        (FLEET, ("wx1",), "glance"),
        (Scope(fleet=True, tag="food"), (), "#food"),
    ],
)
def test_in_a_word(scope: Scope, appids: tuple[str, ...], word: str) -> None:
    """As it is typed, and as the audit log has it."""
    assert scope_word(replace(SUBSCRIPTION, scope=scope, appids=appids)) == word
