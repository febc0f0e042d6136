"""Whether the bot can post a new digest or alert: mentioned only if not, or if unknown."""

import pytest

from bot.i18n import texts_for
from tests.handlers.context import CHANNEL, Office

MISSING, UNKNOWN = (texts_for("en")(f"presence-{presence}") for presence in ("missing", "unknown"))


@pytest.mark.parametrize("command", ["digest mon 09:00", "alert loss > 2% at 3.0.0 shop"])
async def test_mentioned_only_where_it_matters(office: Office, command: str) -> None:
    """Nothing where the bot is a member; what to do where it is not."""
    assert "/invite" not in str((await office.ask(command)).blocks)
    office.people.left.add((CHANNEL, "UBOT"))
    assert MISSING in str((await office.ask(command.replace("09", "10").replace("2%", "3%"))).blocks)


@pytest.mark.parametrize("command", ["digest mon 09:00", "alert loss > 2% at 3.0.0 shop"])
async def test_slack_does_not_tell(office: Office, command: str) -> None:
    """It is kept all the same."""
    office.people.silent = True
    assert UNKNOWN in str((await office.ask(command)).blocks)
