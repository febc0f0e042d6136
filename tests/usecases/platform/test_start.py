"""Whether a merchant could authorise the platform now."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.ports.platform import Ticket
from bot.usecases.platform.authorisation import CheckTicket
from tests.fakes.platform import FakeTickets

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize("age", [timedelta(seconds=-5), timedelta(0), timedelta(hours=11, minutes=59)])
async def test_a_ticket_that_is_good(age: timedelta) -> None:
    """Whatever WeChat's clock says."""
    assert await CheckTicket(FakeTickets(Ticket("t", NOW - age)))(now=NOW) is None


@pytest.mark.parametrize(("age", "hours"), [(timedelta(hours=12), 12), (timedelta(hours=13, minutes=59), 13)])
async def test_a_ticket_that_is_too_old(age: timedelta, hours: int) -> None:
    """It says since when."""
    missing = await CheckTicket(FakeTickets(Ticket("t", NOW - age)))(now=NOW)

    assert missing is not None
    assert missing.params == {"hours": hours}


async def test_no_ticket_ever() -> None:
    """That is no outage; without authorised programs nothing is missing."""
    missing = await CheckTicket(FakeTickets())(now=NOW)

    assert missing is not None
    assert missing.params == {"hours": 0}
    assert await CheckTicket()(now=NOW) is None
