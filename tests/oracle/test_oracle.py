"""Each answer of the product says what the documents say, whatever happens to a program's numbers."""

from functools import cache

from hypothesis import HealthCheck, given, settings

from bot.storage.engine.database import Database
from tests.oracle.answers import ask
from tests.oracle.driving import Driven
from tests.oracle.worlds import Story, stories

CHECKS = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@cache
def opened(url: str) -> Database:
    """The same one each time: its statements take longer to compile than to run."""
    return Database(url)


async def told(url: str, story: Story) -> list[str]:
    """Tell a story, and ask about it; what is wrong."""
    driven = await Driven.empty(opened(url), len(story.plans))
    await driven.tell(story)
    return await ask(driven, list(story.oracles()))


@settings(max_examples=24, deadline=None, suppress_health_check=CHECKS)
@given(story=stories())
async def test_as_the_documents_say(emptied_sqlite_url: str, story: Story) -> None:
    """Every story, by every answer."""
    assert await told(emptied_sqlite_url, story) == []
