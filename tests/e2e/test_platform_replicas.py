"""Two replicas on PostgreSQL with tokens due at the same moments."""

import pytest

from bot.ports.slack import Workspace
from tests.e2e.platform import pair
from tests.tools.sandbox.platform import SHOP

pytestmark = [pytest.mark.e2e, pytest.mark.postgres]


async def test_both_refresh_the_same_tokens(postgres_url: str, *, whole: bool) -> None:
    """WeChat saw one refresh of each at a time, as many as due, never a replaced token."""
    rounds = 200 if whole else 15
    async with pair(postgres_url) as two:
        await two.cores[0].repositories.workspaces.put(Workspace("T1", "Team", "UBOT"))
        counted = await two.refresh_together(rounds)

    assert counted["component_refreshes"] == rounds
    assert counted["authoriser_refreshes"] == {SHOP.appid: rounds}
    assert (counted["component_in_flight_at_most"], counted["authoriser_in_flight_at_most"]) == (1, 1)
    assert (counted["stale_overtaken"], counted["stale_refused"]) == (0, 0)
    assert counted["answered"] == {SHOP.appid: 2 * rounds}
