"""People in the language that they chose."""

from collections.abc import MutableMapping
from dataclasses import replace
from typing import Any

from structlog.testing import capture_logs

from bot.domain.home import Preferences
from bot.errors import StorageUnavailable
from bot.ports.slack import Person
from bot.usecases.home.onboarding import PreferredPeople
from tests.fakes.people import FakePeople
from tests.fakes.people_choices import FakePreferences

ALICE = Person("U1", "en-GB", "Europe/London")


class Down(FakePreferences):
    """A database that is away."""

    async def get(self, team_id: str, user_id: str) -> Preferences:
        del team_id, user_id
        raise StorageUnavailable(reason="unreachable")


async def test_the_choice_counts_until_it_is_taken_back() -> None:
    """Zone and the rest stay Slack's; other processes see it within five minutes."""
    choices, seconds = FakePreferences(), [0.0]
    people = PreferredPeople(FakePeople(ALICE), choices, monotonic=lambda: seconds[0])

    assert people.known("T1", "U1") is None
    assert await people.get("T1", "U1") == ALICE
    await choices.put("T1", "U1", Preferences("zh-CN"))
    assert await people.get("T1", "U1") == people.known("T1", "U1") == ALICE
    seconds[0] = 301
    assert await people.get("T1", "U1") == people.known("T1", "U1") == replace(ALICE, locale="zh-CN")
    assert await people.get("T2", "U1") == ALICE


async def test_it_is_looked_up_once() -> None:
    """However often it is needed, and again once forgotten."""
    choices = FakePreferences()
    people = PreferredPeople(FakePeople(ALICE), choices)
    for _ in range(5):
        await people.get("T1", "U1")
    assert choices.reads == 1

    people.forget("T1", "U1")
    assert people.known("T1", "U1") is None
    await people.get("T1", "U1")
    assert choices.reads == 2


async def test_without_a_database() -> None:
    """All answers are in Slack's language, and the log says why."""
    entries: list[MutableMapping[str, Any]]
    with capture_logs() as entries:
        assert await PreferredPeople(FakePeople(ALICE), Down()).get("T1", "U1") == ALICE

    assert [entry["log_level"] for entry in entries] == ["warning"]


async def test_who_looks_after_the_workspace() -> None:
    """Slack knows."""
    people = FakePeople(ALICE)
    people.admin_id = "U1"

    assert await PreferredPeople(people, FakePreferences()).admin("T1") == "U1"
